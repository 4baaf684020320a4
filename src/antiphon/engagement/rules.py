"""Judgements about an engagement: its phase, whether the duty to involve applies, what is still missing."""

import datetime
from dataclasses import dataclass
from enum import StrEnum


class Phase(StrEnum):
    """Where an engagement stands today. The word is what the screen shows."""

    DRAFT = "Draft"
    PLANNED = "Planned"
    OPEN = "Open"
    CONSIDERING = "Considering"
    CLOSED = "Closed"


def phase(
    *, published: bool, closed: bool, opens_on: datetime.date | None, closes_on: datetime.date | None, today: datetime.date
) -> Phase:
    """Return the phase: closed once answered and closed, else by its dates. The last day is an open day."""
    if closed:
        return Phase.CLOSED
    if not published or opens_on is None or closes_on is None:
        return Phase.DRAFT
    if today < opens_on:
        return Phase.PLANNED
    return Phase.OPEN if today <= closes_on else Phase.CONSIDERING


@dataclass(frozen=True)
class Section:
    """A legal duty to involve the public, by the kind of body that bears it."""

    key: str
    title: str
    bears: str
    source: str


# National Health Service Act 2006; the wording is a summary in our own words, checked in November 2026; it is not legal advice.
SECTIONS = {
    section.key: section
    for section in (
        Section("14Z45", "Section 14Z45", "integrated care boards", "National Health Service Act 2006, s14Z45"),
        Section("242", "Section 242(1B)", "NHS trusts and foundation trusts", "National Health Service Act 2006, s242(1B)"),
        Section("13Q", "Section 13Q", "NHS England", "National Health Service Act 2006, s13Q"),
    )
}
LIMBS = {
    "planning": "Planning of services",
    "proposals": "Developing and considering proposals for change",
    "operation": "Decisions that affect how services operate",
}


def duty_applies(*, limbs: set[str], changes_manner: bool, changes_range: bool) -> bool:
    """Return whether the duty to involve bites.

    Planning always does. Proposals and decisions do when they would change, for the people who use the
    service, the manner in which it is delivered or the range of services. Source: the sections above.
    """
    return "planning" in limbs or bool(limbs & {"proposals", "operation"} and (changes_manner or changes_range))
