"""The coder on real comments: trained on three quarters, measured on the quarter it has not seen."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from antiphon.insight.coders import quick, training
from antiphon.insight.coders.evaluation import Figures
from antiphon.insight.coders.learning import Data
from antiphon.insight.coders.vectors import MINIMUM_COMMENTS, features_of
from antiphon.insight.coders.words import words_of

# Measured when the weights were made: 0.592, 0.716 and 0.816 (docs/model-cards/quick-coder.md).
MACRO_F1, MICRO_F1, STANCE_ACCURACY = 0.58, 0.70, 0.80


@pytest.fixture(scope="module")
def data(real_data: Path) -> Data:
    return training.read_data(real_data / "surveys" if (real_data / "surveys").is_dir() else real_data)


@pytest.fixture(scope="module")
def measured(data: Data) -> tuple[quick.Weights, Figures, dict[str, Any]]:
    learn, hold = training.split(data.labelled)
    weights = quick.Weights.from_bytes(training.fit(data, learn).to_bytes())
    return weights, *training.evaluate(weights, data.labelled.take(hold))


def test_the_split_shares_no_words(data: Data) -> None:
    learn, hold = training.split(data.labelled)
    assert not {data.labelled.normal[n] for n in learn} & {data.labelled.normal[n] for n in hold}
    assert 1_000 <= len(hold) <= 1_200


def test_the_bar_is_held(measured: tuple[quick.Weights, Figures, dict[str, Any]]) -> None:
    _, figures, more = measured
    assert figures.macro_f1 >= MACRO_F1
    assert figures.micro_f1 >= MICRO_F1
    assert figures.calibration_error <= 0.05
    assert more["stance_accuracy"] >= STANCE_ACCURACY
    assert more["sure_micro_f1"] > figures.micro_f1


def test_a_retrain_gives_what_the_shipped_record_says(measured: tuple[quick.Weights, Figures, dict[str, Any]]) -> None:
    record = json.loads((training.SHIPPED / "patient_feedback.json").read_text())["holdout"]
    assert measured[1].macro_f1 == pytest.approx(record["macro_f1"], abs=0.005)
    assert measured[1].micro_f1 == pytest.approx(record["micro_f1"], abs=0.005)


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
