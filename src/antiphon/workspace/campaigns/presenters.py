"""What the pages of campaigns and of the calendar say, made ready for their templates."""

import calendar as almanac_of_months
import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from antiphon.campaigns import almanac
from antiphon.campaigns import calendar as register
from antiphon.campaigns.calendar import Entry
from antiphon.campaigns.models import AwarenessDay, Election
from antiphon.campaigns.queries import dates, plan, sites
from antiphon.campaigns.queries.dates import Met
from antiphon.core.days import bank_holidays
from antiphon.network.access import holds
from antiphon.network.groups import words as group_words
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.workspace.engagement.asks_presenters import folded, month_after, text_of
from antiphon.workspace.home.items import Item

MONTHS = 13
SOON = datetime.timedelta(days=14)
COLOURS = {"Draft": "grey", "Planned": "blue", "Open": "green", "Considering": "yellow", "Closed": "white", "Ready": "yellow",
           "Live": "green", "Ended": "white", "Under way": "blue", "Done": "green"}  # fmt: skip


# --- What waits ------------------------------------------------------------------------------------------------------


def waits(user: User) -> list[str]:
    """Return what waits for a person among campaigns, a short line each."""
    lines = []
    if number := len(plan.to_sign(user)):
        lines.append(f"{number} {'plan waits' if number == 1 else 'plans wait'} for your signature")
    if number := len(sites.to_publish(user)):
        lines.append(f"{number} {'public page waits' if number == 1 else 'public pages wait'} for a second person")
    if number := len(dates.to_answer(user)):
        lines.append(f"{number} {'clash has' if number == 1 else 'clashes have'} no answer yet")
    return lines


def things(user: User, today: datetime.date) -> Iterator[Item]:
    """Yield what waits for a person in campaigns, for their work list. A fixed number of queries."""
    for one in plan.to_sign(user):
        yield Item("Read and sign the plan of a campaign", one.title, f"{_place(one.slug)}sign/", one.starts_on)
    for site in sites.to_publish(user):
        link = f"{_place(site.campaign.slug)}microsite/publish/"
        yield Item("Read and publish the public page of a campaign", site.title, link, site.starts_on)
    for met in dates.to_answer(user):
        what = f"The same people hear of two things in one week: {met.other.title} ({met.other.owner})"
        yield Item(what, met.campaign.title, f"{_place(met.campaign.slug)}clashes/", met.weeks[0],
                   met.campaign.lead_id == user.pk)  # fmt: skip
    for site in sites.to_check(user, today + SOON):
        yield Item("Look at the public page of a campaign again", site.title, f"{_place(site.campaign.slug)}microsite/",
                   site.review_on, site.campaign.lead_id == user.pk, waits=True)  # fmt: skip
    for risk in plan.risks_to_look_at(user, today):
        yield Item(f"Look at a risk again: {risk}", risk.campaign.title, _place(risk.campaign.slug), risk.look_on, mine=True)
    for deed in plan.activities_led(user, today):
        yield Item(f"Say how far it is: {deed}", deed.campaign.title, f"{_place(deed.campaign.slug)}activities/{deed.pk}/",
                   deed.ends_on, mine=True)  # fmt: skip
    for aim in plan.objectives_due(user, today):
        yield Item(f"Enter the result: {aim}", aim.campaign.title, f"{_place(aim.campaign.slug)}results/", aim.due_on,
                   aim.campaign.lead_id == user.pk)  # fmt: skip


def _place(slug: str) -> str:
    return f"/workspace/sending/campaigns/{slug}/"


# --- The calendar ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """Everything in the calendar between two days."""

    first: datetime.date
    last: datetime.date
    entries: list[Entry]
    days: list[AwarenessDay]
    polls: list[Election]

    @property
    def organisations(self) -> list[tuple[str, str]]:
        names = {str(one.organisation): one.owner for one in self.entries}
        return sorted(names.items(), key=lambda pair: pair[1])

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return sorted({(one.kind, one.what) for one in self.entries}, key=lambda pair: pair[1])


def shown(user: User, today: datetime.date) -> Shown:
    """Return what stands in the calendar, from the last month to a year ahead. A fixed number of queries."""
    first, last = month_after(today.replace(day=1), -1), month_after(today.replace(day=1), MONTHS - 1)
    last -= datetime.timedelta(days=1)
    entries = register.entries(user, first=first, last=last)
    return Shown(first, last, entries, list(dates.awareness_days(first, last)), list(dates.elections(first, last)))


def wanted_of(found: Shown, wanted: dict[str, Any]) -> list[Entry]:
    """Return the entries that were asked for."""
    entries = found.entries
    if group := wanted.get("group"):
        entries = [one for one in entries if not one.groups or group in one.groups]
    if body := wanted.get("organisation"):
        entries = [one for one in entries if str(one.organisation) == body]
    if kind := wanted.get("what"):
        entries = [one for one in entries if one.kind == kind]
    return entries


@dataclass(frozen=True)
class Line:
    """One thing in the calendar, in words."""

    entry: Entry
    dates: str
    whom: str
    colour: str
    clashes: int = 0


@dataclass
class Month:
    """A month: what runs in it, and the days beside it."""

    name: str
    now: bool
    lines: list[Line] = field(default_factory=list)
    beside: list[tuple[datetime.date, str, str]] = field(default_factory=list)
    polls: list[str] = field(default_factory=list)


def calendar(found: Shown, wanted: dict[str, Any], today: datetime.date) -> dict[str, Any]:
    """Return the calendar by month, the clashes, and the groups to which too much speaks in one week."""
    by_name = {one.name: one for one in found.entries}
    entries = wanted_of(found, wanted)
    names = {one.name for one in entries}
    upcoming = [one for one in found.entries if one.ends_on >= today]
    pairs = [one for one in dates.among(upcoming) if one.one.name in names or one.other.name in names]
    number: dict[tuple[str, str], int] = {}
    for pair in pairs:
        for slot in (pair.one, pair.other):
            number[slot.name] = number.get(slot.name, 0) + 1
    lines = [_line(one, number.get(one.name, 0)) for one in entries]
    beside = _beside(found)
    months = []
    for step in range(-1, MONTHS - 1):
        first = month_after(today.replace(day=1), step)
        last = first.replace(day=almanac_of_months.monthrange(first.year, first.month)[1])
        month = Month(f"{first:%B %Y}", step == 0)
        month.lines = [one for one in lines if one.entry.starts_on <= last and one.entry.ends_on >= first]
        month.beside = [one for one in beside if first <= one[0] <= last]
        month.polls = [poll_words(one) for one in found.polls if one.starts_on <= last and one.poll_on >= first]
        if month.lines or month.beside or month.polls or month.now:
            months.append(month)
    return {
        "months": months, "lines": lines, "written_on": almanac.WRITTEN_ON,
        "pairs": [(by_name[one.one.name], by_name[one.other.name], week_words(one.weeks), whom(one.groups)) for one in pairs],
        "tired": [(group_words(one.group) if one.group else "Everyone", len(one.slots), one.week, one.slots)
                  for one in dates.tired_in(upcoming)],
    }  # fmt: skip


def _line(one: Entry, clashes: int) -> Line:
    where = ", ".join(one.places)
    said = whom(one.groups)
    return Line(one, span(one.starts_on, one.ends_on), f"{said}, in {where}" if where else said, COLOURS.get(one.state, "grey"),
                clashes)  # fmt: skip


def _beside(found: Shown) -> list[tuple[datetime.date, str, str]]:
    holidays = [(day, name, "Bank holiday in England") for day, name in bank_holidays(found.first, found.last)]
    kept = [(day, one.name, one.source) for day, one in almanac.between(found.first, found.last)]
    own = [
        (max(one.starts_on, found.first),
         f"{one.name} (until {one.ends_on:%-d %B})" if one.ends_on > one.starts_on else one.name,
         f"{one.source}; written down by {one.organisation}") for one in found.days
    ]  # fmt: skip
    return sorted([*holidays, *kept, *own])


def whom(groups: Iterable[str]) -> str:
    """Return groups in words."""
    return ", ".join(group_words(key) for key in groups) or "Everyone"


def span(first: datetime.date, last: datetime.date) -> str:
    """Return two days in words."""
    return f"{first:%-d %B %Y}" if first == last else f"{first:%-d %B %Y} to {last:%-d %B %Y}"


def week_words(weeks: tuple[datetime.date, ...]) -> str:
    """Return in which weeks two things meet."""
    if len(weeks) == 1:
        return f"in the week of {weeks[0]:%-d %B %Y}"
    return f"in {len(weeks)} weeks, from that of {weeks[0]:%-d %B %Y}"


def poll_words(one: Election) -> str:
    """Return an election in words, with where its days come from."""
    counted = " The first day is counted back from the poll." if one.counted else ""
    return (f"{one.name}, {one.area_name}: pre-election period from {one.starts_on:%-d %B} to the poll on "
            f"{one.poll_on:%-d %B %Y} ({one.source}).{counted}")  # fmt: skip


def clash_words(met: Met) -> list[str]:
    """Return a clash in words."""
    return [
        f"{met.other.what} of {met.other.owner}, {span(met.other.starts_on, met.other.ends_on)}. "
        f"Both speak to: {whom(met.groups)}, {week_words(met.weeks)}.",
        "The owner of the other one is told as well. Talk to each other, then say here what you do.",
    ]


def icalendar(found: Iterable[Entry], now: datetime.datetime) -> str:
    """Return entries as iCalendar (RFC 5545): whole days, an event for each, the last day inside."""
    host = settings.PUBLIC_ADDRESS.split("//")[-1].split(":")[0]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Antiphon//Calendar of all partners//EN", "CALSCALE:GREGORIAN"]
    for one in found:
        ends = one.ends_on + datetime.timedelta(days=1)
        lines += [
            "BEGIN:VEVENT", f"UID:{one.kind}-{one.key}@{host}", f"DTSTAMP:{now.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{one.starts_on:%Y%m%d}", f"DTEND;VALUE=DATE:{ends:%Y%m%d}",
            f"SUMMARY:{text_of(f'{one.what}: {one.title} ({one.owner})')}", f"DESCRIPTION:{text_of(whom(one.groups))}",
            "TRANSP:TRANSPARENT", "END:VEVENT",
        ]  # fmt: skip
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def reads(user: User) -> bool:
    """Return whether a person may look at campaigns."""
    return holds(user, Permission.CAMPAIGN_READ)
