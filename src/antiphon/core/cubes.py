"""Tables of up to four characteristics with all their totals, in which no hidden number can be worked out.

Pure Python over NumPy arrays. A cube counts people by some characteristics (axes); each person is in one cell. Its
tables are the cube itself and every total of it: over one axis, over two, and so on. A page may show any of them, and a
reader may lay them side by side, so they are made safe together, the small tables first: what a table hides is the same
whichever larger table it is shown with. Beside a larger one that is not shown it may hide more, and never less.

What is hidden: a count from 1 to 9, and every cell of a group whose own total is that small (its noughts too, else three
people would all be known to have said the same). Then, for each hidden cell, others beside it. All hidden cells bear the
same words, so that nobody can tell the small ones from those that protect them.

Why it holds. In a table of m axes take a cell and another one that differs from it in every axis: they span a box with
two to the m corners. Add one person at every other corner and take one away at the rest: each line through the box gains
one and loses one, so *every total stays as it was*. When all corners are hidden, and there is somebody to take away where
one is taken, a reader cannot tell which of the two tables is the true one. Each hidden cell gets such a box, the cheapest
there is (the corners that are not hidden yet are the second cells). A hidden total must also stay unknown once a larger
table is shown: its box is found again in one layer of the larger table, and hidden there and in the tables between.
Where no box can be found the table is not shown at all; its totals are then checked once more, since the table that they
must all fit is unknown now in every cell. `core/tests/test_cubes.py` checks all this by another method.

The boxes are those of the hypercube method (Repsilber; Giessing in *Elements of Statistical Disclosure Control*).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from antiphon.core.suppression import THRESHOLD, Shown, Why

MOST_CELLS = 20_000  # a larger table cannot be read, and is mostly hidden
MOST_TO_SEARCH = 500_000  # cells of a table that is not shown, in which its totals are checked side by side
Axes = tuple[int, ...]
Counts = NDArray[np.int64]
Marks = NDArray[np.bool_]


@dataclass(frozen=True)
class ShownCube:
    """The tables of a cube as people may see them, by the axes that each has."""

    counts: dict[Axes, Counts]
    hidden: dict[Axes, Marks]
    withheld: frozenset[Axes]
    threshold: int = THRESHOLD

    def cell(self, *at: int | None) -> Shown:
        """Return one number: a place on each axis, or None for all of that axis together."""
        axes = tuple(axis for axis, place in enumerate(at) if place is not None)
        places = tuple(place for place in at if place is not None)
        if axes in self.withheld or self.hidden[axes][places]:
            return Shown(None, Why.PROTECTS, self.threshold)
        return Shown(int(self.counts[axes][places]), threshold=self.threshold)

    @property
    def whole(self) -> Axes:
        """The axes of the largest table."""
        return max(self.counts, key=len)

    @property
    def is_withheld(self) -> bool:
        """Whether the largest table cannot be shown."""
        return self.whole in self.withheld


def suppress_cube(counts: Any, threshold: int = THRESHOLD) -> ShownCube:
    """Return a cube, given as an array of whole numbers with an axis for each characteristic, made safe to show."""
    array: Counts = np.asarray(counts, dtype=np.int64)
    if array.ndim == 0 or (array < 0).any():
        raise ValueError("A cube has at least one axis, and counts are whole numbers, 0 or more.")
    return _Cube(array, threshold).made_safe()


def _subsets(axes: Axes) -> Iterator[Axes]:
    return chain.from_iterable(combinations(axes, size) for size in range(len(axes) + 1))


@dataclass
class _Cube:
    array: Counts
    threshold: int
    counts: dict[Axes, Counts] = field(default_factory=dict)
    hidden: dict[Axes, Marks] = field(default_factory=dict)
    withheld: set[Axes] = field(default_factory=set)

    def made_safe(self) -> ShownCube:
        every = tuple(range(self.array.ndim))
        for axes in _subsets(every):
            self.counts[axes] = self.array.sum(axis=tuple(axis for axis in every if axis not in axes))
        for axes in sorted(self.counts, key=len):
            self.hidden[axes] = self._must(axes)
            if any(other in self.withheld for other in _subsets(axes) if other != axes) or not self._protected(axes):
                self._withhold(axes)
                self._safe_side_by_side(axes)
        return ShownCube(self.counts, self.hidden, frozenset(self.withheld), self.threshold)

    def _must(self, axes: Axes) -> Marks:
        """Return the cells that are small, or stand in a group that is."""
        must = np.zeros(self.counts[axes].shape, dtype=bool)
        for other in _subsets(axes):
            count = self.counts[other]
            small = (count > 0) & (count < self.threshold)
            must |= np.expand_dims(small, tuple(place for place, axis in enumerate(axes) if axis not in other))
        return must

    def _protected(self, axes: Axes) -> bool:
        """Hide what protects the hidden cells of this table, and those of its totals; say whether it could be done."""
        if not axes:
            return not self.hidden[axes].any()
        if self.counts[axes].size > MOST_CELLS:
            return False
        for totals in _subsets(axes):
            if totals and totals != axes and not self._boxes(totals, axes):
                return False
        return self._boxes(axes, axes)

    def _withhold(self, axes: Axes) -> None:
        """Do not show this table, nor any that it could be added up from."""
        for other in self.hidden:
            if set(axes) <= set(other):
                self.withheld.add(other)
                self.hidden[other][...] = True

    def _safe_side_by_side(self, axes: Axes) -> None:
        """Check the totals of a table that is not shown: a reader lays them side by side, and all of them must fit one table.

        What they hide needs its boxes there too, where every cell is unknown. Totals that find none are not shown either, the
        largest first. Those over one axis always find theirs: somebody of one group can be put into another.
        """
        too_large = self.counts[axes].size > MOST_TO_SEARCH
        for totals in sorted(_subsets(axes), key=len, reverse=True):
            shown = len(totals) > 1 and totals not in self.withheld
            if shown and (too_large or not self._boxes(totals, axes)):
                self._withhold(totals)

    def _boxes(self, inner: Axes, axes: Axes) -> bool:
        """Give each hidden cell of the table `inner` a box in one layer of the table `axes`, hiding its corners there."""
        search = _Search(self, inner, axes)
        waiting = np.argwhere(self.hidden[inner])
        by_count = np.argsort(self.counts[inner][tuple(waiting.T)], kind="stable")
        held = np.zeros(self.hidden[inner].shape, dtype=bool)
        for place in waiting[by_count]:
            if held[tuple(place)]:
                continue
            corners = search.cheapest(tuple(int(one) for one in place))
            if corners is None:
                return False
            for corner in corners:
                held[corner[: len(inner)]] = True
                search.hide(corner)
        return True


class _Search:
    """Looks for boxes of a table's cells in the layers of a larger one (or in the table itself).

    Arrays have the inner axes first and the layers' axes after them, in the order of the cube.
    """

    def __init__(self, cube: _Cube, inner: Axes, axes: Axes) -> None:
        self.inner, self.axes = inner, axes
        self.layers = tuple(axis for axis in axes if axis not in inner)
        self.order = [axes.index(axis) for axis in (*inner, *self.layers)]
        self.hidden = cube.hidden[axes].transpose(self.order)  # a view: what is hidden here is hidden there
        counts = cube.counts[axes].transpose(self.order)
        self.threshold = cube.threshold
        self.price = np.where(counts > 0, counts, cube.threshold).astype(float)
        self.price[self.hidden] = 0
        self.somebody = counts > 0
        self.allowed = self._between(cube)

    def _between(self, cube: _Cube) -> Marks:
        """Return where every table between the two hides the cell: only there may a layer be used."""
        allowed = np.ones(self.hidden.shape, dtype=bool)
        if self.inner == self.axes:
            return allowed
        for more in _subsets(self.layers):
            if more == self.layers:
                continue
            between = tuple(sorted((*self.inner, *more)))
            order = [between.index(axis) for axis in (*self.inner, *more)]
            missing = tuple(len(self.inner) + place for place, axis in enumerate(self.layers) if axis not in more)
            allowed &= np.expand_dims(cube.hidden[between].transpose(order), missing)
        return allowed

    def cheapest(self, place: tuple[int, ...]) -> list[tuple[int, ...]] | None:
        """Return the corners of the cheapest box from this cell, as places in the larger table; None when there is none."""
        rank = len(self.inner)
        cost: Any = 0.0
        ups: Any = True  # one more here
        downs: Any = True  # one less here
        for away in _subsets(tuple(range(rank))):
            at = tuple(slice(None) if axis in away else slice(place[axis], place[axis] + 1) for axis in range(rank))
            cost = cost + self.price[at]
            ups, downs = ups & self.allowed[at], downs & self.allowed[at]
            if len(away) % 2:
                ups = ups & self.somebody[at]
            else:
                downs = downs & self.somebody[at]
        cost = np.where(ups | downs, cost, np.inf)
        for axis in range(rank):  # the far corner differs in every axis
            cost[(slice(None),) * axis + (place[axis],)] = np.inf
        best = int(np.argmin(cost)) if cost.size else 0
        if not cost.size or not np.isfinite(cost.flat[best]):
            return None
        far = tuple(int(one) for one in np.unravel_index(best, cost.shape))
        return [
            tuple(far[axis] if axis in away else place[axis] for axis in range(rank)) + far[rank:]
            for away in _subsets(tuple(range(rank)))
        ]

    def hide(self, corner: Sequence[int]) -> None:
        at = tuple(corner)
        self.hidden[at] = True
        self.price[at] = 0
