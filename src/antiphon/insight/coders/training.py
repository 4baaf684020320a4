"""Training the quick coder: the same data give the same weights, bit for bit.

`learning` says how; here are the data, what is measured on comments that each fold has not seen, and what is written.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from antiphon.insight.coders import quick
from antiphon.insight.coders.evaluation import Figures, acceptance, measure_codes, reliability
from antiphon.insight.coders.labelled import Labelled, read_labelled, read_weak, rows_of
from antiphon.insight.coders.learning import FOLDS, SEED, Crossed, Data, fit
from antiphon.insight.coders.words import says_nothing
from antiphon.insight.frames import load_frame

__all__ = ["LABELLED_FILE", "SHIPPED", "WEAK_FILE", "Trained", "fit", "measure", "read_data", "rounded", "train"]

LABELLED_FILE = "fft_comments_labelled_train.csv.gz"
WEAK_FILE = "patient_feedback_phase1_train.csv.gz"

#: The columns of the labelled file that hold a frame's labels start with this.
_PREFIX = {"patient_feedback": "v7:", "patient_feedback_44": "v6:"}

#: Where the weights that ship with Antiphon stand.
SHIPPED = Path(__file__).parent / "weights"


@dataclass(frozen=True, eq=False)
class Trained:
    """What a training run made: the weights' file, and the measurements and provenance beside it."""

    weights_file: Path
    record_file: Path
    record: dict[str, Any]


def read_data(folder: Path, frame: str = "patient_feedback") -> Data:
    """Read the labelled comments, and the weakly labelled ones where the folder has them.

    Raises FileNotFoundError, ValueError or LookupError, saying what is missing.
    """
    stored = load_frame(frame)
    if frame not in _PREFIX:
        raise LookupError(f"The labelled comments have no labels for the frame {frame!r}.")
    codes = tuple(code.name for code in stored.codes)
    labelled_path, weak_path = folder / LABELLED_FILE, folder / WEAK_FILE
    if not labelled_path.is_file():
        raise FileNotFoundError(f"There is no {LABELLED_FILE} in {folder}")
    labelled = read_labelled(labelled_path, codes, _PREFIX[frame])
    readable = np.array([number for number, normal in enumerate(labelled.normal) if not says_nothing(normal)])
    weak = read_weak(weak_path, codes) if weak_path.is_file() else None
    sources = [_source(labelled_path, len(labelled.comments))]
    if weak is not None:
        sources.append(_source(weak_path, len(weak.comments)))
    return Data(stored, labelled.take(readable), weak, tuple(sources))


def measure(crossed: Crossed, labelled: Labelled, codes: tuple[str, ...]) -> tuple[Figures, dict[str, Any]]:
    """Measure what was said of comments by coders that had not seen them: codes, stance, sureness, calibration."""
    figures = measure_codes(codes, labelled.codes, crossed.suggested, crossed.confidence)
    of_folds = [
        measure_codes(codes, *(held[crossed.fold == number] for held in (labelled.codes, crossed.suggested, crossed.confidence)))
        for number in sorted(set(crossed.fold.tolist()))
    ]
    said, sure = labelled.stance >= 0, crossed.sure
    stance, likeliest = labelled.stance[said], crossed.stance[said].argmax(axis=1)
    f1 = {name: _f1(stance, likeliest, column) for column, name in enumerate(quick.STANCE_ORDER)}
    sure_only = measure_codes(codes, labelled.codes[sure], crossed.suggested[sure], crossed.confidence[sure])
    precision, share = acceptance(labelled.codes, crossed.confidence)
    return figures, {
        "macro_f1_of_each_fold": [one.macro_f1 for one in of_folds],
        "micro_f1_of_each_fold": [one.micro_f1 for one in of_folds],
        "accepted_at_0.8": {"precision": precision, "share_of_labels": share},
        "sure_share": float(sure.mean()),
        "sure_micro_f1": sure_only.micro_f1,
        "stance_comments": int(said.sum()),
        "stance_accuracy": float((likeliest == stance).mean()),
        "stance_macro_f1": float(np.mean(list(f1.values()))),
        "stance_f1": f1,
        "reliability": reliability(labelled.codes, crossed.confidence),
    }


def train(data_dir: Path, out: Path, frame: str = "patient_feedback") -> Trained:
    """Learn from everything, measured on five folds on the way, and write the weights and their record.

    Writes `FRAME.npz` and `FRAME.json` into `out`. The weights are the same bytes every time; the record
    differs only in its date. Raises FileNotFoundError, ValueError or LookupError when the data are not there.
    """
    data = read_data(data_dir, frame)
    weights, crossed = fit(data)
    figures, more = measure(crossed, data.labelled, weights.codes)
    stored = weights.to_bytes()
    weights_file, record_file = out / f"{frame}.npz", out / f"{frame}.json"
    record = {
        "frame": frame,
        "weights_sha256": hashlib.sha256(stored).hexdigest(),
        "weights_bytes": len(stored),
        "made_on": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "made_with": "antiphon train-coder --data DIR" + ("" if frame == "patient_feedback" else f" --frame {frame}"),
        "folds": f"{FOLDS}, by hash of the normal form with {SEED!r}",
        "data": list(data.sources),
        "phrases": sum(len(code.examples) for code in data.frame.codes),
        "learnt_from": len(data.labelled.comments),
        "unseen": {**figures.as_dict(), **more},
    }
    out.mkdir(parents=True, exist_ok=True)
    weights_file.write_bytes(stored)
    record_file.write_text(json.dumps(rounded(record), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return Trained(weights_file, record_file, record)


def _f1(truth: NDArray[np.int64], given: NDArray[np.int64], column: int) -> float:
    both = ((truth == column) & (given == column)).sum()
    total = (truth == column).sum() + (given == column).sum()
    return float(2 * both / total) if total else 0.0


def _source(path: Path, used: int) -> dict[str, Any]:
    """Where data came from: the file's name and SHA-256, its rows and the distinct comments in them."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return {
        "file": path.name,
        "sha256": digest,
        "rows": sum(1 for _ in rows_of(path)),
        "distinct_comments": used,
    }


def rounded(value: Any) -> Any:
    """Every number in lists and dictionaries with four decimals."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: rounded(held) for key, held in value.items()}
    return [rounded(held) for held in value] if isinstance(value, list | tuple) else value
