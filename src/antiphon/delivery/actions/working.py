"""The worker's steps: CLAIM a batch; for each group of it, record what became of the last and write down that this one is
about to go, in one durable commit; take back what dead workers held. docs/adr/0130-one-commit-for-a-group.md
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from antiphon.core import prepared, trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.sealing import unseal
from antiphon.delivery import rules
from antiphon.delivery.actions.posting import NOBODY_LEFT
from antiphon.delivery.lines import Left
from antiphon.delivery.models import Delivery, Line, Send
from antiphon.delivery.rules import Told

Status = Delivery.Status

CLAIM = """
with found as (
    select d.id from delivery_delivery d
    where d.stage = 'waiting' and d.route = %s and {whose} and (d.not_before is null or d.not_before <= %s)
    order by d.id limit %s for update skip locked
),
taken as (
    update delivery_delivery d set status = 'leased', worker = %s, lease_until = %s from found where d.id = found.id
    returning d.id
),
held as (
    update delivery_line set heard_at = %s, holds = (select coalesce(array_agg(id), '{{}}') from taken) || %s::bigint[]
    where id = %s returning 1
)
select id from taken order by id
"""
RECORD = """
with told as (
    select * from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::timestamptz[])
        as o (id, status, reply, provider_ref, not_before)
),
recorded as (
    update delivery_delivery d set status = o.status, reply = o.reply, provider_ref = o.provider_ref, not_before = o.not_before,
        lease_until = null, worker = case when o.status = 'waiting' then '' else d.worker end,
        settled_at = case when o.status in ('accepted', 'rejected') then %s::timestamptz end
    from told o where d.id = o.id and d.worker = %s and d.status in ('handing', 'unknown') returning d.id, d.status
),
heard as (
    update delivery_line set heard_at = %s, accepted = accepted + (select count(*) from recorded where status = 'accepted'),
        reply = case when %s = '' then reply else %s end
    where id = %s returning 1
)
"""
LAST_MOMENT = """
        d.id = any (%s) and d.status = 'leased' and d.worker = %s and d.lease_until > %s
        and (d.closes_at is null or d.closes_at > %s)
        and not exists (select 1 from people_objection o where o.address_key = d.address_key and o.channel in (d.channel, 'any')
                        and o.purpose in (d.purpose, 'any'))
"""
HANDING = "update delivery_delivery d set status = 'handing', attempts = attempts + 1, handed_at = %s, lease_until = %s"
MAILING = (
    RECORD + ", handing as (" + HANDING + """
    from delivery_send s, people_person p where """ + LAST_MOMENT + """
        and s.id = d.send_id and s.status = 'sending' and (s.opens_at is null or s.opens_at <= %s)
        and (s.closes_at is null or s.closes_at > %s)
        and p.token = d.person and p.{key} = d.address_key
    returning d.id, d.attempts, d.reference, d.wording_id, p.{address} as address,
        case when d.shared then '' else p.name end as name
)
select * from handing order by id
"""
)  # fmt: skip
LETTERS = (
    RECORD + ", handing as (" + HANDING + " where " + LAST_MOMENT + """
        and exists (select 1 from delivery_recipient r join people_person p on p.token = r.person
                    where r.delivery_id = d.id and p.email_key = d.address_key and p.wants_reply and p.erased_at is null)
    returning d.id, d.attempts, d.reference, d.letter, d.address_key
)
select * from handing order by id
"""
)  # fmt: skip
ADDRESS = {"email": ("email_key", "email"), "sms": ("telephone_key", "telephone")}


@dataclass(frozen=True)
class Handing:
    """One message of a mailing that is about to go, and where to. It is never stored or logged."""

    pk: int
    attempts: int
    reference: str
    wording: int
    address: str
    name: str

    def __repr__(self) -> str:
        return f"Handing({self.pk})"


@dataclass(frozen=True)
class HandingLetter:
    """One letter that is about to go, to whoever of its people still wants it."""

    pk: int
    attempts: int
    reference: str
    letter: str
    address_key: str


@action
def appear(*, worker: str, route: str, machine: str, by: Actor) -> Line:
    """Write down that a worker is at a route, so that others can clear up after it."""
    line, _ = Line.objects.update_or_create(
        worker=worker, route=route, defaults={"machine": machine, "heard_at": timezone.now(), "ended_at": None}
    )
    trail.leave("appear", line, by=by)
    return line


@action
def depart(line: Line, *, by: Actor) -> None:
    """Write down that a worker has ended, and holds nothing."""
    Line.objects.filter(pk=line.pk).update(ended_at=timezone.now(), holds=[])
    trail.leave("depart", line, by=by)


@action
def claim(
    line: Line, *, send: int | None, by: Actor, most: int = rules.BATCH, unsaid: Sequence[int] = ()
) -> list[int]:
    """Take waiting messages of a mailing, or letters, for this worker alone; return their numbers. No two workers take one.

    `unsaid` are those of the last batch whose outcome is not recorded yet: the worker holds them too until it is.
    """
    now = timezone.now()
    values: list[Any] = [line.route, *([] if send is None else [send]), now, most, line.worker, now + rules.LEASE, now,
                         list(unsaid), line.pk]  # fmt: skip
    sql = CLAIM.format(whose="d.send_id is null" if send is None else "d.send_id = %s")
    ids = [pk for (pk,) in prepared.rows(sql, values)]
    if ids:
        trail.leave("claim", line, by=by, send=send, messages=len(ids), first=ids[0], last=ids[-1])
    return ids


@action
def intend(line: Line, *, group: Sequence[int], send: Send, told: Sequence[Told], by: Actor) -> list[Handing]:
    """Record what became of the last group, and write down that this one is about to go: one commit. Return what may go.

    This is the last moment at which anything can stop a message: an objection, a pause, the embargo, the end, another worker.
    """
    now = timezone.now()
    key, address = ADDRESS[send.channel]
    values = [*_recorded(line, told, now), now, now + rules.LEASE, list(group), line.worker, now, now, now, now]
    rows = prepared.rows(MAILING.format(key=key, address=address), values)
    _leave(line, group, told, by=by)
    return [Handing(pk, tries, ref, words, unseal(to), unseal(name) if name else "") for pk, tries, ref, words, to, name in rows]


@action
def intend_letters(line: Line, *, group: Sequence[int], told: Sequence[Told], by: Actor) -> list[HandingLetter]:
    """Do the same for letters, which are written for those of their people who still want them."""
    now = timezone.now()
    values = [*_recorded(line, told, now), now, now + rules.LEASE, list(group), line.worker, now, now]
    rows = prepared.rows(LETTERS, values)
    _leave(line, group, told, by=by)
    return [HandingLetter(*row) for row in rows]


@action
def record(line: Line, *, told: Sequence[Told], by: Actor) -> None:
    """Record what became of the last group, when no further one follows."""
    if told:
        prepared.run(RECORD + " select count(*) from recorded", _recorded(line, told, timezone.now()))
        _leave(line, (), told, by=by)


@action
def set_aside(line: Line, *, group: Iterable[int], by: Actor) -> None:
    """Say of messages that may not go why not: nobody wants them, nobody is left, they are too late, or they wait.

    Raises nothing: what another worker has taken meanwhile is left alone.
    """
    now = timezone.now()
    rows = Delivery.objects.select_for_update(of=("self",)).filter(pk__in=list(group), worker=line.worker, status=Status.LEASED)
    changed = []
    for row in rows.select_related("send").order_by("pk"):
        row.status, row.reply = _why(row, now)
        row.worker, row.lease_until = "", None
        row.settled_at = None if row.status == Status.WAITING else now
        changed.append(row)
    Delivery.objects.bulk_update(changed, ["status", "reply", "worker", "lease_until", "settled_at"])
    trail.leave("set aside", line, by=by, messages=[row.pk for row in changed])


@action
def release(line: Line, *, by: Actor, group: Sequence[int] = (), reply: str = "") -> int:
    """Put back what this worker holds and has not begun. `group` was to go now, and did not: that was no attempt.

    `reply` says why, if something is wrong.
    """
    held = Delivery.objects.filter(pk__in=[*Line.objects.get(pk=line.pk).holds], worker=line.worker)
    words = {"reply": rules.without_addresses(reply)} if reply else {}
    count = held.filter(status=Status.LEASED).update(status=Status.WAITING, worker="", lease_until=None, **words)
    for row in held.filter(pk__in=list(group), status=Status.HANDING):
        row.status, row.worker, row.lease_until, row.attempts = Status.WAITING, "", None, row.attempts - 1
        row.reply = words.get("reply", row.reply)
        row.save(update_fields=["status", "worker", "lease_until", "attempts", "reply"])
        count += 1
    if count:
        trail.leave("release", line, by=by, messages=count)
    return count


@action
def recover(line: Line, *, left: Left | None, gone: bool, by: Actor) -> int | None:
    """Take back what a worker held that is gone, or whose lease has run out; return how many messages.

    None when another worker is at it just now, or was before.

    `left` is what its journal says: what it had not begun waits again, what was on the line is not known, what was answered
    has its answer. Without a journal to believe, all that it was handing over is not known.
    """
    if not Line.objects.select_for_update(skip_locked=True).filter(pk=line.pk, ended_at__isnull=True).exists():
        return None
    held = Delivery.objects.select_for_update().filter(
        pk__in=line.holds, worker=line.worker, status__in=[Status.LEASED, Status.HANDING]
    )
    if not gone:
        held = held.filter(lease_until__lte=timezone.now())
    elif left is None:  # it may run on another machine, cut off from here: what it hands over is its own until the lease ends
        held = held.filter(Q(status=Status.LEASED) | Q(lease_until__lte=timezone.now()))
    rows = list(held.order_by("pk"))
    now = timezone.now()
    for row in rows:
        _take_back(row, left, now)
    Delivery.objects.bulk_update(rows, ["status", "worker", "lease_until", "attempts", "not_before", "reply", "provider_ref",
                                        "settled_at"])  # fmt: skip
    still = Delivery.objects.filter(pk__in=line.holds, worker=line.worker, status__in=[Status.LEASED, Status.HANDING])
    if gone and not still.exists():
        Line.objects.filter(pk=line.pk).update(ended_at=now, holds=[])
    if rows:
        trail.leave("recover", line, by=by, messages=len(rows), unknown=[row.pk for row in rows if row.status == Status.UNKNOWN])
    return len(rows)


def _recorded(line: Line, told: Sequence[Told], now: datetime.datetime) -> list[Any]:
    last = next((one.reply for one in reversed(told) if one.reply), "")
    return [
        [one.pk for one in told], [one.status for one in told], [one.reply for one in told], [one.provider_ref for one in told],
        [one.not_before for one in told], now, line.worker, now, last, last, line.pk,
    ]  # fmt: skip


def _leave(line: Line, group: Sequence[int], told: Sequence[Told], *, by: Actor) -> None:
    """Leave one line on the trail for a whole group: who handed which messages over, and what became of those before."""
    became: dict[str, int] = {}
    for one in told:
        became[one.status] = became.get(one.status, 0) + 1
    trail.leave("hand over", line, by=by, messages=list(group), before=became)


def _why(row: Delivery, now: datetime.datetime) -> tuple[str, str]:
    """Return where a message stands that may not go now, and why."""
    send = row.send
    ends = [moment for moment in (row.closes_at, send.closes_at if send else None) if moment]
    if ends and min(ends) <= now:
        return str(Status.EXPIRED), "Its time was over before it could go."
    if send is not None and send.status == Send.Status.CANCELLED:
        return str(Status.CANCELLED), ""
    objects = (
        "select exists (select 1 from people_objection"
        " where address_key = %s and channel in (%s, 'any') and purpose in (%s, 'any'))"
    )
    with connection.cursor() as cursor:
        cursor.execute(objects, [row.address_key, row.channel, row.purpose])
        (objected,) = cursor.fetchone()
        if objected:
            return str(Status.SUPPRESSED), ""
        persons: list[UUID | None] = [row.person] if send else list(row.recipients.values_list("person", flat=True))
        key = ADDRESS.get(row.channel, ADDRESS["email"])[0]
        cursor.execute(
            f"select bool_or(wants_reply) from people_person where token = any (%s) and {key} = %s and erased_at is null",
            [persons, row.address_key],
        )
        (wants,) = cursor.fetchone()
    if wants is None:
        return str(Status.CANCELLED), NOBODY_LEFT
    if send is None and not wants:
        return str(Status.SUPPRESSED), ""
    return str(Status.WAITING), row.reply


def _take_back(row: Delivery, left: Left | None, now: datetime.datetime) -> None:
    """Give a message that a dead worker held the status that is true of it."""
    status = str(Status.UNKNOWN)
    if row.status == Status.LEASED:
        status = str(Status.WAITING)
    elif left is not None:
        entry = left.entries.get(row.pk)
        if entry is None or entry.status == "not begun":
            status, row.attempts = str(Status.WAITING), max(row.attempts - 1, 0)
        else:
            status, row.reply, row.provider_ref = entry.status, entry.reply, entry.provider_ref
            if status == Status.WAITING:
                status, row.reply, row.not_before = rules.again(row.attempts, row.reply, now)
    row.lease_until = None
    if status == Status.WAITING:
        row.worker = ""
    elif status != Status.UNKNOWN:
        row.settled_at = now
    row.status = status

