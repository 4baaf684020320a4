"""Fields of files with commas: long ones, and those that a spreadsheet would run.

The csv module stops at 131,072 characters, and a pasted letter is longer.
"""

import csv
from collections.abc import Iterator
from contextlib import contextmanager

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


def cell(value: object) -> str:
    """Return a value for a table file; one that a spreadsheet would run as a formula gets a quote in front."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def plain(text: str) -> str:
    """Return what a cell of ours said before the quote was put in front."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
