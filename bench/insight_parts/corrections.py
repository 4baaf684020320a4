"""Which comments to decide on first: half those that teach most and half by lot, beside all of them by lot (the rival).

A coder that learnt one trust meets another. It learns again after every fifty decisions, as it does on the coding screen,
and is measured on comments of the other trust that nobody decides on.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

STEP, DECISIONS, HELD_OUT, DRAWS = 50, 150, 500, 2


def run(data: Path | None, small: bool) -> Iterator[dict[str, Any]]:
    """Measure macro-F1 after so many decisions in either order, and the seconds that learning took."""
    if data is None or small:
        yield {"measure": "the order of decisions", "value": None, "why": "needs --data and the whole of it"}
        return
    from antiphon.insight.coders import learning, local, quick, training
    from antiphon.insight.coders.labelled import rows_of
    from antiphon.insight.coders.words import normalise
    from bench.insight_parts.coding_rivals import _score

    folder = data / "surveys" if (data / "surveys").is_dir() else data
    found = training.read_data(folder)
    trusts: dict[str, set[str]] = {}
    for row in rows_of(folder / training.LABELLED_FILE):
        trusts.setdefault(normalise(row["text"]), set()).add(row["trust"])
    labelled = found.labelled
    one = np.array([place for place, normal in enumerate(labelled.normal) if "NEAS" in trusts[normal]])
    two = np.array([place for place, normal in enumerate(labelled.normal) if trusts[normal] == {"NHFT"}])
    base = quick.QuickCoder(learning.fit(found, one)[0], "one trust")
    scores: dict[str, list[float]] = {"half teaching": [], "by lot": []}
    seconds = 0.0
    for draw in range(DRAWS):
        mixed = np.random.default_rng(draw).permutation(two)
        test, pool = labelled.take(mixed[:HELD_OUT]), mixed[HELD_OUT:]
        for order in scores:
            coder, told, left = base, [], list(pool)
            given: Counter[int] = Counter()
            for _ in range(DECISIONS // STEP):
                chosen = _chosen(coder, labelled, left, given, order)
                left = [row for row in left if row not in set(chosen)]
                for row in chosen:
                    codes = np.flatnonzero(labelled.codes[row])
                    given.update(int(code) for code in codes)
                    told.append(local.Correction(labelled.comments[row], frozenset(base.codes[code] for code in codes)))
                begun = time.process_time()
                coder = local.learn(found.frame, told, base)
                seconds = max(seconds, time.process_time() - begun)
            scores[order].append(_score(coder, test).macro_f1)
    teaching, by_lot = (float(np.mean(scores[order])) for order in ("half teaching", "by lot"))
    yield {"measure": f"macro-F1 after {DECISIONS} decisions of another trust, half of them those that teach most",
           "value": round(teaching, 4), "rival": {"all by lot": round(by_lot, 4)}, "holds": None, "draws": DRAWS,
           "comments": HELD_OUT}  # fmt: skip
    yield {"measure": f"learning again from up to {DECISIONS} decisions, CPU-seconds", "value": round(seconds, 2), "bar": 10,
           "holds": seconds < 10}  # fmt: skip


def _chosen(coder: Any, labelled: Any, left: list[int], given: Counter[int], order: str) -> list[int]:
    """The next comments to decide on; `left` is in an order by lot already."""
    if order == "by lot":
        return left[:STEP]
    by_lot = left[: STEP // 2]
    others = left[STEP // 2 :]
    chances = coder.probabilities([labelled.comments[row] for row in others])[0]
    rare = np.array([1 / np.sqrt(1 + given[code]) for code in range(chances.shape[1])])
    teaches = ((1 - np.abs(2 * chances - 1)) * rare).max(axis=1)
    return by_lot + [others[place] for place in np.argsort(-teaches)[: STEP - STEP // 2]]
