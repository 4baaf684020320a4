"""A first look at a file: which table it holds, and its first rows, as the page before taking it shows them. Plain Python."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from antiphon.core.problems import BadFile
from antiphon.core.tables import Table, open_table
from antiphon.voices.doors.columns import Shape
from antiphon.voices.doors.shapes import plain_table, recognise

ROWS = 60
CELL = 400  # characters of a cell that a page may show
MOST = 2_000_000  # characters of all of them
Records = Iterator[tuple[int, list[str]]]


@dataclass(frozen=True)
class Head:
    """What is seen of a file before it is taken."""

    kind: str
    sheets: tuple[str, ...]
    sheet: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "sheets": self.sheets, "sheet": self.sheet, "rows": self.rows}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Head":
        rows = tuple((number, tuple(cells)) for number, cells in stored["rows"])
        return cls(stored["kind"], tuple(stored["sheets"]), stored["sheet"], rows)

    def filled(self) -> list[tuple[int, list[str]]]:
        return [(number, list(cells)) for number, cells in self.rows if any(cell.strip() for cell in cells)]

    def shape(self, first: int | None = None, rows: int = 1) -> Shape:
        """Return what the headings say; `first` and `rows` are where a person says that they stand."""
        known = recognise(self.filled())
        if first is None or (first, rows) == (known.first, known.rows):
            return known
        return plain_table(self.filled(), first, rows)


def look(file: IO[bytes], *, sheet: str = "") -> Head:
    """Return the first rows of a file. Raises BadFile when it holds no table."""
    table = open_table(file, sheet=sheet)
    try:
        return head_of(table)[0]
    finally:
        close = getattr(table.records, "close", None)
        if close:
            close()


def head_of(table: Table) -> tuple[Head, Records]:
    """Return the first rows of a table and all its records, these first rows among them."""
    seen: list[tuple[int, list[str]]] = []
    size = 0
    for number, cells in table.records:
        seen.append((number, cells))
        size += sum(min(len(cell), CELL) + 4 for cell in cells)
        if len(seen) >= ROWS or (size > MOST and len(seen) > 5):
            break
    rows = tuple((number, tuple(cell[:CELL] for cell in cells)) for number, cells in seen)
    if not any(cell.strip() for _, cells in rows for cell in cells):
        raise BadFile("The file is empty. It needs a heading row, then one row for each response.")
    return Head(table.kind, table.sheets, table.sheet, rows), itertools.chain(seen, table.records)
