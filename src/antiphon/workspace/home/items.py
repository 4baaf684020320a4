"""One thing to do, as the worklist shows it."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """One thing to do: what, where, by when, and whether it is the person's own."""

    what: str
    where: str
    link: str
    due: datetime.date | None = None
    mine: bool = False
    waits: bool = False  # nothing can be done before its day
