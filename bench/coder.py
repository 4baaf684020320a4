"""Measure the quick coder: `./dev bench coder --data DIR`. Prints one line of JSON.

Quality comes from a fresh training run on three quarters of the labelled comments, measured on the quarter
it has not seen. Speed and memory come from the weights that ship, in a process of their own, on every
labelled row with words, one thread, the time of loading them left out.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"


def speed(folder: Path) -> dict[str, float]:
    """Comments read per second of processor time, and the most memory the process ever held."""
    from antiphon.insight.coders import quick
    from antiphon.insight.coders.base import Comment
    from antiphon.insight.coders.labelled import rows_of
    from antiphon.insight.coders.training import LABELLED_FILE
    from antiphon.insight.coders.words import normalise, says_nothing

    coder = quick.load()
    rows = rows_of(folder / LABELLED_FILE)
    # distinct comments only: repeats within a call are read once, and would flatter the figure
    comments = [
        comment
        for comment in dict.fromkeys(Comment(row["text"], row["question"]) for row in rows)
        if not says_nothing(normalise(comment.text))
    ]
    start = time.process_time()
    coder.suggest(comments)
    spent = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1024)
    if sys.platform == "darwin":
        peak /= 1024 * 1024
    return {"comments_per_cpu_second": round(len(comments) / spent), "peak_rss_mb": round(peak, 1)}


def quality(folder: Path) -> dict[str, float]:
    """Macro-F1 and micro-F1 on the comments held out, after training on the rest."""
    from antiphon.insight.coders import quick, training

    data = training.read_data(folder)
    learn, hold = training.split(data.labelled)
    weights = quick.Weights.from_bytes(training.fit(data, learn).to_bytes())
    figures, more = training.evaluate(weights, data.labelled.take(hold))
    return {
        "macro_f1": round(figures.macro_f1, 4),
        "codes_counted": figures.codes_counted,
        "micro_f1": round(figures.micro_f1, 4),
        "held_out": figures.comments,
        "calibration_error": round(figures.calibration_error, 4),
        "stance_accuracy": round(more["stance_accuracy"], 4),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, type=Path, help="folder of the labelled comments")
    parser.add_argument("--only-speed", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.only_speed:
        print(json.dumps(speed(chosen.data)))
        return
    from antiphon.insight.coders.training import SHIPPED

    apart = subprocess.run(
        [sys.executable, __file__, "--data", str(chosen.data), "--only-speed"],
        check=True,
        capture_output=True,
        text=True,
    )
    size = (SHIPPED / "patient_feedback.npz").stat().st_size
    print(json.dumps({**quality(chosen.data), **json.loads(apart.stdout), "weights_bytes": size}))


if __name__ == "__main__":
    main()
