"""Turning comments into rows of numbers: TF-IDF over words, pairs of words and the letters inside words.

Written for this coder so that running it needs NumPy and SciPy only. Letters are counted word by word,
and the same words come back again and again, so what a word contributes is worked out once and kept:
that is most of the speed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from antiphon.insight.coders.words import features_of_short_answer

if TYPE_CHECKING:
    from scipy import sparse  # loaded where rows are made: a process that codes nothing does without

__all__ = ["MINIMUM_COMMENTS", "Document", "Vectoriser", "features_of"]

#: (words in order, kind of question): what `words.words_of` and `words.question_kind` return.
Document = tuple[Sequence[str], str]

#: An n-gram ships only if this many different comments hold it, so that none can point at a person.
MINIMUM_COMMENTS = 3

_LETTERS = (3, 4, 5)
_WORDS_KEPT = 50_000
_ANSWER_WEIGHT = 0.7
_BATCH = 2_048


def _letter_grams(word: str) -> list[str]:
    """The runs of three to five letters inside a word, its edges marked with a space."""
    padded = f" {word} "
    grams: list[str] = []
    for length in _LETTERS:
        if len(padded) <= length:
            grams.append(padded)
            break
        grams += [padded[start : start + length] for start in range(len(padded) - length + 1)]
    return grams


def _ones(numbers: Any, ends: NDArray[np.int64], shape: tuple[int, int]) -> sparse.csr_array:
    """A sparse array with a one for each number, the numbers of each row standing between its ends."""
    from scipy import sparse

    places = np.asarray(numbers, dtype=np.int32)
    return sparse.csr_array((np.ones(len(places), dtype=np.float32), places, ends.astype(np.int32)), shape=shape)


def features_of(document: Document) -> Iterator[str]:
    """Every feature of a document, repeats included: "w:" words and pairs, "c:" letters, "?" answers."""
    words, kind = document
    for word in words:
        yield f"w:{word}"
        for gram in _letter_grams(word):
            yield f"c:{gram}"
    for first, second in pairwise(words):
        yield f"w:{first} {second}"
    yield from features_of_short_answer(list(words), kind)


class Vectoriser:
    """Rows of TF-IDF numbers for documents, over a fixed list of features.

    Words (with pairs) and letters are two blocks, each scaled to length one, so that neither drowns the
    other; the pair of question and short answer is a third block of plain marks.
    """

    def __init__(self, features: Sequence[str], rarity: NDArray[np.floating]) -> None:
        """Take features (sorted) and how much each counts for its rarity (its IDF), in the same order."""
        self.features = tuple(features)
        self.rarity = np.asarray(rarity, dtype=np.float32)
        self._number = {feature: number for number, feature in enumerate(self.features)}
        first = np.array([feature[0] for feature in self.features] or [""])
        self._block = np.where(first == "c", 1, np.where(first == "w", 0, 2)).astype(np.int8)
        self._of_word: dict[str, NDArray[np.int32]] = {}

    @classmethod
    def learn(cls, comments: Sequence[Document], phrases: Iterable[Document] = ()) -> Vectoriser:
        """Learn the features worth keeping.

        `comments` are people's comments: a feature is kept when at least `MINIMUM_COMMENTS` of them that
        differ in their words hold it. `phrases` are the frame's own, written by us: two are enough.
        """
        of_comments: Counter[str] = Counter()
        seen: dict[str, set[str]] = {}
        for document in comments:
            # the same words under two questions are still one comment's words
            seen.setdefault(" ".join(document[0]), set()).update(features_of(document))
        for found in seen.values():
            of_comments.update(found)
        of_phrases: Counter[str] = Counter()
        for document in phrases:
            of_phrases.update(set(features_of(document)))
        kept = {feature for feature, number in of_comments.items() if number >= MINIMUM_COMMENTS}
        kept |= {feature for feature, number in of_phrases.items() if number >= 2}
        features = sorted(kept)
        total = len(seen)
        held = np.array(
            [of_comments[feature] + of_phrases[feature] for feature in features], dtype=np.float64
        )
        return cls(features, np.log((1 + total) / (1 + np.minimum(held, total))) + 1)

    def rows(self, documents: Sequence[Document]) -> sparse.csr_array:
        """One row per document, shape (documents, features), float32."""
        from scipy import sparse

        batches = [
            self._rows(documents[start : start + _BATCH]) for start in range(0, len(documents), _BATCH)
        ]
        if not batches:
            return sparse.csr_array((0, len(self.features)), dtype=np.float32)
        return batches[0] if len(batches) == 1 else sparse.csr_array(sparse.vstack(batches, format="csr"))

    def credit(self, words: Sequence[str], worth: Mapping[str, float]) -> dict[str, float]:
        """Hand the worth of a document's features to its words and pairs of words; the sum stays the same.

        A run of letters that stands in several words is shared out among them.
        """
        standing: dict[str, list[str]] = {}
        for word in words:
            for gram in _letter_grams(word):
                standing.setdefault(f"c:{gram}", []).append(word)
        credited: dict[str, float] = {}
        for feature, value in worth.items():
            if feature.startswith("c:"):
                owners = standing[feature]
            else:
                owners = ["(the question)" if feature.startswith("?") else feature.removeprefix("w:")]
            for owner in owners:
                credited[owner] = credited.get(owner, 0.0) + value / len(owners)
        return credited

    def _word_features(self, word: str) -> NDArray[np.int32]:
        """The numbers of a word's own features: itself and the letters inside it."""
        names = [f"w:{word}", *(f"c:{gram}" for gram in _letter_grams(word))]
        found = np.array([self._number[name] for name in names if name in self._number], dtype=np.int32)
        if len(self._of_word) < _WORDS_KEPT:
            self._of_word[word] = found
        return found

    def _counts(self, documents: Sequence[Document]) -> sparse.csr_array:
        """How often each feature stands in each document.

        Words are numbered once for all the documents, so that letters and pairs are looked up once for each different
        word or pair; the rest is one product: (documents, words) times (words, features).
        """
        from scipy import sparse

        of_word: dict[str, int] = {}
        said = [of_word.setdefault(word, len(of_word)) for words, _ in documents for word in words]
        ends = np.cumsum([0, *(len(words) for words, _ in documents)])
        shape = (len(documents), len(self.features))
        of_words = [self._of_word[word] if word in self._of_word else self._word_features(word) for word in of_word]
        spelt = np.cumsum([0, *map(len, of_words)])
        letters = _ones(np.concatenate(of_words) if of_words else [], spelt, (len(of_word), shape[1]))
        counts = _ones(said, ends, (shape[0], len(of_word))) @ letters
        # pairs of words, and what a short answer means under its question
        numbers = np.array(said, dtype=np.int64)
        row = np.repeat(np.arange(len(documents)), np.diff(ends))
        together = np.flatnonzero(row[1:] == row[:-1])
        pairs, which = np.unique(numbers[together] * len(of_word) + numbers[together + 1], return_inverse=True)
        spelling = list(of_word)
        known = [
            self._number.get(f"w:{spelling[pair // len(of_word)]} {spelling[pair % len(of_word)]}", -1)
            for pair in pairs.tolist()
        ]
        feature = np.array(known, dtype=np.int64)[which]
        at, held = row[together][feature >= 0], feature[feature >= 0]
        answers = [
            (place, self._number[name])
            for place, (words, kind) in enumerate(documents)
            if kind
            for name in features_of_short_answer(list(words), kind)
            if name in self._number
        ]
        if answers:
            more = np.array(answers)
            at, held = np.concatenate([at, more[:, 0]]), np.concatenate([held, more[:, 1]])
        where = (at.astype(np.int32), held.astype(np.int32))
        beside = sparse.csr_array(sparse.coo_array((np.ones(len(at), dtype=np.float32), where), shape=shape))
        return sparse.csr_array(counts + beside)

    def _rows(self, documents: Sequence[Document]) -> sparse.csr_array:
        rows = self._counts(documents)
        rows.sort_indices()
        block = self._block[rows.indices]
        weight = (1 + np.log(rows.data)) * self.rarity[rows.indices]
        row = np.repeat(np.arange(len(documents)), np.diff(rows.indptr))
        place = row * 3 + block
        length = np.sqrt(
            np.bincount(place, weights=weight.astype(np.float64) ** 2, minlength=len(documents) * 3)
        )
        scaled = weight / np.maximum(length, 1e-9)[place]
        rows.data = np.where(block == 2, _ANSWER_WEIGHT, scaled).astype(np.float32)
        return rows
