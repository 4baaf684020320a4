"""Sending, once: posting a message, the worker's three commits, and a person's word where no machine can know.

CLAIM, INTENT and OUTCOME (`claim`, `hand_over`, `settle`) are three transactions, and the message goes over the line
between the last two. Whatever moment a worker is killed at, each row then says truly what is known of its message.
See docs/adr on sending.
"""

import datetime
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.nudges import nudge
from antiphon.core.problems import Refused
from antiphon.delivery import letters, rules
from antiphon.delivery.channels import webhook
from antiphon.delivery.models import Delivery, Endpoint, Notice, Recipient
from antiphon.delivery.queries import notices_waiting
from antiphon.network.access import Body, Shared, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission
from antiphon.people import actions as people
from antiphon.people.queries import Address, addresses_of, held

Status = Delivery.Status
TASK = "delivery.attempt_waiting"
NOTIFY = "delivery.notify_waiting"
NOBODY_LEFT = "Everyone it was for has been erased."


@action
def post(
    *, occasion: str, person: UUID, letter: str, facts: dict[str, Any], purpose: str, by: Actor, channel: str = "email"
) -> Delivery | None:
    """Put one message to one person in the worklist, and return its row; None when the person gave no address.

    Posting it again changes nothing. A person who does not want to be written to gets a row that says so.
    """
    posted = post_many(occasion=occasion, letter=letter, to={person: facts}, purpose=purpose, by=by, channel=channel)
    return posted.get(person)


@action
def post_many(
    *, occasion: str, letter: str, to: Mapping[UUID, dict[str, Any]], purpose: str, by: Actor, channel: str = "email"
) -> dict[UUID, Delivery]:
    """Put one message to each person in the worklist, in a few statements; return the row of each who has an address.

    People who share an address share one message, with the facts of all. Once it has gone there is no second one.
    Raises letters.LetterProblem when a letter lacks a fact, before anything is written.
    """
    addresses = addresses_of(to)
    for person in addresses:
        letters.write(letter, _with_the_house(to[person], name=""))
    wanted: dict[str, bool] = {}
    for address in addresses.values():
        wanted[address.key] = wanted.get(address.key, False) or address.wants_reply
    fresh = _rows(occasion=occasion, channel=channel, letter=letter, purpose=purpose, wanted=wanted)
    rows = {
        row.address_key: row
        for row in Delivery.objects.select_for_update()
        .filter(occasion=occasion, channel=channel, address_key__in=list(wanted))
        .order_by("pk")
    }
    # An address without a row had this message, and whoever it went to was forgotten since: it does not go twice.
    addresses = {person: address for person, address in addresses.items() if address.key in rows}
    _join(rows, addresses, to)
    trail.leave_many("post", [row for key, row in rows.items() if key in fresh], by=by)
    nudge(TASK)
    return {person: rows[address.key] for person, address in addresses.items()}


def _rows(*, occasion: str, channel: str, letter: str, purpose: str, wanted: Mapping[str, bool]) -> set[str]:
    """Make the rows that are not there yet; return the keys of those. Two who post at once make one row."""
    there = set(
        Delivery.objects.filter(occasion=occasion, channel=channel, address_key__in=list(wanted))
        .values_list("address_key", flat=True)
    )  # fmt: skip
    now = timezone.now()
    Delivery.objects.bulk_create(
        [
            Delivery(
                occasion=occasion, channel=channel, address_key=key, letter=letter, purpose=purpose,
                reference=rules.reference(settings.ADDRESS_PEPPER, occasion, channel, key),
                status=Status.WAITING if wanted[key] else Status.SUPPRESSED, settled_at=None if wanted[key] else now,
            )
            for key in wanted if key not in there
        ],
        batch_size=1000, ignore_conflicts=True,
    )  # fmt: skip
    return set(wanted) - there


def _join(rows: Mapping[str, Delivery], addresses: Mapping[UUID, Address], to: Mapping[UUID, dict[str, Any]]) -> None:
    """Add each person to the message of their address, if it has not gone; wake one that had nobody to go to."""
    known = set(
        Recipient.objects.filter(delivery__in=[row.pk for row in rows.values()], person__in=list(addresses))
        .values_list("person", flat=True)
    )  # fmt: skip
    joining, woken = [], set()
    for person, address in addresses.items():
        row = rows[address.key]
        asleep = row.status in (Status.SUPPRESSED, Status.CANCELLED) and row.resolved_by_id is None
        if person in known or not (asleep or row.status in (Status.WAITING, Status.LEASED)):
            continue
        joining.append(Recipient(delivery=row, person=person, facts=to[person]))
        if asleep and address.wants_reply:
            woken.add(row.pk)
    Recipient.objects.bulk_create(joining, batch_size=1000, ignore_conflicts=True)
    if woken:
        Delivery.objects.filter(pk__in=woken).update(status=Status.WAITING, settled_at=None, reply="")
        for row in rows.values():
            if row.pk in woken:
                row.status, row.settled_at, row.reply = Status.WAITING, None, ""


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
        letter = letters.write(row.letter, _with_the_house(facts, name=name))
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


@action
def reconcile(*, taken: set[str], handed_before: datetime.datetime, asked: Iterable[str], by: Actor) -> tuple[int, int]:
    """Settle messages that were not known by the relay's log: those it took are accepted, the others wait again.

    `asked` are the references that the log was searched for; only what was handed over long enough ago is settled.
    Returns how many were accepted and how many wait.
    """
    rows = list(
        Delivery.objects.select_for_update()
        .filter(reference__in=list(asked), status=Status.UNKNOWN, handed_at__lt=handed_before)
        .order_by("pk")
    )
    for row in rows:
        if row.reference in taken:
            row.status, row.settled_at, row.reply = Status.ACCEPTED, timezone.now(), "Found in the mail server's log."
        else:
            row.status, row.worker, row.not_before = Status.WAITING, "", None
            row.reply = "Not in the mail server's log, so it is sent again."
    Delivery.objects.bulk_update(rows, ["status", "worker", "not_before", "settled_at", "reply"])
    trail.leave_many("reconcile", rows, by=by)
    accepted = sum(row.status == Status.ACCEPTED for row in rows)
    return accepted, len(rows) - accepted


@action
def resolve(delivery: Delivery, *, outcome: str, on: Shared, by: User) -> Delivery:
    """A person says what no machine can know: it arrived (accepted), send it again (waiting), or cancelled.

    `on` is the shared thing that the message is about; the caller has found it by the occasion.
    """
    require(by, Permission.DELIVERY_RESOLVE, on=on)
    row = _locked(delivery.pk)
    if outcome not in rules.MAY_RESOLVE.get(row.status, frozenset()):
        raise Refused(f"This message is now “{row.get_status_display().lower()}”. Look at it again before you choose.")
    was = row.status
    row.status, row.resolved_by = outcome, by
    row.settled_at = None if outcome == Status.WAITING else timezone.now()
    row.worker, row.lease_until, row.not_before, row.attempts = "", None, None, 0 if outcome == Status.WAITING else row.attempts
    row.save()
    trail.leave("resolve", row, by=by, was=was, outcome=outcome)
    if outcome == Status.WAITING:
        nudge(TASK)
    return row


@action
def stop_sending(occasion: str, *, on: Shared, by: User) -> int:
    """Cancel every message of an occasion that has not begun to go; return how many. `send_again` undoes it."""
    require(by, Permission.DELIVERY_RESOLVE, on=on)
    held = Delivery.objects.select_for_update().filter(occasion=occasion, status__in=[Status.WAITING, Status.LEASED])
    rows = list(held.order_by("pk"))
    now = timezone.now()
    for row in rows:
        row.status, row.resolved_by, row.settled_at, row.worker, row.lease_until = Status.CANCELLED, by, now, "", None
    Delivery.objects.bulk_update(rows, ["status", "resolved_by", "settled_at", "worker", "lease_until"], batch_size=1000)
    trail.leave_many("stop_sending", rows, by=by)
    return len(rows)


@action
def send_again(occasion: str, *, on: Shared, by: User) -> int:
    """Let the messages of an occasion that a person cancelled go after all; return how many."""
    require(by, Permission.DELIVERY_RESOLVE, on=on)
    held = Delivery.objects.select_for_update().filter(
        occasion=occasion, status=Status.CANCELLED, resolved_by__isnull=False
    )
    rows = list(held.order_by("pk"))
    for row in rows:
        row.status, row.settled_at, row.not_before = Status.WAITING, None, None
    Delivery.objects.bulk_update(rows, ["status", "settled_at", "not_before"], batch_size=1000)
    trail.leave_many("send_again", rows, by=by)
    nudge(TASK)
    return len(rows)


@action
def forget(person: UUID, *, by: Actor) -> None:
    """Erase a person everywhere: name, address, what letters told them, and the address key that nobody else shares.

    A message that waits for them alone is cancelled. One that is being handed over cannot be called back.
    """
    people.erase(person, by=by)
    rows = Delivery.objects.select_for_update().filter(recipients__person=person)
    for row in rows.order_by("pk"):
        row.recipients.filter(person=person).update(facts={})
        if held(part.person for part in row.recipients.all()):
            continue  # somebody else shares the address: their message goes on without this person's part
        row.address_key = rules.forgotten_key(row.reference)
        if row.status in (Status.WAITING, Status.LEASED, Status.SUPPRESSED, Status.CANCELLED, Status.REJECTED):
            row.reference = f"never-sent-{row.pk}"  # so that somebody else at that address may still be told
        if row.status in (Status.WAITING, Status.LEASED):
            row.status, row.settled_at, row.worker, row.lease_until = Status.CANCELLED, timezone.now(), "", None
            row.reply = NOBODY_LEFT
        row.save(update_fields=["address_key", "reference", "status", "settled_at", "worker", "lease_until", "reply"])
        trail.leave("forget", row, by=by)


@action
def forget_addresses(deliveries: Iterable[Delivery], *, by: Actor) -> int:
    """Let go of the address keys of settled messages, and of what they told; return how many. The rows stay as counts."""
    rows = list(Delivery.objects.select_for_update().filter(pk__in=[row.pk for row in deliveries]).order_by("pk"))
    for row in rows:
        row.address_key = rules.forgotten_key(row.reference)
    Delivery.objects.bulk_update(rows, ["address_key"])
    Recipient.objects.filter(delivery__in=rows).update(facts={})
    trail.leave_many("forget", rows, by=by)
    return len(rows)


def _locked(pk: int) -> Delivery:
    return Delivery.objects.select_for_update().get(pk=pk)


def _finish(row: Delivery, outcome: str, *, reply: str, by: Actor) -> None:
    row.status, row.reply, row.lease_until = outcome, reply[:300], None
    if outcome == Status.WAITING:
        row.worker = ""
    elif outcome != Status.UNKNOWN:
        row.settled_at = timezone.now()
    row.save(update_fields=["status", "reply", "lease_until", "worker", "settled_at", "not_before"])
    trail.leave(outcome, row, by=by)


def _with_the_house(facts: Mapping[str, Any], *, name: str) -> dict[str, Any]:
    """What every letter may say besides its facts: who writes, where we are, and whom it greets."""
    return {"system_name": settings.SYSTEM_NAME, "public_address": settings.PUBLIC_ADDRESS, "name": name, **facts}


# --- Webhooks ----------------------------------------------------------------------------------------------------------
@action
def add_endpoint(*, organisation: Organisation, url: str, kinds: Iterable[str], by: User) -> tuple[Endpoint, str]:
    """Have another system told when something happens. Returns the endpoint and the secret, which is shown once."""
    require(by, Permission.PEOPLE_MANAGE, on=Body(organisation))
    chosen = [kind for kind in rules.KINDS if kind in set(kinds)]
    if not chosen:
        raise Refused("Choose at least one thing to be told of.")
    try:
        webhook.judge(url.strip(), open_door=settings.WEBHOOKS_TO_THIS_MACHINE)
    except webhook.Refusal as problem:
        raise Refused(str(problem)) from problem
    secret = secrets.token_urlsafe(32)
    endpoint = Endpoint.objects.create(organisation=organisation, url=url.strip(), secret=secret, kinds=chosen, made_by=by)
    trail.leave("add endpoint", endpoint, by=by, organisation=organisation.pk, kinds=chosen)
    return endpoint, secret


@action
def stop_endpoint(endpoint: Endpoint, *, by: User) -> None:
    """Tell it nothing more. What waits, waits."""
    require(by, Permission.PEOPLE_MANAGE, on=Body(endpoint.organisation))
    Endpoint.objects.filter(pk=endpoint.pk, stopped_at__isnull=True).update(
        stopped_at=timezone.now(), stopped_because=f"{by.name} stopped it."
    )
    trail.leave("stop endpoint", endpoint, by=by)


@action
def start_endpoint(endpoint: Endpoint, *, by: User) -> None:
    """Tell it again, what waits first."""
    require(by, Permission.PEOPLE_MANAGE, on=Body(endpoint.organisation))
    Endpoint.objects.filter(pk=endpoint.pk).update(stopped_at=None, stopped_because="", failures=0)
    trail.leave("start endpoint", endpoint, by=by)
    nudge(NOTIFY)


@action
def remove_endpoint(endpoint: Endpoint, *, by: User) -> None:
    """Take an address out, with what it was told."""
    require(by, Permission.PEOPLE_MANAGE, on=Body(endpoint.organisation))
    trail.leave("remove endpoint", endpoint, by=by)
    endpoint.delete()


@action
def announce(endpoint: Endpoint, *, happenings: Iterable[rules.Happening], by: Actor) -> int:
    """Put what happened in the worklist of an address, each thing once; return how many are new. Twice is harmless."""
    wanted = {rules.event(endpoint.organisation_id, one.kind, one.key): one for one in happenings if one.kind in endpoint.kinds}
    known = set(Notice.objects.filter(endpoint=endpoint, reference__in=list(wanted)).values_list("reference", flat=True))
    new = [
        Notice(endpoint=endpoint, reference=reference, kind=one.kind, happened_at=one.at, facts=one.facts)
        for reference, one in wanted.items() if reference not in known
    ]
    Notice.objects.bulk_create(new, batch_size=1000, ignore_conflicts=True)
    if new:
        trail.leave("announce", endpoint, by=by, notices=len(new))
        nudge(NOTIFY)
    return len(new)


@action
def begin_notice(*, by: Actor) -> Notice | None:
    """Take the next notice that has to go, for this worker alone; None when there is none. It comes back if the worker dies."""
    row = notices_waiting().select_for_update(skip_locked=True, of=("self",)).select_related("endpoint").first()
    if row is None:
        return None
    row.status, row.attempts, row.not_before = Notice.Status.SENDING, row.attempts + 1, timezone.now() + rules.SENDS_FOR
    row.save(update_fields=["status", "attempts", "not_before"])
    trail.leave("begin notice", row, by=by, attempt=row.attempts)
    return row


@action
def settle_notice(notice: Notice, *, taken: bool, reply: str, by: Actor) -> None:
    """Write down whether the other system took it. After many failures one after another it is told nothing more."""
    row = Notice.objects.select_for_update().get(pk=notice.pk)
    if row.status != Notice.Status.SENDING or row.attempts != notice.attempts:
        return  # another worker has it by now
    now = timezone.now()
    row.reply, again = reply[:300], rules.try_again(row.attempts, now)
    row.status = Notice.Status.TAKEN if taken else Notice.Status.WAITING if again else Notice.Status.FAILED
    row.not_before, row.settled_at = (again, None) if row.status == Notice.Status.WAITING else (None, now)
    row.save(update_fields=["reply", "status", "not_before", "settled_at"])
    endpoint = Endpoint.objects.select_for_update().get(pk=row.endpoint_id)
    endpoint.failures = 0 if taken else endpoint.failures + 1
    if endpoint.failures >= rules.STOP_AFTER and endpoint.stopped_at is None:
        endpoint.stopped_at = now
        because = f"It did not take {endpoint.failures} messages one after another. The last answer: {reply}"
        endpoint.stopped_because = because[:300]
    endpoint.save(update_fields=["failures", "stopped_at", "stopped_because"])
    trail.leave("settle notice", row, by=by, taken=taken, stopped=endpoint.stopped_at is not None)


@action
def tell_again(notice: Notice, *, by: User) -> None:
    """Send a notice again, taken or not: the other system tells doubles by its reference."""
    require(by, Permission.PEOPLE_MANAGE, on=Body(notice.endpoint.organisation))
    Notice.objects.filter(pk=notice.pk).exclude(status=Notice.Status.SENDING).update(
        status=Notice.Status.WAITING, attempts=0, not_before=None, settled_at=None
    )
    trail.leave("tell again", notice, by=by)
    nudge(NOTIFY)
