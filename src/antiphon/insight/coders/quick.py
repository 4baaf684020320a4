"""The quick coder: always there, thousands of comments a second, nothing but NumPy and SciPy.

A comment is scored as a whole and clause by clause, by one line of weights per code over its words and
letters. Four numbers (the score of the whole, the best score of any clause, and the length in words and in
clauses) then make a probability for the code, and a code is suggested when its probability reaches the
code's own threshold. `training` learns all of it; docs/model-cards/quick-coder.md says how well it does.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from antiphon.insight.coders.base import Comment, Reading, Suggestion
from antiphon.insight.coders.vectors import Document, Vectoriser
from antiphon.insight.coders.words import clauses_of, normalise, question_kind, says_nothing

__all__ = ["BLANK_CODE", "STANCE_ORDER", "SUREST", "QuickCoder", "Weights", "load", "measure", "scores_of"]

#: The code a blank answer gets, in a frame that has it.
BLANK_CODE = "Labelling not possible"
#: Of 1,708 blank or "did not answer" rows in the labelled data, 99 in 100 carry that code.
_BLANK_CONFIDENCE = 0.99
#: No probability is shown above this, nor below one less it.
SUREST = 0.99

#: The order of the three stances in the weights.
STANCE_ORDER = ("positive", "mixed", "negative")
#: Below this the likeliest stance is too close to a guess to show.
_STANCE_FLOOR = 0.5

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class Weights:
    """Everything the quick coder has learnt; c codes, f features.

    `words` (f, c + 3) are the weights of every feature for every code and then for the three stances, and
    `start` (c + 3) what each score starts from. `code_blend` (c, 4) and `code_base` (c) turn a code's four
    numbers into log-odds; `stance_blend` (8, 3) and `stance_base` (3) do the same for stance.
    `threshold` (c) is a probability. A comment is "sure" when no code's probability lies strictly between
    the two numbers of `sure_band`.
    """

    vectoriser: Vectoriser
    codes: tuple[str, ...]
    words: Array
    start: Array
    code_blend: Array
    code_base: Array
    stance_blend: Array
    stance_base: Array
    threshold: Array
    sure_band: Array

    def to_bytes(self) -> bytes:
        """The weights as an .npz file, in half precision, the same bytes for the same weights."""
        held = io.BytesIO()
        np.savez_compressed(
            held,
            features=np.frombuffer("\n".join(self.vectoriser.features).encode(), dtype=np.uint8),
            codes=np.frombuffer("\n".join(self.codes).encode(), dtype=np.uint8),
            rarity=self.vectoriser.rarity.astype(np.float16),
            words=self.words.astype(np.float16),
            **{name: getattr(self, name).astype(np.float32) for name in _SMALL},
        )
        return held.getvalue()

    @classmethod
    def from_bytes(cls, stored: bytes) -> Weights:
        """Read what `to_bytes` wrote. Nothing in the file is ever executed (no pickles)."""
        with np.load(io.BytesIO(stored), allow_pickle=False) as file:
            features = file["features"].tobytes().decode().split("\n") if file["features"].size else []
            return cls(
                vectoriser=Vectoriser(features, file["rarity"].astype(np.float32)),
                codes=tuple(file["codes"].tobytes().decode().split("\n")) if file["codes"].size else (),
                words=file["words"].astype(np.float32),
                **{name: file[name].astype(np.float32) for name in _SMALL},
            )


_SMALL = ("start", "code_blend", "code_base", "stance_blend", "stance_base", "threshold", "sure_band")


def scores_of(
    vectoriser: Vectoriser, words: Array, start: Array, comments: Sequence[Comment]
) -> tuple[Array, Array, Array]:
    """Linear scores of comments: of the whole, of the best clause (per code), and the two lengths.

    Shapes (n, k), (n, k) and (n, 2) for n comments and k columns of `words`. The lengths are the logarithms
    of one more than the numbers of words and of clauses. A comment of a single clause is its own best one.
    """
    kinds = [question_kind(comment.question) for comment in comments]
    whole = [normalise(comment.text).split() for comment in comments]
    parts = [clauses_of(comment.text) for comment in comments]
    documents: list[Document] = list(zip(whole, kinds, strict=True))
    for clauses, kind in zip(parts, kinds, strict=True):
        documents += [(clause, kind) for clause in clauses]
    scored = np.asarray(vectoriser.rows(documents) @ words, dtype=np.float32) + start
    of_whole, of_clauses = scored[: len(comments)], scored[len(comments) :]
    best = of_whole.copy()
    at = 0
    for row, clauses in enumerate(parts):
        if clauses:
            best[row] = of_clauses[at : at + len(clauses)].max(axis=0)
            at += len(clauses)
    lengths = np.log1p([[len(words), len(clauses)] for words, clauses in zip(whole, parts, strict=True)])
    return of_whole, best, lengths.astype(np.float32).reshape(len(comments), 2)


def measure(whole: Array, best: Array, lengths: Array) -> tuple[Array, Array]:
    """The numbers the probabilities are made of: (n, c, 4) for the codes, (n, 8) for the stance.

    `whole` and `best` have the three stances as their last columns.
    """
    stances = len(STANCE_ORDER)
    codes = whole.shape[1] - stances
    of_codes = np.stack(
        [
            whole[:, :codes],
            best[:, :codes],
            np.repeat(lengths[:, :1], codes, axis=1),
            np.repeat(lengths[:, 1:], codes, axis=1),
        ],
        axis=2,
    )
    of_stance = np.concatenate([whole[:, codes:], best[:, codes:], lengths], axis=1)
    return of_codes, of_stance


class QuickCoder:
    """The quick coder over one frame. Safe to share between threads: reading changes nothing it answers."""

    name = "quick"
    #: How many comments are read at a time.
    batch = 2_000

    def __init__(self, weights: Weights, version: str) -> None:
        self.weights = weights
        self.threshold = weights.threshold
        self.version = version
        self.codes = weights.codes

    def suggest(self, comments: Sequence[Comment]) -> list[Reading]:
        """Read comments, one reading for each, in the order given. The same comment reads the same always."""
        distinct = list(dict.fromkeys(comments))
        readings: dict[Comment, Reading] = {}
        to_score: list[Comment] = []
        for comment in distinct:
            if says_nothing(normalise(comment.text)):
                readings[comment] = self._blank()
            else:
                to_score.append(comment)
        for start in range(0, len(to_score), self.batch):
            batch = to_score[start : start + self.batch]
            readings.update(zip(batch, self._read(batch), strict=True))
        return [readings[comment] for comment in comments]

    def probabilities(self, comments: Sequence[Comment]) -> tuple[Array, Array]:
        """Probabilities of every code (n, c) and of the three stances (n, 3), blank comments included."""
        held = self.weights
        whole, best, lengths = scores_of(held.vectoriser, held.words, held.start, comments)
        of_codes, of_stance = measure(whole, best, lengths)
        odds = (of_codes * held.code_blend).sum(axis=2) + held.code_base
        stance = of_stance @ held.stance_blend + held.stance_base
        stance = np.exp(stance - stance.max(axis=1, keepdims=True))
        # The labelled data cannot show that anything is surer than this, so nothing claims to be.
        confidence = np.clip(1 / (1 + np.exp(-np.clip(odds, -30, 30))), 1 - SUREST, SUREST)
        return confidence.astype(np.float32), stance / stance.sum(axis=1, keepdims=True)

    def explain(self, text: str, code: str, question: str = "") -> list[tuple[str, float]]:
        """The words that drove a suggestion: (word or pair, its part in the log-odds), largest first.

        What the letters inside a word add is credited to the word, and the mark of the question to
        "(the question)". The parts and `explanation_base` add up to the log-odds of the code's probability, before
        that is capped at 0.99.
        Raises LookupError for a code outside the frame.
        """
        column = self._column(code)
        held = self.weights
        kind = question_kind(question)
        whole = normalise(text).split()
        clauses = clauses_of(text) or [whole]
        parts: dict[str, float] = {}
        scores = [self._parts(clause, kind, column) for clause in clauses]
        best = max(scores, key=lambda found: sum(found.values()))
        for found, share in ((self._parts(whole, kind, column), 0), (best, 1)):
            for words, part in found.items():
                parts[words] = parts.get(words, 0.0) + part * float(held.code_blend[column, share])
        return sorted(parts.items(), key=lambda item: (-abs(item[1]), item[0]))

    def explanation_base(self, text: str, code: str) -> float:
        """What the log-odds of a code start from before any word counts: its rarity and the length."""
        column = self._column(code)
        held = self.weights
        lengths = np.log1p([len(normalise(text).split()), len(clauses_of(text))])
        blend = held.code_blend[column]
        return float(
            held.code_base[column] + blend[2:] @ lengths + (blend[0] + blend[1]) * held.start[column]
        )

    def _column(self, code: str) -> int:
        if code not in self.codes:
            raise LookupError(f"The frame has no code called {code!r}.")
        return self.codes.index(code)

    def _parts(self, words: list[str], kind: str, column: int) -> dict[str, float]:
        """What each word, pair and question mark adds to one linear score."""
        held = self.weights
        row = held.vectoriser.rows([(words, kind)])
        worth = {
            held.vectoriser.features[number]: float(value * held.words[number, column])
            for number, value in zip(row.indices, row.data, strict=True)
        }
        return held.vectoriser.credit(words, worth)

    def _blank(self) -> Reading:
        suggested = (Suggestion(BLANK_CODE, _BLANK_CONFIDENCE),) if BLANK_CODE in self.codes else ()
        return Reading(suggested, stance="unclear", stance_confidence=0.0, sure=True)

    def _read(self, comments: Sequence[Comment]) -> list[Reading]:
        held = self.weights
        codes, stances = self.probabilities(comments)
        suggested = codes >= self.threshold
        low, high = held.sure_band
        sure = ~((codes > low) & (codes < high)).any(axis=1)
        likeliest = stances.argmax(axis=1)
        readings = []
        for row, chosen in enumerate(suggested):
            columns = sorted(np.flatnonzero(chosen), key=lambda column: -codes[row, column])
            confidence = float(stances[row, likeliest[row]])
            readings.append(
                Reading(
                    suggestions=tuple(
                        Suggestion(self.codes[column], float(codes[row, column])) for column in columns
                    ),
                    stance=STANCE_ORDER[likeliest[row]] if confidence >= _STANCE_FLOOR else "unclear",
                    stance_confidence=confidence,
                    sure=bool(sure[row]),
                )
            )
        return readings


def from_bytes(frame: str, stored: bytes) -> QuickCoder:
    """A coder from stored weights; its version names the frame and the exact bytes of the weights."""
    return QuickCoder(Weights.from_bytes(stored), f"{frame}-{hashlib.sha256(stored).hexdigest()[:12]}")


@lru_cache(maxsize=4)
def load(frame: str = "patient_feedback", folder: Path | None = None) -> QuickCoder:
    """The quick coder for a frame, from the weights that ship with Antiphon or from a folder of your own.

    Raises LookupError when there are no weights for that frame.
    """
    place = folder if folder is not None else resources.files("antiphon.insight.coders") / "weights"
    path = place / f"{frame}.npz"
    if not path.is_file():
        raise LookupError(f"There are no quick coder weights for the frame {frame!r}.")
    return from_bytes(frame, path.read_bytes())
