"""Kill -9 of real workers, again and again, while they send; then count.

    DATABASE_URL=… python -m tests.crash.worker --rounds 50 --people 400 --workers 2 --seed 1

Each worker is a real process with connections of its own to the database and to the mail server, and is ended by
SIGKILL, which it can neither see nor handle. It is forked from this one, which has loaded Django and opened nothing,
so that fifty deaths take seconds: loading Django fifty times would take minutes and test nothing more.

A round ends at a random moment: after so many messages have reached the sink, and so many milliseconds more. Then one
of the workers is killed and a new one takes its place beside the others. At the end a last one sends what is left.
Prints one line of JSON.
"""

import argparse
import contextlib
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

OCCASION = "told:crash"
GIVE_UP_AFTER = 120.0


class Sink:
    """The mail server in its own process, and its log."""

    def __init__(self, folder: Path, delay: float) -> None:
        self.log = folder / "relay.log"
        self.log.touch()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.sink", str(self.log), str(delay)],
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

    def stop(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(10)


def prepare(people: int, start: int = 0) -> None:
    """Post one message to each of so many people; their addresses are numbered from `start`."""
    from django.db import connections

    from antiphon.core.actors import Machine
    from antiphon.delivery.actions import post_many
    from antiphon.people.actions import remember

    by = Machine("crash")
    to = {
        remember(name="", email=f"person{number}@example.org", wants_reply=True, by=by): {"receipts": [f"R{number}"]}
        for number in range(start, start + people)
    }
    post_many(occasion=OCCASION, letter="delivery/proof", to=to, purpose="service", by=by)
    connections.close_all()


def born() -> int:
    """Fork a worker and return its process id."""
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
    finally:
        os._exit(0)


def work() -> None:
    """Send until nothing is left to settle."""
    from antiphon.delivery.queries import states
    from antiphon.delivery.tasks import attempt_waiting

    while True:
        attempt_waiting()
        if set(states(OCCASION)) <= {"accepted"}:
            return
        time.sleep(0.02)


def killed(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def rounds(sink: Sink, *, number: int, workers: int, chance: random.Random) -> int:
    """Kill workers at random moments; return how many were still at work when they were killed."""
    alive = [born() for _ in range(workers)]
    at_work = 0
    try:
        for _ in range(number):
            sink.wait_for(len(sink.taken()) + chance.randint(1, 10), within=10)
            time.sleep(chance.uniform(0, 0.012))
            victim = alive.pop(chance.randrange(len(alive)))
            at_work += os.waitpid(victim, os.WNOHANG) == (0, 0)
            with contextlib.suppress(ProcessLookupError, ChildProcessError):  # it had finished: nothing was left to send
                killed(victim)
            alive.append(born())
    finally:
        for pid in alive:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                killed(pid)
    last = born()
    deadline = time.monotonic() + GIVE_UP_AFTER
    while os.waitpid(last, os.WNOHANG) == (0, 0):
        if time.monotonic() > deadline:
            killed(last)
            break
        time.sleep(0.01)
    return at_work


def count(sink: Sink, people: int) -> dict[str, object]:
    """Compare what the sink took with who was to be told, and with what the rows say."""
    from antiphon.core.models import TrailEntry
    from antiphon.delivery.models import Delivery
    from antiphon.delivery.queries import states

    taken = Counter(sink.taken())
    stand = states(OCCASION)
    told = {f"<{reference}@" for reference in Delivery.objects.values_list("reference", flat=True)}
    strangers = [message_id for message_id in taken if not any(message_id.startswith(one) for one in told)]
    return {
        "people": people, "sent": taken.total(), "lost": people - len(taken),
        "duplicated": taken.total() - len(taken), "strangers": len(strangers),
        "unknown": TrailEntry.objects.filter(verb="reconcile").count(), "states": stand,
    }  # fmt: skip


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--rounds", type=int, default=50)
    asked.add_argument("--people", type=int, default=400)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    import django

    django.setup()
    from django.conf import settings

    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        sink = Sink(Path(folder), delay=0.002)
        try:
            settings.SMTP = {**settings.SMTP, "host": "127.0.0.1", "port": sink.port, "username": "", "use_tls": False}
            # The sink logs before it answers; the wait must be longer than it can take to write one line.
            settings.RELAY_LOG, settings.UNKNOWN_AFTER_SECONDS = str(sink.log), 1.5
            prepare(options.people)
            at_work = rounds(sink, number=options.rounds, workers=options.workers, chance=random.Random(options.seed))
            found = count(sink, options.people)
        finally:
            sink.stop()
    line = {"rounds": options.rounds, "workers": options.workers, "killed_at_work": at_work, **found,
            "seconds": round(time.monotonic() - begun, 1)}  # fmt: skip
    print(json.dumps(line))  # noqa: T201
    return 1 if found["lost"] or found["duplicated"] or found["states"] != {"accepted": options.people} else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "antiphon.config.settings")
    sys.exit(main())
