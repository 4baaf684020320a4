"""What other systems are told of: what has happened, from the rows themselves."""

import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from antiphon.decisions.models import Answer, Decision
from antiphon.delivery.rules import Happening
from antiphon.engagement.models import Engagement, Partner
from antiphon.voices.models import Response


def happenings(organisation: int, *, since: datetime.datetime) -> list[Happening]:
    """Return what has happened since then in the engagements that an organisation owns or is a partner of. Five queries.

    Of responses only how many there are by now: each new number is a new happening.
    """
    mine: QuerySet[Engagement] = Engagement.objects.filter(
        Q(owner=organisation) | Q(pk__in=Partner.objects.filter(organisation=organisation).values("engagement"))
    ).order_by("pk")
    found = [_happened("engagement.published", one, one.slug, one.published_at) for one in mine.filter(published_at__gte=since)]
    found += [_happened("engagement.closed", one, one.slug, one.closed_at) for one in mine.filter(closed_at__gte=since)]
    made = Decision.objects.published().filter(engagement__in=mine, published_at__gte=since).select_related("engagement")
    found += [_happened("decision.published", one.engagement, one.engagement.slug, one.published_at) for one in made]
    given = Answer.objects.published().filter(
        theme__engagement__in=mine, theme__merged_into__isnull=True, published_at__gte=since
    ).select_related("theme__engagement")
    found += [
        _happened("answer.published", one.theme.engagement, str(one.pk), one.published_at, theme=one.theme.name, answer=one.kind)
        for one in given
    ]  # fmt: skip
    counted = (
        Response.objects.filter(engagement__in=mine, engagement__closed_at__isnull=True).order_by()
        .values("engagement__slug", "engagement__title").annotate(number=Count("pk"), last=Max("made_at")).filter(last__gte=since)
    )  # fmt: skip
    return found + [
        Happening("response.received", f"{row['engagement__slug']}:{row['number']}", row["last"],
                  {"engagement": row["engagement__slug"], "title": row["engagement__title"], "responses": row["number"]})
        for row in counted
    ]  # fmt: skip


def _happened(kind: str, engagement: Engagement, key: str, at: Any, **facts: Any) -> Happening:
    return Happening(kind, key, at, {"engagement": engagement.slug, "title": engagement.title, **facts})
