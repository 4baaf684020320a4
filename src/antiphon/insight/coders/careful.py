"""The careful coder: a sentence encoder beside the quick coder's lines, hundreds of comments a second on one core.

The encoder (a small public one, trained further here; docs/model-cards/careful-coder.md) gives each code a score from
the sentence as a whole, the quick coder four from its words and clauses. For each code the five make the log-odds. Reading
needs `onnxruntime` and `tokenizers` (the extra `antiphon[careful]`); all weights ship with Antiphon, nothing is fetched
and no socket is opened.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from antiphon.insight.coders import quick
from antiphon.insight.coders.base import Comment
from antiphon.insight.coders.tokens import Tokens, in_batches
from antiphon.insight.coders.words import normalise
from antiphon.insight.frames import load_frame

__all__ = ["ENCODER", "VOCABULARY", "Blend", "CarefulCoder", "Reader", "blended", "load", "missing"]

ENCODER, VOCABULARY = "encoder.onnx", "encoder_vocabulary.json"
_BATCH = 2_048
#: Word pieces read at once, padding included: few enough for a processor's own memory.
_PIECES = 256

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class Blend:
    """How the encoder's scores and the quick coder's make probabilities; c codes.

    `columns` (c) say which of the encoder's scores is a code's, `stance_columns` (3) which are the stances'. `blend`
    (c, 5) weighs the encoder's score and the four numbers of the quick coder, `base` (c) is where the log-odds start;
    `stance_blend` (11, 3) and `stance_base` (3) do the same for stance; `threshold` (c) is a probability.
    """

    codes: tuple[str, ...]
    columns: NDArray[np.int64]
    stance_columns: NDArray[np.int64]
    blend: Array
    base: Array
    stance_blend: Array
    stance_base: Array
    threshold: Array

    def to_bytes(self) -> bytes:
        """The blend as an .npz file, the same bytes for the same numbers."""
        held = io.BytesIO()
        np.savez_compressed(
            held,
            codes=np.frombuffer("\n".join(self.codes).encode(), dtype=np.uint8),
            columns=self.columns.astype(np.int32),
            stance_columns=self.stance_columns.astype(np.int32),
            **{name: getattr(self, name).astype(np.float32) for name in _SMALL},
        )
        return held.getvalue()

    @classmethod
    def from_bytes(cls, stored: bytes) -> Blend:
        """Read what `to_bytes` wrote. Nothing in the file is ever executed (no pickles)."""
        with np.load(io.BytesIO(stored), allow_pickle=False) as file:
            return cls(
                codes=tuple(file["codes"].tobytes().decode().split("\n")),
                columns=file["columns"].astype(np.int64),
                stance_columns=file["stance_columns"].astype(np.int64),
                **{name: file[name].astype(np.float32) for name in _SMALL},
            )


_SMALL = ("blend", "base", "stance_blend", "stance_base", "threshold")


def missing() -> str:
    """The name of a package that the careful coder needs and this machine lacks, or ""."""
    from importlib.util import find_spec

    return next((name for name in ("onnxruntime", "tokenizers") if find_spec(name) is None), "")


class Reader:
    """The encoder at work: comments in, one row of scores for each out. Runs on one thread."""

    def __init__(self, encoder: Path, vocabulary: Path) -> None:
        """Open the encoder's file; raises ModuleNotFoundError without the extra `antiphon[careful]`."""
        lacking = missing()
        if lacking:
            raise ModuleNotFoundError(
                f"The careful coder needs {lacking}, which is not installed: pip install 'antiphon[careful]'.", name=lacking
            )
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # from 1.32 on it tells its makers what it runs on, unless it is told not to
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(encoder), options, providers=["CPUExecutionProvider"],
            disabled_optimizers=["SkipLayerNormFusion"],  # an addition and a norm apart take a quarter of its time
        )  # fmt: skip
        self._tokens = Tokens(vocabulary)

    def scores(self, comments: Sequence[Comment]) -> Array:
        """Scores (n, columns), float32."""
        made: list[tuple[NDArray[np.int64], Array]] = [
            (rows, self._session.run(None, {"numbers": numbers, "mask": mask})[0])
            for rows, numbers, mask in in_batches(self._tokens.of(comments), _PIECES)
        ]
        columns = self._session.get_outputs()[0].shape[1]
        found = np.zeros((len(comments), columns), dtype=np.float32)
        for rows, scores in made:
            found[rows] = scores
        return found


def blended(
    encoded: Array, linear: tuple[Array, Array, Array], columns: NDArray[np.int64], stance_columns: NDArray[np.int64]
) -> tuple[Array, Array]:
    """The numbers the probabilities are made of: (n, c, 5) for the codes and (n, 11) for the stance.

    `linear` is what `quick.scores_of` says of the same comments.
    """
    of_codes, of_stance = quick.measure(*linear)
    return (
        np.concatenate([encoded[:, columns, None], of_codes], axis=2),
        np.concatenate([encoded[:, stance_columns], of_stance], axis=1),
    )


class CarefulCoder(quick.QuickCoder):
    """The careful coder over one frame. `weights` is its linear half, from which a local coder can start."""

    name = "careful"
    batch = _BATCH

    def __init__(self, weights: quick.Weights, blend: Blend, reader: Reader, version: str) -> None:
        super().__init__(weights, version)
        self.blend = blend
        self.threshold = blend.threshold
        self._reader = reader

    def probabilities(self, comments: Sequence[Comment]) -> tuple[Array, Array]:
        """Probabilities of every code (n, c) and of the three stances (n, 3), blank comments included."""
        odds, stance = self._odds(comments)
        confidence = np.clip(1 / (1 + np.exp(-np.clip(odds, -30, 30))), 1 - quick.SUREST, quick.SUREST)
        stance = np.exp(stance - stance.max(axis=1, keepdims=True))
        return confidence.astype(np.float32), stance / stance.sum(axis=1, keepdims=True)

    def _odds(self, comments: Sequence[Comment]) -> tuple[Array, Array]:
        held, weights = self.blend, self.weights
        linear = quick.scores_of(weights.vectoriser, weights.words, weights.start, comments)
        of_codes, of_stance = blended(self._reader.scores(comments), linear, held.columns, held.stance_columns)
        return (of_codes * held.blend).sum(axis=2) + held.base, of_stance @ held.stance_blend + held.stance_base

    def explain(self, text: str, code: str, question: str = "") -> list[tuple[str, float]]:
        """The words that drove a suggestion: how much the log-odds fall when a word is left out, largest first.

        At most the first sixty different words are tried. Raises LookupError for a code outside the frame.
        """
        column = self._column(code)
        pieces = text.split()
        words = list(dict.fromkeys(word for piece in pieces for word in normalise(piece).split()))[:60]
        without = [" ".join(piece for piece in pieces if word not in normalise(piece).split()) for word in words]
        odds = self._odds([Comment(text, question), *(Comment(left, question) for left in without)])[0][:, column]
        parts = [(word, float(odds[0] - fallen)) for word, fallen in zip(words, odds[1:], strict=True)]
        return sorted(parts, key=lambda item: (-abs(item[1]), item[0]))

    def explanation_base(self, text: str, code: str) -> float:
        """The log-odds of a code for a comment without a word."""
        return float(self._odds([Comment("")])[0][0, self._column(code)])


@lru_cache(maxsize=2)
def _reader(encoder: Path, vocabulary: Path) -> Reader:
    return Reader(encoder, vocabulary)


@lru_cache(maxsize=4)
def load(frame: str = "patient_feedback", folder: Path | None = None) -> CarefulCoder:
    """The careful coder for a frame, from the weights that ship with Antiphon or from a folder of your own.

    Raises LookupError when there are no weights for that frame, ModuleNotFoundError without the extra it needs.
    """
    place = folder if folder is not None else Path(str(resources.files("antiphon.insight.coders") / "weights"))
    path = place / f"{frame}.careful.npz"
    if not frame.isidentifier() or not path.is_file():
        load_frame(frame)
        raise LookupError(f"There are no careful coder weights for the frame {frame!r}.")
    stored = path.read_bytes()
    linear = quick.load(frame, folder)
    reader = _reader(place / ENCODER, place / VOCABULARY)
    version = hashlib.sha256(stored + linear.version.encode()).hexdigest()[:12]
    return CarefulCoder(linear.weights, Blend.from_bytes(stored), reader, f"{frame}-careful-{version}")
