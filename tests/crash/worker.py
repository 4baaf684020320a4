"""Everything that can happen to workers while they send, at random moments, again and again; then count.

    DATABASE_URL=… python -m tests.crash.worker --rounds 200 --people 4000 --workers 2 --seed 1 --folder DIR [--no-log]

Each worker is a real process with connections of its own to the database and to the mail server. It is forked from this one,
which has loaded Django and opened nothing, so that two hundred deaths take seconds: loading Django two hundred times would take
minutes and test nothing more. A round ends at a random moment: after so many messages have reached the sink, and so many
milliseconds more. Then one thing happens:

- a worker is ended by SIGKILL, which it can neither see nor handle, and a new one takes its place;
- a worker is stopped (SIGSTOP) for a while, some of them for longer than their lease, and goes on as if nothing had been;
- PostgreSQL is stopped and started: in order, or as a power cut leaves it (only with a server of the crash's own).

All the while the relay answers 421 or 450, or hangs up before or after the final dot, whether it took the message or not.
Prints one line of JSON.
"""

import argparse
import contextlib
import datetime
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

OCCASION = "told:crash"
GIVE_UP_AFTER = 120.0
LEASE_SECONDS = 1.0
EVENTS = ("killed", "stopped", "stopped beyond the lease", "database restarted", "database cut off")
WEIGHTS = (60, 20, 2, 9, 9)


class Sink:
    """The mail server in its own process, and its log."""

    def __init__(self, folder: Path, delay: float, *, faults: float = 0.0, seed: int = 1) -> None:
        self.log = folder / "relay.log"
        self.log.touch()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.sink", str(self.log), str(delay), str(faults), str(seed)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    def taken(self) -> list[str]:
        return self.log.read_text().split()

    def wait_for(self, count: int, *, within: float) -> None:
        """Wait until it has taken so many messages, or the time is up."""
        deadline = time.monotonic() + within
        while len(self.taken()) < count and time.monotonic() < deadline:
            time.sleep(0.001)

    def stop(self) -> dict[str, int]:
        """End it, and return what it counted."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        said = self.process.stdout.readline()
        self.process.wait(10)
        return dict(json.loads(said or "{}"))


def prepare(people: int, start: int = 0) -> None:
    """Post one message to each of so many people; their addresses are numbered from `start`."""
    from django.db import connections

    from antiphon.core.actors import Machine
    from antiphon.delivery.actions import post_many
    from antiphon.people.actions import Contact, remember_many

    by = Machine("crash")
    tokens = remember_many([Contact("", f"person{number}@example.org") for number in range(start, start + people)], by=by)
    to = {token: {"receipts": [f"R{number}"]} for number, token in enumerate(tokens, start)}
    post_many(occasion=OCCASION, letter="delivery/proof", to=to, purpose="service", by=by)
    connections.close_all()


def born(settled: frozenset[str] = frozenset({"accepted"})) -> int:
    """Fork a worker and return its process id."""
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    try:
        work(settled, parent)
    finally:
        os._exit(0)


def work(settled: frozenset[str], parent: int) -> None:
    """Send until nothing is left to settle, or nobody is there who would count.

    Without its database a worker begins anew, as its supervisor would have it.
    """
    from django.db import Error, connections

    from antiphon.delivery.queries import states
    from antiphon.delivery.tasks import attempt_waiting

    while os.getppid() == parent:
        try:
            attempt_waiting()
            if set(states(OCCASION)) <= settled:
                return
        except Error:
            with contextlib.suppress(Error):
                connections.close_all()
        time.sleep(0.02)


def killed(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def rounds(
    sink: Sink, *, number: int, workers: int, chance: random.Random, server: Any = None, settled: frozenset[str]
) -> Counter[str]:
    """Let something happen at random moments; return how often each thing did while workers were at work."""
    alive = [born(settled) for _ in range(workers)]
    happened: Counter[str] = Counter()
    try:
        for _ in range(number):
            sink.wait_for(len(sink.taken()) + chance.randint(1, 10), within=1)
            time.sleep(chance.uniform(0, 0.012))
            what = chance.choices(EVENTS, WEIGHTS)[0] if server else chance.choices(EVENTS[:3], WEIGHTS[:3])[0]
            if what.startswith("database"):
                server.stop("fast" if what == "database restarted" else "immediate")
                server.start()
                happened[what] += 1
                continue
            victim = alive.pop(chance.randrange(len(alive)))
            if os.waitpid(victim, os.WNOHANG) != (0, 0):  # it had finished: nothing was left to send
                alive.append(born(settled))
                continue
            happened[what] += 1
            if what == "killed":
                killed(victim)
                alive.append(born(settled))
            else:
                os.kill(victim, signal.SIGSTOP)
                time.sleep(chance.uniform(0, 0.2) if what == "stopped" else LEASE_SECONDS * 1.5)
                os.kill(victim, signal.SIGCONT)
                alive.append(victim)
    finally:
        for pid in alive:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                killed(pid)
    last = born(settled)
    deadline = time.monotonic() + GIVE_UP_AFTER
    while os.waitpid(last, os.WNOHANG) == (0, 0):
        if time.monotonic() > deadline:
            killed(last)
            break
        time.sleep(0.01)
    return happened


def count(sink: Sink, people: int) -> dict[str, Any]:
    """Compare what the sink took with who was to be told, and with what the rows say."""
    from antiphon.delivery.models import Delivery
    from antiphon.delivery.queries import states

    taken = Counter(sink.taken())
    rows = {f"<{reference}@": status for reference, status in Delivery.objects.values_list("reference", "status")}
    reached = {message_id.partition("@")[0] + "@" for message_id in taken}
    lost = [one for one, status in rows.items() if one not in reached and status != "unknown"]
    return {
        "people": people, "sent": taken.total(), "lost": len(lost), "duplicated": taken.total() - len(taken),
        "strangers": len(reached - set(rows)), "unknown": sum(status == "unknown" for status in rows.values()),
        "told_wrongly": sum(one in reached for one, status in rows.items() if status in ("rejected", "cancelled")),
        "states": states(OCCASION),
    }  # fmt: skip


def hurry() -> None:
    """Let what takes minutes take moments: the lease, and the wait before another attempt."""
    from antiphon.delivery import rules

    rules.LEASE = datetime.timedelta(seconds=LEASE_SECONDS)
    rules.BACK_OFF = (datetime.timedelta(milliseconds=50),) * 30
    rules.MOST_ATTEMPTS = len(rules.BACK_OFF) + 1


def main() -> int:
    asked = argparse.ArgumentParser()
    for name, default in (("rounds", 50), ("people", 400), ("workers", 2), ("seed", 1)):
        asked.add_argument(f"--{name}", type=int, default=default)
    asked.add_argument("--faults", type=float, default=0.02, help="the share of messages that meet a fault of the relay")
    asked.add_argument("--folder", type=Path, help="where a PostgreSQL server of the crash's own may live")
    asked.add_argument("--no-log", action="store_true", help="nobody can ask the relay what it took")
    options = asked.parse_args()
    with contextlib.ExitStack() as stack:
        import django

        django.setup()
        from django.conf import settings
        from django.db import connections

        from tests.crash.server import server_of_its_own

        server = None
        if options.folder:
            server = stack.enter_context(server_of_its_own(options.folder, os.environ["DATABASE_URL"]))
            where = {"NAME": "crash", "HOST": str(server.sockets), "PORT": "", "USER": "antiphon", "PASSWORD": ""}
            connections["default"].settings_dict.update(where)
        begun = time.monotonic()
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        sink = Sink(Path(folder), delay=0.002, faults=options.faults, seed=options.seed)
        try:
            settings.SMTP = {**settings.SMTP, "host": "127.0.0.1", "port": sink.port, "username": "", "use_tls": False}
            # The sink logs before it answers. The wait is longer than a worker that is still at it may take.
            settings.RELAY_LOG, settings.UNKNOWN_AFTER_SECONDS = "" if options.no_log else str(sink.log), 2 * LEASE_SECONDS
            hurry()
            prepare(options.people)
            settled = frozenset({"accepted", "unknown"} if options.no_log else {"accepted"})
            happened = rounds(sink, number=options.rounds, workers=options.workers, chance=random.Random(options.seed),
                              server=server, settled=settled)  # fmt: skip
            found = count(sink, options.people)
            connections.close_all()
        finally:
            counted = sink.stop()
    line = {"rounds": options.rounds, "workers": options.workers, **found, "happened": happened, "relay": counted,
            "seconds": round(time.monotonic() - begun, 1)}  # fmt: skip
    print(json.dumps(line))  # noqa: T201
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "antiphon.config.settings")
    sys.exit(main())
