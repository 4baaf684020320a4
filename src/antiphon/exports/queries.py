"""Reads of exports."""

import datetime
from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from antiphon.engagement.models import Engagement
from antiphon.exports import rules
from antiphon.exports.models import Export, ExportPart, InformationRequest
from antiphon.narrative.models import Clause
from antiphon.narrative.queries.writing import narratives_of
from antiphon.network.access import allowed_in
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.voices.queries import counted_responses

FORGET_AFTER = datetime.timedelta(days=2 * 365)  # who asked for information, after the answer
LOST_AFTER = datetime.timedelta(minutes=2)  # whoever made it has died, or hangs


def exports_of(engagement: Engagement) -> "QuerySet[Export]":
    """Return what was asked for, the newest first."""
    return Export.objects.filter(engagement=engagement).select_related("asked_by")


def export_in(engagement: Engagement, pk: int) -> Export:
    """Return one export of an engagement, or 404."""
    found = exports_of(engagement).select_related("engagement").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def to_make() -> "QuerySet[Export]":
    """Return the files that wait to be made, and those whose maker was not heard of for two minutes."""
    lost = timezone.now() - LOST_AFTER
    waiting = Q(state=Export.State.WAITING) | Q(state=Export.State.MAKING, beat_at__lt=lost)
    return Export.objects.filter(waiting).order_by("pk")


def expired() -> "QuerySet[Export]":
    """Return the files whose time is up, and the pieces of those that were never finished."""
    return Export.objects.filter(
        Q(state=Export.State.READY, expires_at__lt=timezone.now()) | Q(state=Export.State.FAILED, parts__isnull=False)
    ).distinct()  # fmt: skip


def is_small(export: Export) -> bool:
    """Return whether a file can be made while somebody waits. The evidence holds the trail, which no page may read."""
    if export.kind == Export.Kind.EVIDENCE:
        return False
    return counted_responses(export.engagement).order_by()[: rules.AT_ONCE + 1].count() <= rules.AT_ONCE


def content_of(export: Export) -> Iterator[bytes]:
    """Yield a file piece by piece."""
    parts = ExportPart.objects.filter(export=export).order_by("number")
    for number in parts.values_list("number", flat=True):
        yield bytes(parts.get(number=number).content)


def requests_of(user: User) -> "QuerySet[InformationRequest]":
    """Return the requests of the person's organisations for those who may take files out, the nearest day first."""
    mine = allowed_in(user, Permission.EXPORT)
    found = InformationRequest.objects.filter(organisation__in=mine).defer("bundle")
    return found.select_related("organisation", "clause__narrative__owner", "prepared_by", "bundled_by")


def request_for(user: User, pk: int) -> InformationRequest:
    """Return one request that the person may see, or raise Http404."""
    found = requests_of(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def open_requests(user: User) -> "QuerySet[InformationRequest]":
    """Return the requests that wait for an answer."""
    return requests_of(user).filter(answered_on__isnull=True)


def clauses_to_ask_for(user: User) -> list[Clause]:
    """Return the parts of the narratives that the person may see, also those that were taken out."""
    found = Clause.objects.filter(narrative__in=narratives_of(user)).select_related("narrative")
    return sorted(found, key=lambda one: (one.narrative.title, one.get_section_display(), one.place, one.pk))


def requesters_to_forget(today: datetime.date) -> "QuerySet[InformationRequest]":
    """Return the requests that were answered two years ago and still know who asked."""
    return InformationRequest.objects.filter(person__isnull=False, answered_on__lt=today - FORGET_AFTER).defer("bundle")
