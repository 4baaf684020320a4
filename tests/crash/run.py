"""The crash, in a database of its own: used by the test and by `bench/crash.py`."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connections

from tests.database import drop_test_database, make_test_database, use_database

ROOT = Path(__file__).resolve().parents[2]


def crash(
    *, rounds: int, people: int, workers: int, seed: int, restarts: bool = True, relay_log: bool = True
) -> dict[str, Any]:
    """Let things happen to workers `rounds` times while they tell `people` people; return what was counted at the end."""
    with database_of_its_own() as environment, tempfile.TemporaryDirectory(dir="/var/tmp", ignore_cleanup_errors=True) as folder:
        command = [sys.executable, "-W", "ignore::DeprecationWarning", "-m", "tests.crash.worker", "--rounds", str(rounds),
                   "--people", str(people), "--workers", str(workers), "--seed", str(seed)]  # fmt: skip
        command += [*(["--folder", folder] if restarts else []), *([] if relay_log else ["--no-log"])]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=1_500)
        if not done.stdout.strip():
            raise RuntimeError(f"The crash did not run: {done.stderr[-3000:]}")
        found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        return found


@contextmanager
def database_of_its_own() -> Iterator[dict[str, str]]:
    """Make a database that other processes share with this one, and give the environment that leads them to it."""
    before = connections["default"].settings_dict["NAME"]
    name = f"test_crash_{os.getpid()}"
    make_test_database(name)
    use_database(name)
    try:
        yield {**os.environ, "DATABASE_URL": _address(name), "ANTIPHON_MODE": "test", "OPENBLAS_NUM_THREADS": "1"}
    finally:
        drop_test_database(name)
        use_database(before)


def _address(name: str) -> str:
    settings = connections["default"].settings_dict
    who = quote(settings["USER"]) + (f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else "")
    host, port = settings["HOST"], settings["PORT"]
    if host.startswith("/"):
        return f"postgresql://{who}@/{name}?host={host}" + (f"&port={port}" if port else "")
    return f"postgresql://{who}@{host}" + (f":{port}" if port else "") + f"/{name}"
