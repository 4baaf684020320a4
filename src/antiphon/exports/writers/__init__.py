"""Writers: rows in, a file out, in constant memory. Plain Python.

`written(format, columns, rows, notes)` yields the bytes of the whole file. Every kind says at its end how many rows it has
and the SHA-256 of its rows, so that half a file cannot pass for a whole one: what has no such end is not all there.
"""

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence

from antiphon.exports.rules import guarded
from antiphon.exports.writers import csv_file, json_file, ods_file, xlsx_file
from antiphon.exports.writers.base import END, Receipt, Writer

Cell = str | int | float | None
WRITERS: dict[str, Writer] = {
    "csv": csv_file.written, "json": json_file.written, "xlsx": xlsx_file.written, "ods": ods_file.written,
}  # fmt: skip
TYPES = {
    "csv": "text/csv; charset=utf-8", "json": "application/json", "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}  # fmt: skip


def written(
    kind: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, notes: Callable[[], Sequence[str]] = tuple
) -> Iterator[bytes]:
    """Yield a file of one kind. `notes` are asked for when the last row is written. Raises OSError when the disk is full."""
    receipt = Receipt()
    return WRITERS[kind](columns, _counted(rows, receipt), notes, receipt)


def _counted(rows: Iterable[Sequence[Cell]], receipt: Receipt) -> Iterator[Sequence[object]]:
    """Pass rows on, guarded, while counting them and digesting them as lines of CSV."""
    line = io.StringIO()
    writer = csv.writer(line)
    digest = hashlib.sha256()
    for row in rows:
        cells = [guarded(cell) for cell in row]
        writer.writerow(cells)
        digest.update(line.getvalue().encode())
        line.seek(0)
        line.truncate()
        receipt.rows += 1
        receipt.sha256 = digest.hexdigest()
        yield cells
    receipt.sha256 = digest.hexdigest()


__all__ = ["END", "TYPES", "WRITERS", "Cell", "written"]
