"""`antiphon work` as it is run: a process of its own, with the queue of the database."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from antiphon.delivery.queries import states
from tests.crash.run import database_of_its_own
from tests.crash.worker import OCCASION, Sink, prepare

WORK = [sys.executable, "-m", "antiphon.config", "work"]


def test_work_does_what_waits_once_and_when_it_is_nudged(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> None:
    sink = Sink(tmp_path, delay=0)
    try:
        with django_db_blocker.unblock(), database_of_its_own() as environment:
            environment |= {"ANTIPHON_SMTP_HOST": "127.0.0.1", "ANTIPHON_SMTP_PORT": str(sink.port), "PYTHONUNBUFFERED": "1"}
            prepare(3)
            once = subprocess.run([*WORK, "--once"], env=environment, capture_output=True, text=True, timeout=120)
            assert (once.returncode, once.stdout) == (0, "Nothing waits any more.\n"), once.stderr
            assert states(OCCASION) == {"accepted": 3}

            staying = subprocess.Popen(WORK, env=environment, stdout=subprocess.PIPE, text=True)
            assert staying.stdout is not None
            assert staying.stdout.readline() == "Working. Ctrl-C stops.\n"
            prepare(2, start=3)  # posting nudges the queue, and the worker hears it
            sink.wait_for(5, within=60)
            staying.send_signal(signal.SIGTERM)
            assert staying.wait(60) == 0
            assert len(set(sink.taken())) == 5
            assert states(OCCASION) == {"accepted": 5}
    finally:
        sink.stop()
