"""The most typical of some comments: the one whose words are nearest to all the others. Nobody picks it, and it can be redone."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from antiphon.insight.coders.words import words_of

__all__ = ["most_typical"]


def most_typical(texts: Sequence[str]) -> int | None:
    """Return the place of the medoid: the text with the greatest mean likeness (cosine of TF-IDF) to the others.

    None when no text has a word. Of two that are alike, the first.
    """
    counts = [Counter(words_of(text)) for text in texts]
    held = Counter(word for found in counts for word in found)
    rows = []
    for found in counts:
        row = {word: (1 + math.log(number)) * math.log((1 + len(texts)) / held[word]) for word, number in found.items()}
        length = math.sqrt(sum(value * value for value in row.values()))
        rows.append({word: value / length for word, value in row.items()} if length else {})
    middle: Counter[str] = Counter()
    for row in rows:
        middle.update(row)  # adds the values: likeness to all others is likeness to their sum
    best, most = None, 0.0
    for place, row in enumerate(rows):
        likeness = sum(value * (middle[word] - value) for word, value in row.items())
        if row and (best is None or likeness > most + 1e-12):
            best, most = place, likeness
    return best
