"""The columns of a file: what their headings say, and what each becomes. Plain Python.

A *use* says what a column becomes, as a short text that a form can send and a table can keep:
"" (not used) · "date", "score", "email", … (see `AROUND`) · "q:SERIES" (a question) · "q:SERIES:row:KEY" (one row of a grid) ·
"q:SERIES:tick:KEY" (one answer of many, ticked) · "q:SERIES:place:KEY" (which place an answer has in the order) ·
"q:SERIES:rank:2" (which answer stands second) · "q:SERIES:words:KEY" (what was written beside an answer) ·
"about:KEY" and "about:KEY:tick:CATEGORY" (a question about the person).
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from antiphon.core.problems import BadFile
from antiphon.voices.doors.cells import plain

MOST_HEADING_ROWS = 5
LOOKED_AT = 12  # rows in which the heading is looked for
AROUND = {
    "text": "Words, answering the first question in words", "question": "The question that the words answer",
    "date": "Date", "score": "Score, 1 very good to 5 very poor", "channel": "Channel", "place": "Place",
    "name": "Name of the person", "email": "E-mail address", "wants_reply": "Wants to hear from us",
    "may_quote": "May be quoted", "may_reuse": "May be used in other work", "language": "Language",
    "twin": "Version answered (easy read, BSL, large print)", "speaks_as": "Speaks for themselves, as carer or for a group",
    "speaks_for": "For how many people a group speaks",
}  # fmt: skip
# Headings that say it themselves, in any file.
SAID_BY_HEADING = {
    "text": "text", "comment": "text", "comments": "text", "free text": "text", "date": "date", "date said": "date",
    "response date": "date", "survey date": "date", "date of response": "date", "score": "score", "fft score": "score",
    "place": "place", "postcode": "place", "postcode area": "place", "channel": "channel", "email": "email",
    "e-mail": "email", "email address": "email", "e-mail address": "email", "name": "name", "your name": "name",
    "full name": "name", "wants reply": "wants_reply", "may quote": "may_quote", "may reuse": "may_reuse",
    "question": "question", "language": "language", "version": "twin", "format": "twin", "speaks as": "speaks_as",
    "responding as": "speaks_as", "speaks for": "speaks_for", "number of people": "speaks_for",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column. `text` and `part` are the words of a question and of its row or answer, as far as the file tells them.

    Columns of one question share a `group`. `role` is a use that the file itself makes plain ("" when it does not).
    """

    index: int
    heading: str
    text: str = ""
    part: str = ""
    group: str = ""
    role: str | None = None  # None: nothing is known; "": not to be used
    words: bool = False  # the words beside “Other”


@dataclass(frozen=True)
class Shape:
    """A file of which the headings were understood. `key` names a program that writes such files; empty for any other."""

    key: str
    title: str
    first: int  # row of the first heading, as a spreadsheet counts
    rows: int  # how many heading rows
    columns: tuple[Column, ...]
    day_first: bool = True
    free_other: bool = False

    def fingerprint(self) -> str:
        """Return what is the same for two files of the same shape: a digest of their headings."""
        said = "\x1f".join(plain(column.heading) for column in self.columns)
        return hashlib.sha256(f"{self.key}\x1e{said}".encode()).hexdigest()


@dataclass(frozen=True)
class Matching:
    """What each column becomes, and what a person said of single values (see `choices.Choices.told`)."""

    uses: tuple[str, ...]
    first: int = 1
    rows: int = 1
    day_first: bool = True
    free_other: bool = False
    channel: str = "file"
    sheet: str = ""
    skip_empty: bool = False  # a row without any answer is passed over: survey programs keep those who only looked
    told: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "uses": list(self.uses), "first": self.first, "rows": self.rows, "day_first": self.day_first,
            "free_other": self.free_other, "channel": self.channel, "sheet": self.sheet,
            "skip_empty": self.skip_empty,
            "told": {key: dict(values) for key, values in self.told.items()},
        }  # fmt: skip

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Matching":
        return cls(**{**stored, "uses": tuple(stored["uses"])})


def first_rows(records: Iterator[tuple[int, list[str]]], most: int = LOOKED_AT) -> list[tuple[int, list[str]]]:
    """Return the first rows that hold anything."""
    found: list[tuple[int, list[str]]] = []
    for number, cells in records:
        if any(cell.strip() for cell in cells):
            found.append((number, cells))
        if len(found) == most:
            break
    return found


def find_heading(rows: Sequence[tuple[int, list[str]]]) -> tuple[int, int]:
    """Return the row of the heading and how many rows it has: titles above it are passed over, a grouped heading has two."""
    if not rows:
        raise BadFile("The file is empty. It needs a heading row, then one row for each response.")
    filled = [sum(1 for cell in cells if cell.strip()) for _, cells in rows]
    widest = max(filled)
    at = next(place for place, count in enumerate(filled) if count * 2 >= widest or count == widest)
    if at + 1 < len(rows) and _is_grouped(rows[at][1], rows[at + 1][1]):
        return rows[at][0], 2
    return rows[at][0], 1


def _is_grouped(above: list[str], below: list[str]) -> bool:
    """Whether a heading row stands over another: gaps between its words, and only words that differ below."""
    width = max((place for place, cell in enumerate(below, start=1) if cell.strip()), default=0)
    gaps = sum(1 for cell in [*above, *[""] * width][:width] if not cell.strip())
    said = [plain(cell) for cell in below if cell.strip()]
    under_gaps = all(cell.strip() for cell, over in zip(below, [*above, *[""] * width], strict=False) if not over.strip())
    short = all(len(cell) < 80 and not re.match(r"[\d=+-]", cell) for cell in said)
    return gaps > 0 and len(said) >= gaps + 1 and under_gaps and short and len(set(said)) > 1 and any(c.strip() for c in above)


def joined_heading(rows: Sequence[list[str]]) -> list[tuple[str, str]]:
    """Return for each column the words of the upper heading rows and those of the last; merged cells reach to the right."""
    width = max(len(row) for row in rows)
    padded = [[*(cell.strip() for cell in row), *[""] * (width - len(row))] for row in rows]
    last = padded[-1]
    uppers = []
    for row in padded[:-1]:
        said = ""
        reaching = []
        for place, cell in enumerate(row):
            said = cell or (said if last[place] else "")
            reaching.append(said)
        uppers.append(reaching)
    return [(" ".join(filter(None, (row[place] for row in uppers))), last[place]) for place in range(width)]


def fingerprint_of(rows: Sequence[list[str]]) -> str:
    """Return the digest of heading rows, whatever shape they are."""
    return hashlib.sha256("\x1f".join(plain(cell) for row in rows for cell in row).encode()).hexdigest()


def heading_rows(records: Sequence[tuple[int, list[str]]], first: int, rows: int) -> list[list[str]]:
    """Return the heading rows by their numbers."""
    found = [cells for number, cells in records if first <= number < first + rows]
    if not found:
        raise BadFile(f"Row {first} holds nothing, so it cannot be the heading.")
    return found


def named(columns: Sequence[tuple[str, str]]) -> list[str]:
    """Return the headings as a person reads them; the second of the same name says so, and a nameless one its letter."""
    seen: dict[str, int] = {}
    found = []
    for place, (upper, last) in enumerate(columns):
        name = f"{upper}: {last}" if upper and last else upper or last
        name = " ".join(name.split()) or f"Column {letters(place)}"
        seen[plain(name)] = seen.get(plain(name), 0) + 1
        count = seen[plain(name)]
        found.append(name if count == 1 else f"{name} ({count})")
    return found


def letters(index: int) -> str:
    """Return the letters of a column, as a spreadsheet names it: A, B, … Z, AA."""
    found = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        found = chr(65 + rest) + found
    return found
