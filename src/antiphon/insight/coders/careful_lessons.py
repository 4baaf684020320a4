"""What the careful coder learns from, and how its two halves are put together and measured.

The encoder learns both frames and the stance at once. Scores of labelled comments by an encoder that had not seen
their fold are kept in a small file (numbers only, by a hash of the words): with them the blend is fitted and measured
in a minute, without the hour that the five encoders take.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from antiphon.insight.coders import learning, quick, training
from antiphon.insight.coders.base import Comment
from antiphon.insight.coders.careful import Blend, blended
from antiphon.insight.coders.labelled import WEAK_STANCE_OF, Labelled, rows_of
from antiphon.insight.coders.learning import Crossed, Data
from antiphon.insight.coders.words import normalise, question_kind, says_nothing
from antiphon.insight.frames import load_frame

__all__ = [
    "FRAMES",
    "Lesson",
    "columns",
    "fit_blend",
    "key_of",
    "labelled_lesson",
    "older_lesson",
    "phrase_lesson",
    "read_unseen",
    "write_unseen",
]

FRAMES = ("patient_feedback", "patient_feedback_44")

_PHRASE_NO = 0.2
_REPEATS = 0.3
_STANCE = 0.5
_FEWEST = 20

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class Lesson:
    """Comments to learn from: marks (n, k) are 0 or 1, counts (n, k) how much each mark weighs."""

    comments: tuple[Comment, ...]
    marks: Array
    counts: Array

    def take(self, numbers: NDArray[np.int64]) -> Lesson:
        """The comments with these numbers."""
        return Lesson(tuple(self.comments[number] for number in numbers), self.marks[numbers], self.counts[numbers])

    def __add__(self, other: Lesson) -> Lesson:
        return Lesson(
            self.comments + other.comments,
            np.vstack([self.marks, other.marks]),
            np.vstack([self.counts, other.counts]),
        )


def columns() -> tuple[str, ...]:
    """The encoder's scores: the codes of the shorter frame, those the longer one adds, and the three stances."""
    short, long = ([code.name for code in load_frame(frame).codes] for frame in FRAMES)
    return (*short, *(code for code in long if code not in short), *quick.STANCE_ORDER)


def labelled_lesson(folder: Path) -> tuple[Labelled, Lesson]:
    """The labelled comments, as the shorter frame has them and as the encoder learns them."""
    first, second = (training.read_data(folder, frame) for frame in FRAMES)
    assert first.labelled.normal == second.labelled.normal
    long = [code.name for code in second.frame.codes]
    added = [long.index(code) for code in columns()[len(first.frame.codes) : -len(quick.STANCE_ORDER)]]
    labelled = first.labelled
    stances = len(quick.STANCE_ORDER)
    marks = np.hstack([labelled.codes, second.labelled.codes[:, added], np.eye(stances)[labelled.stance]])
    counts = np.repeat(1 + _REPEATS * np.log(labelled.times)[:, None], marks.shape[1], axis=1)
    counts[:, -stances:] *= _STANCE
    counts[labelled.stance < 0, -stances:] = 0
    return labelled, Lesson(labelled.comments, marks, counts)


def phrase_lesson() -> Lesson:
    """The shorter frame's own phrases: each a good example of its code, and a poor one of the absence of others."""
    frame = load_frame(FRAMES[0])
    phrases = [(phrase, column) for column, code in enumerate(frame.codes) for phrase in code.examples]
    marks = np.zeros((len(phrases), len(columns())))
    counts = np.zeros_like(marks)
    counts[:, : len(frame.codes)] = _PHRASE_NO
    for row, (_, column) in enumerate(phrases):
        marks[row, column] = counts[row, column] = 1
    return Lesson(tuple(Comment(phrase) for phrase, _ in phrases), marks, counts)


def older_lesson(folder: Path, labelled: Labelled) -> Lesson:
    """The older comments with the labels of their own frame and their stance; none has a labelled comment's words."""
    known = set(labelled.normal)
    texts: dict[str, str] = {}
    marked: dict[str, set[str]] = {}
    stances: dict[str, set[int]] = {}
    for row in rows_of(folder / training.WEAK_FILE):
        normal = normalise(row["feedback"])
        if says_nothing(normal) or normal in known:
            continue
        texts.setdefault(normal, row["feedback"])
        marked.setdefault(normal, set()).add(row["subcategory"].strip())
        stances.setdefault(normal, set()).add(WEAK_STANCE_OF.get(row["criticality"], -1))
    ordered = sorted(texts)
    times = Counter(label for normal in ordered for label in marked[normal])
    labels = sorted(label for label, number in times.items() if number >= _FEWEST)
    marks = np.zeros((len(ordered), len(labels) + len(quick.STANCE_ORDER)))
    counts = np.ones_like(marks)
    for row_number, normal in enumerate(ordered):
        marks[row_number, [labels.index(label) for label in marked[normal] if label in labels]] = 1
        said = stances[normal]
        if len(said) == 1 and min(said) >= 0:
            marks[row_number, len(labels) + min(said)] = 1
        else:
            counts[row_number, len(labels) :] = 0
    return Lesson(tuple(Comment(texts[normal]) for normal in ordered), marks, counts)


def key_of(comment: Comment) -> str:
    """A mark for a comment's words and kind of question, from which neither can be read."""
    said = f"{normalise(comment.text)}|{question_kind(comment.question)}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def write_unseen(path: Path, comments: Sequence[Comment], scores: Array) -> None:
    """Write scores by encoders that had not seen the comments: a hash, then one number with two decimals each."""
    with gzip.GzipFile(path, "wb", mtime=0) as packed:
        lines = [",".join(["key", *(f'"{name}"' for name in columns())])]
        lines += [",".join([key_of(one), *(f"{x:.2f}" for x in row)]) for one, row in zip(comments, scores, strict=True)]
        packed.write("\n".join(lines).encode())


def read_unseen(path: Path, comments: Sequence[Comment]) -> Array:
    """The scores (n, columns) that `write_unseen` wrote, NaN for comments that are not in the file."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        if tuple(next(rows)[1:]) != columns():
            raise ValueError(f"{path.name} has the scores of other codes.")
        held = {row[0]: np.array(row[1:], dtype=np.float64) for row in rows}
    nothing = np.full(len(columns()), np.nan)
    return np.array([held.get(key_of(one), nothing) for one in comments])


def fit_blend(data: Data, crossed: Crossed, encoded: Array) -> tuple[Blend, Crossed, Labelled]:
    """The blend of both halves for a frame, and what each comment gets when its fold chose nothing.

    `crossed` is what `learning.fit` measured of the quick coder, `encoded` the encoder's unseen scores (n, columns).
    Comments without a score (NaN) are left out; the labelled comments that were used come third.
    """
    known = np.flatnonzero(~np.isnan(encoded).any(axis=1))
    labelled, encoded = data.labelled.take(known), encoded[known]
    scores = learning.Scores(crossed.scores.whole[known], crossed.scores.best[known], crossed.scores.lengths[known])
    names = columns()
    codes = tuple(code.name for code in data.frame.codes)
    places = np.array([names.index(code) for code in codes])
    stances = np.arange(len(names) - len(quick.STANCE_ORDER), len(names))
    of_codes, of_stance = blended(encoded, (scores.whole, scores.best, scores.lengths), places, stances)
    blend, base = learning.blend_codes(of_codes, labelled.codes)
    stance_blend, stance_base = learning.blend_stance(of_stance, labelled.stance)
    threshold = learning.thresholds(learning.chance(of_codes, blend, base), labelled.codes)
    return (
        Blend(codes, places, stances, blend, base, stance_blend, stance_base, threshold),
        learning.crossed(of_codes, of_stance, labelled, crossed.fold[known], scores),
        labelled,
    )
