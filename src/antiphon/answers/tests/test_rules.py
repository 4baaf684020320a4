"""Clocks, promises, and which answers fit: judgements in microseconds."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from antiphon.answers import rules
from antiphon.answers.rules import Candidate, Sent, State

MONDAY = datetime.date(2026, 11, 2)


def day(number: int) -> datetime.date:
    return MONDAY + datetime.timedelta(days=number)


@pytest.mark.parametrize(("asker", "on"), [
    ("journalist", day(1)), ("councillor", day(7)), ("staff", day(7)), ("resident", day(14)), ("group", day(14)),
])  # fmt: skip
def test_everyone_hears_in_so_many_working_days(asker, on):
    assert rules.due(asker, MONDAY) == on


def test_working_days_leave_out_weekends_and_bank_holidays():
    assert rules.due("councillor", datetime.date(2026, 12, 22)) == datetime.date(2026, 12, 31)


def test_a_reply_in_time_keeps_the_day():
    clock = rules.clock(day(4), [Sent(day(4))], today=day(9), closed_on=day(4))
    assert (clock.state, clock.silent, clock.holdings) == (State.CLOSED, False, 0)


def test_a_holding_reply_before_the_day_moves_it_and_nothing_is_missed():
    sent = [Sent(day(3), promised=day(9)), Sent(day(8))]
    clock = rules.clock(day(4), sent, today=day(30), closed_on=day(8))
    assert (clock.silent, clock.holdings, clock.by) == (False, 1, day(9))


def test_a_holding_reply_after_the_day_does_not_undo_the_silence():
    clock = rules.clock(day(4), [Sent(day(5), promised=day(9))], today=day(6))
    assert (clock.missed, clock.state) == ((day(4),), State.OPEN)


def test_a_promise_that_is_not_kept_is_a_second_silent_miss():
    clock = rules.clock(day(4), [Sent(day(5), promised=day(9))], today=day(10))
    assert clock.missed == (day(4), day(9))
    assert clock.state is State.MISSED


def test_closing_late_without_a_reply_is_a_miss():
    assert rules.clock(day(4), [], today=day(30), closed_on=day(7)).missed == (day(4),)
    assert rules.clock(day(4), [], today=day(30), closed_on=day(4)).missed == ()


@pytest.mark.parametrize(("today", "state"), [
    (day(0), State.OPEN), (day(2), State.SOON), (day(3), State.SOON), (day(4), State.TODAY), (day(5), State.MISSED),
])  # fmt: skip
def test_the_state_says_how_near_the_day_is(today, state):
    assert rules.clock(day(4), [], today=today).state is state


days = some.integers(0, 60).map(day)


@given(due=days, sent=some.lists(some.tuples(days, some.integers(1, 20))), today=days)
def test_no_day_passes_in_silence_unseen(due, sent, today):
    """However replies fall, the enquiry is either not late, or the day that passed is among those missed."""
    replies = [Sent(on, on + datetime.timedelta(days=more)) for on, more in sent if on <= today]
    clock = rules.clock(due, replies, today=today)
    assert (clock.state is State.MISSED) == (today > clock.by)
    assert clock.state is not State.MISSED or clock.by in clock.missed
    if not replies:
        assert clock.silent == (today > due)


@pytest.mark.parametrize(("what", "on", "words"), [
    ("", day(3), "Say what they will hear"), ("the times", None, "on which day"), ("the times", MONDAY, "after today"),
    ("the times", day(60), "Promise a day up to 30 November 2026"),
])  # fmt: skip
def test_a_holding_reply_names_what_and_when(what, on, words):
    assert words in " ".join(rules.wrong_promise(what, on, MONDAY))


def test_a_good_promise_has_nothing_wrong():
    assert rules.wrong_promise("the waiting times for Vale North", day(9), MONDAY) == []


def test_the_mark_of_a_reply_changes_with_each_word_and_tells_none():
    mark = rules.mark_of("last", "Her hip was done in March.", "", None)
    assert mark != rules.mark_of("last", "Her hip was done in May.", "", None)
    assert mark != rules.mark_of("holding", "Her hip was done in March.", "", None)
    assert "hip" not in mark


ANSWERS = [
    Candidate(1, "When do the evening clinics begin?", "On 1 March, at the Cottage.", ["clinics"]),
    Candidate(2, "How do I reach 111 at night?", "Ring 111 from any phone.", ["111"]),
    Candidate(3, "Will my GP surgery close?", "No surgery closes.", ["gp"]),
]


@pytest.mark.parametrize(("asked", "first"), [
    ("my mother cannot reach anyone at night, whom do we ring?", 2), ("is there a clinic in the evening", 1),
    ("are you closing surgeries", 3),
])  # fmt: skip
def test_the_answer_that_shares_the_most_comes_first(asked, first):
    assert rules.best(asked, ANSWERS)[0] == first


def test_what_fits_nothing_finds_nothing():
    assert rules.best("parking charges", ANSWERS) == []
    assert rules.best("", ANSWERS) == []


def test_a_topic_alone_finds_its_answers():
    assert rules.best("what about it", ANSWERS, topic="gp") == [3]


def test_a_headline_is_one_short_line():
    line = rules.headline("When\n\n  do they begin? " + "word " * 50)
    assert line.startswith("When do they begin? word")
    assert len(line) <= 81
    assert rules.headline("Short") == "Short"
