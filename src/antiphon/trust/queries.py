"""Reads of ways in, holds and proofs."""

import datetime
import uuid
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from antiphon.core.sealing import key_for
from antiphon.engagement.models import Engagement
from antiphon.trust import rules
from antiphon.trust.models import AddressCheck, CodeBatch, EntryCode, Hold, Invitation, Proof


@dataclass(frozen=True)
class Entry:
    """How somebody got in: the level of trust, and the row that may be used once (none for an open engagement)."""

    trust: str
    row: int = 0


def digest(engagement: Engagement, kind: str, secret: str) -> str:
    """Return what is kept of a code, a link or an address: another one for each engagement."""
    return key_for(f"{kind}:{engagement.pk}", secret)


def network_key(engagement: Engagement, address: str) -> str:
    """Return the digest of a network address for this engagement alone. The address itself is never kept."""
    return digest(engagement, "network", address)


def entry_by_code(engagement: Engagement, typed: str) -> Entry | None:
    """Return the way in that an unused entry code opens. What is wrong with a code is never told: it opens, or not.

    A code that cannot be one is looked up like any other, so that the time it takes tells nothing.
    """
    code = rules.read_code(typed) or "-"
    row = (
        EntryCode.objects.filter(engagement=engagement, digest=digest(engagement, "code", code))
        .filter(used_on__isnull=True, batch__revoked_at__isnull=True).values_list("pk", flat=True).first()
    )  # fmt: skip
    return Entry(str(Engagement.Trust.CODE), row) if row else None


def entry_by_link(engagement: Engagement, secret: str) -> Entry | None:
    """Return the way in that an unused invitation opens, or None."""
    row = (
        Invitation.objects.filter(engagement=engagement, digest=digest(engagement, "invitation", secret))
        .filter(used_on__isnull=True, revoked=False).values_list("pk", flat=True).first()
    )  # fmt: skip
    return Entry(str(Engagement.Trust.INVITED), row) if row else None


def still_opens(engagement: Engagement, entry: Entry) -> bool:
    """Return whether a way in that was opened before is still unused and was not taken back. One query."""
    if entry.trust == Engagement.Trust.CODE:
        return EntryCode.objects.filter(
            pk=entry.row, engagement=engagement, used_on__isnull=True, batch__revoked_at__isnull=True
        ).exists()
    if entry.trust == Engagement.Trust.INVITED:
        return Invitation.objects.filter(pk=entry.row, engagement=engagement, used_on__isnull=True, revoked=False).exists()
    if entry.trust == Engagement.Trust.VERIFIED:
        return AddressCheck.objects.filter(pk=entry.row, engagement=engagement, used_on__isnull=True, passed=True).exists()
    return engagement.trust == Engagement.Trust.OPEN


def batches_of(engagement: Engagement) -> "QuerySet[CodeBatch]":
    """Return the batches of codes, newest first, each with how many were `used`."""
    return (
        CodeBatch.objects.filter(engagement=engagement).select_related("made_by", "revoked_by")
        .annotate(used=Count("codes", filter=Q(codes__used_on__isnull=False)))
    )  # fmt: skip


def batch_in(engagement: Engagement, pk: int) -> CodeBatch:
    """Return one batch of an engagement, or 404."""
    found = batches_of(engagement).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Invited:
    """How many were invited, and how many of them have answered."""

    total: int
    used: int
    revoked: int


def invited(engagement: Engagement) -> Invited:
    """Return how many were invited. One query; who they are stays in `people`."""
    counts = Invitation.objects.filter(engagement=engagement).aggregate(
        total=Count("pk"), used=Count("pk", filter=Q(used_on__isnull=False)), revoked=Count("pk", filter=Q(revoked=True))
    )
    return Invited(**counts)


def occasion(engagement: Engagement) -> str:
    """Return what invitations to an engagement are kept under in `delivery`."""
    return f"invited:{engagement.slug}"


def checks_of_no_more_use(now: datetime.datetime) -> "QuerySet[AddressCheck]":
    """Return the address checks whose person is still kept although nobody can finish them any more."""
    return AddressCheck.objects.filter(person__isnull=False, expires_at__lt=now)


def holds_of(engagement: Engagement) -> "QuerySet[Hold]":
    """Return the holds of an engagement, newest first."""
    return Hold.objects.filter(engagement=engagement).select_related("placed_by", "confirmed_by", "lifted_by", "engagement")


def hold_in(engagement: Engagement, pk: int) -> Hold:
    """Return one hold of an engagement, or 404."""
    found = holds_of(engagement).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def held(now: datetime.datetime | None = None) -> set[int]:
    """Return the ids of the engagements of which nothing may be erased by the clock now. One query."""
    now = now or timezone.now()
    unlapsed = Q(confirmed_at__isnull=False) | Q(made_at__gt=now - rules.HOLD_WAITS)
    return set(Hold.objects.filter(unlapsed, lifted_at__isnull=True).values_list("engagement", flat=True))


def proofs_of(engagement: Engagement) -> "QuerySet[Proof]":
    """Return what was let go of, newest first."""
    found: QuerySet[Proof] = Proof.objects.filter(engagement=engagement)
    return found


def invited_persons(engagement: Engagement) -> list[uuid.UUID]:
    """Return the tokens of those who were invited and whose names may still be kept."""
    return list(Invitation.objects.filter(engagement=engagement).values_list("person", flat=True))
