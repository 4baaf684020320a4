"""Learning from people's decisions: a coder for one engagement, made in seconds from what was confirmed there.

Three things can be known of a code: phrases that would carry it (the frame's own), comments that people coded, and
what a coder that learnt elsewhere knows of it. `learn` puts them together. The lines of weights start from the other
coder's and move only as far as the decisions here pull them; the probabilities and thresholds do the same. With no
decision and no other coder, the phrases alone make a first coder (a cold start).

Needs NumPy and SciPy only, so it runs where Antiphon runs. Nothing is drawn at random: the same decisions in the same
order give the same coder. Only made-safe words may be given; what is learnt stays with the engagement.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from antiphon.insight.coders import quick
from antiphon.insight.coders.base import Coder, Comment
from antiphon.insight.coders.vectors import Document, Vectoriser
from antiphon.insight.coders.words import normalise, question_kind, says_nothing, words_of
from antiphon.insight.frames import Frame

if TYPE_CHECKING:
    from scipy import sparse  # loaded where rows are made: a process that codes nothing does without

__all__ = ["Correction", "LocalCoder", "from_bytes", "learn"]

# How hard a decision pulls against what was known before, by kind of row.
_PULL = 0.5
_OF_DECISION = 3.0
_PHRASE_YES, _PHRASE_NO = 1.5, 0.2
# How loud the scores of a coder that learnt elsewhere are beside the words.
_SENSE = 0.3
_FOLDS = 5
# Passes over the rows; past this the weights hardly move.
_PASSES = 15
# What makes a probability of a score where nothing else is known: measured on the patient feedback frame, all codes
# together. In order: the whole, the best clause, the length in words, the clauses; and where it starts.
_USUAL_BLEND, _USUAL_BASE = (3.0, 3.0, 0.4, -0.1), 0.0
_STANCE_BLEND = 1.5
_USUAL_THRESHOLD, _THRESHOLD_PULL = 0.22, 20.0
# Probabilities are moved from what was known as if that rested on this many decisions.
_BLEND_PULL = 4.0
_SURE_BAND = (0.2, 0.7)
_STANCES = len(quick.STANCE_ORDER)

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person decided of one comment: its codes, by their names in the frame, and its stance if they said so."""

    comment: Comment
    codes: frozenset[str]
    stance: str = ""


class LocalCoder(quick.QuickCoder):
    """A coder that learnt from one engagement's decisions. Reads and explains as the quick coder does."""

    name = "local"

    def to_bytes(self) -> bytes:
        """The coder as bytes to keep; `from_bytes` brings it back. The same coder gives the same bytes."""
        return self.weights.to_bytes()


def from_bytes(stored: bytes, frame: str = "") -> LocalCoder:
    """A coder from what `LocalCoder.to_bytes` gave. Nothing in it is ever executed."""
    version = f"{frame or 'local'}-{hashlib.sha256(stored).hexdigest()[:12]}"
    return LocalCoder(quick.Weights.from_bytes(stored), version)


def learn(
    frame: Frame,
    corrections: Sequence[Correction],
    base: Coder | None = None,
    grew_from: Mapping[str, Sequence[str]] | None = None,
) -> LocalCoder:
    """A coder for `frame` from what people decided, the frame's phrases, and a coder that learnt elsewhere.

    `corrections` may be empty. `base` is any coder with a linear part (the quick coder, the careful one, or one that
    `learn` made); a code starts from the base's code of the same name, or from the mean of the codes that `grew_from`
    names for it (after a rename one old name, after a merge several, after a split the one it was split from).
    Codes of corrections that the frame does not have are left out. Blank comments teach nothing and are passed over.
    """
    columns = tuple(code.name for code in frame.codes)
    known = _weights_of(base)
    told = [one for one in corrections if not says_nothing(normalise(one.comment.text))]
    rows = _rows(frame, told, columns)
    vectoriser = _vocabulary(rows, len(told), known)
    prior = _prior(columns, known, grew_from or {}, vectoriser)
    sense = _Sense.of(known, vectoriser, prior)
    matrix = sense.beside(vectoriser.rows(rows.documents))
    words, start = _move(prior.words, prior.start, matrix, sense, rows.marks, rows.counts)
    blend, begin, threshold = prior.blend, prior.base, prior.threshold
    if len(told) >= 2 * _FOLDS:
        crossed = _crossed(prior, vectoriser, matrix, sense, rows, told)
        marks = rows.marks[: len(told), : len(columns)]
        blend, begin = _recalibrated(prior, crossed, marks)
        threshold = _thresholds(prior.threshold, crossed, blend, begin, marks)
    return from_bytes(
        quick.Weights(
            vectoriser=vectoriser,
            codes=columns,
            words=words.astype(np.float32),
            start=start.astype(np.float32),
            code_blend=blend.astype(np.float32),
            code_base=begin.astype(np.float32),
            stance_blend=prior.stance_blend,
            stance_base=prior.stance_base,
            threshold=threshold.astype(np.float32),
            sure_band=np.array(_SURE_BAND, dtype=np.float32),
        ).to_bytes(),
        frame.name,
    )


@dataclass(frozen=True, eq=False)
class _Rows:
    """Decisions first, then phrases: documents (n), marks and counts (n, codes and three stances)."""

    documents: tuple[Document, ...]
    marks: Array
    counts: Array


@dataclass(frozen=True, eq=False)
class _Prior:
    """What is known before any decision: lines of weights, blends and thresholds, shaped as in `quick.Weights`."""

    words: Array
    start: Array
    blend: Array
    base: Array
    threshold: Array
    stance_blend: Array
    stance_base: Array


def _weights_of(base: Coder | None) -> quick.Weights | None:
    """The linear part of a coder; the careful coder keeps one too."""
    found = getattr(base, "weights", None)
    return found if isinstance(found, quick.Weights) else None


def _rows(frame: Frame, told: Sequence[Correction], columns: tuple[str, ...]) -> _Rows:
    phrases = [
        (phrase, column)
        for column, code in enumerate(frame.codes)
        for phrase in (*code.examples, code.name, code.meaning)
        if words_of(phrase)
    ]
    marks = np.zeros((len(told) + len(phrases), len(columns) + _STANCES))
    counts = np.zeros_like(marks)
    for row, one in enumerate(told):
        marks[row, [columns.index(code) for code in one.codes if code in columns]] = 1
        counts[row, : len(columns)] = _OF_DECISION
        if one.stance in quick.STANCE_ORDER:
            marks[row, len(columns) + quick.STANCE_ORDER.index(one.stance)] = 1
            counts[row, len(columns) :] = _OF_DECISION
    for row, (_, column) in enumerate(phrases, start=len(told)):
        counts[row, : len(columns)] = _PHRASE_NO
        marks[row, column], counts[row, column] = 1, _PHRASE_YES
    documents = [(words_of(one.comment.text), question_kind(one.comment.question)) for one in told]
    documents += [(words_of(phrase), "") for phrase, _ in phrases]
    return _Rows(tuple(documents), marks, counts)


def _vocabulary(rows: _Rows, told: int, known: quick.Weights | None) -> Vectoriser:
    """The features: those of the coder learnt elsewhere, with what the decisions and phrases add to them."""
    phrases = rows.documents[told:]
    own = Vectoriser.learn(rows.documents[:told], [*phrases, *phrases])  # a phrase of the frame's own is enough
    # how common words are is worth knowing whatever the codes: a coder that knows no code still knows that
    common = (known or quick.load().weights).vectoriser
    held = dict(zip(common.features, common.rarity, strict=True))
    rarest = float(common.rarity.max(initial=1.0))
    for feature in own.features:
        held.setdefault(feature, np.float32(rarest))
    features = sorted(held)
    return Vectoriser(features, np.array([held[feature] for feature in features]))


def _prior(
    columns: tuple[str, ...], known: quick.Weights | None, grew_from: Mapping[str, Sequence[str]], vectoriser: Vectoriser
) -> _Prior:
    codes = len(columns)
    words = np.zeros((len(vectoriser.features), codes + _STANCES))
    start = np.full(codes + _STANCES, -1.0)
    blend = np.tile(np.array(_USUAL_BLEND), (codes, 1))
    base = np.full(codes, _USUAL_BASE)
    threshold = np.full(codes, _USUAL_THRESHOLD)
    both = np.vstack([np.eye(_STANCES), np.eye(_STANCES), np.zeros((2, _STANCES))])
    stance_blend: Array = _STANCE_BLEND * both
    stance_base: Array = np.zeros(_STANCES)
    if known is not None:
        places = _places(known, vectoriser)
        words[places, codes:] = known.words[:, -_STANCES:]
        start[codes:] = known.start[-_STANCES:]
        stance_blend, stance_base = known.stance_blend, known.stance_base
        for column, code in enumerate(columns):
            olds = [known.codes.index(old) for old in grew_from.get(code, (code,)) if old in known.codes]
            if olds:
                words[places, column] = known.words[:, olds].mean(axis=1)
                start[column] = known.start[olds].mean()
                blend[column], base[column] = known.code_blend[olds].mean(axis=0), known.code_base[olds].mean()
                threshold[column] = known.threshold[olds].mean()
    return _Prior(words, start, blend, base, threshold, stance_blend, stance_base)


@dataclass(frozen=True, eq=False)
class _Sense:
    """What words mean to a coder that learnt elsewhere: its scores, as features beside the words.

    A phrase about waiting scores high for that coder's code about time; so a new code learns from a few phrases what
    many comments taught about another frame. The scores are linear in the words, so what is learnt of them folds back
    into lines of weights over words alone.
    """

    words: Array  # (features, senses)
    start: Array  # (senses)
    open: Array  # (codes and stances): 1 for a column that has no line of its own to start from

    @classmethod
    def of(cls, known: quick.Weights | None, vectoriser: Vectoriser, prior: _Prior) -> _Sense:
        unknown = (prior.words == 0).all(axis=0).astype(float)
        if known is None or not unknown.any():
            return cls(np.zeros((len(vectoriser.features), 0)), np.zeros(0), unknown)
        words = np.zeros((len(vectoriser.features), known.words.shape[1]))
        words[_places(known, vectoriser)] = known.words
        return cls(_SENSE * words, _SENSE * known.start, unknown)

    def beside(self, rows: sparse.csr_array) -> sparse.csr_array:
        """Rows over words, with the senses as further columns."""
        from scipy import sparse

        if not len(self.start):
            return rows
        return sparse.csr_array(sparse.hstack([rows, sparse.csr_array(rows @ self.words + self.start)], format="csr"))

    def folded(self, words: Array, start: Array) -> tuple[Array, Array]:
        """Lines over words and senses as lines over words alone."""
        over, of_senses = words[: len(self.words)], words[len(self.words) :]
        return over + self.words @ of_senses, start + self.start @ of_senses


def _places(known: quick.Weights, vectoriser: Vectoriser) -> NDArray[np.int64]:
    """Where the features of a coder learnt elsewhere stand among ours."""
    number = {feature: place for place, feature in enumerate(vectoriser.features)}
    return np.array([number[feature] for feature in known.vectoriser.features])


def _move(
    words: Array, start: Array, matrix: sparse.csr_array, sense: _Sense, marks: Array, counts: Array
) -> tuple[Array, Array]:
    """Lines of weights as near to where they were as the rows allow: the squared-hinge support vector machine.

    Dual coordinate descent (Hsieh and others, 2008), all columns at once; starting from other weights than zero makes
    those the point that the penalty pulls to.
    """
    words, start = np.vstack([words, np.zeros((len(sense.start), words.shape[1]))]), start.copy()
    side = 2 * marks - 1
    # a column without an example of both kinds stays where it was
    used = np.array(
        [len(set(marks[counts[:, column] > 0, column])) == 2 for column in range(marks.shape[1])], dtype=bool
    )
    live = np.where(used[None, :] & (counts > 0), 1.0, 0.0)
    slack = 1 / (2 * _PULL * np.maximum(counts, 1e-6))
    length = np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel() + 1.0
    alpha = np.zeros_like(marks)
    senses = len(words) - len(sense.start)  # the senses follow the words
    order = _shuffled(matrix.shape[0])
    for _ in range(_PASSES):
        for row in order:
            at = slice(matrix.indptr[row], matrix.indptr[row + 1])
            places, values = matrix.indices[at], matrix.data[at]
            scores = values @ words[places] + start
            gradient = side[row] * scores - 1 + slack[row] * alpha[row]
            moved = np.maximum(alpha[row] - gradient / (length[row] + slack[row]), 0)
            step = (moved - alpha[row]) * live[row] * side[row]
            alpha[row] += step * side[row]
            words[places] += values[:, None] * np.where((places >= senses)[:, None], step * sense.open, step)
            start += step
    return sense.folded(words, start)


def _shuffled(number: int) -> list[int]:
    """Every number once, well mixed and always alike."""
    return sorted(range(number), key=lambda row: hashlib.blake2b(str(row).encode(), digest_size=8).digest())


def _crossed(
    prior: _Prior, vectoriser: Vectoriser, matrix: sparse.csr_array, sense: _Sense, rows: _Rows, told: Sequence[Correction]
) -> Array:
    """What makes the probabilities (n, codes, 4), for each decision by weights that have not seen it."""
    fold = np.array(
        [int(hashlib.sha256(normalise(one.comment.text).encode()).hexdigest()[:8], 16) % _FOLDS for one in told]
    )
    made = np.zeros((len(told), rows.marks.shape[1] - _STANCES, 4))
    for number in range(_FOLDS):
        unseen = np.flatnonzero(fold == number)
        if not len(unseen):
            continue
        seen = np.concatenate([np.flatnonzero(fold != number), np.arange(len(told), len(rows.documents))])
        words, start = _move(prior.words, prior.start, matrix[seen], sense, rows.marks[seen], rows.counts[seen])
        scores = quick.scores_of(vectoriser, words, start, [told[int(row)].comment for row in unseen])
        made[unseen] = quick.measure(*scores)[0]
    return made


def _recalibrated(prior: _Prior, made: Array, marks: Array) -> tuple[Array, Array]:
    """Each code's blend and base, moved from what was known by what the unseen decisions show (Newton's method)."""
    blend, base = prior.blend.copy(), prior.base.copy()
    for column in range(marks.shape[1]):
        measured = np.hstack([made[:, column], np.ones((len(made), 1))])
        known = np.append(prior.blend[column], prior.base[column])
        held = known.copy()
        for _ in range(12):
            chance = 1 / (1 + np.exp(-np.clip(measured @ held, -30, 30)))
            slope = measured.T @ (chance - marks[:, column]) + _BLEND_PULL * (held - known)
            curve = (measured * (chance * (1 - chance))[:, None]).T @ measured + _BLEND_PULL * np.eye(len(held))
            held = held - np.linalg.solve(curve, slope)
        blend[column], base[column] = held[:-1], held[-1]
    return blend, base


def _thresholds(known: Array, made: Array, blend: Array, base: Array, marks: Array) -> Array:
    """The probability from which each code is suggested: the best F1 unseen, pulled towards what was known."""
    confidence = 1 / (1 + np.exp(-np.clip((made * blend).sum(axis=2) + base, -30, 30)))
    chosen = known.copy()
    for column in range(marks.shape[1]):
        positives = marks[:, column].sum()
        if not positives:
            continue
        order = np.argsort(-confidence[:, column], kind="stable")
        f1 = 2 * np.cumsum(marks[order, column]) / (np.arange(1, len(order) + 1) + positives)
        last = int(np.argmax(f1))
        edge = confidence[order[last : last + 2], column].mean()
        chosen[column] = (edge * positives + known[column] * _THRESHOLD_PULL) / (positives + _THRESHOLD_PULL)
    return np.clip(chosen, 0.05, 0.95)
