"""The clock of a concern, and when two people are needed. Plain Python: no table, no clock of its own."""

import datetime

from antiphon.core.days import working_days_after

LOOK_WITHIN = datetime.timedelta(hours=24)  # any hours: harm does not keep office hours
SETTLE_WITHIN = 5  # working days
SECOND_PERSON_OVER = 20  # responses kept aside by one settling


def look_by(opened: datetime.datetime) -> datetime.datetime:
    """Return until when somebody must have looked."""
    return opened + LOOK_WITHIN


def settle_by(opened_on: datetime.date) -> datetime.date:
    """Return until which day it must be settled: working days, since other services keep those."""
    return working_days_after(opened_on, SETTLE_WITHIN)


def needs_a_second(number: int, *, aside: bool) -> bool:
    """Return whether settling needs a second person: keeping many answers aside changes what people seem to have said."""
    return aside and number > SECOND_PERSON_OVER


def late(
    *, look_by: datetime.datetime, settle_by: datetime.date, looked: bool, settled: bool, now: datetime.datetime,
    today: datetime.date,
) -> str:
    """Return what is late about a concern, as a few words; empty when nothing is."""
    if settled:
        return ""
    if not looked and now > look_by:
        return "Nobody has looked at it in 24 hours"
    return "Not settled in five working days" if today > settle_by else ""
