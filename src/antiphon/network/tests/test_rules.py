"""Names in time, who follows whom, dates and names as published."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.network.rules import alive, bodies_that_remain, first_day_gone, kind_of_succession, name_on, spoken

APRIL = datetime.date(2026, 4, 1)
DAY = datetime.timedelta(days=1)


def test_a_body_is_alive_from_its_first_day_until_the_day_before_its_end():
    starts, ends = datetime.date(2022, 7, 1), APRIL
    assert [alive(starts, ends, day) for day in (starts - DAY, starts, ends - DAY, ends)] == [False, True, True, False]
    assert alive(None, None, APRIL)


def test_name_on_gives_the_name_that_held_that_day():
    former = [("Second", datetime.date(2020, 1, 1)), ("First", datetime.date(2010, 1, 1))]
    said = [name_on("Third", former, datetime.date(year, 1, 1)) for year in (2009, 2010, 2019, 2020, 2026)]
    assert said == ["First", "Second", "Second", "Third", "Third"]


def test_a_living_body_remains_itself():
    assert bodies_that_remain(1, ended={2}, followed_by={1: {3}}) == {1}


def test_an_ended_body_lives_on_in_all_that_follow_it_in_the_end():
    assert bodies_that_remain(1, ended={1, 2}, followed_by={1: {2, 3}, 2: {4, 5}}) == {3, 4, 5}


def test_a_body_that_nobody_followed_lives_on_in_none():
    assert bodies_that_remain(1, ended={1}, followed_by={}) == set()


@given(
    st.dictionaries(st.integers(0, 8), st.sets(st.integers(0, 8), max_size=4), max_size=9), st.sets(st.integers(0, 8)),
    st.integers(0, 8),
)  # fmt: skip
def test_following_always_ends_and_finds_living_bodies_only(followed_by, ended, start):
    found = bodies_that_remain(start, ended=ended, followed_by=followed_by)
    assert not found & ended


@pytest.mark.parametrize(
    ("end", "successors", "gone"),
    [
        (datetime.date(2023, 4, 1), [datetime.date(2023, 4, 1)], datetime.date(2023, 4, 1)),
        (datetime.date(2020, 3, 31), [datetime.date(2020, 4, 1)], datetime.date(2020, 4, 1)),
        (datetime.date(2024, 9, 30), [], datetime.date(2024, 10, 1)),
        (datetime.date(2021, 4, 1), [None], datetime.date(2021, 4, 1)),
        (datetime.date(2020, 3, 26), [], datetime.date(2020, 3, 27)),
    ],
)
def test_first_day_gone_reads_both_ways_of_saying_an_end(end, successors, gone):
    assert first_day_gone(end, successors) == gone


def test_kind_of_succession_says_split_merger_or_replaced():
    assert kind_of_succession(successors=2, predecessors=3) == "split"
    assert kind_of_succession(successors=1, predecessors=3) == "merger"
    assert kind_of_succession(successors=1, predecessors=1) == "replaced"


@pytest.mark.parametrize(
    ("shouted", "said"),
    [
        ("NORTH LONDON NHS FOUNDATION TRUST", "North London NHS Foundation Trust"),
        ("UNIVERSITY HOSPITALS OF DERBY AND BURTON NHS FT", "University Hospitals of Derby and Burton NHS FT"),
        ("THE ROYAL MARSDEN NHS FOUNDATION TRUST", "The Royal Marsden NHS Foundation Trust"),
        ("ST GEORGE'S UNIVERSITY HOSPITALS", "St George's University Hospitals"),
        ("DR O'BRIEN & PARTNERS", "Dr O'Brien & Partners"),
        ("SWB MODALITY PCN", "SWB Modality PCN"),
        ("STOKE-ON-TRENT  GP FEDERATION", "Stoke-on-Trent GP Federation"),
        ("Leeds City Council", "Leeds City Council"),
    ],
)  # fmt: skip
def test_spoken_lowers_a_shouted_name(shouted, said):
    assert spoken(shouted) == said
