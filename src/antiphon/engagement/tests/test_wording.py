"""The words of questions: advice, the same in full, the way on paper, and keys that stay."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.engagement.answering import (
    Asked,
    Condition,
    Kind,
    Option,
    cells,
    chosen_keys,
    faults,
    is_answered,
    may_follow,
    problems,
    route,
    uploads,
    words,
)
from antiphon.engagement.wording import TEMPLATES, advice, asked_of, directions, in_full, keyed

ONE = Asked(1, uuid.UUID(int=1), Kind.ONE, "How do you come?", options=(Option("bus", "By bus"), Option("car", "By car")))
THEN = Asked(2, uuid.UUID(int=2), Kind.TEXT, "Why by bus?", only_if=(Condition(ONE.series, frozenset({"bus"})),))
SCALE = Asked(3, uuid.UUID(int=3), Kind.SCALE, "How easy?", settings={"from": 0, "to": 10, "low": "Hard"}, page=2)
LAST = Asked(4, uuid.UUID(int=4), Kind.TEXT, "Why hard?", only_if=(Condition(SCALE.series, frozenset({"0", "1"})),), page=2)
EVERY = [ONE, THEN, SCALE, LAST]


@pytest.mark.parametrize(("text", "said"), [
    ("Don't you agree that it is good?", "leans"),
    ("How clear and helpful was the nurse?", "two things at once"),
    ("How was it and why did you come?", "two things at once"),
    ("What do stakeholders need?", "word of the trade"),
    ("How was your MDT?", "short for something"),
    ("Is it not unclear?", "two “no”s"),
    ("When you think about all of the times that you came here in the last year, what was the very best thing?", "Use 20"),
])  # fmt: skip
def test_advice_finds_what_makes_a_question_hard_or_leaning(text: str, said: str) -> None:
    assert any(said in one for one in advice(text)), advice(text)


@pytest.mark.parametrize("text", ["What works for you?", "How was your visit to the GP?", "Where and when would you come?"])
def test_advice_leaves_a_plain_question_alone(text: str) -> None:
    assert advice(text) == []


def test_a_question_in_full_has_all_that_the_public_reads() -> None:
    assert in_full(ONE, EVERY) == "How do you come?\nAnswer: By bus\nAnswer: By car"
    assert in_full(THEN, EVERY).endswith("Asked only if the answer to question 1 is “By bus”")
    assert "From 0 (Hard) to 10" in in_full(SCALE, EVERY)
    assert asked_of(ONE, EVERY) == ""


def test_the_way_is_said_in_words_on_paper() -> None:
    found = directions(EVERY)
    assert found[1] == ["If you ticked “By bus”, answer question 2 too."]
    assert found[2] == ["Answer this only if you ticked “By bus” in question 1. If not, go to question 3."]
    assert found[4] == ["Answer this only if you ticked “0” or “1” in question 3. If not, leave it out."]


def test_answers_keep_their_keys_when_they_are_mended_moved_or_joined_by_more() -> None:
    first = keyed(["By bus", "By car"])
    assert [one["key"] for one in first] == ["by_bus", "by_car"]
    assert [one["key"] for one in keyed(["By car", "By bus"], first)] == ["by_car", "by_bus"]
    assert [one["key"] for one in keyed(["By buss", "By car"], first)] == ["by_bus", "by_car"]
    assert [one["key"] for one in keyed(["By bus", "On foot", "By car"], first)] == ["by_bus", "on_foot", "by_car"]
    assert [one["key"] for one in keyed(["بس", "گاڑی"])] == ["answer", "answer_2"]


@given(st.lists(st.text(max_size=80), max_size=12), st.lists(st.text(max_size=80), max_size=12))
def test_keys_are_always_short_and_never_the_same_twice(before: list[str], after: list[str]) -> None:
    known = keyed(before)
    for found in (known, keyed(after, known)):
        keys = [one["key"] for one in found]
        assert len(set(keys)) == len(keys)
        assert all(0 < len(key) <= 40 for key in keys)


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_ready_made_questions_can_be_asked(template) -> None:
    for number, fields in enumerate(template.questions):
        options = tuple(Option(one["key"], one["text"]) for one in fields.get("options", ()))
        more = {"options": options, "settings": fields.get("settings", {})}
        assert faults(Asked(number, uuid.uuid4(), Kind(fields["kind"]), fields["text"], **more)) == []


def test_what_may_follow_on_a_page_rests_on_the_pages_before_it() -> None:
    assert may_follow(EVERY, {}, 1) == [ONE, THEN]  # settled on this very page
    assert may_follow(EVERY, {}, 2) == [SCALE, LAST]
    later = Asked(5, uuid.UUID(int=5), Kind.TEXT, "And?", only_if=(Condition(ONE.series, frozenset({"car"})),), page=3)
    assert may_follow([*EVERY, later], {1: "bus"}, 3) == []
    assert may_follow([*EVERY, later], {1: "car"}, 3) == [later]


def test_a_question_may_not_rest_on_a_later_page_or_on_an_answer_that_is_not_there() -> None:
    early = Asked(5, uuid.UUID(int=5), Kind.TEXT, "And?", only_if=(Condition(SCALE.series, frozenset({"1"})),), page=1)
    assert any("earlier page" in fault for fault in faults(early, EVERY))
    gone = Asked(5, uuid.UUID(int=5), Kind.TEXT, "And?", only_if=(Condition(ONE.series, frozenset({"boat"})),))
    assert any("no longer all the answers" in fault for fault in faults(gone, EVERY))


def test_a_file_question_takes_up_to_three() -> None:
    file = Asked(9, uuid.uuid4(), Kind.FILE, "A letter?")
    assert problems(file, [1, 2, 3]) == []
    assert problems(file, [1, 2, 3, 4])
    assert problems(file, ["x"])
    assert uploads([1, 1, 2]) == [1, 2]
    assert uploads(True) is None


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20) | st.sampled_from(["bus", "0"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["key", "words", "a", "bus"]), inner, max_size=3),
    max_leaves=8,
)
KINDS = [
    Asked(1, uuid.UUID(int=1), kind, "How?", options=ONE.options, rows=(Option("a", "A"),), settings={"most": 2})
    for kind in Kind
]  # fmt: skip


@given(st.sampled_from(KINDS), ANYTHING)
def test_any_value_is_either_refused_or_counted(asked: Asked, value: object) -> None:
    """Whatever a door hands over: a list of problems, or cells and words that can be stored. Never an exception."""
    wrong = problems(asked, value)
    assert all(isinstance(one, str) and one for one in wrong)
    if wrong:
        assert chosen_keys(asked, value) == set()
        return
    for cell in cells(asked, value):
        assert len(cell.option) <= 40
        assert len(cell.text) <= 100
    assert isinstance(words(asked, value), str)
    assert is_answered(value) or cells(asked, value) == []


@given(st.dictionaries(st.sampled_from([1, 2, 3, 4]), ANYTHING, max_size=4))
def test_the_route_is_in_order_and_asks_only_whose_conditions_hold(answers: dict[int, object]) -> None:
    found = route(EVERY, answers)
    assert [one for one in EVERY if one in found] == found
    assert ONE in found
    assert SCALE in found
    assert (THEN in found) == ("bus" in chosen_keys(ONE, answers.get(1)))
