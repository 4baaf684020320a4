"""Reads across engagements: who asks whom, when and about what; what is known already; who is asked too often."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.postgres.search import SearchVector
from django.db.models import F, OuterRef, Q, QuerySet, StringAgg, Subquery, Value
from django.utils import timezone

from antiphon.engagement.fatigue import DAYS, Ask, Tired, tired
from antiphon.engagement.models import Engagement, GoOn, Ground, Question
from antiphon.library import finding
from antiphon.library.engine import Scope
from antiphon.library.models import ENGLISH, Insight, Passage
from antiphon.library.queries import MOST_TOPICS, about, known_on
from antiphon.network.access import organisations_of
from antiphon.network.models import Organisation, User
from antiphon.network.queries import areas_of
from antiphon.network.roles import Permission

A_YEAR = datetime.timedelta(days=365)
LATEST = 8  # engagements that are named for one topic


def across_partners(user: User) -> "QuerySet[Engagement]":
    """Return the published engagements of all partners, which anyone may see, and the drafts that the person may see."""
    shown = Q(published_at__isnull=False) | Q(pk__in=Engagement.objects.visible_to(user).values("pk"))
    found: QuerySet[Engagement] = Engagement.objects.filter(shown).select_related("owner").prefetch_related("partners")
    return found


def scope_of(user: User) -> Scope:
    """Return whose things the person may find in the library: the search counts and ranks nothing else. Two queries."""
    heard = set(Engagement.objects.where_may(user, Permission.VOICE_READ).order_by().values_list("pk", flat=True))
    reads = set(Engagement.objects.visible_to(user).order_by().values_list("pk", flat=True))
    return Scope(sorted(organisations_of(user)), sorted(reads), sorted(heard & reads))


# --- Already asked --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AlreadyAsked:
    """What is known, who asked, and what was found, decided and answered, on one topic."""

    topic: str
    engagements: list[Engagement] = field(default_factory=list)
    insights: list[Insight] = field(default_factory=list)
    answers: list[Passage] = field(default_factory=list)


def topics_of(engagement: Engagement) -> list[str]:
    """Return what an engagement is about: the topics that it names, or else its title."""
    return [str(topic) for topic in engagement.topics if str(topic).strip()][:MOST_TOPICS] or [engagement.title]


def known_before(user: User, engagement: Engagement) -> list[AlreadyAsked]:
    """Return what any partner asked or learned about the topics of an engagement, or the words of its title."""
    return already_asked(user, topics_of(engagement), but=engagement.pk, loosely=not engagement.topics)


def already_asked(
    user: User, topics: Sequence[str], *, but: int | None = None, loosely: bool = False
) -> list[AlreadyAsked]:
    """Return, for each topic, the engagements and the insights of any partner about it, and the decisions, answers, reports
    and themes that the person may read; topics without any are left out.

    A few queries for each topic, however much there is.
    """
    wanted = [topic for topic in topics if topic.strip()][:MOST_TOPICS]
    if not wanted:
        return []
    parts, whole = about("vector", wanted, loosely=loosely)
    questions = (
        Question.objects.filter(engagement=OuterRef("pk"), replaced_at__isnull=True).order_by().values("engagement")
        .annotate(words=StringAgg("text", Value(" "))).values("words")
    )
    found = list(
        across_partners(user).exclude(pk=but)
        .annotate(asked=Subquery(questions))
        .annotate(vector=SearchVector("title", "topics", "summary", "purpose", "asked", config=ENGLISH))
        .annotate(**parts).filter(whole).order_by(F("opens_on").desc(nulls_last=True), "-pk")[: LATEST * MOST_TOPICS]
    )
    known = {one.topic: one.insights for one in known_on(user, wanted, loosely=loosely)}
    answers = dict(finding.known_on(user, wanted, scope=scope_of(user), but=but, loosely=loosely))
    told = [
        AlreadyAsked(topic, [one for one in found if getattr(one, f"about_{number}")][:LATEST], known.get(topic, []),
                     answers.get(topic, []))
        for number, topic in enumerate(wanted)
    ]  # fmt: skip
    return [one for one in told if one.engagements or one.insights or one.answers]


def asked_the_same_people(user: User, engagement: Engagement) -> "QuerySet[Engagement]":
    """Return what any partner asked of the same groups within a year, the latest first."""
    groups = Q(pk__in=[])
    for group in engagement.groups:
        groups |= Q(groups__contains=[group])
    since = timezone.localdate() - A_YEAR
    return across_partners(user).filter(groups, closes_on__gte=since).exclude(pk=engagement.pk).order_by("-opens_on", "-pk")


# --- The calendar, and who is asked too often -----------------------------------------------------------


def calendar(
    user: User, *, first: datetime.date, last: datetime.date, group: str = "", place: str = "", organisation: int | None = None
) -> "QuerySet[Engagement]":
    """Return what is asked between two days, by any partner, in the order of their first days."""
    found = across_partners(user).filter(opens_on__lte=last, closes_on__gte=first)
    if group:
        found = found.filter(groups__contains=[group])
    if place:
        found = found.filter(Q(places=[]) | Q(places__contains=[place]))
    if organisation:
        found = found.filter(owner=organisation)
    return found.order_by("opens_on", "closes_on", "pk")


def who_asks(user: User) -> "QuerySet[Organisation]":
    """Return the organisations that stand in the calendar."""
    return Organisation.objects.filter(pk__in=across_partners(user).values("owner")).order_by("name")


def places_asked(user: User) -> list[str]:
    """Return every place that an engagement of the calendar names, by name."""
    held = across_partners(user).values_list("places", flat=True)
    return sorted({str(place) for places in held for place in places})


def as_ask(engagement: Engagement) -> Ask | None:
    """Return an engagement as the calendar sees it, or None while it has no dates."""
    if not engagement.opens_on or not engagement.closes_on:
        return None
    return Ask(
        engagement.pk, engagement.title, str(engagement.owner), engagement.opens_on, engagement.closes_on,
        tuple(engagement.groups), tuple(engagement.places), engagement.slug,
    )  # fmt: skip


def tired_of(engagement: Engagement) -> list[Tired]:
    """Return the groups and places that this engagement asks once too often: among what any partner published. One query."""
    mine = as_ask(engagement)
    if mine is None or not mine.groups:
        return []
    span = datetime.timedelta(days=DAYS)
    others = Engagement.objects.published().filter(opens_on__gte=mine.opens_on - span, opens_on__lte=mine.opens_on + span)
    asks = [ask for one in others.exclude(pk=engagement.pk).select_related("owner") if (ask := as_ask(one))]
    return tired(mine, asks, most=settings.ASKS_IN_90_DAYS)


def reason_to_go_on(engagement: Engagement) -> GoOn | None:
    """Return the latest reason for which an engagement goes on although people were asked often."""
    return GoOn.objects.filter(engagement=engagement).select_related("said_by").last()


def unexplained(engagement: Engagement) -> list[Tired]:
    """Return the warnings to which nobody has given a reason yet."""
    found = tired_of(engagement)
    if not found:
        return []
    explained = {tuple(pair) for said in GoOn.objects.filter(engagement=engagement) for pair in said.pairs}
    return [one for one in found if tuple(one.pair) not in explained]


# --- Whose voices it should hear ------------------------------------------------------------------------


def ground_of(engagement: Engagement) -> tuple[list[str], bool]:
    """Return the codes of the areas whose people it should hear, and whether somebody set them by hand."""
    by_hand = Ground.objects.filter(engagement=engagement).first()
    if by_hand is not None:
        return list(by_hand.codes), True
    return areas_of(list(Organisation.objects.filter(pk__in=engagement.ways_in()))), False
