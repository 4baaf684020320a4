"""What the quick coder learns from labelled comments: features, lines of weights, blends and thresholds.

scikit-learn is needed here and nowhere else (`pip install antiphon[train]`). Nothing is drawn at random:
folds come from hashes of the words, solvers have fixed seeds and run on one thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from antiphon.insight.coders import quick
from antiphon.insight.coders.base import Comment
from antiphon.insight.coders.labelled import Labelled, WeaklyLabelled, folds_of
from antiphon.insight.coders.vectors import Document, Vectoriser
from antiphon.insight.coders.words import question_kind, words_of
from antiphon.insight.frames import Frame

__all__ = [
    "FOLDS",
    "SEED",
    "Crossed",
    "Data",
    "Scores",
    "blend_codes",
    "blend_stance",
    "chance",
    "crossed",
    "fit",
    "fixed_folds",
    "thresholds",
]

#: The five fixed folds; bench/insight_parts/coding_folds.csv lists which comment (by a hash) is in which.
SEED = "antiphon-folds-1"
FOLDS = 5

_SVM_C = 0.3
_BLEND_C = 1.0
_REPEATS = 1.0
# A phrase of ours is a good example of its code (1.5) and a poor one of the absence of others (0.2): it may
# well touch them too.
_PHRASE_YES, _PHRASE_NO = 1.5, 0.2
# Few comments are labelled mixed, and a reading that never says so hides them.
_MIXED_COUNTS = 1.5
# A weak label says yes to one code; the other codes are whatever the coder itself is confident about.
_WEAK_YES, _WEAK_REST = 0.4, 0.2
_WEAK_STANCE = 0.4
_WEAK_SURE = (0.3, 0.7)
# A comment is sure when no code's probability lies between these.
_SURE_BAND = (0.2, 0.7)
# Thresholds found on few comments are pulled towards this probability, as if by this many comments more.
_USUAL_THRESHOLD, _THRESHOLD_PULL = 0.35, 10
# Codes with fewer comments than this borrow the blend learnt over all codes together.
_FEWEST_FOR_BLEND = 8

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class Data:
    """What there is to learn from, with where it came from (file name, SHA-256, rows used)."""

    frame: Frame
    labelled: Labelled
    weak: WeaklyLabelled | None
    sources: tuple[dict[str, Any], ...]


@dataclass(frozen=True, eq=False)
class Scores:
    """Scores of comments by coders that had not seen them: what `quick.scores_of` returns."""

    whole: Array
    best: Array
    lengths: Array


@dataclass(frozen=True, eq=False)
class Crossed:
    """What was said of n labelled comments by coders that had not seen them, nor chosen anything on their fold.

    `confidence` and `suggested` (n, c), `stance` (n, 3) as probabilities, `sure` (n), `fold` (n), and the raw `scores`.
    """

    confidence: Array
    suggested: Array
    stance: Array
    sure: NDArray[np.bool_]
    fold: NDArray[np.int64]
    scores: Scores


def fixed_folds(labelled: Labelled) -> NDArray[np.int64]:
    """The fold of each comment, from a hash of its normal form: the same words are always in the same fold."""
    return folds_of(labelled.normal, FOLDS, SEED)


def fit(data: Data, numbers: NDArray[np.int64] | None = None) -> tuple[quick.Weights, Crossed]:
    """Learn weights from labelled comments (all, or those with these numbers), the frame's phrases and weak labels.

    The measurement comes with it: each fold is scored by lines learnt on the other four, with blends and thresholds
    chosen on the other four. Weakly labelled comments whose words stand in a labelled comment are left out, whichever
    side of a split that comment is on.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        return _fit(data, data.labelled if numbers is None else data.labelled.take(numbers))


@dataclass(frozen=True, eq=False)
class _Rows:
    """Rows for the linear scores: n documents, marks (n, k) and how much each mark counts (n, k).

    The k columns are the codes and then the three stances.
    """

    documents: tuple[Document, ...]
    marks: Array
    counts: Array


def _fit(data: Data, labelled: Labelled) -> tuple[quick.Weights, Crossed]:
    codes = tuple(code.name for code in data.frame.codes)
    fold = fixed_folds(labelled)
    phrases = _phrase_rows(data.frame)
    weak = _unseen_weak(data)
    if weak is None:
        scores, _ = _cross_scores(labelled, fold, phrases, [None] * FOLDS, ())
        weak_rows = None
    else:
        # First without the weak comments, so that the coder can say what it is confident of in them. Each
        # fold has its own opinion of them, so that no label reaches its own fold through them.
        scores, of_weak = _cross_scores(labelled, fold, phrases, [None] * FOLDS, weak.comments)
        blend, base = blend_codes(_measured(scores), labelled.codes)
        beliefs = [chance(_measured(opinion), blend, base) for opinion in of_weak]
        each = [_weak_rows(weak, belief) for belief in beliefs]
        scores, _ = _cross_scores(labelled, fold, phrases, each, ())
        weak_rows = _weak_rows(weak, np.mean(beliefs, axis=0))
    vectoriser, words, start = _linear(labelled, phrases, weak_rows)
    measured, of_stance = quick.measure(scores.whole, scores.best, scores.lengths)
    blend, base = blend_codes(measured, labelled.codes)
    stance_blend, stance_base = blend_stance(of_stance, labelled.stance)
    weights = quick.Weights(
        vectoriser=vectoriser,
        codes=codes,
        words=words.astype(np.float32),
        start=start.astype(np.float32),
        code_blend=blend.astype(np.float32),
        code_base=base.astype(np.float32),
        stance_blend=stance_blend.astype(np.float32),
        stance_base=stance_base.astype(np.float32),
        threshold=thresholds(chance(measured, blend, base), labelled.codes).astype(np.float32),
        sure_band=np.array(_SURE_BAND, dtype=np.float32),
    )
    return weights, crossed(measured, of_stance, labelled, fold, scores)


def _document(comment: Comment) -> Document:
    return words_of(comment.text), question_kind(comment.question)


def _labelled_rows(labelled: Labelled) -> _Rows:
    stances = len(quick.STANCE_ORDER)
    marks = np.hstack([labelled.codes, np.eye(stances)[labelled.stance]])
    # A text that hundreds of people gave counts for more than one, but not hundreds of times more.
    counts = np.repeat(1 + _REPEATS * np.log(labelled.times)[:, None], marks.shape[1], axis=1)
    counts[labelled.stance < 0, -stances:] = 0
    return _Rows(tuple(_document(comment) for comment in labelled.comments), marks, counts)


def _phrase_rows(frame: Frame) -> _Rows:
    pairs = [(phrase, column) for column, code in enumerate(frame.codes) for phrase in code.examples]
    marks = np.zeros((len(pairs), len(frame.codes) + len(quick.STANCE_ORDER)))
    counts = np.full_like(marks, _PHRASE_NO)
    counts[:, len(frame.codes) :] = 0
    for row, (_, column) in enumerate(pairs):
        marks[row, column], counts[row, column] = 1, _PHRASE_YES
    return _Rows(tuple((words_of(phrase), "") for phrase, _ in pairs), marks, counts)


def _unseen_weak(data: Data) -> WeaklyLabelled | None:
    """The weak comments whose words stand in no labelled comment, not even a held-out one."""
    if data.weak is None:
        return None
    labelled = set(data.labelled.normal)
    kept = [number for number, normal in enumerate(data.weak.normal) if normal not in labelled]
    return WeaklyLabelled(
        tuple(data.weak.comments[number] for number in kept),
        tuple(data.weak.normal[number] for number in kept),
        data.weak.codes[kept],
        data.weak.stance[kept],
    )


def _weak_rows(weak: WeaklyLabelled, belief: Array) -> _Rows:
    """Weak comments as rows: their one label says yes, a confident belief decides the rest."""
    low, high = _WEAK_SURE
    counts = np.where((belief <= low) | (belief >= high), _WEAK_REST, 0.0)
    counts = np.where(weak.codes > 0, _WEAK_YES, counts)
    marks = np.maximum(weak.codes, belief >= high)
    stances = np.eye(len(quick.STANCE_ORDER))[weak.stance]
    stance_counts = np.repeat(np.where(weak.stance >= 0, _WEAK_STANCE, 0.0)[:, None], stances.shape[1], axis=1)
    return _Rows(
        tuple(_document(comment) for comment in weak.comments),
        np.hstack([marks, stances]),
        np.hstack([counts, stance_counts]),
    )


def _linear(labelled: Labelled, phrases: _Rows, weak: _Rows | None) -> tuple[Vectoriser, Array, Array]:
    """The features, a line of weights for every code and stance, and where each score starts."""
    from sklearn.svm import LinearSVC

    parts = [_labelled_rows(labelled), phrases, *([weak] if weak is not None else [])]
    people = [document for part in (parts[0], *parts[2:]) for document in part.documents]
    vectoriser = Vectoriser.learn(people, phrases.documents)
    rows = vectoriser.rows([document for part in parts for document in part.documents])
    marks, counts = (np.vstack([getattr(part, name) for part in parts]) for name in ("marks", "counts"))
    words = np.zeros((rows.shape[1], marks.shape[1]))
    start = np.full(marks.shape[1], -1.0)
    for column in range(marks.shape[1]):
        used = np.flatnonzero(counts[:, column] > 0)
        if marks[used, column].min() == marks[used, column].max():
            continue
        solver = LinearSVC(C=_SVM_C, random_state=0, tol=1e-3, max_iter=5_000)
        taken = rows[used]
        taken.indices, taken.indptr = taken.indices.astype(np.int32), taken.indptr.astype(np.int32)
        solver.fit(taken, marks[used, column], sample_weight=counts[used, column])
        words[:, column], start[column] = solver.coef_[0], solver.intercept_[0]
    return vectoriser, words, start


def _cross_scores(
    labelled: Labelled,
    fold: NDArray[np.int64],
    phrases: _Rows,
    weak_of_fold: Sequence[_Rows | None],
    others: Sequence[Comment],
) -> tuple[Scores, list[Scores]]:
    """Scores of each labelled comment by a coder blind to its fold, and every such coder's of `others`."""
    columns = labelled.codes.shape[1] + len(quick.STANCE_ORDER)
    whole, best = np.zeros((len(fold), columns)), np.zeros((len(fold), columns))
    lengths = np.zeros((len(fold), 2))
    of_others = []
    for number in range(FOLDS):
        seen, unseen = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        learnt = _linear(labelled.take(seen), phrases, weak_of_fold[number])
        comments = labelled.take(unseen).comments
        whole[unseen], best[unseen], lengths[unseen] = quick.scores_of(*learnt, comments)
        if others:
            of_others.append(Scores(*quick.scores_of(*learnt, others)))
    return Scores(whole, best, lengths), of_others


def _measured(scores: Scores) -> Array:
    return quick.measure(scores.whole, scores.best, scores.lengths)[0]


def _logistic(numbers: Array, marks: NDArray[Any], counts: Array | None = None) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=_BLEND_C, max_iter=2_000, tol=1e-6).fit(numbers, marks, sample_weight=counts)


def blend_codes(measured: Array, codes: Array) -> tuple[Array, Array]:
    """Each code's blend (c, m) and base (c) over its m numbers (n, c, m): Platt scaling with more beside the score."""
    together = _logistic(measured.reshape(-1, measured.shape[2]), codes.reshape(-1))
    blend = np.tile(together.coef_[0], (codes.shape[1], 1))
    base = np.full(codes.shape[1], together.intercept_[0])
    for column in np.flatnonzero(codes.sum(axis=0) >= _FEWEST_FOR_BLEND):
        own = _logistic(measured[:, column], codes[:, column])
        blend[column], base[column] = own.coef_[0], own.intercept_[0]
    return blend, base


def blend_stance(measured: Array, stance: NDArray[np.int64]) -> tuple[Array, Array]:
    """The stances' blend (m, 3) and base (3) over m numbers (n, m); comments whose stance nobody said are left out."""
    said = np.flatnonzero(stance >= 0)
    learnt = _logistic(measured[said], stance[said], np.where(stance[said] == 1, _MIXED_COUNTS, 1.0))
    return learnt.coef_.T, learnt.intercept_


def crossed(
    measured: Array, of_stance: Array, labelled: Labelled, fold: NDArray[np.int64], scores: Scores
) -> Crossed:
    """What each comment is given when blends and thresholds are chosen without its fold.

    `measured` is (n, c, m), `of_stance` (n, m), as `blend_codes` and `blend_stance` take them.
    """
    confidence, suggested = np.zeros_like(labelled.codes), np.zeros_like(labelled.codes)
    stance = np.zeros((len(fold), len(quick.STANCE_ORDER)))
    for number in range(FOLDS):
        seen, unseen = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        blend, base = blend_codes(measured[seen], labelled.codes[seen])
        limits = thresholds(chance(measured[seen], blend, base), labelled.codes[seen])
        confidence[unseen] = chance(measured[unseen], blend, base)
        suggested[unseen] = confidence[unseen] >= limits
        stance_blend, stance_base = blend_stance(of_stance[seen], labelled.stance[seen])
        odds = of_stance[unseen] @ stance_blend + stance_base
        stance[unseen] = np.exp(odds - odds.max(axis=1, keepdims=True))
    low, high = _SURE_BAND
    return Crossed(
        confidence=confidence,
        suggested=suggested,
        stance=stance / stance.sum(axis=1, keepdims=True),
        sure=~((confidence > low) & (confidence < high)).any(axis=1),
        fold=fold,
        scores=scores,
    )


def thresholds(confidence: Array, codes: Array) -> Array:
    """The probability from which each code is suggested: the best F1 unseen, pulled towards the usual."""
    chosen = np.full(codes.shape[1], _USUAL_THRESHOLD)
    for column in range(codes.shape[1]):
        positives = codes[:, column].sum()
        if not positives:
            continue
        order = np.argsort(-confidence[:, column], kind="stable")
        f1 = 2 * np.cumsum(codes[order, column]) / (np.arange(1, len(order) + 1) + positives)
        last = int(np.argmax(f1))
        edge = confidence[order[last : last + 2], column].mean()
        chosen[column] = (edge * positives + _USUAL_THRESHOLD * _THRESHOLD_PULL) / (
            positives + _THRESHOLD_PULL
        )
    return chosen


def chance(measured: Array, blend: Array, base: Array) -> Array:
    """Probabilities (n, c), capped as those that are shown."""
    odds = np.clip((measured * blend).sum(axis=2) + base, -30, 30)
    chance: Array = np.clip(1 / (1 + np.exp(-odds)), 1 - quick.SUREST, quick.SUREST)
    return chance
