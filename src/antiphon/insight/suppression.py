"""Small-number safety has moved down to `core.suppression`, so that every floor can use it. The old name still works."""

from antiphon.core.suppression import (
    FREE,
    THRESHOLD,
    Shown,
    ShownList,
    ShownTable,
    Why,
    share,
    shown,
    suppress,
    suppress_list,
    suppress_table,
)

__all__ = ["FREE", "THRESHOLD", "Shown", "ShownList", "ShownTable", "Why", "share", "shown", "suppress", "suppress_list",
           "suppress_table"]  # fmt: skip
