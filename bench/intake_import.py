"""Measure how long a file of 100,000 responses takes: `python -m bench.intake_import`, or `./dev bench intake` (`import_100k`).

Ten columns: two in people's own words, eight closed (choices, many choices, a scale, a grid). The file is kept sealed,
its columns are guessed, and a worker takes it, as from the screen; making safe is queued. Prints one line of JSON.
"""

import argparse
import csv
import io
import json
import os
import random
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TARGET_SECONDS = 180
WORDS = ["clinic", "bus", "cold", "kind", "nurse", "waiting", "parking", "time", "hard", "to", "reach", "the", "was", "and"]


def questions() -> list[dict[str, Any]]:
    """Return the ten questions."""
    agree = [{"key": f"a{n}", "text": text} for n, text in enumerate(("Agree", "Neither", "Disagree"), start=1)]
    one = [{"text": f"Choice {n}?", "kind": "one", "options": agree} for n in range(1, 5)]
    return [
        {"text": "What went well?", "kind": "text"}, {"text": "What should we change?", "kind": "text"}, *one,
        {"text": "Which times suit you?", "kind": "many", "options": agree},
        {"text": "How easy was it?", "kind": "scale", "settings": {"from": 1, "to": 5}},
        {"text": "How good were", "kind": "matrix", "options": agree,
         "rows": [{"key": "r1", "text": "Staff"}, {"key": "r2", "text": "Parking"}]},
    ]  # fmt: skip


def content(rows: int) -> bytes:
    """Return the file: answers that somebody might have given, from a fixed seed."""
    chance = random.Random(20_261_122)
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["What went well?", "What should we change?", *(f"Choice {n}?" for n in range(1, 5)), "Which times suit you?",
                    "How easy was it?", "How good were [Staff]", "How good were [Parking]"])  # fmt: skip
    texts = ("Agree", "Neither", "Disagree")
    for number in range(rows):
        table.writerow([
            " ".join(chance.choices(WORDS, k=chance.randint(5, 40))) + f" {number}.", " ".join(chance.choices(WORDS, k=12)),
            *chance.choices(texts, k=4), ";".join(chance.sample(texts, 2)), chance.randint(1, 5), *chance.choices(texts, k=2),
        ])  # fmt: skip
    return out.getvalue().encode()


def run(rows: int = 100_000) -> dict[str, Any]:
    """Take a file of so many rows into the database of this process; return seconds, peak memory and what was stored."""
    from antiphon.engagement.tests.factories import make_open_engagement, make_question
    from antiphon.network.tests.factories import make_user
    from antiphon.voices import actions, tasks
    from antiphon.voices.models import Answer, Response, Voice, WaitingFile

    engagement = make_open_engagement(question=False)
    for draft in questions():
        make_question(engagement=engagement, **draft)
    by = make_user(role="engagement_lead", organisation=engagement.owner)
    data = content(rows)
    load = os.getloadavg()[0]
    kept, _ = _timed(lambda: actions.keep_file(engagement, file=io.BytesIO(data), name="answers.csv", by=by))
    waiting = WaitingFile.objects.get(engagement=engagement)
    used = [use for use in waiting.matching["uses"] if use]
    actions.queue_file(waiting, by=by)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    database = _cpu_of_database()
    taken, cpu = _timed(tasks.take_files)
    database = _cpu_of_database() - database
    grew = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    waiting.refresh_from_db()
    mine = {"engagement": engagement}
    stored = [model.objects.filter(**mine).count() for model in (Response, Voice, Answer)]
    return {
        "what": "import_100k", "rows": rows, "columns": len(used), "megabytes": round(len(data) / 1e6, 1),
        "seconds": round(kept + taken, 1), "keep_seconds": round(kept, 1), "take_seconds": round(taken, 1),
        "cpu_seconds_of_worker": round(cpu, 1), "cpu_seconds_of_database": round(database, 1),
        "rows_a_second": round(rows / (kept + taken)),
        "grew_megabytes": round(grew / 1024),
        "responses": stored[0], "voices": stored[1], "answers": stored[2], "status": waiting.status, "load": round(load, 1),
        "target_seconds": TARGET_SECONDS, "ok": waiting.status == "taken" and kept + taken < TARGET_SECONDS,
    }  # fmt: skip


def _cpu_of_database() -> float:
    """Return the seconds that the server's process of this connection has worked, where the system tells (Linux)."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _timed(do: Callable[[], Any]) -> tuple[float, float]:
    began, cpu = time.monotonic(), time.process_time()
    do()
    return time.monotonic() - began, time.process_time() - cpu


def main() -> None:
    """Run it in a database of its own and print the line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    asked = parser.parse_args()
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "antiphon.config.settings")
    os.environ.setdefault("ANTIPHON_MODE", "test")
    if os.environ.get("ANTIPHON_BENCH_INSIDE"):
        django.setup()
        sys.stdout.write(json.dumps(run(asked.rows)) + "\n")
        return
    import subprocess

    from antiphon.config import postgres

    if not os.environ.get("DATABASE_URL"):
        postgres.ensure_running()
    django.setup()
    from tests.crash.run import ROOT, database_of_its_own

    with database_of_its_own() as environment:
        command = [sys.executable, "-W", "ignore", "-m", "bench.intake_import", "--rows", str(asked.rows)]
        subprocess.run(command, cwd=ROOT, env={**environment, "ANTIPHON_BENCH_INSIDE": "yes"}, check=True)


if __name__ == "__main__":
    main()
