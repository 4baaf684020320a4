"""What the coders are compared with, and what a coder makes of few decisions or none. Used by `coding.py`."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

BASELINE = (
    "scikit-learn: TF-IDF of words and pairs, a balanced LinearSVC for each code, the likeliest code where none is given"
    " (after pxtextmining's quick recipe)"
)


def baseline(labelled: Any, fold: Any) -> Any:
    """Suggestions (n, c) of the baseline for each fold, learnt from the other four."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    texts = np.array([f"{one.question} {one.text}" for one in labelled.comments], dtype=object)
    given = np.zeros_like(labelled.codes)
    for number in sorted(set(fold.tolist())):
        seen, unseen = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
        learn, test = words.fit_transform(texts[seen]), words.transform(texts[unseen])
        scores = np.full((len(unseen), given.shape[1]), -9.0)
        for column in range(given.shape[1]):
            marks = labelled.codes[seen, column]
            if 0 < marks.sum() < len(seen):
                line = LinearSVC(C=1.0, class_weight="balanced", random_state=0).fit(learn, marks)
                scores[:, column] = line.decision_function(test)
        given[unseen] = scores > 0
        none = unseen[given[unseen].sum(axis=1) == 0]
        given[none, scores[given[unseen].sum(axis=1) == 0].argmax(axis=1)] = 1
    return given


def _score(coder: Any, labelled: Any) -> Any:
    from antiphon.insight.coders.evaluation import measure_codes

    confidence = coder.probabilities(labelled.comments)[0]
    return measure_codes(coder.codes, labelled.codes, (confidence >= coder.threshold).astype(float), confidence)


def older_coder(folder: Path, data: Any) -> Any:
    """A coder of another frame: the older comments with their own labels, from other trusts and none of our codes."""
    from sklearn.svm import LinearSVC

    from antiphon.insight.coders import quick, training
    from antiphon.insight.coders.labelled import rows_of
    from antiphon.insight.coders.vectors import Vectoriser
    from antiphon.insight.coders.words import normalise, says_nothing

    known = set(data.labelled.normal)
    marked: dict[str, set[str]] = {}
    for row in rows_of(folder / training.WEAK_FILE):
        normal = normalise(row["feedback"])
        if not says_nothing(normal) and normal not in known:
            marked.setdefault(normal, set()).add(row["subcategory"].strip())
    texts = sorted(marked)
    times = Counter(label for normal in texts for label in marked[normal])
    labels = sorted(label for label, number in times.items() if number >= 20)
    documents = [(normal.split(), "") for normal in texts]
    vectoriser = Vectoriser.learn(documents)
    rows = vectoriser.rows(documents)
    rows.indices, rows.indptr = rows.indices.astype(np.int32), rows.indptr.astype(np.int32)
    words, start = np.zeros((rows.shape[1], len(labels) + 3)), np.zeros(len(labels) + 3)
    for column, label in enumerate(labels):
        learnt = LinearSVC(C=0.3, random_state=0).fit(rows, [label in marked[normal] for normal in texts])
        words[:, column], start[column] = learnt.coef_[0], learnt.intercept_[0]
    codes = len(labels)
    return quick.QuickCoder(
        quick.Weights(
            vectoriser, tuple(f"older: {label}" for label in labels), words.astype(np.float32), start.astype(np.float32),
            np.ones((codes, 4), np.float32), np.zeros(codes, np.float32), np.zeros((8, 3), np.float32),
            np.zeros(3, np.float32), np.full(codes, 0.5, np.float32), np.array([0.2, 0.7], np.float32),
        ), "older",
    )  # fmt: skip


def few_decisions(folder: Path, small: bool) -> Iterator[dict[str, Any]]:
    """Cold start, and a new organisation with three hundred decisions."""
    from antiphon.insight.coders import learning, local, quick, training
    from antiphon.insight.coders.labelled import rows_of
    from antiphon.insight.coders.words import normalise

    data = training.read_data(folder)
    frame, labelled = data.frame, data.labelled
    alone = _score(local.learn(frame, []), labelled)
    yield {"measure": "cold start: phrases alone, macro-F1",
           "value": round(alone.macro_f1, 4), "bar": 0.42,
           "holds": alone.macro_f1 >= 0.42, "micro_f1": round(alone.micro_f1, 4),
           "codes": alone.codes_counted, "comments": alone.comments}  # fmt: skip
    helped = _score(local.learn(frame, [], older_coder(folder, data)), labelled)
    yield {"measure": "cold start: phrases and a coder of another frame and other trusts, macro-F1",
           "value": round(helped.macro_f1, 4), "bar": 0.42, "holds": helped.macro_f1 >= 0.42,
           "micro_f1": round(helped.micro_f1, 4)}  # fmt: skip
    if small:
        return
    trusts: dict[str, set[str]] = {}
    for row in rows_of(folder / training.LABELLED_FILE):
        trusts.setdefault(normalise(row["text"]), set()).add(row["trust"])
    one = np.array([place for place, normal in enumerate(labelled.normal) if "NEAS" in trusts[normal]])
    two = np.array([place for place, normal in enumerate(labelled.normal) if trusts[normal] == {"NHFT"}])
    base = quick.QuickCoder(learning.fit(data, one)[0], "one trust")
    found, seconds = {0: [], 300: []}, []
    for draw in range(3):
        mixed = np.random.default_rng(draw).permutation(two)
        test = labelled.take(mixed[300:])
        told = [
            local.Correction(
                labelled.comments[row],
                frozenset(base.codes[column] for column in np.flatnonzero(labelled.codes[row])),
            )
            for row in mixed[:300]
        ]
        found[0].append(_score(base, test))
        start = time.process_time()
        coder = local.learn(frame, told, base)
        seconds.append(time.process_time() - start)
        found[300].append(_score(coder, test))
    macro, micro = ({number: float(np.mean([getattr(x, name) for x in scores])) for number, scores in found.items()}
                    for name in ("macro_f1", "micro_f1"))  # fmt: skip
    yield {"measure": "a new organisation: one trust learnt, 300 decisions of the other, macro-F1 (mean of three draws)",
           "value": round(macro[300], 4), "bar": 0.50, "holds": macro[300] >= 0.50, "micro_f1": round(micro[300], 4),
           "before_any_decision": {"macro_f1": round(macro[0], 4), "micro_f1": round(micro[0], 4)},
           "comments": len(two) - 300, "learnt_from": len(one)}  # fmt: skip
    yield {"measure": "learning again from 300 decisions, CPU-seconds", "value": round(max(seconds), 2), "bar": 10,
           "holds": max(seconds) < 10}  # fmt: skip
