import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as pace
from hypothesis import strategies as st
from scipy.optimize import linprog

from antiphon.insight import rules
from antiphon.insight.suppression import ShownList, Why


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
    places = {"Vale North": 8, "vale  north ": 4, "14 Mill Lane": 1, "": 3, " ": 2}
    assert rules.places_by_name(places) == {
        "Vale North": "Vale North", "vale  north ": "Vale North", "14 Mill Lane": "Other places",
        "": "Not given", " ": "Not given",
    }  # fmt: skip


def widths(everyone: list[int], rows: list[list[int]], whole: ShownList, safe: list[ShownList]) -> list[float]:
    """Return how wide each hidden cell's range is for a reader who has every line, every total and every bound."""
    size = len(everyone)
    shown = [whole, *safe]
    counts = [everyone, *rows]
    bounds, equal, known, less, hidden = [], [], [], [], []
    for line, (row, cells) in enumerate(zip(counts, shown, strict=True)):
        veiled = {cell.why for cell in cells.cells if cell.hidden} == {Why.PROTECTS}
        for column, (count, cell) in enumerate(zip(row, cells.cells, strict=True)):
            if cell.value is not None:
                bounds.append((count, count))
            elif veiled:
                bounds.append((0, None))
            else:
                bounds.append(((1 if count else 0), 9) if cell.why is Why.SMALL else (10, None))
            if cell.value is None:
                hidden.append(line * size + column)
            if line:
                within = np.zeros(size * len(counts))
                within[line * size + column], within[column] = 1, -1
                less.append(within)
        total = np.zeros(size * len(counts))
        total[line * size : (line + 1) * size] = 1
        equal.append(total)
        known.append(sum(row))
    found = []
    for cell in hidden:
        aim = np.zeros(size * len(counts))
        aim[cell] = 1
        asked = {"A_eq": np.array(equal), "b_eq": known, "bounds": bounds,
                 "A_ub": np.array(less) if less else None, "b_ub": np.zeros(len(less)) if less else None}  # fmt: skip
        least, most = linprog(aim, **asked), linprog(-aim, **asked)
        assert (least.status, most.status) == (0, 0)
        found.append(-most.fun - least.fun)
    return found


@st.composite
def groups_and_rows(draw):
    everyone = draw(st.lists(st.one_of(st.integers(0, 14), st.integers(0, 60)), min_size=2, max_size=6))
    rows = draw(st.lists(st.tuples(*(st.integers(0, most) for most in everyone)).map(list), max_size=4))
    return everyone, rows


@given(groups_and_rows())
@pace(deadline=None, max_examples=150)
def test_breakdown_rows_hide_nothing_that_can_be_worked_out_from_all_lines_together(drawn):
    everyone, rows = drawn
    whole, safe = rules.breakdown_rows(everyone, rows)
    small = [[count for count, cell in zip(row, cells.cells, strict=True) if cell.value is not None and 0 < count < 10]
             for row, cells in zip([everyone, *rows], [whole, *safe], strict=True)]  # fmt: skip
    assert not any(small)
    several = [size > 1 for size in (sum(count > 0 for count in row) for row in [everyone, *rows])]
    if all(several):
        assert all(width > 0.5 for width in widths(everyone, rows, whole, safe))
