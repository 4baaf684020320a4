"""Groups of those of whom the same is told are ten or more, whatever people said."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from antiphon.exports.rules import fitting, guarded, told_apart


@st.composite
def said(draw: st.DrawFn) -> list[tuple[np.ndarray, int]]:
    people = draw(st.integers(0, 60))
    return [
        (np.array(draw(st.lists(st.integers(0, 3), min_size=people, max_size=people)), np.int64), draw(st.sampled_from([-1, 0])))
        for _ in range(draw(st.integers(1, 4)))
    ]


@given(said())
def test_whoever_is_told_apart_at_all_is_one_of_ten(columns):
    told = told_apart(columns)
    rows = list(zip(*(np.where(keep, codes, -9) for (codes, _), keep in zip(columns, told, strict=True)), strict=True))
    for row, count in Counter(rows).items():
        assert count >= 10 or all(cell == -9 for cell in row)


def test_what_many_share_is_told():
    codes = np.array([0] * 20 + [1] * 15 + [2] * 2)
    (keep,) = told_apart([(codes, -1)])
    assert keep[:20].all()
    assert not keep[20:].any()  # two would be alone with being blank, so the fifteen are blank with them


def test_a_cell_is_guarded_and_fits():
    assert guarded("=1") == "'=1"
    assert guarded(-3) == -3
    assert len(str(fitting("x" * 50_000))) == 32_000
