"""Nothing hidden can be worked out: checked with an independent method, a linear programme over what a reader knows."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import settings as pace
from hypothesis import strategies as st
from scipy.optimize import linprog

from antiphon.core.suppression import Shown, ShownList, ShownTable, Why, share, shown, suppress, suppress_list

COUNTS = st.one_of(st.integers(0, 14), st.integers(0, 60))
LISTS = st.lists(COUNTS, min_size=1, max_size=7)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(COUNTS, min_size=width, max_size=width), min_size=1, max_size=4)
)


def range_of_each(cells: list[tuple[int, Shown]], lines: list[dict[int, int]]) -> list[float]:
    """Return how wide the range of each hidden cell is, for a reader who knows the lines, the labels and our rule.

    `cells` are (true count, as shown). The reader is taken to know even whether a "fewer than 10" is a zero.
    """
    bounds = []
    for count, cell in cells:
        if cell.value is not None:
            bounds.append((cell.value, cell.value))
        elif cell.why is Why.SMALL:
            bounds.append((1 if count else 0, 9))
        else:
            bounds.append((10, None))
    equal = np.zeros((len(lines), len(cells)))
    for row, line in enumerate(lines):
        for column, sign in line.items():
            equal[row, column] = sign
    widths = []
    for column, (_, cell) in enumerate(cells):
        if cell.value is not None:
            continue
        aim = np.zeros(len(cells))
        aim[column] = 1
        least = linprog(aim, A_eq=equal, b_eq=np.zeros(len(lines)), bounds=bounds)
        most = linprog(-aim, A_eq=equal, b_eq=np.zeros(len(lines)), bounds=bounds)
        assert least.status == 0, "what is shown must fit the true counts"
        widths.append(float("inf") if most.status == 3 else -most.fun - least.fun)
    return widths


@given(LISTS)
@example([1, 10])
@example([3, 22])
@example([0, 0, 3])
@example([1, 0, 0, 10])
@example([9, 9, 9])
@pace(deadline=None, max_examples=150)
def test_suppress_list_keeps_every_hidden_cell_unknown(counts):
    result = suppress(counts)
    cells = [*zip(counts, result.cells, strict=True), (sum(counts), result.total)]
    line = {**dict.fromkeys(range(len(counts)), 1), len(counts): -1}
    assert all(width > 0.5 for width in range_of_each(cells, [line]))
    assert all(cell.hidden for count, cell in cells if 0 < count < 10)


@given(TABLES)
@example([[1]])
@example([[3, 20], [20, 20]])
@example([[0, 3], [12, 0]])
@pace(deadline=None, max_examples=80)
def test_suppress_table_keeps_every_hidden_cell_unknown(counts):
    result = suppress(counts)
    width = len(counts[0])
    cells, lines = [], []
    for row, shown_row in zip(counts, result.rows, strict=True):
        lines.append(dict.fromkeys(range(len(cells), len(cells) + width), 1))
        cells += zip(row, shown_row, strict=True)
    for number, (row, total) in enumerate(zip(counts, result.row_totals, strict=True)):
        lines[number][len(cells)] = -1
        cells.append((sum(row), total))
    first_total = len(cells)
    for column in range(width):
        lines.append({**{row * width + column: 1 for row in range(len(counts))}, len(cells): -1})
        cells.append((sum(row[column] for row in counts), result.column_totals[column]))
    lines.append({**dict.fromkeys(range(first_total, len(cells)), 1), len(cells): -1})
    cells.append((sum(map(sum, counts)), result.total))
    assert all(wide > 0.5 for wide in range_of_each(cells, lines))
    assert all(cell.hidden for count, cell in cells if 0 < count < 10)


@given(LISTS)
@pace(deadline=None)
def test_suppress_never_shows_a_wrong_number(counts):
    result = suppress(counts)
    assert all(cell.value in (None, count) for count, cell in zip(counts, result.cells, strict=True))
    assert result.total.value in (None, sum(counts))


def test_suppress_list_hides_the_cheapest_second_cell():
    assert [str(cell) for cell in suppress([4, 30, 12, 50]).cells] == [
        "fewer than 10", "30", "hidden to protect others", "50",
    ]  # fmt: skip


def test_suppress_list_hides_no_second_cell_when_two_small_ones_protect_each_other():
    assert suppress([4, 5, 60]) == ShownList(
        (Shown(None, Why.SMALL), Shown(None, Why.SMALL), Shown(60)), Shown(69)
    )


def test_suppress_list_hides_the_total_when_nothing_else_can():
    result = suppress([1, 10])
    assert str(result.total) == "hidden to protect others"


def test_suppress_shows_a_zero_of_a_large_group():
    assert [str(cell) for cell in suppress([0, 30, 40]).cells] == ["0", "30", "40"]


def test_suppress_hides_the_zeros_of_a_small_group():
    """Else everybody in a group of three would be known to have said the same."""
    assert {str(cell) for cell in suppress([0, 3, 0]).cells} == {"fewer than 10"}


def test_suppress_hides_the_zeros_of_a_small_column():
    result = suppress([[0, 30], [4, 40]])
    assert isinstance(result, ShownTable)
    assert str(result.rows[0][0]) == "fewer than 10"


def test_suppress_list_heeds_what_another_table_tells():
    """A second cell that is known to be 10 at most protects nothing when it is 10."""
    result = suppress_list([4, 10, 30], at_most=[40, 10, 40])
    assert [cell.hidden for cell in result.cells] == [True, False, True]


def test_suppress_list_hides_what_it_is_told_to():
    result = suppress_list([20, 30, 40], hide=[1])
    assert result.cells[1].why is Why.PROTECTS
    assert sum(cell.hidden for cell in result.cells) == 2


def test_suppress_refuses_what_is_not_a_count():
    with pytest.raises(ValueError, match="whole numbers"):
        suppress([3, -1])
    with pytest.raises(ValueError, match="as many cells"):
        suppress([[1, 2], [3]])


@pytest.mark.parametrize(("count", "words"), [(0, "0"), (1, "fewer than 10"), (9, "fewer than 10"), (10, "10"), (1200, "1,200")])
def test_shown_hides_from_one_to_nine(count, words):
    assert str(shown(count)) == words


def test_shown_takes_another_threshold():
    assert str(shown(6, threshold=5)) == "6"
    assert str(shown(4, threshold=5)) == "fewer than 5"


def test_share_comes_from_shown_numbers_alone():
    assert share(shown(30), shown(120)) == 25
    assert share(shown(3), shown(120)) is None
    assert share(shown(0), shown(0)) is None
