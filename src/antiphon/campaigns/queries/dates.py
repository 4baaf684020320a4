"""Reads of the calendar: what of our own stands in it, what clashes, and which elections are in the way."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from antiphon.campaigns import calendar, rules
from antiphon.campaigns.calendar import Entry
from antiphon.campaigns.models import Activity, AwarenessDay, Campaign, ClashAnswer, Election, ElectionOverride
from antiphon.campaigns.queries.plan import WRITE
from antiphon.engagement import asks
from antiphon.network.access import allowed_in, organisations_of
from antiphon.network.models import User

A_YEAR = datetime.timedelta(days=366)
MOST_IN_A_WEEK = 3  # so many things may speak to one group of people in one week before the calendar warns


def calendar_entries(user: User, first: datetime.date, last: datetime.date) -> Iterator[Entry]:
    """Yield the campaigns and activities between two days: those of the person, and of others what all partners may see.

    Three queries.
    """
    known = set(Campaign.objects.visible_to(user).values_list("pk", flat=True))
    dated = Campaign.objects.filter(starts_on__lte=last, ends_on__gte=first).select_related("owner").order_by("pk")
    for one in dated.filter(Q(in_calendar=True) | Q(pk__in=known)):
        yield _entry(one, one.pk in known)
    doing = Activity.objects.filter(starts_on__lte=last, ends_on__gte=first, campaign__in=known).exclude(status="dropped")
    for deed in doing.select_related("campaign", "organisation").order_by("pk"):
        assert deed.starts_on
        assert deed.ends_on
        yield Entry(
            "activity", str(deed.pk), "Activity", f"{deed.title} ({deed.campaign.title})", deed.starts_on, deed.ends_on,
            deed.organisation_id, str(deed.organisation), tuple(deed.groups or deed.campaign.groups), tuple(deed.campaign.places),
            f"{_link(deed.campaign)}activities/{deed.pk}/", None, deed.get_status_display(), speaks=False,
        )  # fmt: skip


def ask_entries(user: User, first: datetime.date, last: datetime.date) -> Iterator[Entry]:
    """Yield the engagements between two days: published ones of all partners, drafts of the person's own. Two queries."""
    mine = organisations_of(user)
    for one in asks.calendar(user, first=first, last=last):
        own = bool(mine & set(one.ways_in()))
        link = f"/workspace/engagements/{one.slug}/" if own or not one.published_at else f"/engagements/{one.slug}/"
        yield Entry(
            "engagement", str(one.pk), "Engagement", one.title, one.opens_on, one.closes_on, one.owner_id, str(one.owner),
            tuple(one.groups), tuple(one.places), link, None, str(one.phase),
        )  # fmt: skip


def _entry(one: Campaign, known: bool) -> Entry:
    assert one.starts_on
    assert one.ends_on
    return Entry(
        "campaign", str(one.pk), "Campaign", one.title, one.starts_on, one.ends_on, one.owner_id, str(one.owner),
        tuple(one.groups), tuple(one.places), _link(one) if known else "", one.lead_id, one.get_status_display(),
    )  # fmt: skip


def _link(campaign: Campaign) -> str:
    return f"/workspace/sending/campaigns/{campaign.slug}/"


def slot(entry: Entry) -> rules.Slot:
    """Return an entry as clashes see it."""
    return rules.Slot(entry.kind, entry.key, entry.title, entry.organisation, entry.starts_on, entry.ends_on, entry.groups,
                      entry.places)  # fmt: skip


# --- Clashes -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Met:
    """A clash as an owner reads it: the other thing, the weeks and the groups, and what was said about it."""

    campaign: Campaign
    other: Entry
    weeks: tuple[datetime.date, ...]
    groups: tuple[str, ...]
    answer: ClashAnswer | None = None


def among(entries: Iterable[Entry]) -> list[rules.Clash]:
    """Return every pair of the calendar that clashes, where at least one of the two is no engagement."""
    slots = [slot(one) for one in entries if one.speaks]
    return [clash for clash in rules.clashes(slots) if {clash.one.kind, clash.other.kind} != {"engagement"}]


def tired_in(entries: Iterable[Entry]) -> list[rules.Tiring]:
    """Return the groups to which too much speaks in one week."""
    return rules.tiring([slot(one) for one in entries if one.speaks], most=MOST_IN_A_WEEK)


def met_by(user: User, campaigns: Iterable[Campaign]) -> list[Met]:
    """Return what clashes with these campaigns from today on, with what was said about it. A fixed number of queries."""
    mine = {str(one.pk): one for one in campaigns if one.starts_on and one.ends_on and one.ended_at is None}
    if not mine:
        return []
    first = timezone.localdate()
    last = max(one.ends_on for one in mine.values() if one.ends_on)
    entries = {one.name: one for one in calendar.entries(user, first=first, last=last) if one.speaks}
    said = {(one.campaign_id, one.kind, one.key): one for one in ClashAnswer.objects.filter(
        campaign__in=list(mine.values())).select_related("said_by")}  # fmt: skip
    found = []
    for key, campaign in mine.items():
        own = entries.get(("campaign", key))
        if own is None:
            continue
        for clash in rules.clashes_of(slot(own), [slot(one) for one in entries.values()]):
            if weeks := tuple(week for week in clash.weeks if week >= rules.monday(first)):
                answer = said.get((campaign.pk, clash.other.kind, clash.other.key))
                found.append(Met(campaign, entries[clash.other.name], weeks, clash.groups, answer))
    return sorted(found, key=lambda one: (one.weeks[0], one.campaign.title, one.other.title))


def to_answer(user: User) -> list[Met]:
    """Return the clashes of campaigns that the person may change and about which nobody has said anything yet."""
    mine = Campaign.objects.filter(owner__in=allowed_in(user, WRITE), ended_at__isnull=True, ends_on__gte=timezone.localdate())
    return [one for one in met_by(user, mine) if one.answer is None]


# --- Elections and days ----------------------------------------------------------------------------------------------


def elections(first: datetime.date, last: datetime.date) -> QuerySet[Election]:
    """Return the elections whose pre-election period touches these days."""
    return Election.objects.filter(starts_on__lte=last, poll_on__gte=first).order_by("starts_on", "area_name", "pk")


def areas_with_elections() -> list[tuple[str, str]]:
    """Return code and name of each council area of which an election is known."""
    return sorted(dict(Election.objects.values_list("area", "area_name")).items(), key=lambda pair: pair[1])


def in_the_way(campaign: Campaign) -> list[Election]:
    """Return the elections in whose period the campaign would begin, essential or not, and whatever was said. One query."""
    if campaign.starts_on is None:
        return []
    day = max(campaign.starts_on, timezone.localdate())
    found = {one.pk: one for one in elections(day, day)}
    polls = [rules.Poll(one.pk, one.area, one.starts_on, one.poll_on) for one in found.values()]
    return [found[poll.key] for poll in rules.in_the_way(day, campaign.areas, polls)]


def overrides_of(campaign: Campaign) -> dict[int, ElectionOverride]:
    """Return who lets the campaign begin all the same, and why, by the number of the election."""
    return {one.election_id: one for one in campaign.overrides.select_related("said_by")}


def unexplained(campaign: Campaign) -> list[Election]:
    """Return the elections that stop the campaign: it can wait, and nobody has said why it should not. Two queries."""
    if campaign.essential:
        return []
    said = overrides_of(campaign)
    return [one for one in in_the_way(campaign) if one.pk not in said]


def awareness_days(first: datetime.date, last: datetime.date) -> QuerySet[AwarenessDay]:
    """Return the days that people here wrote down and that touch these days."""
    return AwarenessDay.objects.filter(starts_on__lte=last, ends_on__gte=first).select_related("organisation")
