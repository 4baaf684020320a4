"""`./dev bench train_harm --data DIR`: make the weights of the likeness net anew (voices/deidentification/harm_weights.json).

It learns from lines written for it (harm_said.py), from the older parts of the set, and from real comments of the half that is
not measured: as ordinary ones, or, where their publishers called them very critical, as weak signs of a serious complaint.
`FRESH` and `NEWEST` of the set are never read here. Needs the extra `train` (scikit-learn).
"""

import argparse
import csv
import gzip
import json
import random
import re
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from antiphon.voices.deidentification import disclosures
from antiphon.voices.deidentification.harm_screening import named_signs
from antiphon.voices.deidentification.harm_weights import FILE, features
from antiphon.voices.tests.harm_set import OBLIQUE, SEEN, UNSEEN
from bench.harm_said import ORDINARY, PARTS, SAID
from bench.insight_parts.safe_words import clean_comments, measured

DEMONSTRATION = Path(__file__).parents[1] / "src" / "antiphon" / "demonstration" / "data"
KEPT = 24_000
FEWEST = 3  # different comments (or any line of ours) a part must stand in
FALSE_ALARMS = 0.03  # of real comments with no sign, in cross-validation: what the threshold is set to


def ours(pick: random.Random) -> list[tuple[str, bool, str]]:
    """Every line written for it, its parts filled in a few ways: words, whether they disclose, and the line's own name."""
    found = []
    for lines in SAID.values():
        for line in lines.strip().splitlines():
            for _ in range(5 if "{" in line else 2):
                whole = re.sub(r"\{(\w+)\}", lambda name: pick.choice(PARTS[name[1]].split("|")).strip(), line)
                found.append((pick.choice((whole, whole + ".", whole.lower(), f"{whole}. {pick.choice(ORDINARY)}")), True, line))
    found += [(line, False, line) for line in ORDINARY for _ in range(2)]
    found += [(text, bool(kind), text) for kind, text in (*SEEN, *UNSEEN, *OBLIQUE)]
    for file in sorted(DEMONSTRATION.glob("voices-*.csv")):
        with file.open(encoding="utf-8", newline="") as rows:
            found += [(row["text"], False, row["text"]) for row in csv.DictReader(rows)]
    return found


def critical(data: Path) -> list[str]:
    """Real comments that their publishers called very critical, of the half that is not measured."""
    found = set()
    for path in sorted(data.rglob("patient_feedback_phase1_train.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as rows:
            found |= {row["feedback"] for row in csv.DictReader(rows) if row["criticality"] in ("-4", "-5")}
    return sorted(text for text in found if not measured(text))


def train(data: Path) -> None:
    """Fit a logistic regression over words and parts of words; write the weights that matter most."""
    pick = random.Random(1)
    weak = set(critical(data))
    rows = [(text, yes, line, 1.0) for text, yes, line in ours(pick)]
    for _, text in clean_comments(data):
        if measured(text) or text in weak or disclosures(text) or named_signs(text):
            continue
        rows.append((text, False, f"real {len(rows)}", 1.0))
    rows += [(text, True, f"real {number} critical", 0.15) for number, text in enumerate(sorted(weak))]
    pick.shuffle(rows)
    found = [features(text) for text, _, _, _ in rows]
    standing: dict[str, set[str]] = {}
    for (_, _, line, _), each in zip(rows, found, strict=True):
        for name in each:
            where = standing.setdefault(name, set())
            if len(where) < FEWEST or not line.startswith("real"):
                where.add(line)
    names = sorted(
        name for name, where in standing.items() if len(where) >= FEWEST or any(not one.startswith("real") for one in where)
    )
    columns = {name: at for at, name in enumerate(names)}
    data_, where_, ends = [], [], [0]
    for each in found:
        for name, value in each.items():
            if name in columns:
                where_.append(columns[name])
                data_.append(value)
        ends.append(len(where_))
    matrix = csr_matrix((data_, where_, ends), shape=(len(rows), len(names)))
    truth = np.array([yes for _, yes, _, _ in rows])
    weight = np.array([each for _, _, _, each in rows])
    lines = sorted({line for _, _, line, _ in rows})
    fold_of = {line: at % 5 for at, line in enumerate(random.Random(2).sample(lines, len(lines)))}
    fold = np.array([fold_of[line] for _, _, line, _ in rows])
    guessed = np.zeros(len(rows))
    make = lambda: LogisticRegression(C=20, class_weight="balanced", max_iter=2000, solver="liblinear")  # noqa: E731
    for part in range(5):
        model = make().fit(matrix[fold != part], truth[fold != part], weight[fold != part])
        guessed[fold == part] = model.predict_proba(matrix[fold == part])[:, 1]
    real = np.array([line.startswith("real") for _, _, line, _ in rows])
    threshold = float(np.quantile(guessed[real & ~truth], 1 - FALSE_ALARMS))
    model = make().fit(matrix, truth, weight)
    kept = sorted(zip(names, model.coef_[0], strict=True), key=lambda one: (-abs(one[1]), one[0]))[:KEPT]
    FILE.write_text(json.dumps({
        "bias": round(float(model.intercept_[0]), 4), "threshold": round(threshold, 4),
        "weights": {name: round(float(value), 2) for name, value in sorted(kept)},
    }, separators=(",", ":"), ensure_ascii=False) + "\n")  # fmt: skip
    mine = truth & ~real
    print(json.dumps({
        "rows": len(rows), "disclosures": int(mine.sum()), "very_critical": len(weak), "threshold": round(threshold, 3),
        "recall_in_cross_validation_by_line": round(float((guessed[mine] >= threshold).mean()), 3),
        "very_critical_over_it": round(float((guessed[truth & real] >= threshold).mean()), 3),
    }))  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    train(parser.parse_args().data)
