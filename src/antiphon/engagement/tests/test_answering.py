"""What can be answered: complete or not, what is counted, which question comes next."""

import uuid
from typing import Any

import pytest

from antiphon.engagement.answering import Asked, Cell, Condition, Kind, Option, cells, faults, problems, route, words

OPTIONS = (Option("bus", "By bus"), Option("car", "By car"), Option("other", "Another way", words=True))
ROWS = (Option("am", "Morning"), Option("pm", "Afternoon"))


def asked(kind: Kind, pk: int = 1, **more: Any) -> Asked:
    choices = {Kind.ONE, Kind.MANY, Kind.RANKING, Kind.MATRIX}
    return Asked(
        pk=pk, series=uuid.UUID(int=pk), kind=kind, text="How?", options=OPTIONS if kind in choices else (),
        rows=ROWS if kind is Kind.MATRIX else (), **more,
    )


GOOD = [
    (Kind.TEXT, "It was fine.", [], "It was fine."),
    (Kind.ONE, "bus", [Cell(option="bus")], ""),
    (Kind.ONE, {"key": "other", "words": "On a tandem"}, [Cell(option="other")], "On a tandem"),
    (Kind.MANY, ["bus", {"key": "other", "words": "On foot"}], [Cell(option="bus"), Cell(option="other")], "On foot"),
    (Kind.SCALE, 4, [Cell(number=4)], ""),
    (Kind.MATRIX, {"am": "bus", "pm": ""}, [Cell(row="am", option="bus")], ""),
    (Kind.RANKING, ["car", "bus"], [Cell(option="car", number=1), Cell(option="bus", number=2)], ""),
    (Kind.DATE, "2026-03-27", [Cell(text="2026-03-27")], ""),
    (Kind.PLACE, "AV3 4QQ", [Cell(text="AV3")], ""),
    (Kind.FILE, 7, [], ""),
]


@pytest.mark.parametrize(("kind", "value", "counted", "said"), GOOD)
def test_a_good_answer_is_counted_and_its_words_are_kept(kind: Kind, value: Any, counted: list[Cell], said: str) -> None:
    assert problems(asked(kind), value) == []
    assert cells(asked(kind), value) == counted
    assert words(asked(kind), value) == said


BAD = [
    (Kind.TEXT, 5), (Kind.TEXT, "x" * 20_001), (Kind.ONE, "boat"), (Kind.ONE, {"key": "bus", "words": "no box"}),
    (Kind.ONE, ["bus"]), (Kind.MANY, "bus"), (Kind.MANY, ["bus", "bus"]), (Kind.MANY, [{"key": ["bus"]}]),
    (Kind.SCALE, 6), (Kind.SCALE, True),
    (Kind.SCALE, "4"), (Kind.MATRIX, {"night": "bus"}), (Kind.MATRIX, {"am": "boat"}), (Kind.RANKING, ["bus", "bus"]),
    (Kind.RANKING, "bus"), (Kind.DATE, "27/3/2026"), (Kind.DATE, "0026-03-27"), (Kind.PLACE, "x" * 101), (Kind.FILE, "a"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value"), BAD)
def test_a_bad_answer_is_said_to_be_bad(kind: Kind, value: Any) -> None:
    assert problems(asked(kind), value)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("nothing", [None, "", "  ", [], {}])
def test_nothing_is_no_problem_unless_it_must_be_answered(kind: Kind, nothing: Any) -> None:
    assert problems(asked(kind), nothing) == []
    assert cells(asked(kind), nothing) == []
    assert problems(asked(kind, required=True), nothing)


def test_only_those_who_chose_an_answer_are_asked_what_follows_from_it() -> None:
    first = asked(Kind.ONE, pk=1)
    second = asked(Kind.ONE, pk=2, only_if=(Condition(first.series, frozenset({"car"})),))
    third = asked(Kind.TEXT, pk=3, only_if=(Condition(second.series, frozenset({"bus"})),))
    every = [first, second, third]
    assert route(every, {}) == [first]
    assert route(every, {1: "bus", 2: "bus"}) == [first]  # what rests on a question that is not asked is not asked either
    assert route(every, {1: "car", 2: "bus"}) == every


def test_a_question_that_cannot_work_is_found_before_anyone_is_asked() -> None:
    assert faults(asked(Kind.ONE)) == []
    later = Condition(uuid.UUID(int=9), frozenset({"bus"}))
    assert faults(Asked(pk=1, series=uuid.UUID(int=1), kind=Kind.ONE, text="How?"))
    assert faults(asked(Kind.TEXT, only_if=(later,)), earlier=[asked(Kind.ONE)]) == [
        "A question can only depend on a question before it."
    ]
