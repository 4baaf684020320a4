"""Writes about whom an engagement asks: topics, groups and places, areas, the reason to go on, sessions, pulses."""

import datetime
from collections.abc import Iterable

from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.engagement import asks
from antiphon.engagement.actions.asking import draft
from antiphon.engagement.actions.questions import set_question
from antiphon.engagement.models import Engagement, GoOn, Ground, Session
from antiphon.engagement.rules import PULSES
from antiphon.library.rules import listed
from antiphon.network.access import require
from antiphon.network.groups import GROUPS
from antiphon.network.models import Organisation, User
from antiphon.network.queries import areas_with_margins
from antiphon.network.roles import Permission


@action
def say_about(
    engagement: Engagement, *, topics: Iterable[str], groups: Iterable[str], places: Iterable[str], by: User
) -> Engagement:
    """Say what an engagement is about, whom it asks above all, and where. It may be put right at any time:
    the calendar of asks and the search rest on it, and no signed word does."""
    require(by, Permission.ENGAGEMENT_EDIT, on=engagement)
    engagement = Engagement.objects.select_for_update().get(pk=engagement.pk)
    chosen = list(dict.fromkeys(groups))
    if unknown := [key for key in chosen if key not in GROUPS]:
        raise Refused(f"This is not a group of the list: {', '.join(unknown)}.")
    engagement.topics, engagement.groups = listed("\n".join(topics)), chosen
    engagement.places = list(dict.fromkeys(" ".join(place.split())[:60] for place in places if place.strip()))
    engagement.save(update_fields=["topics", "groups", "places"])
    counts = {"topics": len(engagement.topics), "groups": len(chosen), "places": len(engagement.places)}
    trail.leave("say about", engagement, by=by, **counts)
    return engagement


@action
def go_on(engagement: Engagement, *, reason: str, by: User) -> GoOn:
    """Record why an engagement asks people who were asked often. It covers the warnings of now."""
    require(by, Permission.ENGAGEMENT_EDIT, on=engagement)
    warnings = asks.unexplained(engagement)
    if not warnings:
        raise Refused("Nobody is asked too often by this engagement, so it needs no reason.")
    if len(reason.strip()) < 10:
        raise Refused("Say in a sentence why these people must be asked again.")
    others = sorted({f"{other.title} ({other.owner})" for one in warnings for other in one.others})
    said = GoOn.objects.create(
        engagement=engagement, pairs=[one.pair for one in warnings], others=others, reason=reason.strip(), said_by=by
    )
    trail.leave("go on", said, by=by, engagement=engagement.pk, warnings=len(warnings))
    return said


@action
def set_ground(engagement: Engagement, *, codes: Iterable[str], by: User) -> None:
    """Set by hand the areas whose people an engagement should hear; none goes back to those of its owner and partners."""
    require(by, Permission.ENGAGEMENT_EDIT, on=engagement)
    wanted = list(dict.fromkeys(codes))
    known = {code for code, _ in areas_with_margins()}
    if unknown := [code for code in wanted if code not in known]:
        raise Refused(f"There are no population figures for {', '.join(unknown)}.")
    if wanted:
        Ground.objects.update_or_create(engagement=engagement, defaults={"codes": wanted, "set_by": by})
    else:
        Ground.objects.filter(engagement=engagement).delete()
    trail.leave("set ground", engagement, by=by, codes=wanted)


# --- Sessions -------------------------------------------------------------------------------------------


@action
def record_session(
    engagement: Engagement, *, title: str, kind: str, held_on: datetime.date, where: str, people: int, guide: str, notes: str,
    by: User, session: Session | None = None,
) -> Session:
    """Record a workshop, roundtable or interview, or change what is recorded: the guide, how many people, the notes."""
    require(by, Permission.ENGAGEMENT_EDIT, on=engagement)
    if engagement.closed_at:
        raise Refused("This engagement is closed. Its sessions stay as they were recorded.")
    if not title.strip():
        raise Refused("Give the session a name.")
    if kind not in Session.Kind.values:
        raise Refused("Choose what kind of session it was.")
    if held_on > timezone.localdate() and (people or notes.strip()):
        raise Refused("The session has not been held yet. Record who came, and the notes, afterwards.")
    if not 0 <= people <= 32_000:
        raise Refused("The number of people is between 0 and 32,000.")
    session = session or Session(engagement=engagement, written_by=by)
    session.title, session.kind, session.held_on, session.where = title.strip(), kind, held_on, where.strip()
    session.people, session.guide, session.notes = people, guide.strip(), notes.strip()
    session.save()
    trail.leave("record session", session, by=by, engagement=engagement.pk, people=people)
    return session


# --- Pulses ---------------------------------------------------------------------------------------------


@action
def start_pulse(*, owner: Organisation, template: str, by: User) -> Engagement:
    """Start a pulse from a template: one question, a first and a last day, a day for the decision. Nothing is missing then,
    so a second person can publish it at once."""
    chosen = PULSES.get(template)
    if chosen is None:
        raise Refused("Choose one of the questions.")
    today = timezone.localdate()
    engagement = draft(
        owner=owner, lead=by, title=f"{chosen.title}, {today:%-d %B %Y}", by=by, summary=chosen.summary, purpose=chosen.purpose,
        rung="consulting", can_change=chosen.can_change, cannot_change=chosen.cannot_change, decides=f"The leaders of {owner}",
        opens_on=today, closes_on=today + datetime.timedelta(days=chosen.open_days),
        decides_on=today + datetime.timedelta(days=chosen.decide_days), other_ways=chosen.other_ways,
    )
    engagement.kind, engagement.topics = Engagement.Kind.PULSE, list(chosen.topics)
    engagement.save(update_fields=["kind", "topics"])
    set_question(engagement, text=chosen.question, hint=chosen.hint, by=by)
    trail.leave("start pulse", engagement, by=by, template=template)
    return engagement
