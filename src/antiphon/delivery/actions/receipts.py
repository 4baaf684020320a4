"""What became of messages after they were taken: kept as it is heard, then settled by the strongest word."""

import datetime
import logging
from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.nudges import nudge
from antiphon.delivery import rules
from antiphon.delivery.channels import heard, returned
from antiphon.delivery.channels.heard import Heard
from antiphon.delivery.models import Delivery, Receipt, Trial
from antiphon.people import actions as people

log = logging.getLogger(__name__)
HEAR = "delivery.hear_waiting"
AT_ONCE = 500
LOOK_AGAIN = tuple(datetime.timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60, 360, 1440))
Status = Delivery.Status
BECOMES = {
    heard.ACCEPTED: Status.ACCEPTED, heard.HELD: Status.UNKNOWN, heard.SOFT: Status.SOFT, heard.DELIVERED: Status.DELIVERED,
    heard.HARD: Status.HARD, heard.COMPLAINED: Status.COMPLAINED,
}  # fmt: skip
SAYS = {becomes: said for said, becomes in BECOMES.items() if said != heard.HELD}
HOW = {heard.HARD: "bounce", heard.COMPLAINED: "complaint"}


@action
def take(provider: str, *, told: Iterable[Heard], by: Actor) -> int:
    """Keep what a provider says; return how much of it is new. What it said before changes nothing, nor does the order.

    What the message was is looked for afterwards: it may not be written down yet, and is never dropped for that.
    """
    rows = [
        Receipt(
            provider=provider[:40], event=heard.short(one.event), reference=one.reference[:64], said=one.status, said_at=one.at,
            provider_ref=one.provider_ref[:120], detail=rules.without_addresses(one.detail),
        )
        for one in told
    ]  # fmt: skip
    events = [row.event for row in rows]
    known = set(Receipt.objects.filter(provider=provider[:40], event__in=events).values_list("event", flat=True))
    new = list({row.event: row for row in rows if row.event not in known}.values())
    Receipt.objects.bulk_create(new, ignore_conflicts=True, batch_size=1000)
    if new:
        trail.leave_many("take", new[:1], by=by, receipts=len(new), provider=provider)
        nudge(HEAR, gathered=True)
    return len(new)


@action
def take_returned(raw: bytes, *, to: Iterable[str], by: Actor) -> int:
    """Keep what an e-mail that came back says about a message of ours; return how much of it is new.

    An answer of a person or of their machine says nothing, and no word of it is kept.
    """
    try:
        told = returned.read(raw, to=to, domain=settings.BOUNCE_DOMAIN, message_id_domain=settings.MESSAGE_ID_DOMAIN)
    except (ValueError, LookupError, TypeError, AttributeError):  # what the mail library makes of headings that are none
        log.warning("An e-mail that came back could not be read.")
        told = []
    return take("returned mail", told=told, by=by)


@action
def hear(*, by: Actor, most: int = AT_ONCE) -> int:
    """Settle what was heard and is not settled yet; return how much was looked at.

    A message that is being handed over at this moment is left to its worker first. A complaint, and an address that is no
    more, become an objection: nothing goes there again, from whomever.
    """
    now = timezone.now()
    rows = list(
        Receipt.objects.select_for_update(skip_locked=True)
        .filter(Q(not_before=None) | Q(not_before__lte=now), settled_at__isnull=True)
        .order_by("pk")[:most]
    )  # fmt: skip
    if not rows:
        return 0
    found = _messages(rows)
    changed: dict[int, Delivery] = {}
    for row in rows:
        message = found.get(row.reference) or found.get(f"#{row.provider_ref}")
        if message is None or message.status == Status.HANDING:
            _look_again(row, now)
            continue
        row.delivery, row.settled_at = message, now
        changed[message.pk] = message
    Receipt.objects.bulk_update(rows, ["delivery", "settled_at", "looked", "not_before"], batch_size=1000)
    settled = _settle(changed, now)
    trail.leave("hear", rows[0], by=by, receipts=len(rows), messages=len(settled))
    _stop_writing(settled, by=by)
    return len(rows)


@action
def forget_receipts(*, before: datetime.datetime, by: Actor, most: int = 5000) -> int:
    """Let go of what was heard long ago and is settled, and of old test messages; return how much was heard."""
    Trial.objects.filter(settled_at__lt=before).delete()
    old = list(Receipt.objects.filter(settled_at__lt=before).order_by("pk")[:most])
    if old:
        trail.leave("forget receipts", old[0], by=by, receipts=len(old))
        Receipt.objects.filter(pk__in=[row.pk for row in old]).delete()
    return len(old)


def _messages(rows: list[Receipt]) -> dict[str, Delivery]:
    """Return the messages, locked in one order, by our reference and by `#` and the provider's number."""
    references = {row.reference for row in rows if row.reference}
    numbers = {row.provider_ref for row in rows if row.provider_ref and not row.reference}
    wanted = Q(reference__in=references)
    if numbers:
        wanted |= Q(provider_ref__in=numbers) & ~Q(provider_ref="")
    found: dict[str, Delivery] = {}
    for message in Delivery.objects.select_for_update().filter(wanted).order_by("pk"):
        found[message.reference] = message
        if message.provider_ref:
            found[f"#{message.provider_ref}"] = message
    return found


def _look_again(row: Receipt, now: datetime.datetime) -> None:
    """Look for the message later; after a day and a half it is nobody's, and is kept as that."""
    if row.looked < len(LOOK_AGAIN):
        row.not_before = now + LOOK_AGAIN[row.looked]
        row.looked += 1
    else:
        row.settled_at = now


def _settle(messages: dict[int, Delivery], now: datetime.datetime) -> list[tuple[Delivery, str]]:
    """Give each message the strongest word that was ever said of it; return those that changed, with the word."""
    words: dict[int, list[Receipt]] = defaultdict(list)
    for row in Receipt.objects.filter(delivery__in=list(messages)).order_by("pk"):
        words[row.delivery_id].append(row)  # type: ignore[index]
    changed: list[tuple[Delivery, str]] = []
    for pk, message in messages.items():
        strongest = max(words[pk], key=lambda row: heard.STRENGTH.index(row.said))
        if not heard.stronger(strongest.said, SAYS.get(Status(message.status), "")):
            continue
        message.status, message.worker, message.lease_until = BECOMES[strongest.said], "", None
        message.settled_at = None if strongest.said == heard.HELD else strongest.said_at or now
        message.reply = (strongest.detail or heard.SAID[strongest.said])[:300]
        message.provider_ref = message.provider_ref or strongest.provider_ref
        changed.append((message, strongest.said))
    Delivery.objects.bulk_update(
        [message for message, _ in changed],
        ["status", "worker", "lease_until", "settled_at", "reply", "provider_ref"], batch_size=1000,
    )  # fmt: skip
    return changed


def _stop_writing(settled: list[tuple[Delivery, str]], *, by: Actor) -> None:
    stopping: dict[tuple[str, str], set[str]] = defaultdict(set)
    for message, said in settled:
        if said in HOW and not message.address_key.startswith(rules.FORGOTTEN):
            stopping[message.channel, HOW[said]].add(message.address_key)
    for (channel, how), keys in sorted(stopping.items()):
        people.object_to(keys, channel=channel, purpose="any", how=how, by=by)
