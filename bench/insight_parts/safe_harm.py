"""How many words that disclose harm are found, and how many that do not are: the made-up set, and real comments for alarms."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

from antiphon.voices.deidentification import disclosures, harm_score, screen_harm
from antiphon.voices.deidentification.harm_screening import FLAGGED
from antiphon.voices.tests.harm_set import FRESH, NEWEST, OBLIQUE, SEEN, UNSEEN
from bench.insight_parts.safe_words import FILES, clean_comments, measured

PARTS = {
    "lines rules were written beside": [*SEEN, *UNSEEN],
    "said round the corner": OBLIQUE,
    "fresh at the version before": FRESH,
    "newest": NEWEST,
}


def harm(data: Path | None, small: bool) -> Iterator[dict[str, Any]]:
    """Recall and precision on each part of the set, alarms on real comments, speed."""
    for name, part in PARTS.items():
        yes = [text for kind, text in part if kind]
        no = [text for kind, text in part if not kind]
        for how, sign in (("opens a concern", disclosures), ("is flagged", _flagged), ("waits for eyes", screen_harm)):
            found, false = sum(bool(sign(text)) for text in yes), sum(bool(sign(text)) for text in no)
            yield {
                "measure": f"harm, {name}: {how}",
                "value": round(found / len(yes), 3),
                "precision": round(found / max(1, found + false), 3),
                "disclosures": len(yes),
                "near_misses": len(no),
            }
    texts = [text for name, text in clean_comments(data) if name == FILES[0][0] and measured(text)] if data else []
    if texts:
        begun = time.process_time()
        scores = [harm_score(text) for text in texts]
        spent = time.process_time() - begun
        flagged = sum(score >= FLAGGED for score in scores)
        yield {
            "measure": "harm: real comments flagged, in 1,000 (some of them rightly)",
            "value": round(1000 * flagged / len(texts), 1),
            "comments": len(texts),
        }
        held = sum(bool(screen_harm(text)) for text in texts)
        yield {"measure": "harm: real comments that wait for eyes, in 1,000", "value": round(1000 * held / len(texts), 1)}
        opened = sum(bool(disclosures(text)) for text in texts)
        yield {"measure": "harm: real comments that open a concern, in 1,000", "value": round(1000 * opened / len(texts), 1)}
        yield {"measure": "harm: comments screened in a CPU-second", "value": round(len(texts) / spent)}
    with resources.files("antiphon.demonstration").joinpath("data/voices-111-first.csv").open(encoding="utf-8") as rows:
        asked = [row["text"] for row in csv.DictReader(rows)]
    for what, sign in (("are flagged", _flagged), ("wait for eyes", screen_harm)):
        value = round(1000 * sum(bool(sign(text)) for text in asked) / len(asked), 1)
        yield {"measure": f"harm: harmless answers to a consultation that {what}, in 1,000", "value": value, "of": len(asked)}


def _flagged(text: str) -> bool:
    return harm_score(text) >= FLAGGED
