"""The worker: claim, intent, send, outcome. Running it twice, or in two places at once, is harmless."""

import contextlib
import datetime
import functools
import json
import logging
import os
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from procrastinate import JobContext
from procrastinate.contrib.django import app

from antiphon.core.actors import Machine
from antiphon.core.keeping import MESSAGES, time_is_up
from antiphon.delivery import actions, letters, queries, rules
from antiphon.delivery.actions import HEAR, NOTIFY, TASK, TRY, HandOver, TrialMessage
from antiphon.delivery.channels import relay_log, webhook
from antiphon.delivery.channels.base import ChannelError, Message, Unreachable
from antiphon.delivery.channels.email import Email
from antiphon.delivery.models import Notice

log = logging.getLogger(__name__)
BY = Machine("deliver")
AT_ONCE = 500


@app.periodic(cron="* * * * *")
@app.task(name=TASK, queueing_lock=TASK, pass_context=True)
def attempt_waiting(context: JobContext | None = None, timestamp: int = 0) -> int:
    """Hand over every message whose turn has come; asked to stop, end after the message in hand."""
    return deliver(context.should_abort if context is not None else lambda: False)


def deliver(stopping: Callable[[], bool] = lambda: False) -> int:
    """Hand over every message whose turn has come, and put the rest back; return how many were accepted."""
    with _present() as worker:
        recover_dead(worker)
        reconcile_unknown()
        line = Email(**settings.SMTP)
        try:
            return _drain(worker, line, stopping)
        finally:
            line.close()
            _put_back(worker)


@app.periodic(cron="40 3 * * *")
@app.task(name="delivery.forget_due", queueing_lock="delivery.forget_due")
def forget_due(timestamp: int = 0, *, pretend: bool = False) -> int:
    """Let go of the address keys of messages whose time is up; return how many. With `pretend`, only count them."""
    due = queries.with_an_address_kept_too_long(time_is_up(timezone.localdate(), MESSAGES))
    if pretend:
        return due.count()
    done = 0
    while count := actions.forget_addresses(due[:AT_ONCE], by=Machine("tidy up")):
        done += count
    return done


def recover_dead(worker: str = "") -> int:
    """Take back what workers held who are no longer there."""
    dead = {name for name in queries.workers() - {worker} if _is_dead(name)}
    return _commit(lambda: actions.recover(dead=dead, by=BY))


def reconcile_unknown() -> tuple[int, int]:
    """Settle what is not known by the relay's log, if there is one; else it waits for a person."""
    if not settings.RELAY_LOG:
        return 0, 0
    before = timezone.now() - datetime.timedelta(seconds=settings.UNKNOWN_AFTER_SECONDS)
    asked = {rules.message_id(reference, settings.MESSAGE_ID_DOMAIN): reference for reference in queries.unknown_since(before)}
    if not asked:
        return 0, 0
    found = relay_log.taken(settings.RELAY_LOG, asked)
    if found is None:
        log.warning("The relay's log cannot be read, so %d messages stay unknown.", len(asked))
        return 0, 0
    taken = {asked[message_id] for message_id in found}
    return _commit(lambda: actions.reconcile(taken=taken, handed_before=before, asked=asked.values(), by=BY))


def _drain(worker: str, line: Email, stopping: Callable[[], bool]) -> int:
    accepted = 0
    while ids := _commit(lambda: actions.claim(worker=worker, by=BY)):
        try:
            for pk in ids:
                if stopping():
                    return accepted
                line.open()  # before the intent: a closed door is no attempt, and says nothing about the message
                accepted += _attempt(pk, worker, line)
        except Unreachable as problem:
            _put_back(worker, problem.reply)
            return accepted
    return accepted


def _put_back(worker: str, why: str = "") -> None:
    _commit(lambda: actions.release(worker=worker, by=BY, reply=why))
    if why:
        log.warning("Nothing is sent for now: %s", rules.without_addresses(why))


def _attempt(pk: int, worker: str, line: Email) -> bool:
    """Intent, send, outcome, for one message; return whether it was accepted."""
    handing = _commit(lambda: actions.hand_over(pk, worker=worker, by=BY))
    if handing is None:
        return False
    try:
        outcome, reply = "accepted", line.send(_message(handing))
    except ChannelError as problem:
        outcome, reply = problem.outcome, problem.reply
    _commit(lambda: actions.settle(pk, worker=worker, outcome=outcome, reply=reply, by=BY))
    return outcome == "accepted"


def _message(handing: HandOver) -> Message:
    return Message(
        message_id=rules.message_id(handing.delivery.reference, settings.MESSAGE_ID_DOMAIN),
        from_name=settings.SYSTEM_NAME, from_address=parseaddr(settings.FROM_ADDRESS)[1],
        to_name=handing.name, to_address=handing.email,
        subject=handing.letter.subject, text=handing.letter.text, html=handing.letter.html,
    )  # fmt: skip


def _commit[T](step: Callable[[], T]) -> T:
    """Run one step as a transaction that is on disk when this returns; inside another one it would not be."""
    with transaction.atomic(durable=True):
        return step()


@contextlib.contextmanager
def _present() -> Iterator[str]:
    """Give this worker a name, and hold an advisory lock on it that PostgreSQL lets go when the worker dies."""
    worker = f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
    _lock("select pg_advisory_lock(%s, hashtext(%s))", worker)
    try:
        yield worker
    finally:
        _lock("select pg_advisory_unlock(%s, hashtext(%s))", worker)


def _is_dead(worker: str) -> bool:
    """Return whether nobody holds the lock on that name."""
    if not _lock("select pg_try_advisory_lock(%s, hashtext(%s))", worker):
        return False
    _lock("select pg_advisory_unlock(%s, hashtext(%s))", worker)
    return True


NAMESPACE = 0x416E7469  # "Anti": keeps these locks apart from any others in the database


def _lock(statement: str, worker: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, [NAMESPACE, worker])
        return cursor.fetchone()[0]


# --- Webhooks ----------------------------------------------------------------------------------------------------------
@app.periodic(cron="* * * * *", periodic_id="notify_waiting")
@app.task(name=NOTIFY, queueing_lock=NOTIFY)
def notify_waiting(timestamp: int = 0) -> int:
    """Tell other systems what happened; return how many took it. Each notice is settled before the next is begun."""
    taken = 0
    while notice := _commit(lambda: actions.begin_notice(by=BY)):
        taken += _tell(notice)
    return taken


def _tell(notice: Notice) -> bool:
    endpoint = notice.endpoint
    said = {"id": str(notice.reference), "kind": notice.kind, "happened_at": notice.happened_at.isoformat(), **notice.facts}
    body = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
    headers = {
        "Antiphon-Event": notice.kind, "Antiphon-Event-Id": str(notice.reference),
        "Antiphon-Signature": webhook.signature(endpoint.secret, body, at=int(time.time())),
    }
    try:
        target = webhook.judge(endpoint.url, open_door=settings.WEBHOOKS_TO_THIS_MACHINE)
        status, reply = webhook.post(target, body, headers)
        taken, reply = 200 <= status < 300, f"{status} {reply}".strip()
    except webhook.Refusal as problem:
        taken, reply = False, str(problem)
    _commit(lambda: actions.settle_notice(notice, taken=taken, reply=rules.without_addresses(reply), by=BY))
    return taken


# --- What comes back, and test messages ----------------------------------------------------------------------------------
@app.periodic(cron="* * * * *", periodic_id="hear_waiting")
@app.task(name=HEAR, queueing_lock=HEAR)
def hear_waiting(timestamp: int = 0) -> int:
    """Settle what providers and returned e-mails said; return how much was looked at."""
    looked = 0
    while count := _commit(lambda: actions.hear(by=Machine("hear"))):
        looked += count
    return looked


@app.periodic(cron="50 3 * * *", periodic_id="forget_receipts")
@app.task(name="delivery.forget_receipts", queueing_lock="delivery.forget_receipts")
def forget_receipts(timestamp: int = 0) -> int:
    """Let go of what was heard three months ago, and of test messages; return how much."""
    before, done = timezone.now() - rules.RECEIPTS_FOR, 0
    while count := _commit(lambda: actions.forget_receipts(before=before, by=Machine("tidy up"))):
        done += count
    return done


@app.periodic(cron="* * * * *", periodic_id="try_waiting")
@app.task(name=TRY, queueing_lock=TRY)
def try_waiting(timestamp: int = 0) -> int:
    """Send the test messages that people asked for; return how many went. Each is settled before the next is begun."""
    gone = 0
    while trial := _commit(lambda: actions.begin_trial(by=BY)):
        status, reply = _tried(trial)
        _commit(functools.partial(actions.settle_trial, trial.trial, status=status, reply=reply, by=BY))
        gone += status == "accepted"
    return gone


def _tried(trial: TrialMessage) -> tuple[str, str]:
    """Send one, and return its status and what was answered. It is not tried again: the person sees why, and can."""
    route = settings.ROUTES.get(trial.route)
    if route is None:
        return "rejected", "This route is not set up any more."
    line = import_string(route["channel"])(**getattr(settings, route["options"]))
    try:
        line.open()
        if isinstance(line, Email):
            return "accepted", line.send(_test_message(trial))
        for _, status, reply, _ in line.hand_over([_test_message(trial)], lambda position: None):
            return ("rejected" if status == "waiting" else status), reply
    except ChannelError as problem:
        return "rejected", problem.reply
    finally:
        line.close()
    return "rejected", "The line broke before the message was handed over."


def _test_message(trial: TrialMessage) -> Message:
    letter = letters.write("delivery/test", {"system_name": settings.SYSTEM_NAME, "name": trial.name, "route": trial.title})
    return Message(
        message_id=rules.message_id(trial.reference, settings.MESSAGE_ID_DOMAIN), reference=trial.reference,
        from_name=settings.SYSTEM_NAME, from_address=parseaddr(settings.FROM_ADDRESS)[1], to_name=trial.name,
        to_address=trial.to, subject=letter.subject, text=letter.text, html=letter.html,
    )  # fmt: skip
