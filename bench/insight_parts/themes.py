"""Themes from the words alone against the codes that people gave: could-improve comments, where the codes are known but not used.

A group stands for one code at most (Hungarian matching on F1). The rivals see the same comments in the same run.
"""

from __future__ import annotations

import csv
import gzip
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from antiphon.insight.coders.words import normalise, says_nothing
from antiphon.insight.proposing import draft
from antiphon.insight.proposing.vectors import fold, terms_of, weigh

FILE = "fft_comments_labelled_train.csv.gz"
SMALLEST = 15  # comments a code must have to be looked for
Labels = NDArray[np.int64]


def could_improve(data: Path) -> tuple[list[str], NDArray[np.bool_]]:
    """The different comments on what could be better, and which codes each has."""
    for path in data.rglob(FILE):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        codes = [name for name in rows[0] if name.startswith("v7:")]
        seen: dict[str, dict[str, str]] = {}
        for row in rows:
            if "improve" in row["qtype"] and not says_nothing(normalise(row["text"])):
                seen.setdefault(normalise(row["text"]), row)
        found = list(seen.values())
        gold = np.array([[row[code] in ("1", "1.0") for code in codes] for row in found])
        kept = gold.sum(axis=0) >= SMALLEST
        return [row["text"] for row in found], gold[:, kept]
    return [], np.zeros((0, 0), dtype=bool)


def matched_f1(labels: Labels, gold: NDArray[np.bool_]) -> float:
    """Mean F1 over the codes, each matched with one group; -1 is in no group."""
    groups = int(labels.max()) + 1
    inside = np.array([labels == number for number in range(groups)])
    both = inside.astype(float) @ gold.astype(float)
    f1 = 2 * both / (inside.sum(axis=1)[:, None] + gold.sum(axis=0)[None, :])
    rows, columns = linear_sum_assignment(-f1)
    return round(float(f1[rows, columns].sum() / gold.shape[1]), 3)


def nmi(labels: Labels, gold: NDArray[np.bool_]) -> float:
    """Normalised mutual information with the rarest code of each comment."""
    has = gold.any(axis=1)
    order = np.argsort(gold.sum(axis=0))
    one = np.array([order[np.flatnonzero(row[order])[0]] if row.any() else -1 for row in gold])[has]
    mine = labels[has]
    table = np.zeros((int(mine.max()) + 2, gold.shape[1]))
    np.add.at(table, (mine, one), 1)
    share = table / table.sum()
    a, b = share.sum(axis=1), share.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mutual = np.nansum(share * np.log(share / np.outer(a, b)))
        entropy = -np.nansum(a * np.log(a)), -np.nansum(b * np.log(b))
    return round(float(2 * mutual / sum(entropy)), 3)


def ours(texts: list[str]) -> tuple[Labels, float]:
    """Our groups and their steadiness. Comments that say nothing to group by are in no group."""
    found = draft(texts)
    assert found is not None
    labels = np.full(len(texts), -1)
    for number, one in enumerate(found.groups):
        labels[list(one.members)] = number
    return labels, found.steady


def rivals(texts: list[str], count: int) -> Iterator[tuple[str, Labels | None]]:
    """The groups of others with as many groups; None where one is not installed."""
    try:
        from sklearn.cluster import KMeans
        from sklearn.decomposition import NMF
        from sklearn.feature_extraction.text import TfidfVectorizer

        weights = TfidfVectorizer(stop_words="english", min_df=2, sublinear_tf=True).fit_transform(texts)
        yield "NMF on TF-IDF (scikit-learn)", NMF(count, random_state=1, max_iter=400).fit_transform(weights).argmax(axis=1)
        yield "k-means on TF-IDF (scikit-learn)", KMeans(count, random_state=1, n_init=3).fit_predict(weights)
    except ImportError:
        yield "scikit-learn", None
    try:
        from bertopic import BERTopic

        # On our vectors: its own encoder would be fetched from the network. As it comes, and asked for as many groups as ours.
        vectors = fold(weigh([terms_of(one) for one in texts])[0])
        for told, wanted in (("as it comes", None), ("as many groups", count)):
            model = BERTopic(embedding_model=None, min_topic_size=10, nr_topics=wanted)
            yield f"BERTopic on our vectors, {told}", np.array(model.fit_transform(texts, vectors)[0])
    except ImportError:
        yield "BERTopic", None


def run(data: Path | None, small: bool) -> Iterator[dict[str, Any]]:
    """Measure ours and the rivals."""
    texts, gold = could_improve(data) if data else ([], np.zeros((0, 0), dtype=bool))
    if not texts:
        yield {"measure": "themes from the words alone", "value": None, "told": "needs --data"}
        return
    if small:
        texts, gold = texts[:300], gold[:300, gold[:300].any(axis=0)]
    terms_of(texts[0])
    begun = time.process_time()
    labels, steady = ours(texts)
    spent = round(time.process_time() - begun, 1)
    count = int(labels.max()) + 1
    value = matched_f1(labels, gold)
    yield {"measure": "themes: F1 of groups matched with the codes people gave", "value": value, "nmi": nmi(labels, gold),
           "comments": len(texts), "codes": gold.shape[1], "groups": count, "steady": steady,
           "in_no_group": round(float((labels < 0).mean()), 3), "cpu_seconds": spent}  # fmt: skip
    for name, theirs in rivals(texts, count):
        if theirs is None:
            yield {"measure": "themes, a rival", "value": None, "rival": name,
                   "told": "not installed: uv pip install bertopic"}  # fmt: skip
            continue
        yield {"measure": "themes: the same F1 of a rival", "value": value, "rival": name,
               "rival_value": matched_f1(theirs, gold), "nmi": nmi(theirs, gold), "groups": int(theirs.max()) + 1,
               "in_no_group": round(float((theirs < 0).mean()), 3)}  # fmt: skip
