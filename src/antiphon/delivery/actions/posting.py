"""Letters: one message to one person, posted by the room that speaks; and forgetting people."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.nudges import nudge
from antiphon.delivery import letters, rules
from antiphon.delivery.models import Delivery, Elsewhere, Recipient
from antiphon.people import actions as people
from antiphon.people.queries import Address, addresses_of, held

Status = Delivery.Status
TASK = "delivery.attempt_waiting"
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
        letters.write(letter, letters.with_the_house(to[person], name=""))
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


@action
def forget(person: UUID, *, by: Actor) -> None:
    """Erase a person everywhere: name, address, what letters told them, and the address key that nobody else shares.

    A message that waits for them alone is cancelled. One that is being handed over cannot be called back.
    """
    people.erase(person, by=by)
    theirs = Recipient.objects.filter(person=person).values("delivery")
    rows = Delivery.objects.select_for_update().filter(Q(pk__in=theirs) | Q(person=person))
    for row in rows.order_by("pk"):
        row.recipients.filter(person=person).update(facts={})
        if row.person == person:
            row.person, row.other_key = None, ""
            Elsewhere.objects.filter(winner=row).update(address_key=Concat(Value(rules.FORGOTTEN), Cast("pk", CharField())))
        if held(part.person for part in row.recipients.all()):
            continue  # somebody else shares the address: their message goes on without this person's part
        row.address_key = rules.forgotten_key(row.reference)
        if row.status in (Status.WAITING, Status.LEASED, Status.SUPPRESSED, Status.CANCELLED, Status.REJECTED):
            row.reference = f"never-sent-{row.pk}"  # so that somebody else at that address may still be told
        if row.status in (Status.WAITING, Status.LEASED):
            row.status, row.settled_at, row.worker, row.lease_until = Status.CANCELLED, timezone.now(), "", None
            row.reply = NOBODY_LEFT
        row.save(update_fields=["address_key", "other_key", "person", "reference", "status", "settled_at", "worker",
                                "lease_until", "reply"])  # fmt: skip
        trail.leave("forget", row, by=by)


@action
def forget_addresses(deliveries: Iterable[Delivery], *, by: Actor) -> int:
    """Let go of the address keys of settled messages, and of what they told; return how many. The rows stay as counts."""
    rows = list(Delivery.objects.select_for_update().filter(pk__in=[row.pk for row in deliveries]).order_by("pk"))
    for row in rows:
        row.address_key, row.other_key, row.person = rules.forgotten_key(row.reference), "", None
    Delivery.objects.bulk_update(rows, ["address_key", "other_key", "person"])
    Elsewhere.objects.filter(winner__in=rows).update(address_key=Concat(Value(rules.FORGOTTEN), Cast("pk", CharField())))
    Recipient.objects.filter(delivery__in=rows).update(facts={})
    trail.leave_many("forget", rows, by=by)
    return len(rows)
