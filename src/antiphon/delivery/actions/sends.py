"""Mailings: what is written, who is put into them, and starting, pausing and stopping them."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import F, QuerySet
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.nudges import nudge
from antiphon.core.problems import Refused
from antiphon.delivery import rules, targets
from antiphon.delivery.actions.posting import TASK
from antiphon.delivery.models import Delivery, Send, Wording
from antiphon.delivery.rules import Words
from antiphon.network.access import Body, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission

Status = Delivery.Status
CHANNELS = {"email": "smtp", "sms": "sms"}


@action
def prepare(
    *, occasion: str, organisation: Organisation, name: str, channel: str, purpose: str, wordings: Iterable[Words], by: Actor,
    route: str = "", priority: int = 5, opens_at: datetime.datetime | None = None, closes_at: datetime.datetime | None = None,
    quiet: tuple[datetime.time, datetime.time] | None = None, zone: str = "Europe/London", link: str = "",
) -> Send:  # fmt: skip
    """Make a mailing that nobody is in yet and nothing is sent of; return it.

    A wording for large print is made of the standard one where none is given. Raises Refused when words are missing, come
    twice, or hold a merge slot that there is not; when it would close before it opens; when the time zone is not known.
    """
    _may(by, organisation)
    words = rules.with_large_print([*wordings], channel)
    reasons = rules.problems_of(words, channel=channel, opens_at=opens_at, closes_at=closes_at, zone=zone)
    if reasons:
        raise Refused(*reasons)
    way = route or settings.ROUTE_OF.get(channel, "")
    if way not in settings.ROUTES:
        raise Refused(f"No route is set up for {Send.Channel(channel).label.lower()}s. See “Routes” in the operations guide.")
    send = Send.objects.create(
        occasion=occasion, organisation=organisation, name=name[:200], channel=channel, route=way, purpose=purpose,
        priority=priority, opens_at=opens_at, closes_at=closes_at, quiet_from=quiet[0] if quiet else None,
        quiet_to=quiet[1] if quiet else None, zone=zone, link=link, made_by=by if isinstance(by, User) else None,
    )  # fmt: skip
    Wording.objects.bulk_create([
        Wording(send=send, language=one.language, format=rules.plain_format(one.format), subject=one.subject, text=one.text,
                html=one.html)
        for one in words
    ])  # fmt: skip
    trail.leave("prepare", send, by=by, wordings=len(words))
    return send


@dataclass(frozen=True)
class Enqueued:
    """What came of putting an audience into a mailing. Those left out are not part of it; all others are in its sum."""

    put: int = 0
    suppressed: int = 0
    elsewhere: int = 0
    already: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)


@action
def enqueue(send: Send, *, of: QuerySet[Any], by: Actor) -> Enqueued:
    """Put everyone of an audience into a mailing, each address once on its occasion, in one statement of the database.

    `of.values("person", "language", "format", "audience", "place")` names a token and plain words; where it also has a
    `channel` (email, sms, post), that is what the person prefers. Doing it again changes nothing. Somebody whom another
    mailing of the occasion has taken is written down as such; somebody who objects gets a row that says so.
    """
    _may(by, send.organisation)
    send = Send.objects.select_for_update().get(pk=send.pk)
    if send.status == Send.Status.CANCELLED:
        raise Refused("This mailing is over. Make a new one for more people.")
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"occasion:{send.occasion}"])
        cursor.execute(targets.MEMORY)
        sql, params = targets.insert(send, of, pepper=settings.ADDRESS_PEPPER, now=timezone.now())
        cursor.execute(sql, params)
        found = cursor.fetchone()
    assert found is not None
    counted = dict(zip(targets.COUNTED, found, strict=True))
    put, suppressed, elsewhere = counted["put"], counted["suppressed"], counted["elsewhere"]
    Send.objects.filter(pk=send.pk).update(targeted=F("targeted") + put + suppressed + elsewhere)
    trail.leave("enqueue", send, by=by, put=put, suppressed=suppressed, elsewhere=elsewhere)
    if put and send.status in (Send.Status.SENDING, Send.Status.DONE):
        Send.objects.filter(pk=send.pk).update(status=Send.Status.SENDING)
        nudge(TASK)
    left = {reason: counted[reason] for reason in targets.LEFT_OUT if counted[reason]}
    return Enqueued(put, suppressed, elsewhere, counted["already"], left)


@action
def start(send: Send, *, by: Actor) -> Send:
    """Let a mailing go. What is under embargo waits until it opens."""
    row = _locked(send, by)
    if row.status != Send.Status.DRAFT:
        raise Refused(f"This mailing is “{row.get_status_display().lower()}” already.")
    now = timezone.now()
    if row.closes_at and row.closes_at <= now:
        raise Refused("This mailing closed before it started. Give it a later time, or do not send it.")
    row.status, row.started_at = Send.Status.SENDING, now
    row.save(update_fields=["status", "started_at"])
    trail.leave("start", row, by=by)
    nudge(TASK)
    return row


@action
def pause(send: Send, *, by: Actor, because: str = "") -> Send:
    """Hold a mailing. Each worker ends the group of messages in its hand and takes no more."""
    row = _locked(send, by)
    if row.status != Send.Status.SENDING:
        raise Refused("Only a mailing that is being sent can be paused.")
    row.status, row.paused_because = Send.Status.PAUSED, because[:300]
    row.save(update_fields=["status", "paused_because"])
    trail.leave("pause", row, by=by)
    return row


@action
def resume(send: Send, *, by: Actor) -> Send:
    """Let a paused mailing go on. Nobody who has it gets it again."""
    row = _locked(send, by)
    if row.status != Send.Status.PAUSED:
        raise Refused("Only a paused mailing can go on.")
    row.status, row.paused_because = Send.Status.SENDING, ""
    row.save(update_fields=["status", "paused_because"])
    trail.leave("resume", row, by=by)
    nudge(TASK)
    return row


@action
def cancel(send: Send, *, by: Actor) -> int:
    """Stop a mailing for good: what has not begun to go does not go. Return how many that are."""
    row = _locked(send, by)
    if row.status in (Send.Status.CANCELLED, Send.Status.DONE):
        raise Refused("This mailing is over already.")
    row.status = Send.Status.CANCELLED
    row.save(update_fields=["status"])
    held = Delivery.objects.filter(send=row, status__in=[Status.WAITING, Status.LEASED])
    count = held.update(status=Status.CANCELLED, settled_at=timezone.now(), worker="", lease_until=None)
    trail.leave("cancel", row, by=by, cancelled=count)
    return count


@action
def resolve_unknown(send: Send, *, outcome: str, by: User) -> int:
    """A person says of all messages that nobody knows of: they arrived (accepted), send them again (waiting), or cancelled."""
    require(by, Permission.DELIVERY_RESOLVE, on=Body(send.organisation))
    if outcome not in rules.MAY_RESOLVE["unknown"]:
        raise Refused("Choose what became of these messages.")
    again = outcome == Status.WAITING
    rows = Delivery.objects.filter(send=send, status=Status.UNKNOWN, stage="asks")
    count = rows.update(status=outcome, resolved_by=by, settled_at=None if again else timezone.now(), worker="",
                        lease_until=None, not_before=None)  # fmt: skip
    if again:
        Send.objects.filter(pk=send.pk, status=Send.Status.DONE).update(status=Send.Status.SENDING)
        nudge(TASK)
    trail.leave("resolve unknown", send, by=by, outcome=outcome, messages=count)
    return count


def _may(by: Actor, organisation: Organisation) -> None:
    if isinstance(by, User):
        require(by, Permission.CASCADE_RUN, on=Body(organisation))


def _locked(send: Send, by: Actor) -> Send:
    _may(by, send.organisation)
    return Send.objects.select_for_update(of=("self",)).get(pk=send.pk)
