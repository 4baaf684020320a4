"""./dev bench crash [--rounds 50] [--people 800] [--workers 2] [--seed 1] [--no-log]: what befalls workers while they send.

They are killed (-9), stopped and resumed; their PostgreSQL is restarted and cut off; their relay answers 421 and hangs up, before
and after the final dot. Prints one line of JSON: rounds, sent, lost, duplicated, unknown (left over at the end), what happened,
and what the relay counted. With the relay's log every message that was not known is settled by it; `--no-log` runs without.
Ends with 1 unless lost and duplicated are 0, and every message is accepted (without a log: accepted, or not known, of which there
is at most one for each connection that broke).
"""

import argparse
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "antiphon.config.settings")
os.environ.setdefault("ANTIPHON_MODE", "test")


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    for name, default in (("rounds", 50), ("people", 800), ("workers", 2), ("seed", 1)):
        asked.add_argument(f"--{name}", type=int, default=default)
    asked.add_argument("--no-log", action="store_true")
    options = asked.parse_args()
    if not os.environ.get("DATABASE_URL"):
        from antiphon.config import postgres

        postgres.ensure_running()
    import django

    django.setup()
    from tests.crash.run import crash

    found = crash(rounds=options.rounds, people=options.people, workers=options.workers, seed=options.seed,
                  relay_log=not options.no_log)  # fmt: skip
    print(json.dumps(found))
    wrong = found["lost"] or found["duplicated"] or found["strangers"] or found["told_wrongly"]
    if options.no_log:
        wrong = wrong or found["unknown"] > found["relay"]["broken"]
    settled = {"accepted", "unknown"} if options.no_log else {"accepted"}
    return 1 if wrong or not set(found["states"]) <= settled or sum(found["states"].values()) != options.people else 0


if __name__ == "__main__":
    sys.exit(main())
