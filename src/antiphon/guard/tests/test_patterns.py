"""Bursts and copies are found, ordinary answers are left alone, and it is quick enough for a big engagement."""

import csv
import datetime
import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from antiphon.guard import patterns
from antiphon.guard.patterns import Came, Sign

START = datetime.datetime(2026, 3, 2, 8, tzinfo=datetime.UTC)
VOICES = Path(__file__).parents[2] / "demonstration" / "data"
TEMPLATE = (
    "Please keep the evening clinic at Castle Green open. My family uses it after work and the bus to the hospital takes an hour."
)
ENDINGS = ("", " Thank you.", " Please listen to us!", " We need it", " I mean it.", " Do not close it.")
SWAPS = (("family", "mother"), ("an hour", "too long"), ("Please", "You must"), ("evening", "late"), ("after work", "most weeks"))


def fictional() -> list[str]:
    """Return every comment of the demonstration."""
    found = []
    for file in sorted(VOICES.glob("voices-*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            found += [row["text"] for row in csv.DictReader(lines)]
    return found


def variants(count: int, *, seed: int = 1) -> list[str]:
    """Return a copied letter as people change it: another ending, at most one word changed, capitals, spaces."""
    chance = random.Random(seed)
    made = []
    for _ in range(count):
        words = TEMPLATE
        if chance.random() < 0.5:
            words = words.replace(*chance.choice(SWAPS))
        words += chance.choice(ENDINGS)
        made.append(words.upper() if chance.random() < 0.1 else words.replace(" ", "  ", chance.randrange(3)))
    return made


def evenly(count: int, *, days: int = 20, seed: int = 2) -> list[datetime.datetime]:
    """Return so many moments of ordinary days, more of them in the evening."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        hour = chance.choices(range(15), weights=[1, 2, 3, 3, 4, 3, 2, 2, 3, 4, 5, 5, 4, 3, 1])[0]
        found.append(START + datetime.timedelta(days=chance.randrange(days), hours=hour, seconds=chance.randrange(3600)))
    return found


def test_no_ordinary_comment_is_taken_for_a_copy() -> None:
    """Measured on the fictional comments of the demonstration (docs/model-cards/bursts-and-copies.md)."""
    words = fictional()
    assert len(words) > 400
    came = [Came(pk, START, text) for pk, text in enumerate(words)]
    flagged = [pk for one in patterns.copies(came) for pk in one.members]
    assert len(flagged) / len(words) < 0.005, [words[pk] for pk in flagged]


def test_copies_of_a_letter_are_found_as_people_change_them() -> None:
    ordinary = fictional()
    words = [*ordinary, *variants(60)]
    found = patterns.copies([Came(pk, START, text) for pk, text in enumerate(words)])
    members = {pk for one in found for pk in one.members}
    caught = len([pk for pk in members if pk >= len(ordinary)])
    assert caught >= 57, caught  # of 60
    assert "nearly the same words" in found[0].reason


def test_short_comments_are_alike_by_nature() -> None:
    assert patterns.copies([Came(pk, START, "Very good service, thank you.") for pk in range(50)]) == []


def test_a_burst_is_found_and_ordinary_days_are_not() -> None:
    usual = [Came(pk, at) for pk, at in enumerate(evenly(600))]
    assert patterns.bursts(sorted(usual, key=lambda one: one.at)) == []
    at = START + datetime.timedelta(days=9, hours=3)
    flood = [Came(1000 + n, at + datetime.timedelta(seconds=7 * n)) for n in range(60)]
    found = patterns.bursts(sorted([*usual, *flood], key=lambda one: one.at))
    assert len(found) == 1
    assert set(found[0].members) >= {one.pk for one in flood}
    assert len(found[0].members) < 75
    assert "within" in found[0].reason


@pytest.mark.parametrize("seed", range(20))
def test_ordinary_days_of_any_kind_make_no_burst(seed: int) -> None:
    """Twenty made-up engagements of 2,000 answers each: none is flagged."""
    usual = [Came(pk, at) for pk, at in enumerate(sorted(evenly(2000, seed=seed)))]
    assert patterns.bursts(usual) == []


def test_the_same_choices_over_and_over_are_found() -> None:
    chance = random.Random(3)
    options = ["a", "b", "c", "d"]
    usual = [
        Came(pk, START, choices={f"q{n}": chance.choices(options, [5, 3, 2, 1])[0] for n in range(8)}) for pk in range(800)
    ]
    assert patterns.same_choices(usual) == []
    same = [Came(5000 + n, START, choices={f"q{n}": "dcdcabdc"[n] for n in range(8)}) for n in range(30)]
    found = patterns.same_choices([*usual, *same])
    assert [one.sign for one in found] == [Sign.CHOICES]
    assert set(found[0].members) == {one.pk for one in same}


def test_people_who_agree_on_everything_are_not_a_pattern() -> None:
    """When most people choose the first of everything, that many of them are the same is no wonder."""
    chance = random.Random(4)
    usual = [Came(pk, START, choices={f"q{n}": chance.choices("ab", [9, 1])[0] for n in range(6)}) for pk in range(500)]
    assert patterns.same_choices(usual) == []


def test_one_network_is_named_when_much_of_it_comes_in_a_day() -> None:
    usual = [Came(pk, at, network=f"n{pk % 90}") for pk, at in enumerate(evenly(180))]
    assert patterns.one_network(usual) == []
    ward = [Came(1000 + n, START + datetime.timedelta(minutes=n), network="ward") for n in range(40)]
    found = patterns.one_network([*usual, *ward])
    assert [len(one.members) for one in found] == [40]
    assert "hospital" in found[0].reason


def test_it_is_quick_enough_for_a_big_engagement() -> None:
    chance = random.Random(5)
    words = fictional()
    came = [
        Came(pk, START + datetime.timedelta(seconds=40 * pk), " ".join(chance.choice(words) for _ in range(2)),
             {f"q{n}": chance.choice("abcd") for n in range(10)}, f"n{chance.randrange(5000)}")
        for pk in range(5_000)
    ]  # fmt: skip
    began = time.perf_counter()
    patterns.look_over(came)
    assert time.perf_counter() - began < 10  # two seconds when nobody else is at work


@given(some.integers(0, 400), some.floats(0, 300))
def test_the_tail_is_a_probability_and_falls_with_the_count(count: int, mean: float) -> None:
    tail = patterns.poisson_tail(count, mean)
    assert 0 <= tail <= 1
    assert patterns.poisson_tail(count + 1, mean) <= tail


@given(some.text(max_size=300), some.text(max_size=300))
def test_resemblance_is_even_handed(one: str, other: str) -> None:
    a, b = patterns.shingles(one), patterns.shingles(other)
    assert patterns.resemblance(a, b) == patterns.resemblance(b, a)
    assert patterns.resemblance(a, a) == (1 if a else 0)
