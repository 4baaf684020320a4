"""Ways out: how fast each may go, when one is closed, and what became overdue while nobody looked."""

import datetime

from django.conf import settings
from django.db import connection
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.delivery import rules
from antiphon.delivery.models import Delivery, Line, Route, Send, Tally

Status = Delivery.Status


@action
def look(name: str, *, by: Actor) -> Route:
    """A worker looks at a route. When nobody had for hours, what fell due meanwhile is held for a person.

    A backup that was restored, or a server that was off, must not send days later what was meant for then.
    """
    now = timezone.now()
    route, made = Route.objects.select_for_update().get_or_create(
        name=name, defaults={"per_minute": settings.ROUTES.get(name, {}).get("per_minute")}
    )
    before, route.looked_at = route.looked_at, now
    route.save(update_fields=["looked_at"])
    if made:
        trail.leave("look", route, by=by)
    if before is not None and now - before > rules.AWAY:
        _hold_overdue(route, since=before, now=now, by=by)
    return route


def _hold_overdue(route: Route, *, since: datetime.datetime, now: datetime.datetime, by: Actor) -> None:
    due = now - rules.AWAY
    for send in Send.objects.select_for_update().filter(route=route.name, status=Send.Status.SENDING).order_by("pk"):
        began = max(moment for moment in (send.opens_at, send.started_at, send.made_at) if moment)
        if began > due or not Delivery.objects.filter(send=send, stage="waiting").exists():
            continue
        send.status = Send.Status.PAUSED
        send.paused_because = rules.away_in_words(since, now)
        send.save(update_fields=["status", "paused_because"])
        trail.leave("hold overdue", send, by=by)


@action
def close_route(route: Route, *, reply: str, until: datetime.datetime | None, by: Actor) -> None:
    """Write down that a route could not be opened. After some failures in a row it is left alone for a while."""
    row = Route.objects.select_for_update().get(pk=route.pk)
    now = timezone.now()
    row.failures += 1
    row.stopped_until = until or rules.rests_until(row.failures, now)
    row.stopped_because = row.reply = rules.without_addresses(reply)
    row.reply_at = now
    row.save(update_fields=["failures", "stopped_until", "stopped_because", "reply", "reply_at"])
    trail.leave("close route", row, by=by, failures=row.failures)


@action
def open_route(route: Route, *, reply: str, by: Actor) -> None:
    """Write down that a route takes messages."""
    Route.objects.filter(pk=route.pk).update(
        failures=0, stopped_until=None, stopped_because="", reply=rules.without_addresses(reply), reply_at=timezone.now()
    )
    trail.leave("open route", route, by=by)


@action
def take_turn(route: Route, *, wanted: int, by: Actor) -> tuple[int, float]:
    """Take leave to send so many messages by a route whose speed is limited: how many now, and else how long to wait.

    The bucket is one row that every worker on every machine shares. It holds three seconds' worth at the most.
    """
    row = Route.objects.select_for_update().get(pk=route.pk)
    if row.per_minute is None:
        return wanted, 0.0
    now, rate = timezone.now(), max(row.per_minute, 1) / 60
    since = (now - row.filled_at).total_seconds() if row.filled_at else 3.0
    tokens = min(max(1.0, rate * 3), row.tokens + max(since, 0.0) * rate)
    granted = min(wanted, int(tokens))
    row.tokens, row.filled_at = tokens - granted, now
    row.save(update_fields=["tokens", "filled_at"])
    if granted:
        trail.leave("take turn", row, by=by, messages=granted)
    return granted, 0.0 if granted else (1 - tokens) / rate


@action
def expire_closed(*, by: Actor) -> int:
    """Say of what waits in mailings that have closed that it is too late; return how many messages."""
    now = timezone.now()
    waiting = [Send.Status.SENDING, Send.Status.PAUSED, Send.Status.DRAFT]
    count = 0
    for send in Send.objects.filter(closes_at__lte=now, status__in=waiting).order_by("pk"):
        rows = Delivery.objects.filter(send=send, stage="waiting")
        expired = rows.update(status=Status.EXPIRED, settled_at=now, reply="Its time was over before it could go.")
        if expired:
            trail.leave("expire", send, by=by, messages=expired)
            count += expired
    return count


@action
def finish(send: Send, *, by: Actor) -> None:
    """A mailing has nothing left to send."""
    if Send.objects.filter(pk=send.pk, status=Send.Status.SENDING).update(status=Send.Status.DONE):
        trail.leave("finish", send, by=by)


FOLD = """
with gone as (delete from delivery_tally where send_id = %s and made_at < %s returning audience, place, status, number)
insert into delivery_tally (made_at, send_id, audience, place, status, number)
select %s, %s, audience, place, status, sum(number) from gone group by audience, place, status having sum(number) <> 0
"""


@action
def fold(send: Send, *, by: Actor, keep: datetime.timedelta = datetime.timedelta(minutes=10)) -> None:
    """Add up the older lines of a mailing's tally. What was counted lately stays as it is, to tell how fast it goes."""
    old = timezone.now() - keep
    if Tally.objects.filter(send=send, made_at__lt=old).count() < 500:
        return
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"tally:{send.pk}"])
        cursor.execute(FOLD, [send.pk, old, old - datetime.timedelta(microseconds=1), send.pk])
    trail.leave("fold", send, by=by)


@action
def forget_lines(*, before: datetime.datetime, by: Actor) -> int:
    """Take out which workers there were, long after they ended."""
    count, _ = Line.objects.filter(ended_at__lt=before).delete()
    if count:
        trail.leave("forget lines", Line(), by=by, lines=count)
    return count
