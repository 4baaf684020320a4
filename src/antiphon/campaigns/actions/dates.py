"""Writes of the calendar: days that others keep, elections, what is done about a clash, a named reason not to wait."""

import datetime
from collections.abc import Iterable

from antiphon.campaigns.calendar import Entry
from antiphon.campaigns.doors.elections import Row
from antiphon.campaigns.models import AwarenessDay, Campaign, ClashAnswer, Election, ElectionOverride
from antiphon.campaigns.queries import dates
from antiphon.campaigns.rules import NOTICE
from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.days import working_days_before
from antiphon.core.problems import Refused
from antiphon.network.access import Body, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission


@action
def keep_day(
    organisation: Organisation, *, name: str, starts_on: datetime.date, ends_on: datetime.date, source: str, by: User,
    groups: Iterable[str] = (),
) -> AwarenessDay:
    """Write down a day or week that others keep, with where that is written. All partners see it."""
    require(by, Permission.CAMPAIGN_WRITE, on=Body(organisation))
    if ends_on < starts_on:
        raise Refused("The last day comes before the first.")
    if not source.strip():
        raise Refused("Say who keeps it, and where that is written.")
    if AwarenessDay.objects.filter(name__iexact=name.strip(), starts_on=starts_on).exists():
        raise Refused("This day is in the calendar already.")
    one = AwarenessDay.objects.create(organisation=organisation, name=name.strip(), starts_on=starts_on, ends_on=ends_on,
                                      groups=list(groups), source=source.strip(), written_by=by)  # fmt: skip
    trail.leave("keep day", one, by=by)
    return one


@action
def load_elections(rows: Iterable[Row], *, source: str, by: Actor) -> int:
    """Take in elections by council area; return how many are new. Those that are there stay as they are.

    Where the first day of the pre-election period is not given, it is counted back from the poll, and says so.
    """
    known = set(Election.objects.values_list("area", "poll_on", "name"))
    new: dict[tuple[str, datetime.date, str], Election] = {}
    for row in rows:
        key = (row.area, row.poll_on, row.name)
        if key not in known:
            first = row.starts_on or working_days_before(row.poll_on, NOTICE)
            new[key] = Election(area=row.area, area_name=row.area_name, name=row.name, poll_on=row.poll_on, starts_on=first,
                                counted=row.starts_on is None, source=row.source or source)  # fmt: skip
    made = Election.objects.bulk_create(new.values())
    trail.leave_many("load election", made, by=by)
    return len(made)


@action
def override_election(campaign: Campaign, *, election: Election, because: str, by: User) -> ElectionOverride:
    """Let a campaign begin in a pre-election period. The person is named beside the reason, for good."""
    require(by, Permission.CAMPAIGN_APPROVE, on=Body(campaign.owner))
    if len(because.split()) < 5:
        raise Refused("Say in a full sentence why it cannot wait until after the poll. Your name stands beside it.")
    if election not in dates.in_the_way(campaign):
        raise Refused("This election is not in the way.")
    if campaign.overrides.filter(election=election).exists():
        raise Refused("A reason is written down already.")
    one = ElectionOverride.objects.create(campaign=campaign, election=election, because=because.strip(), said_by=by)
    trail.leave("override election", one, by=by, campaign=campaign.pk, election=election.pk)
    return one


@action
def answer_clash(campaign: Campaign, *, other: Entry, words: str, by: User) -> ClashAnswer:
    """Say what the owner of a campaign does about something else for the same people in the same week."""
    require(by, Permission.CAMPAIGN_WRITE, on=campaign)
    if not words.strip():
        raise Refused("Say what you do about it.")
    one, _ = ClashAnswer.objects.update_or_create(
        campaign=campaign, kind=other.kind, key=other.key,
        defaults={"title": other.title[:200], "words": words.strip(), "said_by": by},
    )
    trail.leave("answer clash", one, by=by, kind=other.kind, key=other.key)
    return one
