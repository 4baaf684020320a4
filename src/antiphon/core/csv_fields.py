"""Fields of files with commas: long ones, and those that a spreadsheet would run.

The csv module stops at 131,072 characters, and a pasted letter is longer.
"""

import csv
from collections.abc import Iterator
from contextlib import contextmanager

from antiphon.core.problems import BadFile

LONGEST_FIELD = 10_000_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@contextmanager
def long_fields() -> Iterator[None]:
    """Read fields of any sensible length inside this block. The limit is the whole process's, so it is put back."""
    before = csv.field_size_limit(LONGEST_FIELD)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def words_of_table(content: bytes) -> str:
    """Return the text of a table file: UTF-8, or as older spreadsheets save it. Raises BadFile for what is no text."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise BadFile("This is not a table file (CSV). Save it as CSV, UTF-8, and try again.")
    return text


def cell(value: object) -> str:
    """Return a value for a table file; one that a spreadsheet would run as a formula gets a quote in front."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def plain(text: str) -> str:
    """Return what a cell of ours said before the quote was put in front."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
