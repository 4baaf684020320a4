"""Reads of exports."""

import datetime
from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from antiphon.engagement.models import Engagement
from antiphon.exports import rules
from antiphon.exports.models import Export, ExportPart
from antiphon.voices.queries import counted_responses

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
