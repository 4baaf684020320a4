"""A list of elections as a file: CSV, one row for each poll or for each ward. Plain Python: sees no tables.

Columns are found by their names, whatever the case: the council area's code and name, the day of the poll, and, where they
are given, what is elected, the first day of the pre-election period and the source. Days are 2027-05-06 or 06/05/2027.
"""

import csv
import datetime
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from antiphon.core.problems import BadFile

COLUMNS = {
    "area": ("area", "area code", "code", "council_id", "gss-code", "local-authority-code"),
    "area_name": ("area name", "council", "name of the council", "official-name"),
    "poll_on": ("poll on", "poll_on", "poll day", "next election date", "date"),
    "name": ("election", "what is elected", "election name"),
    "starts_on": ("starts on", "starts_on", "first day", "notice"),
    "source": ("source",),
}
NEEDED = {"area": "the code of the council area", "poll_on": "the day of the poll"}


@dataclass(frozen=True)
class Row:
    """One poll in one council area; `starts_on` is None when the file does not say when the pre-election period begins."""

    area: str
    area_name: str
    name: str
    poll_on: datetime.date
    starts_on: datetime.date | None = None
    source: str = ""


def read(path: Path) -> list[Row]:
    """Return each poll of a file once. Raises BadFile with what is wrong by row; nothing is taken then."""
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as raw:
            return list(dict.fromkeys(rows(TextIOWrapper(raw, encoding="utf-8-sig", newline=""))))  # type: ignore[type-var]
    except UnicodeDecodeError as problem:
        raise BadFile("The file is not text in UTF-8.") from problem
    except (OSError, EOFError) as problem:
        raise BadFile(f"The file cannot be read: {problem}.") from problem


def rows(text: TextIO) -> Iterator[Row]:
    """Yield the polls of a table."""
    reader = csv.reader(text)
    head = [one.strip().casefold() for one in next(reader, [])]
    places = {key: next((head.index(name) for name in names if name in head), None) for key, names in COLUMNS.items()}
    if lost := [words for key, words in NEEDED.items() if places[key] is None]:
        raise BadFile(*(f"No column says {words}." for words in lost))
    wrong: list[tuple[int, str]] = []
    found = []
    for number, line in enumerate(reader, start=2):
        if not any(cell.strip() for cell in line):
            continue
        cells = {key: line[place].strip() if place is not None and place < len(line) else "" for key, place in places.items()}
        try:
            if not cells["area"]:
                raise ValueError("it names no council area")
            poll = _day(cells["poll_on"])
            first = _day(cells["starts_on"]) if cells["starts_on"] else None
            if first and first > poll:
                raise ValueError("the period begins after the poll")
        except ValueError as problem:
            wrong.append((number, str(problem)))
            continue
        found.append(Row(cells["area"][:20], (cells["area_name"] or cells["area"])[:140], (cells["name"] or "Election")[:140],
                         poll, first, cells["source"][:300]))  # fmt: skip
    if wrong:
        raise BadFile(f"{len(wrong)} {'row is' if len(wrong) == 1 else 'rows are'} wrong, so nothing was taken.", rows=wrong,
                      accepted=len(found))  # fmt: skip
    yield from found


def _day(cell: str) -> datetime.date:
    for shape in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.datetime.strptime(cell, shape).date()
        except ValueError:
            continue
    raise ValueError(f"“{cell}” is no day" if cell else "it has no day")
