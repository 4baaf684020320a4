"""The worker's steps: claim, intent, outcome."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.delivery import letters, rules
from antiphon.delivery.actions.posting import NOBODY_LEFT
from antiphon.delivery.models import Delivery
from antiphon.people.queries import addresses_of

Status = Delivery.Status


@dataclass(frozen=True)
class HandOver:
    """What a worker needs to hand one message over. It is never stored or logged."""

    delivery: Delivery
    name: str
    email: str
    letter: letters.Letter

    def __repr__(self) -> str:
        return f"HandOver({self.delivery.pk})"


@action
def claim(*, worker: str, by: Actor, most: int = rules.BATCH) -> list[int]:
    """Take waiting messages for this worker alone, and return their ids. Two workers never take the same one."""
    now = timezone.now()
    found = list(
        Delivery.objects.select_for_update(skip_locked=True)
        .filter(Q(not_before=None) | Q(not_before__lte=now), status=Status.WAITING)
        .order_by("pk")[:most]
    )  # fmt: skip
    ids = [row.pk for row in found]
    Delivery.objects.filter(pk__in=ids).update(status=Status.LEASED, worker=worker, lease_until=now + rules.LEASE)
    trail.leave_many("claim", found, by=by, worker=worker)
    return ids


@action
def hand_over(delivery: int, *, worker: str, by: Actor) -> HandOver | None:
    """Write down that the message is about to go, and return it; None when it must not.

    This is the last moment at which anything can stop it: another worker has it, nobody it is for wants it any
    more, or they have been erased.
    """
    row = _locked(delivery)
    now = timezone.now()
    if row.status != Status.LEASED or row.worker != worker or row.lease_until is None or row.lease_until <= now:
        return None
    parts = list(row.recipients.all())
    addresses = {
        token: address
        for token, address in addresses_of(part.person for part in parts).items()
        if address.key == row.address_key
    }
    wanting = [addresses[part.person] for part in parts if part.person in addresses and addresses[part.person].wants_reply]
    if not wanting:
        status = str(Status.SUPPRESSED if addresses else Status.CANCELLED)
        reply = "" if addresses else NOBODY_LEFT
        _finish(row, status, reply=reply, by=by)
        return None
    names = {address.name for address in wanting}
    name = names.pop() if len(names) == 1 else ""
    tokens = {address.token for address in wanting}
    facts = rules.together(part.facts for part in parts if part.person in tokens)
    try:
        letter = letters.write(row.letter, letters.with_the_house(facts, name=name))
    except letters.LetterProblem as problem:
        _finish(row, str(Status.REJECTED), reply=str(problem), by=by)
        return None
    row.status, row.attempts, row.handed_at = Status.HANDING, row.attempts + 1, now
    row.save(update_fields=["status", "attempts", "handed_at"])
    trail.leave("hand_over", row, by=by, attempt=row.attempts)
    return HandOver(delivery=row, name=name, email=wanting[0].email, letter=letter)


@action
def settle(delivery: int, *, worker: str, outcome: str, reply: str, by: Actor) -> Delivery | None:
    """Write down what became of a message that this worker handed over; None when it is no longer this worker's.

    `outcome` is accepted, rejected, unknown, or waiting: try again later, until it has been tried often enough.
    A worker that was thought dead may still say what it knows, as long as nobody has settled the row since.
    """
    row = _locked(delivery)
    if row.status not in (Status.HANDING, Status.UNKNOWN) or row.worker != worker:
        return None
    if outcome == Status.WAITING:
        again = rules.next_attempt(row.attempts, timezone.now())
        if again is None:
            outcome, reply = str(Status.REJECTED), f"Tried {row.attempts} times. {reply}"
        row.not_before = again
    _finish(row, outcome, reply=rules.without_addresses(reply), by=by)
    return row


@action
def release(*, worker: str, by: Actor, reply: str = "") -> int:
    """Put back what this worker took and did not hand over. `reply` says why, if something is wrong."""
    rows = list(Delivery.objects.select_for_update().filter(status=Status.LEASED, worker=worker).order_by("pk"))
    for row in rows:
        row.status, row.worker, row.lease_until = Status.WAITING, "", None
        row.reply = rules.without_addresses(reply)
    Delivery.objects.bulk_update(rows, ["status", "worker", "lease_until", "reply"])
    trail.leave_many("release", rows, by=by)
    return len(rows)


@action
def recover(*, dead: Iterable[str], by: Actor) -> int:
    """Take back what dead workers held: what they had not begun waits again, what they had begun is not known.

    A lease that has run out is taken back too, whoever holds it: its worker may be cut off and never know.
    """
    held = Delivery.objects.select_for_update(skip_locked=True).filter(
        Q(worker__in=list(dead)) | Q(lease_until__lte=timezone.now()), status__in=[Status.LEASED, Status.HANDING]
    )
    rows = list(held.order_by("pk"))
    for row in rows:
        if row.status == Status.LEASED:
            row.status, row.worker = Status.WAITING, ""
        else:
            row.status = Status.UNKNOWN
        row.lease_until = None
    Delivery.objects.bulk_update(rows, ["status", "worker", "lease_until"])
    trail.leave_many("recover", rows, by=by)
    return len(rows)


def _finish(row: Delivery, outcome: str, *, reply: str, by: Actor) -> None:
    row.status, row.reply, row.lease_until = outcome, reply[:300], None
    if outcome == Status.WAITING:
        row.worker = ""
    elif outcome != Status.UNKNOWN:
        row.settled_at = timezone.now()
    row.save(update_fields=["status", "reply", "lease_until", "worker", "settled_at", "not_before"])
    trail.leave(outcome, row, by=by)


def _locked(pk: int) -> Delivery:
    return Delivery.objects.select_for_update().get(pk=pk)
