"""Excel: the rows on the first sheet, notes and the receipt on the second. Nothing in it is a formula or a link."""

import contextlib
import datetime
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import xlsxwriter

from antiphon.exports.rules import MOST_SHEET_ROWS, fitting
from antiphon.exports.writers.base import Notes, Receipt, pieces

OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
           "use_zip64": True}  # fmt: skip


def written(columns: Sequence[str], rows: Iterable[Sequence[object]], notes: Notes, receipt: Receipt) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory(prefix="antiphon-export-") as folder:  # its own temporary files go there too
        path = Path(folder) / "export.xlsx"
        book = xlsxwriter.Workbook(str(path), {**OPTIONS, "tmpdir": folder})
        try:
            _fill(book, columns, rows, notes, receipt)
            book.close()
        except xlsxwriter.exceptions.FileCreateError as problem:
            raise OSError(f"The file could not be written: {problem}") from problem
        finally:
            _put_away(book)
        with path.open("rb") as file:
            yield from pieces(file)


def _fill(
    book: xlsxwriter.Workbook, columns: Sequence[str], rows: Iterable[Sequence[object]], notes: Notes, receipt: Receipt
) -> None:
    book.set_properties({"created": datetime.datetime(2020, 1, 1)})  # the same rows give the same file
    sheet = book.add_worksheet("Rows")
    bold = book.add_format({"bold": True})
    for place, name in enumerate(columns):
        sheet.write_string(0, place, name, bold)
    for number, row in enumerate(rows, start=1):
        if number > MOST_SHEET_ROWS:
            raise ValueError("A sheet holds 1,000,000 rows and there are more. Choose CSV or JSON.")
        for place, cell in enumerate(row):
            if isinstance(cell, int | float):
                sheet.write_number(number, place, cell)
            elif cell not in (None, ""):
                sheet.write_string(number, place, str(fitting(cell)))
    last = book.add_worksheet("Receipt")
    for number, line in enumerate([receipt.words(), *([note] for note in notes())]):
        for place, text in enumerate(line):
            last.write_string(number, place, text)


def _put_away(book: xlsxwriter.Workbook) -> None:
    """Close what is left open when it did not come to its end; nothing is written."""
    book.fileclosed = True
    for sheet in book.worksheets():
        if not getattr(sheet, "row_data_fh_closed", True) and sheet.row_data_fh is not None:
            with contextlib.suppress(OSError):
                sheet.row_data_fh.close()
