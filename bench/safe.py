"""Measure how well free text is made safe: `./dev bench safe [--data DIR]`. Prints one line of JSON."""

import argparse
import csv
import gzip
import json
import time
from collections import Counter
from pathlib import Path

from antiphon.voices.deidentification import deidentify, screen_harm
from antiphon.voices.deidentification.name_lists import look_up
from antiphon.voices.tests import safe_set

# Real comments that were cleaned before publication: file and the column with the words.
CLEAN_FILES = (("fft_comments_labelled_train.csv.gz", "text"), ("patient_feedback_phase1_train.csv.gz", "feedback"))


def clean_comments(folder: Path) -> list[str]:
    """The different real comments in the data folder, wherever under it the files lie."""
    texts: set[str] = set()
    for name, column in CLEAN_FILES:
        for path in sorted(folder.rglob(name)):
            with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
                texts.update(row[column] for row in csv.DictReader(lines) if row[column])
    return sorted(texts)


def measure_set() -> dict[str, object]:
    """Recall and precision on the synthetic set. A span counts as found when every character of it is masked."""
    wanted: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    doubted = 0
    masked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    styles: Counter[str] = Counter()
    style_hits: Counter[str] = Counter()
    for sentence in safe_set.sentences():
        safe = deidentify(sentence.text)
        covered = {at for found in safe.found if found.sure for at in range(found.start, found.end)}
        for kind, start, end in sentence.spans:
            found_it = covered.issuperset(range(start, end))
            wanted[kind] += 1
            hit[kind] += found_it
            doubted += not found_it and safe.doubtful
            if sentence.style:
                styles[sentence.style] += 1
                style_hits[sentence.style] += found_it
        for found in safe.found:
            if found.sure:
                masked[found.kind] += 1
                right[found.kind] += any(found.start < end and start < found.end for _, start, end in sentence.spans)
    trap_spans = 0
    trap_doubts = 0
    for trap in safe_set.traps():
        safe = deidentify(trap)
        sure = [found for found in safe.found if found.sure]
        trap_spans += len(sure)
        trap_doubts += safe.doubtful
        masked.update(found.kind for found in sure)
    return {
        "sentences": len(safe_set.sentences()),
        "traps": len(safe_set.traps()),
        "test_names_in_no_list": round(safe_set.unlisted_share(), 3),
        "recall": round(hit.total() / wanted.total(), 4),
        "precision": round(right.total() / masked.total(), 4),
        "recall_by_kind": {kind: round(hit[kind] / wanted[kind], 3) for kind in wanted},
        "precision_by_kind": {kind: round(right[kind] / masked[kind], 3) for kind in masked},
        "name_recall_by_writing": {style: round(style_hits[style] / styles[style], 3) for style in styles},
        "missed_but_in_doubt": doubted,
        "false_spans_on_traps": trap_spans,
        "traps_in_doubt": trap_doubts,
    }


def measure_unseen() -> dict[str, object]:
    """Recall of names in sentences that no rule was changed for, by how they are written and whether a list has them."""
    wanted: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    doubted = 0
    for sentence in safe_set.unseen_sentences():
        safe = deidentify(sentence.text)
        covered = {at for found in safe.found if found.sure for at in range(found.start, found.end)}
        for _, start, end in sentence.spans:
            listed = all(look_up(word).listed for word in sentence.text[start:end].split())
            found_it = covered.issuperset(range(start, end))
            doubted += not found_it and safe.doubtful
            for group in ("all", sentence.style, "in the lists" if listed else "in no list"):
                wanted[group] += 1
                hit[group] += found_it
    recall = {group: round(hit[group] / wanted[group], 3) for group in sorted(wanted)}
    return {"names": wanted["all"], "name_recall": recall, "missed_but_in_doubt": doubted}


def measure_clean(texts: list[str]) -> dict[str, object]:
    """Spans on real comments that were cleaned before publication. Some still name staff, so not all are false."""
    deidentify("warm the lists")
    begun = time.process_time()
    outcomes = [deidentify(text) for text in texts]
    spent = time.process_time() - begun
    sure = Counter(found.kind.value for safe in outcomes for found in safe.found if found.sure)
    return {
        "comments": len(texts),
        "spans_per_1000": round(1000 * sure.total() / len(texts), 1),
        "spans_by_kind": dict(sure),
        "doubtful_per_1000": round(1000 * sum(safe.doubtful for safe in outcomes) / len(texts), 1),
        "harm_signs_per_1000": round(1000 * sum(bool(screen_harm(text)) for text in texts) / len(texts), 1),
        "texts_per_cpu_second": round(len(texts) / spent),
    }


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with the real comment files; without it only the set is measured")
    arguments = parser.parse_args()
    report: dict[str, object] = {"bench": "safe", "synthetic": measure_set(), "unseen": measure_unseen()}
    if arguments.data:
        texts = clean_comments(arguments.data)
        if not texts:
            parser.error(f"no comment files under {arguments.data}")
        report["clean_comments"] = measure_clean(texts)
    print(json.dumps(report))


if __name__ == "__main__":
    main()
