"""Reads one sheet of a spreadsheet, in a process of its own: what a strange file does to the reader ends with that process.

The file comes on standard input; out go lines of JSON: first {"sheets": […], "sheet": "…"}, then each row as
[number, "cell", …], at the end {"end": rows}. Run by `antiphon.core.tables`; it knows nothing of the rest.
"""

import datetime
import io
import json
import sys
from typing import Any

MOST_MEMORY = 3 * 1024 * 1024 * 1024
MOST_SECONDS = 300


def text_of(value: Any) -> str:
    """Return a cell as the words that a person sees: whole numbers without a point, dates as 2026-03-27."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")
    if value is None:
        return ""
    return str(value)


def main(asked: str) -> int:
    """Write the rows of the sheet that is asked for, or of the first visible one that has any."""
    _limit()
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    out = sys.stdout
    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    names = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible] or list(book.sheet_names)
    sheet = None
    for name in [asked] if asked in names else names:
        sheet = book.get_sheet_by_name(name)
        if sheet.height:
            break
    out.write(json.dumps({"sheets": names, "sheet": sheet.name if sheet else ""}) + "\n")
    count = 0
    if sheet is not None and sheet.start:
        top, left = sheet.start
        padding = [""] * left
        for count, cells in enumerate(sheet.iter_rows(), start=1):
            if count > top:
                out.write(json.dumps([count, *padding, *(text_of(cell) for cell in cells)]) + "\n")
    out.write(json.dumps({"end": count}) + "\n")
    out.flush()
    return 0


def _limit() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
