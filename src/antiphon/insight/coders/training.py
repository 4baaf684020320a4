"""Training the quick coder: the same data give the same weights, bit for bit.

`learning` says how; here are the data, the comments held out, what is measured on them and what is written.
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
from antiphon.insight.coders.evaluation import Figures, measure_codes, reliability
from antiphon.insight.coders.labelled import Labelled, folds_of, read_labelled, read_weak, rows_of
from antiphon.insight.coders.learning import SEED, Data, fit
from antiphon.insight.coders.words import says_nothing
from antiphon.insight.frames import load_frame

__all__ = ["LABELLED_FILE", "SHIPPED", "WEAK_FILE", "Trained", "evaluate", "fit", "read_data", "split", "train"]

LABELLED_FILE = "fft_comments_labelled_train.csv.gz"
WEAK_FILE = "patient_feedback_phase1_train.csv.gz"

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

    Raises FileNotFoundError or ValueError, saying what is missing.
    """
    stored = load_frame(frame)
    codes = tuple(code.name for code in stored.codes)
    labelled_path, weak_path = folder / LABELLED_FILE, folder / WEAK_FILE
    if not labelled_path.is_file():
        raise FileNotFoundError(f"There is no {LABELLED_FILE} in {folder}")
    labelled = read_labelled(labelled_path, codes)
    readable = np.array([number for number, normal in enumerate(labelled.normal) if not says_nothing(normal)])
    weak = read_weak(weak_path, codes) if weak_path.is_file() else None
    sources = [_source(labelled_path, len(labelled.comments))]
    if weak is not None:
        sources.append(_source(weak_path, len(weak.comments)))
    return Data(stored, labelled.take(readable), weak, tuple(sources))


def split(labelled: Labelled) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Numbers of the comments to learn from and of the quarter held out; no words stand on both sides."""
    fold = folds_of(labelled.normal, 4, f"{SEED}-holdout")
    return np.flatnonzero(fold != 0), np.flatnonzero(fold == 0)


def evaluate(weights: quick.Weights, held_out: Labelled) -> tuple[Figures, dict[str, Any]]:
    """Measure weights on comments they have not seen: the codes, and stance, sureness and calibration."""
    coder = quick.QuickCoder(weights, "under test")
    confidence, _ = coder.probabilities(held_out.comments)
    readings = coder.suggest(held_out.comments)
    suggested = np.array(
        [[code in {one.code for one in reading.suggestions} for code in coder.codes] for reading in readings]
    ).astype(float)
    figures = measure_codes(coder.codes, held_out.codes, suggested, confidence)
    sure = np.array([reading.sure for reading in readings])
    said = held_out.stance >= 0
    stance = np.array([quick.STANCE_ORDER[number] for number in held_out.stance])
    given = np.array([reading.stance for reading in readings])
    likeliest = np.array(quick.STANCE_ORDER)[coder.probabilities(held_out.comments)[1].argmax(axis=1)]
    clear = said & (given != "unclear")
    more = {
        "sure_share": float(sure.mean()),
        "sure_micro_f1": measure_codes(
            coder.codes, held_out.codes[sure], suggested[sure], confidence[sure]
        ).micro_f1,
        "stance_comments": int(said.sum()),
        "stance_accuracy": float((likeliest == stance)[said].mean()),
        "stance_macro_f1": float(
            np.mean([_f1(stance[said], likeliest[said], name) for name in quick.STANCE_ORDER])
        ),
        "stance_f1": {name: _f1(stance[said], likeliest[said], name) for name in quick.STANCE_ORDER},
        "stance_unclear_share": float((given[said] == "unclear").mean()),
        "stance_accuracy_where_clear": float((given == stance)[clear].mean()),
        "reliability": reliability(held_out.codes, confidence),
    }
    return figures, more


def train(data_dir: Path, out: Path, frame: str = "patient_feedback") -> Trained:
    """Measure on a quarter held out, then learn from everything and write the weights and their record.

    Writes `FRAME.npz` and `FRAME.json` into `out`. The weights are the same bytes every time; the record
    differs only in its date. Raises FileNotFoundError or ValueError when the data are not there.
    """
    data = read_data(data_dir, frame)
    learn, hold = split(data.labelled)
    # through bytes, so that what is measured has the half-precision weights that ship
    measured = quick.Weights.from_bytes(fit(data, learn).to_bytes())
    figures, more = evaluate(measured, data.labelled.take(hold))
    stored = fit(data, np.arange(len(data.labelled.comments))).to_bytes()
    weights_file, record_file = out / f"{frame}.npz", out / f"{frame}.json"
    record = {
        "frame": frame,
        "weights_sha256": hashlib.sha256(stored).hexdigest(),
        "weights_bytes": len(stored),
        "made_on": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "made_with": "antiphon train-coder --data DIR",
        "seed": SEED,
        "data": list(data.sources),
        "phrases": sum(len(code.examples) for code in data.frame.codes),
        "learnt_from": len(data.labelled.comments),
        "holdout": {"learnt_from": len(learn), "held_out": len(hold), **figures.as_dict(), **more},
    }
    out.mkdir(parents=True, exist_ok=True)
    weights_file.write_bytes(stored)
    record_file.write_text(
        json.dumps(_rounded(record), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    return Trained(weights_file, record_file, record)


def _f1(truth: NDArray[np.str_], given: NDArray[np.str_], name: str) -> float:
    both = ((truth == name) & (given == name)).sum()
    total = (truth == name).sum() + (given == name).sum()
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


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(held) for key, held in value.items()}
    return [_rounded(held) for held in value] if isinstance(value, list | tuple) else value
