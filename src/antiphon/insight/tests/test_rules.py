import datetime
from collections import Counter

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import settings as pace
from hypothesis import strategies as st
from scipy.optimize import linprog

from antiphon.core.suppression import ShownList, Why
from antiphon.insight import rules


def test_earliest_board_day_is_fifteen_working_days_on():
    assert rules.earliest_board_day(datetime.date(2026, 11, 2)) == datetime.date(2026, 11, 23)
    assert rules.earliest_board_day(datetime.date(2026, 12, 14)) == datetime.date(2027, 1, 7)


@pytest.mark.parametrize(("confidence", "words"), [(0.95, "very likely"), (0.84, "likely"), (0.5, "perhaps"), (0.2, "a guess")])
def test_confidence_words(confidence, words):
    assert rules.confidence_words(confidence) == words


@pytest.mark.parametrize(("alpha", "word"), [(0.9, "Good"), (0.7, "Fair"), (0.1, "Weak"), (None, "Cannot")])
def test_agreement_words(alpha, word):
    assert rules.agreement_words(alpha).startswith(word)


def test_merge_problem_wants_more_for_a_minority():
    assert rules.merge_problem(minority=False, note="") is not None
    assert rules.merge_problem(minority=False, note="Same thing") is None
    assert rules.merge_problem(minority=True, note="Same thing") is not None
    assert rules.merge_problem(minority=True, note="The group asked us to keep both together.") is None


def test_places_by_name_pools_what_few_wrote():
    places = {"Vale North": 8, "vale  north ": 4, "14 Mill Lane": 1, "Ash": 9, "": 9, " ": 2}
    assert rules.places_by_name(places) == {
        "Vale North": "Vale North", "vale  north ": "Vale North", "14 Mill Lane": "Other places",
        "Ash": "Other places", "": "Not given", " ": "Not given",
    }  # fmt: skip


def test_pooled_takes_the_next_smallest_when_the_small_ones_are_too_few():
    assert rules.pooled({"A": 4, "B": 12, "C": 30}, "Other") == {"A": "Other", "B": "Other", "C": "C"}
    assert rules.pooled({"A": 4, "B": 7, "C": 30}, "Other") == {"A": "Other", "B": "Other", "C": "C"}
    assert rules.pooled({"A": 11, "B": 12}, "Other") == {"A": "A", "B": "B"}


@given(st.dictionaries(st.text(max_size=3), st.integers(1, 40), max_size=8))
def test_pooled_leaves_no_small_group_unless_all_are_few(counts):
    groups = rules.pooled(counts, "Other")
    sums = Counter()
    for name, count in counts.items():
        sums[groups[name]] += count
    assert all(count >= 10 for count in sums.values()) or set(sums) == {"Other"}


def widths(everyone: list[int], rows: list[list[int]], safe: list[ShownList]) -> list[float]:
    """Return how wide each hidden cell's range is for a reader who has the groups, every line's total, and our rule."""
    found = []
    for row, line in zip(rows, safe, strict=True):
        veiled = {cell.why for cell in line.cells if cell.hidden} == {Why.PROTECTS}
        bounds = []
        for most, count, cell in zip(everyone, row, line.cells, strict=True):
            if cell.value is not None:
                bounds.append((count, count))
            elif veiled:
                bounds.append((0, most))
            else:
                bounds.append(((1 if count else 0), min(9, most)) if cell.why is Why.SMALL else (10, most))
        for column, cell in enumerate(line.cells):
            if cell.hidden:
                aim = np.zeros(len(row))
                aim[column] = 1
                asked = {"A_eq": np.ones((1, len(row))), "b_eq": [sum(row)], "bounds": bounds}
                least, most = linprog(aim, **asked), linprog(-aim, **asked)
                assert (least.status, most.status) == (0, 0)
                found.append(-most.fun - least.fun)
    return found


@st.composite
def groups_and_rows(draw):
    # One group alone is no breakdown: its cells are the totals.
    everyone = draw(st.lists(st.integers(10, 40), min_size=2, max_size=6))
    rows = draw(st.lists(st.tuples(*(st.integers(0, most) for most in everyone)).map(list), max_size=4))
    return everyone, rows


@given(groups_and_rows())
@example(([10, 40], [[10, 1]]))
@pace(deadline=None, max_examples=100)
def test_breakdown_rows_hide_nothing_that_can_be_worked_out(drawn):
    everyone, rows = drawn
    safe = rules.breakdown_rows(everyone, rows)
    for row, line in zip(rows, safe, strict=True):
        assert not [count for count, cell in zip(row, line.cells, strict=True) if cell.value is not None and 0 < count < 10]
    assert all(width > 0.5 for width in widths(everyone, rows, safe))


def test_breakdown_rows_refuse_a_group_of_few():
    with pytest.raises(ValueError, match="so few"):
        rules.breakdown_rows([4, 30], [[1, 2]])
