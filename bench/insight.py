"""Measure how comments are understood: `./dev bench insight [--data DIR] [--only NAME ...] [--small]`.

Runs every file of `bench/insight_parts/` that has a `run(data, small)`, one after the other, and prints one line of JSON
for each measurement: what was measured, its value, the bar it is held to and whether it holds, and the rival it was
compared with in the same run. A part that fails says so in its own line, the others still run, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

HERE = Path(__file__).resolve().parent
PARTS = HERE / "insight_parts"
DATA = HERE.parent.parent / "shared" / "data"


def parts() -> list[str]:
    """The names of the parts, sorted."""
    sys.path.insert(0, str(HERE.parent))
    return sorted(path.stem for path in PARTS.glob("*.py") if "def run(" in path.read_text(encoding="utf-8"))


def main() -> int:
    """Run the parts that were asked for and print what they measured."""
    names = parts()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=None, help=f"the folder of reference data (here: {DATA})")
    parser.add_argument("--only", action="append", choices=names, metavar="NAME", help=f"one of: {', '.join(names)}")
    parser.add_argument("--small", action="store_true", help="less of everything: does it run at all?")
    again = "train the careful coder again on each fold (an hour), instead of reading its committed scores"
    parser.add_argument("--careful-folds", action="store_true", help=again)
    chosen = parser.parse_args()
    if chosen.careful_folds:
        os.environ["ANTIPHON_CAREFUL_FOLDS"] = "1"
    data = chosen.data or (DATA if DATA.is_dir() else None)
    failed = False
    for name in chosen.only or names:
        try:
            for line in importlib.import_module(f"bench.insight_parts.{name}").run(data, chosen.small):
                failed |= line.get("holds") is False
                print(json.dumps({"part": name, **line}, ensure_ascii=False), flush=True)
        except Exception as problem:
            failed = True
            print(json.dumps({"part": name, "error": f"{type(problem).__name__}: {problem}"}, ensure_ascii=False), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
