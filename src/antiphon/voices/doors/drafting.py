"""Questions made from the columns of a file, for an engagement that does not ask them yet; kinds are guessed. Plain Python."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from antiphon.engagement.answering import MOST_OPTIONS, Kind
from antiphon.voices.doors import cells
from antiphon.voices.doors.cells import Unclear, plain
from antiphon.voices.doors.columns import Column, Matching, Shape

TEXT_LONGEST = 300
FEW = 12  # different values of a column that may still be the answers to a closed question
_PARTED = re.compile(r"\s*[;|\n]\s*")


@dataclass(frozen=True)
class Draft:
    """A question that a file suggests, with the kinds that its columns could be."""

    number: int
    text: str
    kind: str
    columns: tuple[int, ...]
    options: tuple[dict[str, Any], ...] = ()
    rows: tuple[dict[str, Any], ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)


def drafts(shape: Shape, matching: Matching, rows: Sequence[tuple[int, Sequence[str]]]) -> list[Draft]:
    """Return a question for each group of columns that is used for nothing yet and that is not known to be about the file."""
    begins = shape.first + shape.rows
    below = [row for number, row in rows if number >= begins]
    groups: dict[str, list[Column]] = {}
    for column in shape.columns:
        if column.role is None and not matching.uses[column.index] and not re.match(r"Column [A-Z]+$", column.heading):
            groups.setdefault(column.group or plain(column.heading), []).append(column)
    found: list[Draft] = []
    for columns in groups.values():
        draft = _draft(len(found) + 1, columns, below)
        if draft is not None:
            found.append(draft)
    return found


def _draft(number: int, columns: list[Column], below: Sequence[Sequence[str]]) -> Draft | None:
    values = {column.index: [row[column.index].strip() for row in below if column.index < len(row)] for column in columns}
    said = {index: [value for value in column if plain(value) not in cells.NO_ANSWER] for index, column in values.items()}
    if not any(said.values()):
        return None
    text = (columns[0].text or columns[0].heading)[:TEXT_LONGEST]
    indexes = tuple(column.index for column in columns)
    parts = [column for column in columns if column.part and not column.words]
    if len(parts) > 1:
        return _of_parts(number, text, columns, parts, said, indexes)
    kind, more = _of_one(said[columns[0].index], bool([column for column in columns if column.words]))
    return Draft(number, text, kind, indexes, **more)


def _of_parts(number: int, text: str, columns: list[Column], parts: list[Column], said: dict[int, list[str]],
              indexes: tuple[int, ...]) -> Draft:  # fmt: skip
    every = Counter(plain(value) for column in parts for value in said[column.index])
    words = any(column.words for column in columns)
    names = {plain(column.part) for column in parts}
    if set(every) <= cells.TICKED | cells.NOT_TICKED | names:
        return Draft(number, text, Kind.MANY, indexes, options=_options([column.part for column in parts], words=words))
    if all(value.isdecimal() and 1 <= int(value) <= len(parts) for value in every) and len(every) > 1:
        return Draft(number, text, Kind.RANKING, indexes, options=_options([column.part for column in parts]))
    originals = [value for column in parts for value in said[column.index]]
    if len(every) <= FEW:
        return Draft(number, text, Kind.MATRIX, indexes, options=_options(_in_order(originals)),
                     rows=_options([column.part for column in parts]))  # fmt: skip
    return Draft(number, text, Kind.TEXT, indexes)


def _of_one(said: list[str], words: bool) -> tuple[str, dict[str, Any]]:
    different = Counter(plain(value) for value in said)
    if all(_is_date(value) for value in said):
        return Kind.DATE, {}
    whole = [int(value.removesuffix(".0")) for value in said if value.removesuffix(".0").isdecimal() and len(value) < 5]
    if len(whole) == len(said) and max(whole) - min(whole) <= 10 and max(whole) <= 10 and len(different) > 2:
        low = 0 if min(whole) == 0 else 1
        return Kind.SCALE, {"settings": {"from": low, "to": 10 if max(whole) > 7 else 7 if max(whole) > 5 else 5}}
    parted = [part for value in said for part in _PARTED.split(value) if part]
    pieces = Counter(plain(part) for part in parted)
    repeats = len(pieces) <= FEW and len(pieces) * 2 <= max(len(parted), 4) and max(map(len, pieces)) <= 80
    if len(parted) > len(said) and repeats and any(value.rstrip().endswith(";") or ";" in value for value in said):
        return Kind.MANY, {"options": _options(_in_order(parted), words=words)}
    if 1 < len(different) <= FEW and len(different) * 2 <= max(len(said), 4) and max(map(len, different)) <= 80:
        return Kind.ONE, {"options": _options(_in_order(said), words=words)}
    return Kind.TEXT, {}


def _is_date(value: str) -> bool:
    if value.isdecimal():
        return False
    try:
        cells.any_date_of(value)
    except Unclear:
        return False
    return True


def _in_order(values: Sequence[str]) -> list[str]:
    """Return the different values, those named most first."""
    first: dict[str, str] = {}
    for value in values:
        first.setdefault(plain(value), value)
    return [first[key] for key, _ in Counter(plain(value) for value in values).most_common(MOST_OPTIONS)]


def _options(texts: Sequence[str], *, words: bool = False) -> tuple[dict[str, Any], ...]:
    keys: list[str] = []
    found: list[dict[str, Any]] = []
    for text in texts[:MOST_OPTIONS]:
        stem = re.sub(r"[^a-z0-9]+", "_", plain(text)).strip("_")[:36] or "answer"
        key = stem if stem not in keys and not stem.isdecimal() else f"{stem}_{len(keys) + 1}"
        keys.append(key)
        other = plain(text).startswith("other")
        found.append({"key": key, "text": text[:200], **({"words": True} if other else {})})
    if words and not any(one.get("words") for one in found):
        found.append({"key": f"other_{len(found) + 1}", "text": "Other", "words": True})
    return tuple(found)
