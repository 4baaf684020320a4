"""`./dev bench harm [--train]`: recall and precision of the harm screening on the labelled, made-up set.

With --train the words' weights (voices/deidentification/harm_weights.json) are made anew from the set, `FRESH` left out, and
the fictional comments of the demonstration; the threshold is chosen by cross-validation on the same lines.
"""

import csv
import json
import random
import sys
import time
from pathlib import Path

from antiphon.voices.deidentification import disclosures, screen_harm
from antiphon.voices.deidentification.harm_weights import FILE, features, likeness
from antiphon.voices.tests.harm_set import FRESH, OBLIQUE, SEEN, UNSEEN

DATA = Path(__file__).parents[1] / "src" / "antiphon" / "demonstration" / "data"
KEPT = 4000
FALSE_ALARMS = 0.03  # of ordinary comments, in cross-validation: what the threshold is chosen for


def ordinary() -> list[str]:
    """Return the fictional comments of the demonstration; they disclose nothing."""
    found = []
    for file in sorted(DATA.glob("voices-*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            found += [row["text"] for row in csv.DictReader(lines)]
    return found


def train() -> None:
    """Fit a logistic regression over words and pairs of words; write the weights that matter most."""
    import numpy as np
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline

    lines = [*SEEN, *UNSEEN, *OBLIQUE, *(("", text) for text in ordinary())]
    random.Random(1).shuffle(lines)
    rows = [features(text) for _, text in lines]
    truth = np.array([bool(kind) for kind, _ in lines])
    model = make_pipeline(DictVectorizer(), LogisticRegression(C=30, class_weight="balanced", max_iter=5000))
    folds = StratifiedKFold(5, shuffle=True, random_state=1)
    guessed = cross_val_predict(model, rows, truth, cv=folds, method="predict_proba")[:, 1]
    threshold = float(np.quantile(guessed[~truth], 1 - FALSE_ALARMS))
    model.fit(rows, truth)
    names, weights = model[0].get_feature_names_out(), model[1].coef_[0]
    kept = sorted(zip(names, weights, strict=True), key=lambda one: -abs(one[1]))[:KEPT]
    FILE.write_text(json.dumps({
        "bias": round(float(model[1].intercept_[0]), 4), "threshold": round(threshold, 4),
        "weights": {name: round(float(weight), 3) for name, weight in sorted(kept)},
    }, indent=0, ensure_ascii=False) + "\n")  # fmt: skip
    found = (guessed[truth] > threshold).mean()
    told = {"trained_on": len(lines), "threshold": round(threshold, 3), "recall_in_cross_validation": round(float(found), 3)}
    print(json.dumps(told))


def measure() -> None:
    """Print one line of JSON for each part of the set."""
    plain = ordinary()
    for name, part in (("seen", SEEN), ("unseen half", UNSEEN), ("oblique", OBLIQUE), ("fresh", FRESH)):
        yes = [text for kind, text in part if kind]
        no = [text for kind, text in part if not kind]
        line = {"part": name, "disclosures": len(yes), "near_misses": len(no)}
        for how, sign in (("concern", disclosures), ("eyes", screen_harm)):
            found, false = sum(bool(sign(text)) for text in yes), sum(bool(sign(text)) for text in no)
            precision = round(found / max(1, found + false), 3)
            line[how] = {"recall": round(found / len(yes), 3), "precision": precision, "false": false}
        print(json.dumps(line))
    began = time.perf_counter()
    signs = {"concern": disclosures, "eyes": screen_harm, "by likeness alone": likeness}
    alarms = {how: sum(bool(sign(text)) for text in plain) for how, sign in signs.items()}
    each = (time.perf_counter() - began) / len(plain)
    told = {"part": "ordinary comments", "comments": len(plain), "false_alarms": alarms, "seconds_each": round(each, 6)}
    print(json.dumps(told))


if __name__ == "__main__":
    if "--train" in sys.argv:
        train()
    measure()
