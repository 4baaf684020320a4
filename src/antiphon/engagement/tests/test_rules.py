"""Judgements about an engagement, without a database."""

import datetime
from dataclasses import replace

import pytest

from antiphon.engagement.rules import RUNGS, Plan, missing, predetermined, public_parts, public_words, worth_a_look

DAY = datetime.date(2026, 11, 2)
WHOLE = Plan(
    purpose="We plan evening clinics.", questions=("What works for you?",), can_change="The hours.",
    cannot_change="The building.", decides="The board", decides_on=DAY + datetime.timedelta(days=80), opens_on=DAY,
    closes_on=DAY + datetime.timedelta(days=42), other_ways="Paper forms at the library.",
)  # fmt: skip


def test_nothing_is_missing_from_a_whole_plan():
    assert missing(WHOLE) == []


@pytest.mark.parametrize(
    ("field", "empty", "said"),
    [("purpose", " ", "why you are asking"), ("questions", (), "question"), ("can_change", "", "what people can change"),
     ("cannot_change", "", "cannot change"), ("opens_on", None, "first day"), ("closes_on", None, "last day"),
     ("decides", "", "who decides"), ("decides_on", None, "when they decide"), ("other_ways", "", "Online-only form")],
)  # fmt: skip
def test_each_missing_part_is_one_sentence(field, empty, said):
    found = missing(replace(WHOLE, **{field: empty}))
    assert len(found) == 1
    assert said in found[0]


def test_a_decision_before_the_last_day_is_missing_the_point():
    assert "so that voices can count" in missing(replace(WHOLE, decides_on=WHOLE.closes_on))[0]


@pytest.mark.parametrize(
    "text",
    ["This is the final option.", "We have decided to move the clinic.", "We’ve already agreed it.",
     "The preferred option will be built.", "The decision has been made.", "The clinic will definitely close.",
     "There is no alternative.", "THE FINAL DECISION", "It will go ahead in May."],
)  # fmt: skip
def test_predetermined_flags_minds_that_are_made_up(text):
    found = predetermined(text)
    assert found
    assert all(text[one.start : one.end].split() == one.phrase.split() for one in found)


@pytest.mark.parametrize(
    "text",
    ["We have not decided yet.", "The final day is Friday.", "Which option do you prefer?", "The board will decide in May.",
     "What would you change?", ""],
)  # fmt: skip
def test_predetermined_leaves_open_questions_alone(text):
    assert predetermined(text) == []


def test_worth_a_look_thinks_of_words_time_and_the_duty():
    short = replace(WHOLE, purpose="The final option is here.", closes_on=DAY + datetime.timedelta(days=6))
    found = " ".join(worth_a_look(short, today=DAY, duty_tested=False))
    assert "already been made" in found
    assert "open for 7 days" in found
    assert "duty test" in found
    assert worth_a_look(WHOLE, today=DAY, duty_tested=True) == []
    assert "nobody could take part" in worth_a_look(WHOLE, today=datetime.date(2027, 1, 1), duty_tested=True)[0]


def test_every_rung_makes_a_promise():
    assert list(RUNGS) == ["informing", "consulting", "involving", "collaborating", "devolving"]
    assert all(rung.promise.endswith(".") and rung.meaning for rung in RUNGS.values())


def test_public_words_change_when_any_part_changes():
    first = public_words(public_parts("Name", "", "consulting", WHOLE))
    assert first != public_words(public_parts("Name", "", "involving", WHOLE))
    assert first != public_words(public_parts("Name", "", "consulting", replace(WHOLE, questions=("Other?",))))
    assert "We will listen" in first
