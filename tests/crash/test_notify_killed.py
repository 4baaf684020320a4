"""Workers are killed while they wait for GOV.UK Notify: what it took is found there by its reference, and never sent again."""

import json
import subprocess
import sys
from collections import Counter
from typing import Any

from tests.crash.run import ROOT, database_of_its_own
from tests.notify_fake import Notify


def test_a_worker_killed_in_a_call_sends_nothing_twice_and_loses_nothing(
    django_db_setup: None, django_db_blocker: Any, notify: Notify
) -> None:
    people, notify.late = 150, 0.03
    with django_db_blocker.unblock(), database_of_its_own() as environment:
        command = [sys.executable, "-W", "ignore::DeprecationWarning", "-m", "tests.crash.notify_worker", notify.address,
                   notify.key, notify.email_template, "--people", str(people)]  # fmt: skip
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.stdout.strip(), done.stderr[-3000:]
    found = json.loads(done.stdout.strip().splitlines()[-1])
    assert found["killed"] > 10, "nothing was left to send while most of it happened"
    taken = Counter(one["reference"] for one in notify.sent)
    assert [reference for reference, count in taken.items() if count > 1] == []
    assert len(taken) == people
    assert found["states"] == {"accepted": people}
    looked_up = sum(one.startswith("GET /v2/notifications") for one in notify.asked)
    assert looked_up > 5, "hardly a death left anything that had to be asked about"
