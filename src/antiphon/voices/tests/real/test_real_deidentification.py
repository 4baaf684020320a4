"""On real comments that were cleaned before publication, little should be left to mask."""

import csv
import gzip
from pathlib import Path

from antiphon.voices.deidentification import deidentify


def test_few_spans_in_comments_cleaned_by_their_publishers(real_data: Path) -> None:
    """Most of what is still found there are true first names of staff, so the bar is not one for false spans."""
    texts = set()
    for name, column in (("fft_comments_labelled_train.csv.gz", "text"), ("patient_feedback_phase1_train.csv.gz", "feedback")):
        for path in real_data.rglob(name):
            with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
                texts.update(row[column] for row in csv.DictReader(lines) if row[column])
    assert len(texts) > 10_000
    outcomes = [deidentify(text) for text in texts]
    kinds = [found.kind for safe in outcomes for found in safe.found if found.sure]
    assert len(kinds) <= 50 * len(texts) / 1000
    assert sum(kind != "name" for kind in kinds) <= 2 * len(texts) / 1000
    assert sum(safe.doubtful for safe in outcomes) <= 20 * len(texts) / 1000
