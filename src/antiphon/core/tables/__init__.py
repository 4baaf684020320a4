"""A table in a file: CSV (streamed, of any length), or one sheet of an XLSX or ODS file. Plain Python; sees no database.

Cells come as text, as a person sees them. A spreadsheet is looked into first (`packages`) and is then opened by another
process (`sheet_reader`), so that neither a trap nor a fault in the reader reaches the service.
"""

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from antiphon.core.problems import BadFile
from antiphon.core.tables import csv_file
from antiphon.core.tables.packages import spreadsheet_kind

READER = Path(__file__).with_name("sheet_reader.py")
MOST_BYTES = 100 * 1024 * 1024  # of the file as it comes
MOST_COLUMNS = 16_384
PATIENCE = 300  # seconds in which a sheet must have been opened
TOO_LARGE = (
    "The sheet could not be opened. It may be damaged, or larger than the service can hold: a stray cell far from the others "
    "makes a sheet huge. Save it as “CSV UTF-8” and send that."
)
KINDS = {"csv": "CSV file", "xlsx": "Excel file", "ods": "OpenDocument spreadsheet"}


@dataclass
class Table:
    """The records of a file: row number and cells, read as they are asked for."""

    kind: str
    sheets: tuple[str, ...]
    sheet: str
    records: Iterator[tuple[int, list[str]]]


def open_table(file: IO[bytes], *, sheet: str = "") -> Table:
    """Return the table of a file, of the sheet asked for or the first that holds something. Raises BadFile."""
    file.seek(0, 2)
    if file.tell() > MOST_BYTES:
        raise BadFile("The file is larger than 100 MB. Split it into smaller files.")
    file.seek(0)
    start = file.read(4)
    file.seek(0)
    if not start:
        raise BadFile("The file is empty. It needs a heading row, then one row for each thing or person.")
    if start[:2] == b"PK" or start == b"\xd0\xcf\x11\xe0":
        return _sheet(file, spreadsheet_kind(file), sheet)
    if start[:4] == b"%PDF":
        raise BadFile("This is a PDF. Ask for a spreadsheet or a CSV file instead.")
    return Table("csv", (), "", _capped(csv_file.records(file)))


def _sheet(file: IO[bytes], kind: str, sheet: str) -> Table:
    said = _read_by_another(file, sheet)
    first = next(said)
    if not isinstance(first, dict):
        raise BadFile(TOO_LARGE)
    return Table(kind, tuple(first["sheets"]), first["sheet"], _capped(_numbered(said)))


def _numbered(said: Iterator[object]) -> Iterator[tuple[int, list[str]]]:
    for row in said:
        if isinstance(row, dict):
            return
        assert isinstance(row, list)
        yield row[0], row[1:]
    raise BadFile(TOO_LARGE)  # it stopped before its end


def _read_by_another(file: IO[bytes], sheet: str) -> Iterator[object]:
    file.seek(0)
    command = [sys.executable, "-I", str(READER), sheet]
    reader = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert reader.stdin is not None
    assert reader.stdout is not None
    clock = threading.Timer(PATIENCE, reader.kill)
    clock.start()
    try:
        try:
            while piece := file.read(1024 * 1024):
                reader.stdin.write(piece)
            reader.stdin.close()
        except BrokenPipeError:
            raise BadFile(TOO_LARGE) from None
        ended = False
        for line in reader.stdout:
            try:
                said = json.loads(line)
            except ValueError:
                break
            ended = isinstance(said, dict) and "end" in said
            yield said
        if not ended:
            raise BadFile(TOO_LARGE)
    finally:
        clock.cancel()
        reader.kill()
        reader.stdout.close()
        if not reader.stdin.closed:
            with contextlib.suppress(BrokenPipeError):
                reader.stdin.close()
        reader.wait()


def _capped(records: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    for number, cells in records:
        if len(cells) > MOST_COLUMNS:
            raise BadFile(f"Row {number:,} has {len(cells):,} columns; the most is {MOST_COLUMNS:,}.")
        yield number, cells
