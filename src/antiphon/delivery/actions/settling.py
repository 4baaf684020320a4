"""What became of messages, where the worker cannot know: the relay's log, and a person's word."""

import datetime
from collections.abc import Iterable, Mapping

from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.nudges import nudge
from antiphon.core.problems import Refused
from antiphon.delivery import rules
from antiphon.delivery.actions.posting import TASK
from antiphon.delivery.models import Delivery, Send
from antiphon.network.access import Shared, require
from antiphon.network.models import User
from antiphon.network.roles import Permission

Status = Delivery.Status


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
    _go_on(rows)
    trail.leave_many("reconcile", rows, by=by)
    accepted = sum(row.status == Status.ACCEPTED for row in rows)
    return accepted, len(rows) - accepted


@action
def reconcile_answers(
    answers: Mapping[str, tuple[str, str, str]], *, handed_before: datetime.datetime, by: Actor
) -> int:
    """Settle messages that were not known by what the other side answered: status, words and its number, by reference."""
    rows = list(
        Delivery.objects.select_for_update()
        .filter(reference__in=list(answers), status=Status.UNKNOWN, handed_at__lt=handed_before).order_by("pk")
    )  # fmt: skip
    for row in rows:
        row.status, reply, row.provider_ref = answers[row.reference]
        row.reply = rules.without_addresses(reply)
        if row.status == Status.WAITING:
            row.worker, row.not_before = "", None
        elif row.status != Status.UNKNOWN:
            row.settled_at = timezone.now()
    Delivery.objects.bulk_update(rows, ["status", "worker", "not_before", "settled_at", "reply", "provider_ref"])
    _go_on(rows)
    trail.leave_many("reconcile", rows, by=by)
    return len(rows)


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
    _go_on([row])
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


def _go_on(rows: Iterable[Delivery]) -> None:
    """A mailing that had come to its end goes on when a message of it waits again."""
    again = {row.send_id for row in rows if row.status == Status.WAITING and row.send_id is not None}
    if again:
        Send.objects.filter(pk__in=again, status=Send.Status.DONE).update(status=Send.Status.SENDING)


def _locked(pk: int) -> Delivery:
    return Delivery.objects.select_for_update().get(pk=pk)
