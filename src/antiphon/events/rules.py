"""The judgements of events: times with their zone, when to remind, and which numbers may be added. Plain Python."""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from antiphon.core.zones import HOME, ZONES

NEEDS: Mapping[str, str] = {
    "bsl": "A British Sign Language interpreter",
    "captions": "Live captions",
    "large_print": "Slides in large print, before the day",
    "easy_read": "Slides in easy read, before the day",
    "telephone": "Joining by telephone",
    "step_free": "A step-free way in",
    "loop": "A hearing loop",
    "interpreter": "Another language than English: say which",
}
AT_ONE_ADDRESS = 4  # places that one e-mail address may ask for at one event
CONFIRM_WITHIN = datetime.timedelta(hours=48)
LONGEST = datetime.timedelta(hours=12)
DAY, HOUR = "day", "hour"


# --- Times -------------------------------------------------------------------------------------------------------------
def clock_of(said: str) -> datetime.time:
    """Return the time that somebody typed: 14:30, 14.30, 2:30pm, 2pm, noon. Raises ValueError."""
    words = said.strip().lower().replace(".", ":").replace(" ", "")
    if words in ("noon", "midday"):
        return datetime.time(12)
    found = re.fullmatch(r"(\d{1,2})(?::(\d\d))?(am|pm)?", words)
    if found is None or (found[2] is None and found[3] is None):
        raise ValueError(said)
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3] and not 1 <= hour <= 12:
        raise ValueError(said)
    if found[3]:
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    return datetime.time(hour, minute)


def at(day: datetime.date, clock: datetime.time, zone: str) -> datetime.datetime:
    """Return the moment of a clock on a day in a zone. Raises ValueError when clocks skip it; of a time that comes twice, the
    first is meant."""
    here = ZoneInfo(zone)
    moment = datetime.datetime.combine(day, clock, here)
    if moment.astimezone(datetime.UTC).astimezone(here).replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise ValueError("The clocks go forward in that hour, so this time does not exist on that day.")
    return moment.astimezone(datetime.UTC)


def clock(moment: datetime.datetime) -> str:
    """Return a time as people write it: 2pm, 2:30pm, noon."""
    if (moment.hour, moment.minute) == (12, 0):
        return "noon"
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'am' if moment.hour < 12 else 'pm'}"


def when(starts: datetime.datetime, ends: datetime.datetime, zone: str) -> str:
    """Return when something is, in the time of its own zone, which is named when it is not London's."""
    here = ZoneInfo(zone)
    first, last = starts.astimezone(here), ends.astimezone(here)
    until = clock(last) if first.date() == last.date() else f"{clock(last)} on {last:%A} {last.day} {last:%B}"
    where = "" if zone == HOME else f" ({ZONES.get(zone, zone)} time)"
    return f"{first:%A} {first.day} {first:%B %Y}, {clock(first)} to {until}{where}"


def reminder(starts: datetime.datetime, zone: str, now: datetime.datetime) -> str | None:
    """Return which reminder is due: the day before at the same time of the clock, or in the last hour; None when neither is.

    A reminder that was missed is not made up for once the next one is due, and none goes once it has begun.
    """
    here = ZoneInfo(zone)
    local = starts.astimezone(here)
    day_before = datetime.datetime.combine(local.date() - datetime.timedelta(days=1), local.time(), here)
    if now >= starts:
        return None
    if now >= starts - datetime.timedelta(hours=1):
        return HOUR
    return DAY if now >= day_before else None


# --- Numbers -----------------------------------------------------------------------------------------------------------
class Unit(StrEnum):
    """What a number counts. They are different things, and a sum of two of them counts nothing."""

    PEOPLE = "people"
    ATTENDANCES = "attendances"
    VIEWS = "views"


UNITS: Mapping[Unit, str] = {
    Unit.PEOPLE: "different people, each counted once", Unit.ATTENDANCES: "attendances: one person at one event is one",
    Unit.VIEWS: "views of recordings, as the source counts them",
}  # fmt: skip


class NeverSummed(ValueError):
    """These numbers do not count the same thing, so their sum would say nothing true."""


@dataclass(frozen=True)
class Figure:
    """A number with what it counts, and for views who counted."""

    count: int
    unit: Unit
    source: str = ""


def add(figures: Iterable[Figure]) -> Figure:
    """Return the sum of attendances, or of views that one source counted. Raises NeverSummed for anything else."""
    some = list(figures)
    if not some:
        raise NeverSummed("There is nothing to add.")
    if len({one.unit for one in some}) > 1:
        raise NeverSummed("People, attendances and recorded views are three different numbers. They are never added.")
    first = some[0]
    if first.unit is Unit.PEOPLE and len(some) > 1:
        raise NeverSummed("The same person may have come to both, so numbers of people are never added. Count them together.")
    if first.unit is Unit.VIEWS and len({one.source for one in some}) > 1:
        raise NeverSummed("Each source counts views in its own way, so views of two sources are never added.")
    return Figure(sum(one.count for one in some), first.unit, first.source)


def in_words(figure: Figure) -> str:
    """Return a figure with its label: 50,012 attendances."""
    label = {Unit.PEOPLE: ("person", "people"), Unit.ATTENDANCES: ("attendance", "attendances"), Unit.VIEWS: ("view", "views")}
    one, many = label[figure.unit]
    return f"{figure.count:,} {one if figure.count == 1 else many}"


# --- Web addresses -----------------------------------------------------------------------------------------------------
def is_link(said: str) -> bool:
    """Return whether this is a whole web address that a page may link to."""
    return bool(re.fullmatch(r"https?://[^\s<>\"'\\/?#]+\.[^\s<>\"'\\]+", said)) and len(said) <= 500
