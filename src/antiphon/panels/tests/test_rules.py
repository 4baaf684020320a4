"""The judgements of a panel."""

import datetime

import pytest

from antiphon.panels import profile, rules
from antiphon.panels.rules import Needs, Route


@pytest.mark.parametrize(("said", "amount"), [
    ("25", 2500), ("£25", 2500), ("£ 7.40", 740), ("1,250.50", 125050), ("0.01", 1),
    ("", None), ("0", None),
    ("-5", None), ("7.4", None), ("7.405", None), ("1,25", None), ("ten", None), ("5001", None), ("1e3", None),
])  # fmt: skip
def test_money_is_read_to_the_penny_or_not_at_all(said: str, amount: int | None):
    assert rules.pence(said) == amount


def test_money_is_written_as_people_write_it():
    assert [rules.pounds(amount) for amount in (2500, 740, 125050, 1)] == ["£25", "£7.40", "£1,250.50", "£0.01"]


@pytest.mark.parametrize(("day", "months", "then"), [
    ((2026, 1, 31), 1, (2026, 2, 28)), ((2024, 1, 30), 1, (2024, 2, 29)), ((2026, 11, 22), 24, (2028, 11, 22)),
    ((2026, 12, 15), 1, (2027, 1, 15)), ((2024, 2, 29), 12, (2025, 2, 28)),
])  # fmt: skip
def test_a_term_ends_on_a_real_day(day, months, then):
    assert rules.after_months(datetime.date(*day), months) == datetime.date(*then)


ALL = {"has_email": True, "has_telephone": True, "has_post": True}


@pytest.mark.parametrize(("needs", "reach", "route"), [
    (Needs(), ALL, Route(True, ())),
    (Needs(formats=("large_print",)), ALL, Route(True, (), large_print=True)),
    (Needs(way="telephone"), ALL, Route(False, ("ring",))),
    (Needs(way="post", formats=("large_print",)), ALL, Route(False, ("post",), large_print=True)),
    (Needs(formats=("bsl",)), ALL, Route(True, ("bsl",))),
    (Needs(formats=("braille",)), ALL, Route(True, ("post",))),
    (Needs(way="post", formats=("braille",)), ALL, Route(False, ("post",))),
    (Needs(formats=("easy_read", "audio"), language="Urdu"), ALL, Route(True, ("easy_read", "audio", "translate"))),
    (Needs(), {**ALL, "has_email": False}, Route(False, ("ring",))),
    (Needs(), {"has_email": False, "has_telephone": False, "has_post": True}, Route(False, ("post",))),
])  # fmt: skip
def test_each_letter_goes_the_way_that_the_person_needs(needs, reach, route):
    assert rules.route(needs, **reach) == route


def test_needs_are_kept_as_little_as_they_are():
    assert Needs().kept() == {}
    chair = "A chair with arms"
    needs = Needs(way="telephone", formats=("bsl", "large_print"), language="Urdu", support=("step_free",), more=chair)
    assert Needs.read(needs.kept()) == Needs.read({**needs.kept(), "formats": ["large_print", "bsl", "not known"]})
    assert needs.support_lines == ["Step-free way in", chair]


NOT = {"left": False, "resting": False, "unwilling": False, "term_over": False, "asked": 0, "cap": 4, "already": False}


@pytest.mark.parametrize(("what", "why"), [
    ({}, ""), ({"asked": 3}, ""), ({"asked": 4}, "cap"), ({"left": True, "asked": 9}, "left"), ({"resting": True}, "resting"),
    ({"unwilling": True}, "unwilling"), ({"term_over": True}, "term_over"), ({"already": True}, "already"),
])  # fmt: skip
def test_who_must_not_be_asked_and_why(what, why):
    assert rules.why_not_asked(**{**NOT, **what}) == why


def test_a_profile_is_read_by_key_or_words_and_says_what_it_cannot_read():
    said = {"age": "65 to 74", "disability": "lot", "place": "vale", "sex": "prefer not to say", "ethnic_group": "blue"}
    meant, wrong = profile.read(said, ["Ashmere", "Vale"])
    assert meant == {"age": "65_74", "disability": "lot", "place": "Vale"}
    assert len(wrong) == 1
    assert "blue" in wrong[0]
