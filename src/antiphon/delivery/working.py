"""The worker's loop: one line at a route, claim, and then group after group. Running it twice, or in two places, is harmless.

For each group: one durable commit says that it is about to go and what became of the one before; the messages go over the
line; the journal knows at each moment which one is on it.
"""

import contextlib
import logging
import os
import socket
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from antiphon.core.actors import Machine
from antiphon.delivery import actions, letters, lines, mime, queries, rules
from antiphon.delivery.channels.base import Channel, Filled, Message, Unreachable
from antiphon.delivery.models import Line, Route, Send
from antiphon.delivery.rules import Told

log = logging.getLogger(__name__)
BY = Machine("deliver")
NAMESPACE = 0x416E7469  # “Anti”: keeps the locks by which workers show that they live apart from any others
TURN = 20.0  # seconds that one route has before the next one is looked at
QUICK = 0.1  # a group that took fewer seconds lets the next one be twice as large, up to
LARGEST = 60  # what one page of the journal holds; a slow line goes back to the group of its channel at once
IN_FLIGHT = 0.3  # the part of a lease that is kept back for the message on the line


class LeaseOver(Exception):
    """This worker was held up for so long that others may have taken it for dead: it must not go on."""


def deliver(stopping: Callable[[], bool] = lambda: False) -> int:
    """Hand over every message whose turn has come, and put the rest back; return how many were accepted."""
    commit(actions.expire_closed, by=BY)
    accepted = 0
    with present() as worker:
        recover_dead(worker)
        while routes := _with_work():
            before = accepted
            for route in routes:
                accepted += Round(worker, route, stopping, alone=len(routes) == 1).run()
            if accepted == before or stopping():
                break
    for send in queries.come_to_an_end():
        commit(actions.finish, send, by=BY)
    return accepted


def channel_for(name: str) -> Channel:
    """Return a closed line of a route, with the options that the operator set."""
    made = settings.ROUTES[name]
    options = made.get("options", {})
    chosen: dict[str, Any] = getattr(settings, options) if isinstance(options, str) else options
    channel: Channel = import_string(made["channel"])(**chosen)
    return channel


def _with_work() -> list[Route]:
    routes = [commit(actions.look, name, by=BY) for name in settings.ROUTES]
    return [route for route in routes if queries.is_open(route) and queries.has_work(route.name)]


class Round:
    """One worker at one route, until nothing waits there or its turn is over."""

    def __init__(self, worker: str, route: Route, stopping: Callable[[], bool], *, alone: bool) -> None:
        self.route, self.stopping, self.ended = route, stopping, False
        self.until = time.monotonic() + (3600 if alone else TURN)
        self.channel = channel_for(route.name)
        self.line: Line = commit(actions.appear, worker=worker, route=route.name, machine=lines.machine(), by=BY)
        self.journal = lines.Journal(folder(), f"{worker} {route.name}")
        self.size = self.channel.group
        self.told: list[Told] = []
        self.accepted = 0
        self.forms: dict[int, mime.Form] = {}
        self.problems: dict[int, str] = {}
        self.last = ""
        self.from_address = parseaddr(settings.FROM_ADDRESS)[1]

    def run(self) -> int:
        """Send; return how many were accepted. Whatever breaks, the journal stays where somebody must read it."""
        keep = True
        try:
            with contextlib.closing(self.channel):
                self._drain()
            keep = False
        finally:
            self.journal.close(keep=keep)
        commit(actions.depart, self.line, by=BY)
        return self.accepted

    def _drain(self) -> None:
        try:
            while not self.ended and time.monotonic() < self.until and self._sources():
                pass
        except Unreachable as problem:
            self._record()
            self._put_back(problem.reply)
            commit(actions.close_route, self.route, reply=problem.reply, until=problem.until, by=BY)
            log.warning("Nothing is sent by %s for now: %s", self.route.name, rules.without_addresses(problem.reply))
            return
        self._record()
        self._put_back()
        if self.accepted and (self.route.failures or not self.route.reply):
            commit(actions.open_route, self.route, reply=self.last, by=BY)

    def _sources(self) -> bool:
        """Take one batch of the most urgent that waits and send it; return whether there was one."""
        for send in [None, *queries.open_sends(self.route.name)]:
            unsaid = [one.pk for one in self.told]  # went with the last batch, and is not recorded yet
            ids = commit(actions.claim, self.line, send=send and send.pk, by=BY, most=self._most(), unsaid=unsaid)
            if ids:
                self._batch(send, ids)
                if send is not None:
                    commit(actions.fold, send, by=BY)
                return True
        return False

    def _most(self) -> int:
        """A batch is what goes within half a minute, so that its lease does not run out and others can help."""
        return min(rules.BATCH, max(self.route.per_minute // 2, self.channel.group)) if self.route.per_minute else rules.BATCH

    def _batch(self, send: Send | None, ids: list[int]) -> None:
        at = 0
        while at < len(ids) and not self.ended:
            if self.stopping():
                self.ended = True
                break
            group = ids[at : at + self.size]
            if self.route.per_minute:
                granted, wait = commit(actions.take_turn, self.route, wanted=len(group), by=BY)
                if not granted:
                    self._record()
                    time.sleep(min(wait, 1.0))
                    continue
                group = group[:granted]
            self.channel.open()  # before the intent: a closed door is no attempt, and says nothing about the message
            at += len(group)
            begun = time.monotonic()
            self._group(send, group)
            self._pace(time.monotonic() - begun)
        if at < len(ids):
            self._record()
            self._put_back()

    def _pace(self, took: float) -> None:
        """Let the next group be larger where the line is quick: fewer commits, and still a pause takes effect at once."""
        quick = self.channel.group > 1 and took < QUICK
        self.size = min(self.size * 2, LARGEST) if quick else self.channel.group

    def _group(self, send: Send | None, group: list[int]) -> None:
        """Intent and the last group's outcomes in one commit, then over the line."""
        told, self.told = self.told, []
        until = time.time() + rules.LEASE.total_seconds() * (1 - IN_FLIGHT)
        if send is None:
            posted = commit(actions.intend_letters, self.line, group=group, told=told, by=BY)
            rows = [(one.pk, one.attempts) for one in posted]
            messages: list[Message | None] = [*self._letters(posted)]
        else:
            going = commit(actions.intend, self.line, group=group, send=send, told=told, by=BY)
            rows = [(one.pk, one.attempts) for one in going]
            messages = [self._filled(one, send) for one in going]
        if len(rows) < len(group):
            stopped = set(group) - {pk for pk, _ in rows}
            commit(actions.set_aside, self.line, group=stopped, by=BY)
        if not rows:
            return
        pairs = [(row, message) for row, message in zip(rows, messages, strict=True) if message is not None]
        self.told += [Told(pk, "rejected", self.problems[pk]) for pk, _ in rows if pk in self.problems]
        self._hand_over([row for row, _ in pairs], [message for _, message in pairs], until)

    def _hand_over(self, rows: Sequence[tuple[int, int]], messages: Sequence[Message], until: float) -> None:
        journal, stopping, told = self.journal, self.stopping, self.told
        journal.begin([pk for pk, _ in rows])
        done = 0

        def mark(position: int) -> None:
            journal.going(position)  # before the clock is read: whoever clears up meanwhile must not take it for not begun
            if time.time() > until:
                journal.not_going(position)
                raise LeaseOver

        closed: Unreachable | None = None
        now = timezone.now()
        handing = self.channel.hand_over(messages, mark)
        try:
            for outcome in handing:
                position, status, reply, ref = outcome
                journal.answered(position, status, reply, ref)
                pk, attempts = rows[position]
                told.append(rules.told(pk, attempts, outcome, now))
                done, self.last = done + 1, reply
                self.accepted += status == "accepted"
                if done < len(rows) and stopping():
                    self.ended = True
                    break
        except LeaseOver:
            log.warning("This worker was held up; it puts back what it had not begun.")
            self.ended = True
        except Unreachable as problem:
            closed = problem
        finally:
            handing.close()  # type: ignore[attr-defined]
        if done < len(rows):
            known = {one.pk for one in told}
            left = [pk for pk, _ in rows if pk not in known]
            self._record()
            commit(actions.release, self.line, group=left, by=BY, reply=closed.reply if closed else "")
        if closed is not None:
            raise closed

    def _filled(self, one: actions.Handing, send: Send) -> Message:
        form = self.forms.get(one.wording)
        if form is None:
            self.forms = {
                words.pk: mime.form_of(words.subject, words.text, words.html, large=words.format == "large_print")
                for words in send.wordings.all()
            }
            form = self.forms[one.wording]
        leave = f"{settings.PUBLIC_ADDRESS}/leave/{rules.leave_token(settings.ADDRESS_PEPPER, one.reference)}/"
        return Filled(
            form=form, values=form.values(name=one.name, leave=leave, link=send.link), reference=one.reference,
            message_id=f"<{one.reference}@{settings.MESSAGE_ID_DOMAIN}>", from_name=send.organisation.name,
            from_address=self.from_address, to_name=one.name, to_address=one.address, unsubscribe=leave,
        )  # fmt: skip

    def _letters(self, posted: Sequence[actions.HandingLetter]) -> Iterator[Message | None]:
        self.problems = {}
        parts = queries.parts_of([one.pk for one in posted])
        for one in posted:
            name, email, facts = parts.get(one.pk, ("", "", {}))
            try:
                letter = letters.write(one.letter, letters.with_the_house(facts, name=name))
            except letters.LetterProblem as problem:
                self.problems[one.pk] = str(problem)[:300]
                yield None
                continue
            yield Message(
                message_id=rules.message_id(one.reference, settings.MESSAGE_ID_DOMAIN), reference=one.reference,
                from_name=settings.SYSTEM_NAME, from_address=self.from_address, to_name=name, to_address=email,
                subject=letter.subject, text=letter.text, html=letter.html,
            )  # fmt: skip

    def _record(self) -> None:
        told, self.told = self.told, []
        if told:
            commit(actions.record, self.line, told=told, by=BY)

    def _put_back(self, why: str = "") -> None:
        commit(actions.release, self.line, by=BY, reply=why)


# --- Who is there ----------------------------------------------------------------------------------------------------
def folder() -> Path:
    """Return where this machine's workers keep their journals."""
    return Path(settings.LINES_FOLDER)


def recover_dead(worker: str = "") -> int:
    """Take back what workers held who are no longer there, or whose lease has run out."""
    count = 0
    for line in queries.lines_open():
        if line.worker == worker:
            continue
        journal = f"{line.worker} {line.route}"
        left = lines.read(folder(), journal)
        alive = left.alive if left is not None else not _is_dead(line.worker)
        taken_back = commit(actions.recover, line, left=left, gone=not alive, by=BY)
        count += taken_back or 0
        if not alive and left is not None and taken_back is not None:  # else somebody else is at it, and may yet need it
            lines.remove(folder(), journal)
    return count


def commit[**P, T](step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do one step as a transaction that is on disk when this returns; inside another one it would not be."""
    with transaction.atomic(durable=True):
        return step(*args, **kwargs)


@contextlib.contextmanager
def present() -> Iterator[str]:
    """Give this worker a name, and hold an advisory lock on it that PostgreSQL lets go when the worker dies."""
    worker = f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
    _lock("select pg_advisory_lock(%s, hashtext(%s))", worker)
    try:
        yield worker
    finally:
        with contextlib.suppress(Exception):
            _lock("select pg_advisory_unlock(%s, hashtext(%s))", worker)


def _is_dead(worker: str) -> bool:
    if not _lock("select pg_try_advisory_lock(%s, hashtext(%s))", worker):
        return False
    _lock("select pg_advisory_unlock(%s, hashtext(%s))", worker)
    return True


def _lock(sql: str, worker: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [NAMESPACE, worker])
        found = cursor.fetchone()
    return bool(found and found[0])
