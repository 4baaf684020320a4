"""Coding comments: both coders on five fixed folds against a baseline, cold start, a new organisation, speed and size.

Every comment is scored by a coder that has not seen its words, with blends and thresholds chosen on the other four
folds (`coding_folds.csv` lists the folds by a hash of the words). The quick coder is trained anew here. The careful
coder's encoders take most of an hour, so their scores are read from `coding_unseen.csv.gz` unless `--careful-folds` is
given; its blend and thresholds are fitted anew either way.
"""

from __future__ import annotations

import csv
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.insight_parts import coding_rivals, coding_speed

HERE = Path(__file__).parent
UNSEEN = HERE / "coding_unseen.csv.gz"
BARS = {
    "quick": {"macro_f1": 0.60, "micro_f1": 0.71},
    "careful": {"macro_f1": 0.64, "micro_f1": 0.74},
}


def run(data: Path | None, small: bool) -> Iterator[dict[str, Any]]:
    """One line for each measurement."""
    yield from coding_speed.sizes()
    if data is None:
        yield {"measure": "coding", "value": None, "note": "needs the labelled comments: --data DIR"}
        return
    folder = data / "surveys" if (data / "surveys").is_dir() else data
    yield from _quality(folder, small)
    yield from coding_rivals.few_decisions(folder, small)
    yield from coding_speed.speeds(folder, small)


def _quality(folder: Path, small: bool) -> Iterator[dict[str, Any]]:
    from antiphon.insight.coders import careful_lessons, learning, training

    for frame in careful_lessons.FRAMES[: 1 if small else 2]:
        start = time.process_time()
        data = training.read_data(folder, frame)
        weights, quick = learning.fit(data)
        spent = round(time.process_time() - start, 1)
        if frame == careful_lessons.FRAMES[0]:
            _same_folds(data.labelled.normal, quick.fold)
        rival = coding_rivals.baseline(data.labelled, quick.fold)
        named = {"quick": (quick, data.labelled, rival)}
        encoded = _encoded(folder, data.labelled)
        notes = {"quick": f"trained in this run, {spent} CPU-s"}
        known = ~np.isnan(encoded).any(axis=1)
        if known.any():
            named["careful"] = (*careful_lessons.fit_blend(data, quick, encoded)[1:], rival[known])
            kept = f"encoders' scores from {UNSEEN.name}, blend fitted in this run"
            notes["careful"] = "encoders trained in this run" if _again() else kept
        else:
            yield {"measure": f"careful coder, {frame}", "value": None, "note": "no unseen scores of these comments"}
        for name, (crossed, labelled, theirs) in named.items():
            yield from _lines(name, frame, weights.codes, crossed, labelled, theirs, notes[name], small)


def _lines(
    name: str, frame: str, codes: tuple[str, ...], crossed: Any, labelled: Any, rival: Any, note: str, small: bool
) -> Iterator[dict[str, Any]]:
    from antiphon.insight.coders import training
    from antiphon.insight.coders.evaluation import measure_codes

    truth = labelled.codes
    figures, more = training.measure(crossed, labelled, codes)
    theirs = measure_codes(codes, truth, rival, rival)
    ahead = _ahead(truth, crossed.suggested, rival, 60 if small else 600)
    for measure in ("macro_f1", "micro_f1"):
        value = getattr(figures, measure)
        bar = BARS[name][measure] if frame == "patient_feedback" else None
        yield {
            "measure": f"{name} coder, {frame}, {measure.replace('_', '-')}, folds pooled",
            "folds": len(set(crossed.fold.tolist())),
            "value": round(value, 4), "bar": bar, "holds": value >= bar if bar else None,
            "mean_of_folds": round(float(np.mean(more[f"{measure}_of_each_fold"])), 4), "codes": figures.codes_counted,
            "comments": figures.comments, "rival": {"what": coding_rivals.BASELINE, "value": round(getattr(theirs, measure), 4)},
            "ahead_by": ahead[measure], "note": note,
        }  # fmt: skip
    error, accepted = figures.calibration_error, more["accepted_at_0.8"]
    first = frame == "patient_feedback"
    yield {"measure": f"{name} coder, {frame}, expected calibration error", "value": round(error, 4),
           "bar": 0.03 if first else None, "holds": error <= 0.03 if first else None}  # fmt: skip
    yield {"measure": f"{name} coder, {frame}, precision of what is accepted at 0.8", "value": round(accepted["precision"], 4),
           "bar": 0.90 if first else None, "holds": accepted["precision"] >= 0.90 if first else None,
           "share_of_labels": round(accepted["share_of_labels"], 4)}  # fmt: skip
    yield {"measure": f"{name} coder, {frame}, sure readings", "value": round(more["sure_share"], 4),
           "micro_f1_of_them": round(more["sure_micro_f1"], 4), "stance_accuracy": round(more["stance_accuracy"], 4),
           "stance_macro_f1": round(more["stance_macro_f1"], 4)}  # fmt: skip


def _ahead(truth: Any, ours: Any, theirs: Any, draws: int) -> dict[str, list[float]]:
    """How far ahead of the rival, with a 95 % interval from the same draws of comments for both."""
    counted = truth.sum(axis=0) >= 5
    drawn = np.random.default_rng(4)
    found = []
    for draw in range(draws + 1):
        rows = np.arange(len(truth)) if draw == 0 else drawn.integers(len(truth), size=len(truth))
        weight = np.bincount(rows, minlength=len(truth))
        scores = []
        for given in (ours, theirs):
            both, total = weight @ (truth * given), weight @ (truth + given)
            macro = (2 * both[counted] / np.maximum(total[counted], 1)).mean()
            scores.append((float(macro), float(2 * both.sum() / total.sum())))
        found.append(np.subtract(*scores))
    table = np.array(found)
    low, high = np.quantile(table[1:], [0.025, 0.975], axis=0)
    return {
        name: [round(float(x), 4) for x in (table[0, at], low[at], high[at])]
        for at, name in enumerate(("macro_f1", "micro_f1"))
    }


def _same_folds(normal: tuple[str, ...], fold: NDArray[np.int64]) -> None:
    import hashlib

    with (HERE / "coding_folds.csv").open(newline="", encoding="utf-8") as file:
        listed = {row["words"]: int(row["fold"]) for row in csv.DictReader(file)}
    found = [listed[hashlib.sha256(words.encode()).hexdigest()[:16]] for words in normal]
    if found != fold.tolist():
        raise ValueError("The folds are not those of coding_folds.csv.")


def _again() -> bool:
    return bool(os.environ.get("ANTIPHON_CAREFUL_FOLDS"))


def _encoded(folder: Path, labelled: Any) -> Any:
    """The encoder's scores of each comment by an encoder that had not seen it: kept ones, or made again."""
    from antiphon.insight.coders import careful_lessons

    if not _again():
        if not UNSEEN.is_file():
            return np.full((len(labelled.comments), 1), np.nan)
        return careful_lessons.read_unseen(UNSEEN, labelled.comments)
    from antiphon.insight.coders import careful_training

    short, lesson = careful_lessons.labelled_lesson(folder)
    with tempfile.TemporaryDirectory() as place:
        start = careful_training.learn_language(careful_lessons.older_lesson(folder, short))
        path = Path(place) / careful_training.UNSEEN
        careful_lessons.write_unseen(path, lesson.comments, careful_training.unseen_scores(start, short, lesson, Path(place)))
        return careful_lessons.read_unseen(path, labelled.comments)
