"""How fast the coders are, how much they hold and how soon they begin. Each figure is from a process of its own."""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_SPEED = """
import json, sys, time
from pathlib import Path
from antiphon.insight.coders import careful, quick
from antiphon.insight.coders.base import Comment
from antiphon.insight.coders.labelled import rows_of
from antiphon.insight.coders.words import normalise, says_nothing
name, folder, share = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
rows = rows_of(folder / "fft_comments_labelled_train.csv.gz")
# distinct comments only: repeats within a call are read once, and would flatter the figure
comments = dict.fromkeys(Comment(row["text"], row["question"]) for row in rows)
comments = [one for one in comments if not says_nothing(normalise(one.text))][::share]
best = 0
for _ in range(3):
    coder = quick.load() if name == "quick" else careful.load()
    start = time.process_time()
    coder.suggest(comments)
    best = max(best, len(comments) / (time.process_time() - start))
    quick.load.cache_clear()
print(json.dumps({"value": round(best), "comments": len(comments)}))
"""

_START = """
import json, sys, time
start = time.process_time()
from antiphon.insight.coders import careful, quick
from antiphon.insight.coders.base import Comment
(quick.load() if sys.argv[1] == "quick" else careful.load()).suggest([Comment("The food was cold")])
print(json.dumps({"value": round(time.process_time() - start, 3)}))
"""

_MEMORY = """
import json, re, sys
from pathlib import Path
from antiphon.insight.coders import quick
from antiphon.insight.coders.coded_file import code_file
number = code_file(quick.load(), Path(sys.argv[1]), Path(sys.argv[2]))
# not getrusage: that starts from what the process that began this one held
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
print(json.dumps({"value": round(peak / 1024, 1), "comments": number}))
"""


def sizes() -> Iterator[dict[str, Any]]:
    """What stands on disk."""
    from antiphon.insight.coders.training import SHIPPED

    frame = "patient_feedback"
    quick = [f"{frame}.npz"]
    of = {"quick": quick, "careful": [*quick, "encoder.onnx", "encoder_vocabulary.json", f"{frame}.careful.npz"]}
    for (name, files), bar in zip(of.items(), (10, 30), strict=True):
        if all((SHIPPED / file).is_file() for file in files):
            value = round(sum((SHIPPED / file).stat().st_size for file in files) / 1e6, 2)
            yield {"measure": f"{name} coder, MB on disk", "value": value, "bar": bar, "holds": value <= bar}


def speeds(folder: Path, small: bool) -> Iterator[dict[str, Any]]:
    """Comments a CPU-second, start-up, and memory as the file grows."""
    from antiphon.insight.coders import careful

    for name, bar in (("quick", 10_000), ("careful", 500)):
        if name == "careful" and careful.missing():
            note = f"{careful.missing()} not installed: pip install 'antiphon[careful]'"
            yield {"measure": "careful coder, speed", "value": None, "note": note}
            continue
        found = _apart(_SPEED, name, str(folder), "4" if small or name == "careful" else "1")
        yield {"measure": f"{name} coder, comments a CPU-second, one thread, best of three", **found, "bar": bar,
               "holds": found["value"] >= bar}  # fmt: skip
        begun = _apart(_START, name)
        yield {"measure": f"{name} coder, start-up to the first reading, CPU-seconds", **begun, "bar": 1.0,
               "holds": begun["value"] < 1}  # fmt: skip
    with tempfile.TemporaryDirectory() as place:
        seconds = []
        for name in ("quick", "careful"):
            if name == "careful" and careful.missing():
                continue
            source = Path(place) / "one.csv"
            source.write_text("id,text\n1,The food was cold\n")
            command = [sys.executable, "-m", "antiphon.config", "code-comments", "--coder", name]
            command += ["--in", str(source), "--out", str(Path(place) / "out.csv")]
            start = time.monotonic()
            subprocess.run(command, check=True, capture_output=True)
            seconds.append({"coder": name, "wall_seconds": round(time.monotonic() - start, 2)})
        yield {"measure": "the whole command on one comment", "value": seconds}
        few, many = (5_000, 20_000) if small else (100_000, 1_000_000)
        used = [_apart(_MEMORY, str(_long_file(Path(place), number)), str(Path(place) / "out.csv")) for number in (few, many)]
        growth = used[1]["value"] - used[0]["value"]
        yield {"measure": f"memory at {many:,} comments beyond that at {few:,}, MB", "value": round(growth, 1), "bar": 32,
               "holds": growth <= 32, "peak_mb": [one["value"] for one in used]}  # fmt: skip


def _apart(code: str, *words: str) -> dict[str, Any]:
    found = subprocess.run([sys.executable, "-c", code, *words], check=True, capture_output=True, text=True)
    held: dict[str, Any] = json.loads(found.stdout.splitlines()[-1])
    return held


def _long_file(place: Path, number: int) -> Path:
    """A file of made-up comments, all different: the frame's phrases put together at random."""
    from antiphon.insight.frames import load_frame

    phrases = [phrase for code in load_frame("patient_feedback").codes for phrase in code.examples]
    drawn = random.Random(1)
    path = place / f"{number}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text"])
        writer.writerows([row, ". ".join(drawn.choices(phrases, k=drawn.choice((1, 1, 2, 3))))] for row in range(number))
    return path
