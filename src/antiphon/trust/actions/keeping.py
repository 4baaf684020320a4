"""Holds that stop the clock, and proofs of what it has erased."""

import datetime
from collections.abc import Iterable, Mapping

from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Machine
from antiphon.core.problems import Refused
from antiphon.delivery import actions as delivery
from antiphon.engagement.models import Engagement
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.trust.models import AddressCheck, EntryCode, Hold, Invitation, Notice, Proof

ANOTHER = "You placed this hold, so another person must do this."


@action
def place_hold(engagement: Engagement, *, reason: str, by: User) -> Hold:
    """Stop the clock: nothing of this engagement is erased by time. It holds at once, and for good when another agrees."""
    require(by, Permission.VOICE_ERASE, on=engagement)
    if not reason.strip():
        raise Refused("Say why nothing may be erased, such as a court case or an inquiry.")
    if len(reason.strip()) > 500:
        raise Refused("The reason can have up to 500 characters.")
    hold = Hold.objects.create(engagement=engagement, reason=reason.strip(), placed_by=by)
    trail.leave("place hold", hold, by=by, engagement=engagement.pk)
    return hold


@action
def confirm_hold(hold: Hold, *, by: User) -> Hold:
    """A second person agrees that the clock stays stopped."""
    require(by, Permission.VOICE_ERASE, on=hold)
    hold = Hold.objects.select_for_update(of=("self",)).select_related("engagement").get(pk=hold.pk)
    if hold.lifted_at or hold.confirmed_at:
        raise Refused("This hold was settled already.")
    if hold.placed_by_id == by.pk:
        raise Refused(ANOTHER)
    hold.confirmed_at, hold.confirmed_by = timezone.now(), by
    hold.save(update_fields=["confirmed_at", "confirmed_by"])
    trail.leave("confirm hold", hold, by=by)
    return hold


@action
def lift_hold(hold: Hold, *, because: str, by: User) -> Hold:
    """Start the clock again. Whoever placed the hold cannot lift it alone: erasing cannot be undone."""
    require(by, Permission.VOICE_ERASE, on=hold)
    hold = Hold.objects.select_for_update(of=("self",)).select_related("engagement").get(pk=hold.pk)
    if hold.lifted_at:
        raise Refused("This hold was lifted already.")
    if hold.placed_by_id == by.pk:
        raise Refused(ANOTHER)
    if not because.strip():
        raise Refused("Say why the clock may start again.")
    hold.lifted_at, hold.lifted_by, hold.lifted_because = timezone.now(), by, because.strip()[:500]
    hold.save(update_fields=["lifted_at", "lifted_by", "lifted_because"])
    trail.leave("lift hold", hold, by=by)
    return hold


@action
def notice(due: Mapping[str, Iterable[Engagement]], *, today: datetime.date, by: Machine) -> dict[str, list[Engagement]]:
    """Write down what the clock says is due (`names`, `words`), and return what it said on an earlier night already.

    What is not due any more is struck out: the clock has come back, or somebody placed a hold.
    """
    ready: dict[str, list[Engagement]] = {}
    for kind, engagements in due.items():
        found = {engagement.pk: engagement for engagement in engagements}
        Notice.objects.filter(kind=kind).exclude(engagement__in=found).delete()
        Notice.objects.filter(kind=kind, noticed_on__gt=today).delete()
        known = dict(Notice.objects.filter(kind=kind).values_list("engagement", "noticed_on"))
        fresh = [engagement for pk, engagement in found.items() if pk not in known]
        Notice.objects.bulk_create(Notice(engagement=engagement, kind=kind, noticed_on=today) for engagement in fresh)
        trail.leave_many("notice due", fresh, by=by, kind=kind)
        ready[kind] = [engagement for pk, engagement in found.items() if pk in known and known[pk] < today]
    return ready


@action
def prove(engagement: Engagement, *, kind: str, number: int, rule: str, by: Machine) -> Proof | None:
    """Write that so many things of a kind were let go of today, by which rule; nothing when there were none."""
    if not number:
        return None
    proof = Proof.objects.create(
        engagement=engagement, kind=Proof.Kind(kind), number=number, done_on=timezone.localdate(), rule=rule
    )
    trail.leave("prove", proof, by=by, kind=str(proof.kind), number=number)
    return proof


@action
def let_go_of_entries(engagement: Engagement, *, rule: str, by: Machine) -> None:
    """Delete the codes, invitations and address checks of an engagement whose time is up. The proofs keep how many."""
    for person in AddressCheck.objects.filter(engagement=engagement, person__isnull=False).values_list("person", flat=True):
        delivery.forget(person, by=by)
    for kind, rows in (
        (Proof.Kind.ENTRY_CODES, EntryCode.objects.filter(engagement=engagement)),
        (Proof.Kind.INVITATIONS, Invitation.objects.filter(engagement=engagement)),
        (Proof.Kind.ADDRESS_CHECKS, AddressCheck.objects.filter(engagement=engagement)),
    ):
        number, _ = rows.delete()
        prove(engagement, kind=str(kind), number=number, rule=rule, by=by)
    trail.leave("let go of entries", engagement, by=by)
