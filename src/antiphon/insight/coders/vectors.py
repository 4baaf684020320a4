"""Turning comments into rows of numbers: TF-IDF over words, pairs of words and the letters inside words.

Written for this coder so that running it needs NumPy and SciPy only. Letters are counted word by word,
and the same words come back again and again, so what a word contributes is worked out once and kept:
that is most of the speed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from antiphon.insight.coders.words import features_of_short_answer

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
        self._of_word: dict[str, tuple[int, ...]] = {}

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

    def _word_features(self, word: str) -> tuple[int, ...]:
        found = self._of_word.get(word)
        if found is None:
            names = [f"w:{word}", *(f"c:{gram}" for gram in _letter_grams(word))]
            found = tuple(self._number[name] for name in names if name in self._number)
            if len(self._of_word) < _WORDS_KEPT:
                self._of_word[word] = found
        return found

    def _rows(self, documents: Sequence[Document]) -> sparse.csr_array:
        number = self._number
        found: list[int] = []
        ends = [0]
        for words, kind in documents:
            for word in words:
                found += self._word_features(word)
            for first, second in pairwise(words):
                pair = number.get(f"w:{first} {second}")
                if pair is not None:
                    found.append(pair)
            for name in features_of_short_answer(list(words), kind):
                if name in number:
                    found.append(number[name])
            ends.append(len(found))
        rows = sparse.csr_array(
            (
                np.ones(len(found), dtype=np.float32),
                np.array(found, dtype=np.int32),
                np.array(ends, dtype=np.int32),
            ),
            shape=(len(documents), len(self.features)),
        )
        rows.sum_duplicates()
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
