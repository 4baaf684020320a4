"""Answers laid out for counting: for each thing that was asked, a column of small whole numbers. Plain Python and NumPy.

A response is a place from 0 on, in the order of their ids. A `Column` has one code for each response, `Marks` has pairs of a
place and a code, for what some answered and for what can have several answers. A code is the number of a label.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
_KINDS = ("u1", "u2", "u4")


@dataclass(frozen=True)
class Column:
    """A code for each response."""

    labels: Sequence[str]
    codes: Array

    def where(self, *labels: str) -> Array:
        """Return, for each response, whether it has one of these labels."""
        wanted = [code for code, label in enumerate(self.labels) if label in labels]
        return np.isin(self.codes, wanted)

    def joined(self, later: "Column") -> "Column":
        """Return this column with a later one below it."""
        labels, codes = _relabelled(self.labels, later.labels, later.codes)
        return Column(labels, np.concatenate([self.codes.astype(np.uint32), codes]))


@dataclass(frozen=True)
class Marks:
    """Codes of some responses: `rows` are the places of the responses."""

    labels: Sequence[str]
    rows: Array
    codes: Array

    def within(self, keep: Array) -> "Marks":
        """Return the marks of those responses alone that are kept: a true or false for each."""
        chosen = keep[self.rows]
        return Marks(self.labels, self.rows[chosen], self.codes[chosen])

    def joined(self, later: "Marks", shift: int) -> "Marks":
        """Return these marks with later ones, whose places begin after `shift` responses."""
        labels, codes = _relabelled(self.labels, later.labels, later.codes)
        rows = np.concatenate([self.rows.astype(np.uint32), later.rows.astype(np.uint32) + shift])
        return Marks(labels, rows, np.concatenate([self.codes.astype(np.uint32), codes]))


NONE = Marks([], np.zeros(0, np.uint32), np.zeros(0, np.uint32))


def column_of(values: Iterable[str]) -> Column:
    """Return a column of texts, in the order in which they first come."""
    labels: dict[str, int] = {}
    codes = np.fromiter((labels.setdefault(value, len(labels)) for value in values), np.uint32)
    return Column(list(labels), codes)


def marks_of(pairs: Iterable[tuple[int, str]]) -> Marks:
    """Return marks from pairs of a place and a text."""
    labels: dict[str, int] = {}
    rows, codes = [], []
    for row, value in pairs:
        rows.append(row)
        codes.append(labels.setdefault(value, len(labels)))
    return Marks(list(labels), np.array(rows, np.uint32), np.array(codes, np.uint32))


def packed(column: Column | Marks) -> bytes:
    """Return a column as bytes: a line of JSON, then the numbers as small as they can be written."""
    arrays = [column.codes] if isinstance(column, Column) else [column.rows, column.codes]
    small = [array.astype(_kind(array)) for array in arrays]
    head = {"labels": list(column.labels), "kinds": [array.dtype.str[1:] for array in small], "length": len(column.codes)}
    return json.dumps(head).encode() + b"\n" + b"".join(array.tobytes() for array in small)


def unpacked(content: bytes) -> Column | Marks:
    """Return the column that was packed."""
    end = content.index(b"\n")
    head = json.loads(content[:end])
    arrays, at = [], end + 1
    for kind in head["kinds"]:
        dtype = np.dtype(kind)
        arrays.append(np.frombuffer(content, dtype, head["length"], at))
        at += head["length"] * dtype.itemsize
    return Column(head["labels"], arrays[0]) if len(arrays) == 1 else Marks(head["labels"], arrays[0], arrays[1])


def _kind(array: Array) -> str:
    highest = int(array.max()) if array.size else 0
    return next(kind for kind in _KINDS if highest <= np.iinfo(kind).max)


def _relabelled(labels: Sequence[str], others: Sequence[str], codes: Array) -> tuple[list[str], Array]:
    """Return the labels of both, and the codes of the others by these labels."""
    together = {label: code for code, label in enumerate(labels)}
    turn = np.array([together.setdefault(label, len(together)) for label in others], np.uint32)
    return list(together), turn[codes] if len(turn) else codes.astype(np.uint32)
