"""Small numbers never point at a person: which counts are shown, and which are hidden to keep others safe.

Pure Python. A count under the threshold is hidden ("fewer than 10"). Where a total would give it back by taking
the other numbers away from it, one or more further cells are hidden ("hidden to protect others"), the cheapest that
will do. What a reader can work out is checked exactly: every hidden cell could have been another number too.

Zeros. "Nobody in this group said it" points at no person, and who was not heard is a finding, so a 0 is shown. It is
hidden, as "fewer than 10", in two cases: in a group whose own total is small (else three people would all be known
to have said the same), and where hiding it is the cheapest way to protect a neighbour.

How it works. A table with its totals is written so that every line adds up to nought (the totals count as negative).
A reader knows the shown cells and, for each hidden one, an interval: "fewer than 10" is 1 to 9 (0 to 9 where a zero
was hidden; we assume a reader who can tell the two apart, which is the stronger one), "hidden to protect others" is
10 or more. A hidden cell can be another number exactly when the lines allow a round trip: one more here, one less
there, through hidden cells with room to move, back to where it began. The cheapest such round trip is a shortest
path, and the cells on it that are not yet hidden are the second cells (the network method of Cox and of Kelly,
Golden and Assad, after Willenborg and de Waal, *Elements of Statistical Disclosure Control*, chapter 5). Since the
numbers of such a system that a reader can reach form an unbroken run of whole numbers, one step of room is all it
takes for a cell not to be known.

Where no second cell will do (a known total of 11 that is 1 and 10), every cell is "hidden to protect others", the small
one too, so that the words do not tell which it is.
"""

import heapq
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

THRESHOLD = 10
FREE = math.inf


class Why(StrEnum):
    """Why a number is hidden; the empty word when it is shown."""

    SHOWN = ""
    SMALL = "small"
    PROTECTS = "protects"


@dataclass(frozen=True)
class Shown:
    """A count as people may see it. `value` is None when it is hidden; `str()` gives the words for the screen."""

    value: int | None
    why: Why = Why.SHOWN
    threshold: int = THRESHOLD

    @property
    def hidden(self) -> bool:
        return self.value is None

    def __str__(self) -> str:
        if self.why is Why.SMALL:
            return f"fewer than {self.threshold}"
        if self.why is Why.PROTECTS:
            return "hidden to protect others"
        return f"{self.value:,}"


@dataclass(frozen=True)
class ShownList:
    """Counts that add up to a total, as people may see them."""

    cells: tuple[Shown, ...]
    total: Shown


@dataclass(frozen=True)
class ShownTable:
    """A table with the totals of its rows and columns, as people may see it."""

    rows: tuple[tuple[Shown, ...], ...]
    row_totals: tuple[Shown, ...]
    column_totals: tuple[Shown, ...]
    total: Shown


def shown(count: int, threshold: int = THRESHOLD) -> Shown:
    """Return one count that stands alone: itself, or "fewer than 10". A zero is shown."""
    return Shown(None, Why.SMALL, threshold) if 0 < count < threshold else Shown(count, threshold=threshold)


def share(part: Shown, whole: Shown) -> int | None:
    """Return how many in a hundred, from two shown counts; None when either is hidden or the whole is nought."""
    if part.value is None or not whole.value:
        return None
    return round(100 * part.value / whole.value)


def suppress(
    counts: Sequence[int] | Sequence[Sequence[int]], threshold: int = THRESHOLD
) -> "ShownList | ShownTable":
    """Return a list (with its total) or a table (with all its totals) in which no hidden cell can be worked out."""
    if counts and isinstance(counts[0], Sequence):
        return suppress_table(counts, threshold)  # type: ignore[arg-type]
    return suppress_list(counts, threshold)  # type: ignore[arg-type]


def suppress_list(
    counts: Sequence[int], threshold: int = THRESHOLD, *, hide: Collection[int] = (), total_known: bool = False,
    at_most: Sequence[float] | None = None,
) -> ShownList:
    """Return counts that add up to their total, with no hidden one to be worked out.

    `hide` names cells that must be hidden because another table hides the same group. `total_known` says that the
    reader has the total from elsewhere, so that hiding it here would protect nothing. `at_most` is what a reader knows
    of each cell from another table (a cell of a group cannot be more than the group).
    """
    _whole(counts)
    total = sum(counts)
    last = len(counts)
    if not counts or (total_known and not total):
        return ShownList(tuple(shown(count, threshold) for count in counts), shown(0, threshold))
    most = [*(at_most or [FREE] * last), FREE]
    sheet = _Sheet(threshold)
    for column, count in enumerate([*counts, total]):
        sheet.put(0, column, count, sign=-1 if column == last else 1, at_most=most[column])
    sheet.cells[0, last].known = total_known
    for column in range(last + 1):
        sheet.put_free(1, column)  # nothing is known of the columns of a list
    small_group = 0 < total < threshold
    sheet.protect({(0, column) for column in (range(last + 1) if small_group else hide)})
    cells = tuple(sheet.shown(0, column) for column in range(last))
    return ShownList(cells, shown(total, threshold) if total_known else sheet.shown(0, last))


def suppress_table(counts: Sequence[Sequence[int]], threshold: int = THRESHOLD) -> ShownTable:
    """Return a table with the totals of rows and columns, with no hidden cell to be worked out."""
    width = len(counts[0]) if counts else 0
    if any(len(row) != width for row in counts):
        raise ValueError("Every row of a table has as many cells as the others.")
    for row in counts:
        _whole(row)
    row_totals = [sum(row) for row in counts]
    column_totals = [sum(row[column] for row in counts) for column in range(width)]
    height = len(counts)
    sheet = _Sheet(threshold)
    must = set()
    for i in range(height + 1):
        for j in range(width + 1):
            if i < height and j < width:
                count, sign = counts[i][j], 1
                if 0 < row_totals[i] < threshold or 0 < column_totals[j] < threshold:
                    must.add((i, j))
            elif i < height:
                count, sign = row_totals[i], -1
            elif j < width:
                count, sign = column_totals[j], -1
            else:
                count, sign = sum(row_totals), 1
            sheet.put(i, j, count, sign=sign)
    sheet.protect(must)
    return ShownTable(
        rows=tuple(tuple(sheet.shown(i, j) for j in range(width)) for i in range(height)),
        row_totals=tuple(sheet.shown(i, width) for i in range(height)),
        column_totals=tuple(sheet.shown(height, j) for j in range(width)),
        total=sheet.shown(height, width),
    )


def _whole(counts: Sequence[int]) -> None:
    if any(count < 0 or count != int(count) for count in counts):
        raise ValueError("Counts are whole numbers, 0 or more.")


Place = tuple[int, int]
Node = tuple[str, int]


@dataclass
class _Cell:
    count: int
    sign: int
    at_most: float = FREE
    free: bool = False
    known: bool = False
    hidden: bool = False

    def room(self, threshold: int, more: bool) -> bool:
        """Return whether a reader who sees it hidden must allow for one more (or one less) in its line."""
        if self.free or self.known:
            return self.free
        up = more == (self.sign > 0)  # a total counts as negative: more in the line is less in the total
        if self.count >= threshold:
            low, high = threshold, self.at_most
        else:
            low, high = (1 if self.count else 0), min(threshold - 1, self.at_most)
        return self.count < high if up else self.count > low

    def cost(self, threshold: int) -> float:
        """Return what is lost by hiding it: its count; a zero is a finding, so it is worth as much as the threshold."""
        if self.free or self.hidden:
            return 0
        return self.count or threshold


@dataclass
class _Sheet:
    """Cells in lines that add up to nought, and the search for those that must be hidden together."""

    threshold: int
    cells: dict[Place, _Cell] = field(default_factory=dict)
    veiled: bool = False

    def put(self, i: int, j: int, count: int, *, sign: int, at_most: float = FREE) -> None:
        self.cells[i, j] = _Cell(int(count), sign, at_most)

    def put_free(self, i: int, j: int) -> None:
        self.cells[i, j] = _Cell(0, 1, free=True)

    def shown(self, i: int, j: int) -> Shown:
        cell = self.cells[i, j]
        if not cell.hidden:
            return Shown(cell.count, threshold=self.threshold)
        small = cell.count < self.threshold and not self.veiled
        return Shown(None, Why.SMALL if small else Why.PROTECTS, self.threshold)

    def protect(self, must: set[Place]) -> None:
        """Hide the small cells and those that must be, then the cheapest others, until nothing can be worked out."""
        for place, cell in self.cells.items():
            cell.hidden = not (cell.free or cell.known) and (place in must or 0 < cell.count < self.threshold)
        first = {place for place, cell in self.cells.items() if cell.hidden}
        # The small ones first: each way round that is bought for one often serves the next.
        waiting = sorted(first, key=lambda place: (self.cells[place].count, place))
        while waiting:
            place = waiting.pop(0)
            if self._ambiguous(place):
                continue
            bought = self._cheapest_way_round(place)
            if bought is None:
                self._hide_all()
                return
            for other in bought:
                self.cells[other].hidden = True
                waiting.append(other)
        self._give_back(first)

    def _give_back(self, first: set[Place]) -> None:
        """Show again each second cell that turned out not to be needed, the dearest first."""
        seconds = [place for place, cell in self.cells.items() if cell.hidden and place not in first]
        for place in sorted(seconds, key=lambda place: -self.cells[place].cost(self.threshold) or place[0]):
            self.cells[place].hidden = False
            if not all(self._ambiguous(other) for other, cell in self.cells.items() if cell.hidden):
                self.cells[place].hidden = True

    def _hide_all(self) -> None:
        """Nothing else helps: hide every cell, and do not say which of them are small either."""
        for cell in self.cells.values():
            cell.hidden = not (cell.free or cell.known)
        self.veiled = True

    def _ambiguous(self, place: Place) -> bool:
        return any(self._way_round(place, more, only_hidden=True) is not None for more in (True, False))

    def _cheapest_way_round(self, place: Place) -> list[Place] | None:
        found = [way for more in (True, False) if (way := self._way_round(place, more, only_hidden=False)) is not None]
        return min(found, default=(0.0, None), key=lambda way: way[0])[1]

    def _way_round(self, place: Place, more: bool, *, only_hidden: bool) -> tuple[float, list[Place]] | None:
        """Return the cost of the cheapest round trip that begins with one more (or less) here, and what it hides."""
        if not self.cells[place].room(self.threshold, more):
            return None
        # A step from a row to a column puts one more in their cell; from a column to a row, one less.
        row, column = ("row", place[0]), ("column", place[1])
        start, goal = (column, row) if more else (row, column)
        best: dict[Node, float] = {start: 0}
        came: dict[Node, tuple[Node, Place]] = {}
        heap: list[tuple[float, Node]] = [(0, start)]
        while heap:
            spent, node = heapq.heappop(heap)
            if node == goal:
                return spent, self._bought(came, start, goal)
            if spent > best[node]:
                continue
            for step, onward in self._steps(node):
                cell = self.cells[step]
                if step == place or not cell.room(self.threshold, node[0] == "row"):
                    continue
                if only_hidden and not (cell.hidden or cell.free):
                    continue
                cost = spent + cell.cost(self.threshold)
                if cost < best.get(onward, FREE):
                    best[onward] = cost
                    came[onward] = (node, step)
                    heapq.heappush(heap, (cost, onward))
        return None

    def _steps(self, node: Node) -> list[tuple[Place, Node]]:
        kind, number = node
        if kind == "row":
            return [((i, j), ("column", j)) for i, j in self.cells if i == number]
        return [((i, j), ("row", i)) for i, j in self.cells if j == number]

    def _bought(self, came: dict[Node, tuple[Node, Place]], start: Node, goal: Node) -> list[Place]:
        places = []
        node = goal
        while node != start:
            node, place = came[node]
            if not self.cells[place].hidden and not self.cells[place].free:
                places.append(place)
        return places
