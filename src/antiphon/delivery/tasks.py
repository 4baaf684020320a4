"""What the queue asks for: send what waits, settle what is not known, let go of what is old, tell other systems."""

import contextlib
import datetime
import json
import logging
import time
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from antiphon.core.actors import Machine
from antiphon.core.keeping import MESSAGES, time_is_up
from antiphon.delivery import actions, letters, queries, rules, working
from antiphon.delivery.actions import HEAR, NOTIFY, TASK, TRY, TrialMessage
from antiphon.delivery.channels import relay_log, webhook
from antiphon.delivery.channels.base import ChannelError, Message, Unreachable
from antiphon.delivery.models import Notice
from antiphon.delivery.working import NAMESPACE, commit, deliver, recover_dead

__all__ = ["NAMESPACE", "attempt_waiting", "check_sums", "deliver", "forget_due", "notify_waiting", "reconcile_unknown",
           "recover_dead"]  # fmt: skip
log = logging.getLogger(__name__)
BY = Machine("deliver")
AT_ONCE = 500


@app.periodic(cron="* * * * *")
@app.task(name=TASK, queueing_lock=TASK, pass_context=True)
def attempt_waiting(context: JobContext | None = None, timestamp: int = 0) -> int:
    """Hand over every message whose turn has come; asked to stop, end after the message in hand."""
    reconcile_unknown()
    return deliver(context.should_abort if context is not None else lambda: False)


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


@app.periodic(cron="20 4 * * *", periodic_id="check_sums")
@app.task(name="delivery.check_sums", queueing_lock="delivery.check_sums")
def check_sums(timestamp: int = 0) -> int:
    """Count the rows of recent mailings and compare; return how many do not add up. Nothing is mended: somebody must look."""
    wrong = 0
    for send in queries.made_since(timezone.now() - datetime.timedelta(days=30)):
        rows, tally = queries.counted_by_row(send), queries.conservation(send)
        if not rows.holds or rows.counts != tally.counts:
            wrong += 1
            log.error("The sum of mailing %d does not hold: %d put in, rows %s, tally %s", send.pk, rows.targeted, rows.counts,
                      tally.counts)  # fmt: skip
    commit(actions.forget_lines, before=timezone.now() - datetime.timedelta(days=31), by=Machine("tidy up"))
    return wrong


def reconcile_unknown() -> int:
    """Settle what is not known by asking: the relay's log, if there is one, or the provider. Else it waits for a person."""
    before = timezone.now() - datetime.timedelta(seconds=settings.UNKNOWN_AFTER_SECONDS)
    return sum(_ask(route, references, before) for route, references in queries.unknown_by_route(before).items())


def _ask(route: str, references: list[str], before: datetime.datetime) -> int:
    if route in settings.ROUTES:
        with contextlib.closing(working.channel_for(route)) as channel:
            try:
                answers = channel.look_up(references)
            except Unreachable as problem:
                log.warning("%s cannot be asked about %d messages: %s", route, len(references), problem.reply)
                return 0
        if answers is not None:
            return commit(actions.reconcile_answers, answers, handed_before=before, by=BY)
    if route != "smtp" or not settings.RELAY_LOG:
        return 0
    asked = {rules.message_id(reference, settings.MESSAGE_ID_DOMAIN): reference for reference in references}
    found = relay_log.taken(settings.RELAY_LOG, asked)
    if found is None:
        log.warning("The relay's log cannot be read, so %d messages stay unknown.", len(asked))
        return 0
    taken = {asked[message_id] for message_id in found}
    return sum(commit(actions.reconcile, taken=taken, handed_before=before, asked=asked.values(), by=BY))


# --- Webhooks ----------------------------------------------------------------------------------------------------------
@app.periodic(cron="* * * * *", periodic_id="notify_waiting")
@app.task(name=NOTIFY, queueing_lock=NOTIFY)
def notify_waiting(timestamp: int = 0) -> int:
    """Tell other systems what happened; return how many took it. Each notice is settled before the next is begun."""
    taken = 0
    while notice := commit(actions.begin_notice, by=BY):
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
    commit(actions.settle_notice, notice, taken=taken, reply=rules.without_addresses(reply), by=BY)
    return taken


# --- What comes back, and test messages ----------------------------------------------------------------------------------
@app.periodic(cron="* * * * *", periodic_id="hear_waiting")
@app.task(name=HEAR, queueing_lock=HEAR)
def hear_waiting(timestamp: int = 0) -> int:
    """Settle what providers and returned e-mails said; return how much was looked at."""
    looked = 0
    while count := commit(actions.hear, by=Machine("hear")):
        looked += count
    return looked


@app.periodic(cron="50 3 * * *", periodic_id="forget_receipts")
@app.task(name="delivery.forget_receipts", queueing_lock="delivery.forget_receipts")
def forget_receipts(timestamp: int = 0) -> int:
    """Let go of what was heard three months ago, and of test messages; return how much."""
    before, done = timezone.now() - rules.RECEIPTS_FOR, 0
    while count := commit(actions.forget_receipts, before=before, by=Machine("tidy up")):
        done += count
    return done


@app.periodic(cron="* * * * *", periodic_id="try_waiting")
@app.task(name=TRY, queueing_lock=TRY)
def try_waiting(timestamp: int = 0) -> int:
    """Send the test messages that people asked for; return how many went. Each is settled before the next is begun."""
    gone = 0
    while trial := commit(actions.begin_trial, by=BY):
        status, reply = _tried(trial)
        commit(actions.settle_trial, trial.trial, status=status, reply=reply, by=BY)
        gone += status == "accepted"
    return gone


def _tried(trial: TrialMessage) -> tuple[str, str]:
    """Send one, and return its status and what was answered. It is not tried again: the person sees why, and can."""
    if trial.route not in settings.ROUTES:
        return "rejected", "This route is not set up any more."
    with contextlib.closing(working.channel_for(trial.route)) as line:
        try:
            line.open()
            for _, status, reply, _ in line.hand_over([_test_message(trial)], lambda position: None):
                return ("rejected" if status == "waiting" else status), reply
        except ChannelError as problem:
            return "rejected", problem.reply
    return "rejected", "The line broke before the message was handed over."


def _test_message(trial: TrialMessage) -> Message:
    letter = letters.write("delivery/test", {"system_name": settings.SYSTEM_NAME, "name": trial.name, "route": trial.title})
    return Message(
        message_id=rules.message_id(trial.reference, settings.MESSAGE_ID_DOMAIN), reference=trial.reference,
        from_name=settings.SYSTEM_NAME, from_address=parseaddr(settings.FROM_ADDRESS)[1], to_name=trial.name,
        to_address=trial.to, subject=letter.subject, text=letter.text, html=letter.html,
    )  # fmt: skip
