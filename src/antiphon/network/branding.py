"""Joint branding: whose names stand on what several make together, in which order, and which is missing. Plain Python.

We keep rules and uploaded logos of the partners, and bring no logo ourselves: each belongs to somebody.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ORDERS = {"lead_first": "Whoever leads first, then by the alphabet", "alphabet": "By the alphabet"}


@dataclass(frozen=True)
class Mark:
    """How one organisation is named and shown. `logo` is a PNG, or nothing."""

    organisation: int
    name: str
    avoid: tuple[str, ...] = ()
    required: bool = True
    logo: bytes | None = None
    alt: str = ""
    said: bool = True  # the organisation has said how it is named

    @property
    def lacks(self) -> list[str]:
        """What is not there yet before the mark can be shown."""
        if not self.said:
            return ["It has not said how its name is written."]
        return [] if self.logo else ["It has no logo here. Its name stands alone."]


@dataclass(frozen=True)
class Flag:
    """Something that is not right with the names on an asset."""

    kind: str  # missing, written, avoided, order
    name: str
    words: str


def in_order(marks: Iterable[Mark], *, lead: int, order: str = "lead_first") -> list[Mark]:
    """Return the marks as they stand on what an organisation leads."""
    def place(mark: Mark) -> tuple[bool, str]:
        return order == "lead_first" and mark.organisation != lead, mark.name.casefold().removeprefix("the ")

    return sorted(marks, key=place)


def flags(text: str, marks: Sequence[Mark]) -> list[Flag]:
    """Return what is not right with the names in a text: one is missing, or is written or ordered in another way.

    `marks` are in the order in which they must stand. A name counts only as it must be written; spaces and line ends between
    its words do not matter.
    """
    plain = " ".join(text.split())
    found, places = [], []
    without = plain
    for mark in marks:
        name = " ".join(mark.name.split())
        here = re.search(_whole(name), plain)
        without = re.sub(_whole(name), " ", without)
        if here:
            places.append((here.start(), mark.name))
        elif mark.required and re.search(_whole(name), plain, re.IGNORECASE):
            found.append(Flag("written", mark.name, f"“{mark.name}” is written in another way. Write it like this."))
        elif mark.required:
            found.append(Flag("missing", mark.name, f"“{mark.name}” is missing. Its name must stand on this."))
    for mark in marks:
        found += [Flag("avoided", mark.name, f"“{form}” stands here. Write “{mark.name}”.")
                  for form in mark.avoid if form.strip() and re.search(_whole(" ".join(form.split())), without)]  # fmt: skip
    if places != sorted(places):
        wanted = ", ".join(name for _, name in places)
        found.append(Flag("order", "", f"The names stand in another order. The order is: {wanted}."))
    return found


def _whole(words: str) -> str:
    return rf"(?<!\w){re.escape(words)}(?!\w)"
