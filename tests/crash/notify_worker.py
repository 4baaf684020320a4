"""A worker that hands messages to GOV.UK Notify, ended by SIGKILL in the middle of its calls, again and again.

    DATABASE_URL=… python -m tests.crash.notify_worker ADDRESS KEY TEMPLATE [--kills 25] [--people 150]

ADDRESS is where a Notify is (`tests/notify_fake.py`). Prints one line of JSON: how often a worker was killed, and the states at
the end.
"""

import argparse
import json
import os
import random
import sys
import time
from typing import Any

from tests.crash.worker import OCCASION, born, hurry, killed


def main() -> int:
    asked = argparse.ArgumentParser()
    for name in ("address", "key", "template"):
        asked.add_argument(name)
    for name, default in (("kills", 25), ("people", 150)):
        asked.add_argument(f"--{name}", type=int, default=default)
    options = asked.parse_args()
    import django

    django.setup()
    from django.conf import settings

    line = {"address": options.address, "key": options.key, "template": options.template, "timeout": 5}
    settings.ROUTES = {"notify": {"channel": "antiphon.delivery.channels.notify.Notify", "options": line}}
    settings.UNKNOWN_AFTER_SECONDS = 0.5
    hurry()
    prepare(options.people)
    found = kill(options.kills, random.Random(1))
    print(json.dumps(found))  # noqa: T201
    return 0


def prepare(people: int) -> None:
    """Make a mailing to so many people, and start it."""
    from django.db import connections
    from django.db.models import F, Value

    from antiphon.core.actors import Machine
    from antiphon.delivery.actions import sends
    from antiphon.delivery.rules import Words
    from antiphon.network.models import Organisation
    from antiphon.people.actions import Contact, remember_many
    from antiphon.people.models import Person

    by = Machine("crash")
    remember_many([Contact("", f"person{number}@example.org") for number in range(people)], by=by)
    send = sends.prepare(
        occasion=OCCASION, organisation=Organisation.objects.create(name="Ashmere and Vale"), name="The desk", channel="email",
        purpose="task", wordings=[Words(subject="The desk", text="The desk is open. ((leave))")], route="notify", by=by,
    )  # fmt: skip
    said = {"language": Value("en"), "format": Value("standard"), "audience": Value("People"), "place": Value("")}
    sends.enqueue(send, of=Person.objects.annotate(person=F("token"), **said), by=by)
    sends.start(send, by=by)
    connections.close_all()


def kill(times: int, chance: random.Random) -> dict[str, Any]:
    """Kill one worker after another, and let the last one end; return what was counted."""
    from django.db import connections

    from antiphon.delivery.queries import states

    pid, done = born(), 0
    for _ in range(times):
        before = states(OCCASION).get("accepted", 0)
        while (now := states(OCCASION)).get("accepted", 0) <= before + 1 and set(now) != {"accepted"}:
            time.sleep(0.002)
        if set(now) == {"accepted"}:  # nothing was left to send
            break
        time.sleep(chance.uniform(0, 0.05))
        killed(pid)
        done += 1
        connections.close_all()
        pid = born()
    connections.close_all()
    os.waitpid(pid, 0)
    return {"killed": done, "states": states(OCCASION)}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "antiphon.config.settings")
    sys.exit(main())
