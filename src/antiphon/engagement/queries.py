"""Reads of engagements. A person sees those that an organisation of theirs owns or is a partner of."""

import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from antiphon.engagement import rules
from antiphon.engagement.models import DutyTest, Engagement, Extension, Partner, Question
from antiphon.network.models import Organisation, User


def engagements_of(user: User) -> "QuerySet[Engagement]":
    """Return the engagements that the person may see, newest first, with their owner and lead."""
    found: QuerySet[Engagement] = Engagement.objects.visible_to(user)
    return found.select_related("owner", "lead").prefetch_related("partners")


def engagement_for(user: User | AnonymousUser, slug: str) -> Engagement:
    """Return one engagement that the person may see. A stranger gets 404."""
    if not isinstance(user, User):
        raise Http404
    found: Engagement | None = engagements_of(user).select_related("written_by").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def open_engagements(today: datetime.date) -> "QuerySet[Engagement]":
    """Return what the public can take part in today, the one that ends first at the top."""
    found: QuerySet[Engagement] = Engagement.objects.open(today)
    return found.select_related("owner").order_by("closes_on", "pk")


def planned_engagements(today: datetime.date) -> "QuerySet[Engagement]":
    """Return what is published and opens later, the next one at the top."""
    found: QuerySet[Engagement] = Engagement.objects.planned(today)
    return found.select_related("owner").order_by("opens_on", "pk")


def considered_engagements(today: datetime.date) -> "QuerySet[Engagement]":
    """Return what has ended and is being considered, the latest at the top."""
    found: QuerySet[Engagement] = Engagement.objects.considering(today)
    return found.select_related("owner").order_by("-closes_on", "pk")


def closed_engagements() -> "QuerySet[Engagement]":
    """Return what was answered and closed, the latest at the top."""
    found: QuerySet[Engagement] = Engagement.objects.closed()
    return found.select_related("owner").order_by("-closed_at", "pk")


def public_engagement(slug: str) -> Engagement:
    """Return one published engagement for the public. A draft is 404, as if it were not there."""
    found: Engagement | None = Engagement.objects.published().select_related("owner").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def questions_of(engagement: Engagement) -> "QuerySet[Question]":
    """Return the questions in their order."""
    return engagement.questions.all()


def partners_of(engagement: Engagement) -> "QuerySet[Partner]":
    """Return the partners with their organisations, by name."""
    return engagement.partners.select_related("organisation")


def extensions_of(engagement: Engagement) -> "QuerySet[Extension]":
    """Return each time that more time was given, oldest first."""
    return engagement.extensions.select_related("extended_by")


def duty_test_of(engagement: Engagement) -> DutyTest | None:
    """Return the duty test, or None when it has not been done."""
    return DutyTest.objects.select_related("tested_by").filter(engagement=engagement).first()


def plan_of(engagement: Engagement) -> rules.Plan:
    """Return what the engagement says about itself. One query, for the questions."""
    return rules.Plan(
        purpose=engagement.purpose, questions=tuple(question.text for question in engagement.questions.all()),
        can_change=engagement.can_change, cannot_change=engagement.cannot_change, decides=engagement.decides,
        decides_on=engagement.decides_on, opens_on=engagement.opens_on, closes_on=engagement.closes_on,
        other_ways=engagement.other_ways,
    )  # fmt: skip


def missing_before_publishing(engagement: Engagement) -> list[str]:
    """Return what must be there before the public sees it, in plain sentences; empty when nothing is missing."""
    return rules.missing(plan_of(engagement))


def worth_a_look(engagement: Engagement) -> list[str]:
    """Return what does not stop publishing and deserves a thought."""
    return rules.worth_a_look(plan_of(engagement), today=timezone.localdate(), duty_tested=duty_test_of(engagement) is not None)


def public_words(engagement: Engagement) -> str:
    """Return the exact words that the public reads, as they are signed."""
    return rules.public_words(engagement.title, engagement.summary, engagement.rung, plan_of(engagement))


def possible_partners(engagement: Engagement) -> "QuerySet[Organisation]":
    """Return the bodies that are not yet part of the engagement and exist today."""
    today = timezone.localdate()
    taken = [engagement.owner_id, *engagement.partners.values_list("organisation", flat=True)]
    return Organisation.objects.exclude(pk__in=taken).exclude(ends_on__lte=today).order_by("name")


def drafts(user: User) -> "QuerySet[Engagement]":
    """Return the drafts that the person may see, with their questions, oldest first."""
    return engagements_of(user).filter(published_at__isnull=True).prefetch_related("questions").order_by("made_at")


def running(user: User) -> "QuerySet[Engagement]":
    """Return the published engagements that are not closed and that the person may see, the next date first."""
    return engagements_of(user).filter(published_at__isnull=False, closed_at__isnull=True).order_by("closes_on", "pk")
