"""A worker that dies while it takes a file leaves nothing but the file, and the next one takes it whole."""

import json
import subprocess
import sys
from typing import Any

from tests.crash.importing import ROWS
from tests.crash.run import ROOT, database_of_its_own


def test_a_worker_killed_or_cut_off_leaves_the_file_and_the_next_takes_it_whole(
    django_db_setup: None, django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock(), database_of_its_own() as environment:
        command = [sys.executable, "-W", "ignore::DeprecationWarning", "-m", "tests.crash.importing"]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=400)
    assert done.stdout.strip(), done.stderr[-3000:]
    found = json.loads(done.stdout.strip().splitlines()[-1])
    nothing = {"responses": 0, "voices": 0, "answers": 0, "batches": 0, "status": "reading", "parts": 1}
    assert (found["killed_code"], found["killed"]) == (-9, {**nothing, "tries": 1})
    assert (found["cut_code"], found["cut"]) == (3, {**nothing, "tries": 2})
    assert found["end_code"] == 0
    whole = {"responses": ROWS, "voices": ROWS, "answers": ROWS, "batches": 1, "status": "taken", "tries": 3, "parts": 0}
    assert found["end"] == whole
