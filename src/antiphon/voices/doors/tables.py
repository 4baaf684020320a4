"""A table in a file, as `core.tables` reads it: the door through which files of answers come."""

from antiphon.core.tables import KINDS, MOST_BYTES, Table, open_table

__all__ = ["KINDS", "MOST_BYTES", "Table", "open_table"]
