"""./dev bench crash [--rounds 50] [--people 400] [--workers 2] [--seed 1]: kill -9 the workers while they send.

Prints one line of JSON: rounds, sent, lost, duplicated, unknown (left by a kill and settled by the relay's log).
Ends with 1 if anyone was lost or told twice.
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
    for name, default in (("rounds", 50), ("people", 400), ("workers", 2), ("seed", 1)):
        asked.add_argument(f"--{name}", type=int, default=default)
    options = asked.parse_args()
    if not os.environ.get("DATABASE_URL"):
        from antiphon.config import postgres

        postgres.ensure_running()
    import django

    django.setup()
    from tests.crash.run import crash

    found = crash(rounds=options.rounds, people=options.people, workers=options.workers, seed=options.seed)
    print(json.dumps(found))
    return 1 if found["lost"] or found["duplicated"] or found["states"] != {"accepted": options.people} else 0


if __name__ == "__main__":
    sys.exit(main())
