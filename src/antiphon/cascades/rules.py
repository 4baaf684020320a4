"""States of a hop, when leads are reminded and who answers next, routes without a circle. Plain Python: no clock, no table."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from antiphon.core.zones import HOME


# --- The states of a hop, in the order of the work -----------------------------------------------------------------
@dataclass(frozen=True)
class State:
    """Where a hop stands: its word on the screen, the colour that helps, and what it means."""

    key: str
    title: str
    colour: str
    means: str


STATES: Mapping[str, State] = {
    state.key: state
    for state in (
        State("planned", "Planned", "grey", "It has not been offered yet."),
        State("offered", "Offered", "blue", "The lead has a letter with a link."),
        State("seen", "Seen", "blue", "Somebody opened the announcement with the lead’s link."),
        State("acknowledged", "Acknowledged", "aqua-green", "The lead says that they have it and will hand it on."),
        State("localised", "Own words added", "purple", "Own words stand in it. Another person there has to approve them."),
        State("approved", "Own words approved", "purple", "A second person there approved the own words."),
        State("published", "Passed on", "green", "It went to their people."),
        State("reported", "Reported", "green", "They told us whom they reached."),
        State("declined", "Declined", "orange", "They do not hand it on, and said why."),
        State("not_applicable", "Not for them", "grey", "It does not concern their people."),
        State("withdrawn", "Withdrawn", "red", "It was taken back or corrected before they passed it on."),
    )
}
WAITING = ("offered", "seen")  # for a word of the lead
TAKEN = ("acknowledged", "localised", "approved", "published", "reported")  # the lead has it
OUT = ("published", "reported")  # it went to people
ENDED = ("declined", "not_applicable", "withdrawn")

# What may follow on what: the verb, and the states in which it can be done.
MAY: Mapping[str, frozenset[str]] = {
    "see": frozenset({"offered"}),
    "acknowledge": frozenset({"offered", "seen", "declined", "not_applicable"}),
    "decline": frozenset({"offered", "seen", "acknowledged", "localised", "approved"}),
    "not_applicable": frozenset({"offered", "seen", "acknowledged"}),
    "localise": frozenset({"acknowledged", "localised", "approved"}),
    "approve": frozenset({"localised"}),
    "publish": frozenset({"acknowledged", "approved", "published", "reported"}),
    "report": frozenset({"acknowledged", "localised", "approved", "published", "reported"}),
    "forward": frozenset(TAKEN),
}


def allowed(state: str, verb: str) -> bool:
    """Return whether something can be done with a hop in a state."""
    return state in MAY[verb]


def refusal(state: str, verb: str) -> str:
    """Return why something cannot be done, in a sentence."""
    if state == "withdrawn":
        return "This announcement was taken back. Please do not pass it on."
    if state == "planned":
        return "It has not been offered yet."
    if verb == "publish" and state == "localised":
        return "Another person has to approve your own words first."
    if verb in ("localise", "publish", "forward", "report") and state in WAITING:
        return "Say first that you have it."
    return f"This stands at “{STATES[state].title.lower()}” now."


# --- Priority ------------------------------------------------------------------------------------------------------
PRIORITIES: Mapping[str, str] = {
    "urgent": "Urgent: it goes on at once, also where nobody has acknowledged it",
    "soon": "Soon: within days",
    "routine": "Routine",
}


# --- Reminders and who answers next --------------------------------------------------------------------------------
@dataclass(frozen=True)
class Due:
    """A letter that is due: its kind, and whose turn it is then (lead, deputy or sender)."""

    kind: str
    turn: str


HALF, NINETY = 0.5, 0.9
SHORTEST = datetime.timedelta(minutes=30)


def deputy_until(offered: datetime.datetime, ack_by: datetime.datetime) -> datetime.datetime:
    """Return until when the deputy has time: a quarter of what the lead had, half an hour at the least."""
    return ack_by + max((ack_by - offered) / 4, SHORTEST)


def due(
    offered: datetime.datetime, ack_by: datetime.datetime, now: datetime.datetime, *, has_deputy: bool, had: Iterable[str] = ()
) -> list[Due]:
    """Return what is due for a hop that nobody has acknowledged, each once; `had` are the kinds that went already.

    The lead is reminded at half and at nine tenths of the time. Then the deputy has it, and after them the sender. When the
    worker slept for long, only what still helps goes: nobody is reminded of a day that has passed.
    """
    went, found = set(had), []
    span = ack_by - offered
    if now < ack_by:
        if now >= offered + span * NINETY:
            found.append(Due("ninety", "lead"))
        elif now >= offered + span * HALF:
            found.append(Due("half", "lead"))
    else:
        if has_deputy:
            found.append(Due("deputy", "deputy"))
        if not has_deputy or now >= deputy_until(offered, ack_by):
            found.append(Due("sender", "sender"))
    return [one for one in found if one.kind not in went]


def is_late(state: str, ack_by: datetime.datetime, now: datetime.datetime) -> bool:
    """Return whether nobody has said a word though the time is over."""
    return state in WAITING and now >= ack_by


# --- Routes: who hands on to whom, never in a circle ----------------------------------------------------------------
def closes_a_circle(routes: Iterable[tuple[int, int]], above: int, below: int) -> bool:
    """Return whether a route from `above` to `below` would bring an announcement back to where it came from."""
    further: dict[int, set[int]] = {}
    for start, end in routes:
        further.setdefault(start, set()).add(end)
    seen, ahead = set[int](), [below]
    while ahead:
        here = ahead.pop()
        if here == above:
            return True
        if here not in seen:
            seen.add(here)
            ahead += further.get(here, ())
    return False


# --- Dates ----------------------------------------------------------------------------------------------------------
def wrong_dates(
    opens: datetime.datetime, ack_by: datetime.datetime, publish_by: datetime.datetime, embargo: datetime.datetime | None,
    useful_until: datetime.date | None = None,
) -> list[str]:  # fmt: skip
    """Return what does not fit among the dates of a cascade, as sentences."""
    wrong = []
    if ack_by <= opens:
        wrong.append("Leads need time to answer: “acknowledge by” comes after the start.")
    if publish_by < ack_by:
        wrong.append("“Pass on by” comes after “acknowledge by”, or at the same time.")
    if embargo is not None and publish_by <= embargo:
        wrong.append("Nothing may be passed on before the embargo ends. Set “pass on by” after it.")
    if useful_until is not None and useful_until < publish_by.astimezone(ZoneInfo(HOME)).date():
        wrong.append("It has to be of use until “pass on by” at least.")
    return wrong


def end_of(day: datetime.date, zone: str) -> datetime.datetime:
    """Return the moment at which a day ends, by the clock of a zone."""
    return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), ZoneInfo(zone))


# --- Numbers that are said, and not counted -------------------------------------------------------------------------
DECLARED: Mapping[str, str] = {
    "poster": "Posters", "screen": "Screens", "leaflet": "Leaflets", "social": "Social media posts", "intranet": "Intranet page",
    "newsletter": "Own newsletter", "meeting": "Said in a meeting", "website": "Own web page", "other": "Something else",
}  # fmt: skip
SOURCES: Mapping[str, str] = {
    "counted": "We counted them", "supplier": "Our supplier or platform says so", "estimate": "We estimate it",
}  # fmt: skip

# --- What comes back up -----------------------------------------------------------------------------------------------
REPLY_STATES: Mapping[str, str] = {
    "new": "New", "open": "Somebody is on it", "done": "Done", "noted": "Noted: nothing to do",
}  # fmt: skip
