"""Nothing hidden in a cube can be worked out from all of its tables together: checked with a linear programme."""

from itertools import product

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import settings as pace
from hypothesis import strategies as st
from scipy.optimize import linprog

from antiphon.core.cubes import ShownCube, suppress_cube

COUNTS = st.one_of(st.integers(0, 3), st.integers(0, 14), st.integers(0, 80))


@st.composite
def cubes(draw: st.DrawFn, shapes: list[tuple[int, ...]]) -> np.ndarray:
    shape = draw(st.sampled_from(shapes))
    return np.array(draw(st.lists(COUNTS, min_size=int(np.prod(shape)), max_size=int(np.prod(shape))))).reshape(shape)


def widths(array: np.ndarray, cube: ShownCube) -> list[float]:
    """Return how far each hidden number can range, for a reader who has every table of the cube before them.

    The reader's unknowns are the cells of the largest table; each number that is shown, in any table, is an equation.
    """
    places = list(product(*map(range, array.shape)))
    equal, right, unknown = [], [], []
    for axes, hidden in cube.hidden.items():
        if axes in cube.withheld:
            continue
        for at in product(*(range(array.shape[axis]) for axis in axes)):
            line = np.array([all(place[axis] == one for axis, one in zip(axes, at, strict=True)) for place in places], float)
            if hidden[at]:
                unknown.append(line)
            else:
                equal.append(line)
                right.append(float(cube.counts[axes][at]))
    found = []
    for line in unknown:
        ends = [linprog(sign * line, A_eq=np.array(equal) if equal else None, b_eq=right or None, bounds=(0, None))
                for sign in (1, -1)]  # fmt: skip
        assert all(end.status in (0, 3) for end in ends), "what is shown must fit the true counts"
        found.append(float("inf") if ends[1].status == 3 else -ends[1].fun - ends[0].fun)
    return found


@given(cubes([(2,), (5,), (2, 2), (3, 4), (5, 3)]))
@example(np.array([1, 10]))
@example(np.array([[15, 0], [3, 20]]))
@pace(deadline=None, max_examples=120)
def test_no_hidden_cell_of_a_table_can_be_worked_out(array: np.ndarray) -> None:
    assert all(wide > 0.9 for wide in widths(array, suppress_cube(array)))


@given(cubes([(2, 2, 2), (2, 3, 2), (3, 3, 2), (2, 3, 4)]))
@pace(deadline=None, max_examples=60)
def test_no_hidden_cell_of_two_characteristics_can_be_worked_out(array: np.ndarray) -> None:
    assert all(wide > 0.9 for wide in widths(array, suppress_cube(array)))


@given(cubes([(2, 2, 2, 2), (3, 2, 2, 2), (2, 3, 2, 3)]))
@example(np.array([[[[0, 10], [0, 0]], [[0, 0], [10, 0]]], [[[0, 0], [10, 1]], [[0, 0], [0, 9]]]]))
@pace(deadline=None, max_examples=30)
def test_no_hidden_cell_of_three_characteristics_can_be_worked_out(array: np.ndarray) -> None:
    assert all(wide > 0.9 for wide in widths(array, suppress_cube(array)))


def test_three_characteristics_of_a_real_size_can_be_shown() -> None:
    """With a few thousand people most of a cube is shown, and what is hidden cannot be worked out."""
    chance = np.random.default_rng(20_261_122)
    first, second = np.multiply.outer([0.5, 0.3, 0.2], [0.52, 0.48]), np.multiply.outer([0.4, 0.35, 0.25], [0.85, 0.15])
    shares = np.multiply.outer(first, second)
    array = chance.multinomial(4000, shares.ravel()).reshape(shares.shape)
    array[0, 0, 0, 1] = 4
    cube = suppress_cube(array)
    assert not cube.is_withheld
    hidden = sum(int(marks.sum()) for marks in cube.hidden.values())
    assert 8 <= hidden <= 24
    assert all(wide > 0.9 for wide in widths(array, cube))


@given(cubes([(4,), (3, 3), (2, 3, 2)]))
@pace(deadline=None)
def test_what_is_shown_is_true_and_no_small_number_is(array: np.ndarray) -> None:
    cube = suppress_cube(array)
    for at in product(*([*range(size), None] for size in array.shape)):
        cell = cube.cell(*at)
        count = int(array[tuple(slice(None) if place is None else place for place in at)].sum())
        assert cell.value in (None, count)
        assert not (0 < count < 10) or cell.hidden


@given(cubes([(2, 3, 2), (3, 3, 2)]))
@pace(deadline=None)
def test_a_table_hides_the_same_whichever_larger_table_it_is_shown_with(array: np.ndarray) -> None:
    large, small = suppress_cube(array), suppress_cube(array.sum(axis=2))
    for axes in small.counts:
        assert (large.hidden[axes] >= small.hidden[axes]).all()
        if not large.is_withheld:
            assert axes not in small.withheld
            assert (large.hidden[axes] == small.hidden[axes]).all()


@given(cubes([(2, 3, 2), (3, 3, 2)]))
@example(np.array([[[0, 0], [0, 0], [1, 0]], [[0, 1], [0, 1], [0, 7]]]))
@pace(deadline=None)
def test_beside_a_larger_table_that_is_not_shown_a_table_may_hide_more_but_never_less(array: np.ndarray) -> None:
    """Totals of a table that nobody sees are laid side by side, so they are checked once more; see `_safe_side_by_side`."""
    large, small = suppress_cube(array), suppress_cube(array.sum(axis=2))
    assert large.withheld >= small.withheld


def test_the_second_cell_is_the_cheapest() -> None:
    cube = suppress_cube([4, 30, 12, 50])
    assert [str(cube.cell(place)) for place in range(4)] == ["hidden to protect others", "30", "hidden to protect others", "50"]
    assert str(cube.cell(None)) == "96"


def test_a_group_of_three_who_all_said_the_same_is_hidden_whole() -> None:
    cube = suppress_cube([[3, 0], [20, 30], [25, 31]])
    assert cube.cell(0, 0).hidden
    assert cube.cell(0, 1).hidden
    assert cube.cell(0, None).hidden


def test_fewer_than_ten_in_all_show_nothing() -> None:
    cube = suppress_cube([[1, 2], [3, 0]])
    assert cube.is_withheld
    assert cube.cell(None, None).hidden
    assert cube.cell(1, 1).hidden


def test_nobody_at_all_is_no_secret() -> None:
    assert suppress_cube([0, 0, 0]).cell(1).value == 0


def test_a_table_that_cannot_be_made_safe_is_withheld_and_its_totals_stay() -> None:
    cube = suppress_cube([[1, 10], [10, 0]])
    assert cube.is_withheld or all(cube.hidden[0, 1].ravel()[:1])


def test_a_table_too_large_to_read_is_withheld() -> None:
    assert suppress_cube(np.full((101, 200), 20)).is_withheld


def test_a_cube_is_of_counts() -> None:
    with pytest.raises(ValueError, match="whole numbers"):
        suppress_cube([1, -2])
    with pytest.raises(ValueError, match="at least one axis"):
        suppress_cube(5)
