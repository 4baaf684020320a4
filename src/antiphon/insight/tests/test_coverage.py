"""Expected against heard: intervals as published, categories that fall together, and what small numbers may not tell."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.core.suppression import Why
from antiphon.engagement.about import about_set
from antiphon.insight.coverage import Slice, Verdict, compare, expected, wilson

SET = about_set("2026-1")
DISABLED, NOT_DISABLED = "Disabled under the Equality Act", "Not disabled under the Equality Act"


def question(key: str):
    found = SET.characteristic(key)
    assert found
    return found


# Values of the score interval without correction as Newcombe (1998, Statistics in Medicine 17, 857-872, Table I) prints them.
@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_newcombe_prints_it(count, of, low, high):
    assert wilson(count, of) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_wilson_of_nobody_is_anything():
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(1, 5_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_share_lies_inside_its_interval_and_the_interval_inside_nought_and_one(pair):
    count, of = pair
    low, high = wilson(count, of)
    assert 0 <= low <= count / of + 1e-12
    assert count / of - 1e-12 <= high <= 1
    assert wilson(of - count, of) == (pytest.approx(1 - high), pytest.approx(1 - low))


class TestExpected:
    def test_by_the_labels_of_the_census_without_those_who_did_not_answer(self):
        table = {"religion (9)": {"Christian": 500, "No religion": 300, "Muslim": 100, "Not answered": 100}}
        found = {one.keys: one.expected for one in expected(question("religion"), table)}
        assert found[("christian",)] == pytest.approx(5 / 9)
        assert found[("sikh",)] is None

    def test_categories_that_figures_do_not_tell_apart_fall_together(self):
        coarse = {"disability (Equality Act, 2)": {DISABLED: 20, NOT_DISABLED: 80}}
        (yes, no) = expected(question("disability"), coarse)
        assert (yes.keys, yes.text, yes.expected) == (("lot", "little"), "Yes, a lot, or Yes, a little", 0.2)
        assert no.expected == 0.8

    def test_a_finer_variable_is_used_where_there_is_one(self):
        name = f"{DISABLED}: Day-to-day activities limited a "
        tables = {"disability (Equality Act, 2)": {DISABLED: 20, NOT_DISABLED: 80},
                  "disability (Equality Act, 3)": {f"{name}lot": 8, f"{name}little": 12, NOT_DISABLED: 80}}  # fmt: skip
        assert [one.expected for one in expected(question("disability"), tables)] == [0.08, 0.12, 0.8]

    def test_groups_of_a_question_with_many_answers_are_shares_of_everyone(self):
        table = {"ethnic group (19)": {"White: Gypsy or Irish Traveller": 2, "White: Roma": 3, "White: Irish": 95}}
        found = {one.keys: one.expected for one in expected(question("inclusion"), table)}
        assert found[("traveller",)] == 0.05
        assert found[("homeless",)] is None

    def test_without_figures_every_category_stands_with_nothing_expected(self):
        assert {one.expected for one in expected(question("carer"), {"sex": {"Male": 1, "Female": 1}})} == {None}
        assert len(expected(question("carer"), {})) == 4


SLICES = [Slice(("a",), "A", 0.18), Slice(("b",), "B", 0.82)]


class TestCompare:
    def test_it_says_it_in_words(self):
        found = compare(SLICES, {"a": 20, "b": 266}, people=300, not_said=14)
        line = found.lines[0]
        assert line.verdict is Verdict.FEWER
        assert line.words == "We expected about 18 in 100; we heard from 7 in 100 (chance alone could make it 5 to 11)."
        assert found.lines[1].verdict is Verdict.MORE
        assert (found.answered, str(found.not_said)) == (286, "14")

    def test_as_expected(self):
        found = compare(SLICES, {"a": 20, "b": 80}, people=110, not_said=10)
        assert {line.verdict for line in found.lines} == {Verdict.AS_EXPECTED}

    def test_a_small_count_is_hidden_with_its_share_and_still_a_gap(self):
        found = compare(SLICES, {"a": 3, "b": 250}, people=300, not_said=47)
        line = found.lines[0]
        assert line.heard.why is Why.SMALL
        assert (line.share, line.low, line.verdict) == (None, None, Verdict.FEWER)
        assert line.words == "We expected about 18 in 100; we heard from fewer than 10 people."

    def test_the_verdict_of_a_hidden_count_does_not_tell_which_it_is(self):
        for rest in range(30, 200):
            found = [
                compare(SLICES, {"a": few, "b": rest}, people=rest + 70, not_said=70 - few).lines[0] for few in range(1, 10)
            ]
            assert len({(line.heard, line.verdict) for line in found}) == 1, rest

    def test_nobody_at_all_is_shown(self):
        found = compare(SLICES, {"b": 280}, people=300, not_said=20)
        assert found.lines[0].words == "We expected about 18 in 100; we heard from 0 in 100 (chance alone could make it 0 to 1)."
        assert found.lines[0].is_gap

    def test_few_people_tell_nothing(self):
        found = compare(SLICES, {"a": 2, "b": 3}, people=5, not_said=0)
        assert all(line.heard.hidden and line.share is None for line in found.lines)
        assert not found.gaps
        assert found.answered is None

    def test_many_answers_stand_each_alone(self):
        slices = [Slice(("traveller",), "Traveller", 0.004), Slice(("homeless",), "Homeless")]
        found = compare(slices, {"traveller": 0, "homeless": 12}, people=1200, not_said=200, many=True)
        assert found.lines[0].words.startswith("We expected about 4 in 1,000; we heard from 0 in 100")
        assert found.lines[1].verdict is Verdict.NO_FIGURE
        assert found.lines[1].words.startswith("We have no figure to compare with; we heard from 1 in 100")


@given(st.lists(st.integers(0, 40), min_size=2, max_size=6), st.integers(0, 40))
def test_no_count_under_ten_is_ever_shown_nor_a_share_that_gives_it(counts, not_said):
    slices = [Slice((str(n),), str(n), 1 / len(counts)) for n in range(len(counts))]
    found = compare(slices, {str(n): count for n, count in enumerate(counts)}, people=sum(counts) + not_said, not_said=not_said)
    for line, count in zip(found.lines, counts, strict=True):
        if 0 < count < 10:
            assert line.heard.hidden
        if line.heard.hidden:
            assert line.share is None
        else:
            assert line.heard.value == count
        assert line.share is None or math.isclose(line.share, count / sum(counts))
