"""The coders on real comments: each comment read by a coder that had not seen its words."""

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from antiphon.insight.coders import quick, training
from antiphon.insight.coders.evaluation import Figures
from antiphon.insight.coders.learning import Crossed, Data, fixed_folds
from antiphon.insight.coders.vectors import MINIMUM_COMMENTS, features_of
from antiphon.insight.coders.words import words_of

FOLD_FILE = Path(__file__).parents[5] / "bench" / "insight_parts" / "coding_folds.csv"

#: The bars of the quick coder; what was measured stands in docs/model-cards/quick-coder.md.
MACRO_F1, MICRO_F1, CALIBRATION, ACCEPTED, STANCE_ACCURACY = 0.60, 0.71, 0.03, 0.90, 0.80


@pytest.fixture(scope="module")
def data(real_data: Path) -> Data:
    return training.read_data(real_data / "surveys" if (real_data / "surveys").is_dir() else real_data)


@pytest.fixture(scope="module")
def learnt(data: Data) -> tuple[quick.Weights, Crossed]:
    return training.fit(data)


@pytest.fixture(scope="module")
def measured(data: Data, learnt: tuple[quick.Weights, Crossed]) -> tuple[Figures, dict[str, Any]]:
    return training.measure(learnt[1], data.labelled, learnt[0].codes)


def test_the_folds_are_those_of_the_file_and_share_no_words(data: Data) -> None:
    with FOLD_FILE.open(newline="") as file:
        listed = {row["words"]: int(row["fold"]) for row in csv.DictReader(file)}
    fold = fixed_folds(data.labelled)
    ours = [hashlib.sha256(normal.encode()).hexdigest()[:16] for normal in data.labelled.normal]
    assert [listed[words] for words in ours] == fold.tolist()
    assert set(ours) == set(listed)
    assert min(np.bincount(fold)) >= 800


def test_the_bars_are_held(measured: tuple[Figures, dict[str, Any]]) -> None:
    figures, more = measured
    assert figures.macro_f1 >= MACRO_F1
    assert figures.micro_f1 >= MICRO_F1
    assert figures.calibration_error <= CALIBRATION
    assert more["accepted_at_0.8"]["precision"] >= ACCEPTED
    assert more["stance_accuracy"] >= STANCE_ACCURACY
    assert more["sure_micro_f1"] > figures.micro_f1


def test_training_again_gives_the_shipped_weights_and_figures(
    learnt: tuple[quick.Weights, Crossed], measured: tuple[Figures, dict[str, Any]]
) -> None:
    record = json.loads((training.SHIPPED / "patient_feedback.json").read_text())
    assert hashlib.sha256(learnt[0].to_bytes()).hexdigest() == record["weights_sha256"]
    assert measured[0].macro_f1 == pytest.approx(record["unseen"]["macro_f1"], abs=1e-4)
    assert measured[0].micro_f1 == pytest.approx(record["unseen"]["micro_f1"], abs=1e-4)


def test_every_shipped_feature_stands_in_several_different_comments_or_in_our_phrases(data: Data) -> None:
    texts = dict(zip(data.labelled.normal, data.labelled.comments, strict=True))
    weak = data.weak
    assert weak is not None
    texts.update((words, comment) for words, comment in zip(weak.normal, weak.comments, strict=True) if words not in texts)
    coder = quick.load()
    number_of = {feature: number for number, feature in enumerate(coder.weights.vectoriser.features)}
    held = np.zeros(len(number_of), dtype=int)
    for words in texts:
        features = set(features_of((words.split(), "")))
        held[[number_of[feature] for feature in features if feature in number_of]] += 1
    ours = {
        feature
        for code in data.frame.codes
        for phrase in code.examples
        for feature in features_of((words_of(phrase), ""))
    }
    rare = {
        feature
        for feature, number in number_of.items()
        if held[number] < MINIMUM_COMMENTS and not feature.startswith("?") and feature not in ours
    }
    assert not rare
