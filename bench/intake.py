"""./dev bench intake [--people 40000] [--submitters 200] [--runs 3] [--only submit,import,export,cross,results]

Measures how intake, export and results stand up to many people. Prints one line of JSON for each measurement: the median of
the runs, each run, and the load of the machine. It works on an embedded PostgreSQL of its own (fsync on, as it comes), in a
folder of its own, which is removed afterwards. Ends with 1 if anything was lost, doubled or refused.
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
PARTS = ("submit", "import", "export", "cross", "results")
RIVALS = {
    "LimeSurvey": "needs PHP and a web server, which this machine does not have: not run",
    "Decidim": "needs Ruby, Node and Redis: not run",
    "meinBerlin": "not run here; measured before on this kind of machine (20,000 respondents, SQLite): POST 0.45/s, p95 14.8 s",
}


def main() -> int:
    """Read the arguments, set the stage, measure, print, clear up."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--people", type=int, default=40_000, help="responses that are submitted in one run")
    asked.add_argument("--submitters", type=int, default=200, help="how many send at the same time")
    asked.add_argument("--responses", type=int, default=100_000, help="responses of 10 answers for export, cross and results")
    asked.add_argument("--rows", type=int, default=100_000, help="rows of the file that is imported")
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--port", type=int, default=8765)
    asked.add_argument("--only", default=",".join(PARTS))
    asked.add_argument("--home", type=Path, help="a folder for the database, kept afterwards")
    options = asked.parse_args()
    home = options.home or Path(tempfile.mkdtemp(prefix="antiphon-bench-", dir="/var/tmp"))
    os.environ |= {"ANTIPHON_HOME": str(home), "ANTIPHON_MODE": "development", "ANTIPHON_DATABASE": "antiphon_bench",
                   "DJANGO_SETTINGS_MODULE": "antiphon.config.settings", "OPENBLAS_NUM_THREADS": "1"}  # fmt: skip
    os.environ.pop("DATABASE_URL", None)
    from antiphon.config import postgres

    postgres.ensure_running()
    try:
        return measure(options)
    finally:
        stop(home)
        if options.home is None:
            shutil.rmtree(home, ignore_errors=True)


def measure(options: argparse.Namespace) -> int:
    """Run what was asked for; return 1 if anything went wrong."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from bench import intake_parts

    wanted = options.only.split(",")
    wrong = False
    for part in PARTS:
        if part in wanted:
            for line in getattr(intake_parts, f"measure_{part}")(options, several):
                wrong |= bool(line.get("wrong"))
                print(json.dumps({"bench": "intake", **line}), flush=True)
    print(json.dumps({"bench": "intake", "measure": "rivals", **RIVALS}))
    return int(wrong)


def several(runs: int, once: Callable[[int], dict[str, Any]]) -> dict[str, Any]:
    """Run something a few times; return the median of each number, each run, and the load before and after."""
    before = os.getloadavg()[0]
    found = [once(number) for number in range(runs)]
    numbers = [key for key, value in found[0].items() if isinstance(value, int | float) and not isinstance(value, bool)]
    return {
        **{key: round(statistics.median(one[key] for one in found), 4) for key in numbers}, "runs": found,
        "load": [round(before, 1), round(os.getloadavg()[0], 1)], "cores": os.cpu_count(),
    }  # fmt: skip


def stop(home: Path) -> None:
    """Stop the embedded server of this folder."""
    from antiphon.config import postgres

    server = postgres._Server(home)
    server._call("pg_ctl", "stop", "-m", "fast", "-w", "-D", str(server.data))
    if not str(server.data).startswith(str(home)) and home.name.startswith("antiphon-bench-"):
        shutil.rmtree(server.data, ignore_errors=True)


if __name__ == "__main__":
    start = time.monotonic()
    code = main()
    print(json.dumps({"bench": "intake", "measure": "all", "seconds": round(time.monotonic() - start, 1)}))
    sys.exit(code)
