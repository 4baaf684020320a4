"""Real comments that were cleaned before publication, for training and for counting what is masked falsely."""

import csv
import gzip
import hashlib
from pathlib import Path

# File and the column with the words. The first is clean; the second still names many staff.
FILES = (("fft_comments_labelled_train.csv.gz", "text"), ("patient_feedback_phase1_train.csv.gz", "feedback"))


def clean_comments(folder: Path) -> list[tuple[str, str]]:
    """The different real comments, wherever under the folder the files lie, with the file each is from."""
    found: dict[str, str] = {}
    for name, column in FILES:
        for path in sorted(folder.rglob(name)):
            with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
                for row in csv.DictReader(lines):
                    if row[column].strip():
                        found.setdefault(row[column], name)
    return sorted((name, text) for text, name in found.items())


def measured(text: str) -> bool:
    """Whether a comment is in the half that nothing learns from and nothing is tuned on."""
    return hashlib.sha256(" ".join(text.lower().split()).encode()).digest()[0] % 2 == 0
