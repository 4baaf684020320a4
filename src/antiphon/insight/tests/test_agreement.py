"""Checked against the worked examples of K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.insight.agreement import by_code, krippendorff_alpha, masi, mean_alpha, percent_agreement

NO = None


def units(*readers):
    return [[value for value in column if value is not NO] for column in zip(*readers, strict=True)]


def test_alpha_of_two_readers_and_two_values_as_published():
    meg = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    owen = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert krippendorff_alpha(units(meg, owen)) == pytest.approx(0.095, abs=0.0005)


def test_alpha_of_four_readers_with_gaps_as_published():
    a = [1, 2, 3, 3, 2, 1, 4, 1, 2, NO, NO, NO]
    b = [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NO, 3]
    c = [NO, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NO]
    d = [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NO]
    assert krippendorff_alpha(units(a, b, c, d)) == pytest.approx(0.743, abs=0.0005)


def test_alpha_is_one_when_all_agree_and_unknown_when_nothing_varies():
    assert krippendorff_alpha([[1, 1], [2, 2]]) == 1
    assert krippendorff_alpha([[1, 1], [1, 1]]) is None
    assert krippendorff_alpha([[1], [2]]) is None


def test_masi_is_gentler_when_one_set_holds_the_other():
    one, both, other = frozenset("a"), frozenset("ab"), frozenset("bc")
    assert masi(one, one) == 0
    assert masi(one, both) == pytest.approx(1 - (2 / 3) * (1 / 2))
    assert masi(both, other) == pytest.approx(1 - (1 / 3) * (1 / 3))
    assert masi(one, other) == 1
    assert masi(frozenset(), frozenset()) == 0


def test_mean_alpha_is_over_the_codes_that_anyone_used():
    readings = [[frozenset("a"), frozenset("a")], [frozenset("b"), frozenset("b")], [frozenset(), frozenset("b")]]
    first = krippendorff_alpha(by_code(readings, "a"))
    second = krippendorff_alpha(by_code(readings, "b"))
    assert mean_alpha(readings) == pytest.approx((first + second) / 2)
    assert mean_alpha([]) is None


def test_percent_agreement_counts_pairs():
    assert percent_agreement([[1, 1], [1, 2], [1, 1, 2]]) == 40
    assert percent_agreement([[1]]) is None


@given(st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=4), min_size=1, max_size=8))
def test_alpha_is_never_more_than_one_and_does_not_care_who_read(readings):
    alpha = krippendorff_alpha(readings)
    assert alpha is None or alpha <= 1
    again = krippendorff_alpha([list(reversed(unit)) for unit in readings])
    assert alpha == pytest.approx(again) if alpha is not None else again is None
