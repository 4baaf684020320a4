"""The checker on real pages (`ANTIPHON_DATA`): few false alarms on the service manual's own pages, and speed on announcements."""

import gzip
import json
import random
import time
from datetime import date
from pathlib import Path

import pytest

from antiphon.language.checking import check


@pytest.mark.parametrize("draw", [1, 2, 3])
def test_the_service_manual_is_told_little(real_data: Path, draw: int):
    pages = json.loads((real_data / "language" / "nhs_service_manual_content_pages.json").read_text(encoding="utf-8"))
    passages = [part for page in pages for part in page["text"].split("\n\n") if len(part.split()) >= 20]
    sample = random.Random(draw).sample(passages, 200)
    words = sum(len(passage.split()) for passage in sample)
    found = [finding for passage in sample for finding in check(passage) if not finding.rule.startswith("readability.")]
    assert len(found) < words / 150


def test_every_announcement_is_checked_in_time(real_data: Path):
    start = time.process_time()
    with gzip.open(real_data / "announcements" / "announcements.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            given = json.loads(line)
            body = given["body"]
            for finding in check(body, on=date.fromisoformat(given["date"][:10]) if given["date"] else None):
                assert body[finding.start : finding.end] == finding.text
    assert time.process_time() - start < 90
