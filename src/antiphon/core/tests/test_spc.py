"""A measure over time: the signs of special cause, each alone, and what is said in words."""

import datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.core.spc import Point, Sign, chart, limits, place

DAY = datetime.date(2026, 1, 5)


def points(*values: float) -> list[Point]:
    return [Point(DAY + datetime.timedelta(days=14 * number), value) for number, value in enumerate(values)]


def signs(*values: float, **how: object) -> list[str]:
    return [str(one.sign) for one in place(points(*values), **how)]


def test_limits_lie_266_mean_moving_ranges_from_the_mean_and_great_leaps_are_left_out():
    assert limits([10, 12, 10, 12]) == (11.0, pytest.approx(11 - 5.32), pytest.approx(11 + 5.32))
    values = [10, 12] * 10 + [200]
    mean, lower, upper = limits(values)
    assert upper - mean == pytest.approx(5.32)  # the leap of 188 is not among the ranges
    assert lower < mean


def test_chance_alone_has_no_sign():
    assert set(signs(*[50, 53, 49, 52, 51, 48, 50, 53, 49, 52, 51, 48, 50, 52])) == {""}


def test_a_point_outside_the_limits():
    assert signs(*[50, 52] * 8, 90)[-1] == Sign.OUTSIDE


def test_seven_in_a_row_on_one_side_is_a_shift():
    found = signs(45, 55, 44, 56, 45, 55, 44, 53, 54, 53, 54, 53, 54, 53)
    assert Sign.SHIFT in found[-7:]


def test_seven_that_rise_are_a_trend():
    assert Sign.TREND in signs(10, 30, 11, 31, 12, 14, 16, 18, 20, 22, 24, 12, 30)


@given(st.lists(st.floats(0, 1000), min_size=2, max_size=40))
def test_every_point_is_placed_and_the_picture_is_well_formed(values: list[float]):
    found = chart("T <b>", "per cent", points(*values))
    assert len(found.points) == len(values)
    assert ElementTree.fromstring(str(found.picture)).get("role") == "img"
    assert "<b>" not in found.picture


def test_the_words_say_the_shift_its_way_and_that_few_numbers_are_on_trial():
    found = chart("Pulse", "in 100", points(41, 44, 40, 43, 42, 44, 41, 58, 61, 57, 60, 62, 58, 61))
    said = " ".join(found.words)
    shift = "From 13 April 2026 to 6 July 2026, 7 numbers in a row lie above the mean: a shift, and not chance. This is better."
    assert shift in said
    assert not found.trial
    few = chart("Waits", "minutes", points(9, 8, 9), better="down")
    assert few.trial
    assert "on trial" in " ".join(few.words)


def test_which_way_is_better_is_said_and_limits_are_drawn_anew_for_a_reason():
    up = place(points(*[50, 52] * 8, 90), better="down")
    assert (up[-1].kind, up[-1].words) == ("worse", "Worse: outside the limits")
    assert place(points(*[50, 52] * 8, 90), better="neither")[-1].kind == "changed"
    day = DAY + datetime.timedelta(days=14 * 7)
    values = (41, 44, 40, 43, 42, 44, 41, 58, 61, 57, 60, 62, 58, 61)
    found = chart("P", "in 100", points(*values), rebased_on=day, rebased_why="New words")
    assert {one.kind for one in found.points} == {"common"}
    assert "Limits are drawn anew from 13 April 2026: New words." in found.words
