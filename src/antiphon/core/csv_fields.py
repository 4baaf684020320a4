"""Long fields in files with commas: the csv module stops at 131,072 characters, and a pasted letter is longer."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST_FIELD = 10_000_000


@contextmanager
def long_fields() -> Iterator[None]:
    """Read fields of any sensible length inside this block. The limit is the whole process's, so it is put back."""
    before = csv.field_size_limit(LONGEST_FIELD)
    try:
        yield
    finally:
        csv.field_size_limit(before)
