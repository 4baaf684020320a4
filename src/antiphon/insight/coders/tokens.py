"""A comment as the sentence encoder reads it: the same in training and in use."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from antiphon.insight.coders.base import Comment
from antiphon.insight.coders.words import question_kind, without_details

__all__ = ["LONGEST", "Tokens", "in_batches"]

#: Comments are read up to this many word pieces; 99 in 100 are shorter.
LONGEST = 128

_ASKED = {"good": "what was good? ", "improve": "what could be better? ", "open": "tell us more. ", "": ""}


class Tokens:
    """The vocabulary of the encoder; needs the package `tokenizers`."""

    def __init__(self, vocabulary: Path) -> None:
        """Read the vocabulary, a `tokenizer.json`."""
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(vocabulary))
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.no_padding()

    def of(self, comments: Sequence[Comment]) -> list[list[int]]:
        """The numbers of each comment's word pieces, its kind of question first."""
        texts = [_ASKED[question_kind(one.question)] + without_details(one.text) for one in comments]
        return [found.ids for found in self._tokenizer.encode_batch_fast(texts)]


def in_batches(
    numbered: Sequence[Sequence[int]], size: int
) -> list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]:
    """Batches of comments of like length: (which comments, their numbers padded with 0, the mask).

    `size` counts word pieces, padding included.
    """
    order = sorted(range(len(numbered)), key=lambda row: (len(numbered[row]), row))
    batches: list[Any] = []
    start = 0
    while start < len(order):
        end = start + 1
        while end < len(order) and (end + 1 - start) * len(numbered[order[end]]) <= size:
            end += 1
        rows = order[start:end]
        width = len(numbered[rows[-1]])
        numbers = np.zeros((len(rows), width), dtype=np.int64)
        mask = np.zeros((len(rows), width), dtype=np.int64)
        for place, row in enumerate(rows):
            numbers[place, : len(numbered[row])] = numbered[row]
            mask[place, : len(numbered[row])] = 1
        batches.append((np.array(rows), numbers, mask))
        start = end
    return batches
