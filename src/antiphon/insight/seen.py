"""What comments are about, in numbers: each code by characteristic, place and time, with intervals, safe to show.

A response counts when somebody has read any of its comments; it has a code when one of them has. Counts are made safe as
answers to a question with many choices are: each code with its groups and totals together (`core.cubes`). A code that few
people gave keeps its line, whatever its number.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from antiphon.core.suppression import Shown
from antiphon.engagement.models import Engagement
from antiphon.insight import codebook, counting, tallies
from antiphon.insight.columns import Marks, marks_of
from antiphon.insight.counting import Axis
from antiphon.insight.learnt import wilson
from antiphon.insight.models import Code
from antiphon.insight.tallies import Laid

NO_CODE = ""


@dataclass(frozen=True)
class Cell:
    """How many of some responses have a code: the count, of how many, and the share with its interval, in hundredths."""

    count: Shown
    whole: Shown

    @property
    def share(self) -> int | None:
        """Return the share in a hundred; None where either number is hidden or nobody is there."""
        if self.count.value is None or not self.whole.value:
            return None
        return round(100 * self.count.value / self.whole.value)

    @property
    def interval(self) -> tuple[int, int] | None:
        """Return where the share would lie 95 times in 100, had other people like these answered."""
        if self.count.value is None or not self.whole.value:
            return None
        low, high = wilson(self.count.value, self.whole.value)
        return round(100 * low), round(100 * high)


@dataclass(frozen=True)
class CodeLine:
    """One code: all together, and by group."""

    code: Code
    state: str
    everyone: Cell
    beside: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class CodesSeen:
    """Every code that somebody gave, the most frequent first, cut by one characteristic or by none."""

    engagement: Engagement
    read: Shown
    by: str
    name: str
    groups: tuple[str, ...]
    lines: tuple[CodeLine, ...]
    stale: bool = False

    @property
    def hides(self) -> bool:
        return any(cell.count.hidden for line in self.lines for cell in (line.everyone, *line.beside))


def codes_seen(engagement: Engagement, *, by: str = "") -> CodesSeen:
    """Return what the comments that were read are about, perhaps by one characteristic. A constant number of queries."""
    known = counting.characteristics(engagement)
    by = by if by in known else ""
    laid, marks = laid_out(engagement, names={"standing", by} - {""})
    axis = counting.axis_of(engagement, laid, by) if by else None
    if axis is not None and len(axis.groups) < 2:
        axis = None
    book = codebook.book_of(engagement)
    lines = [_line(laid, marks, book.codes[int(label)], axis) for label in marks.labels if label != NO_CODE]
    lines.sort(key=lambda line: (-(line.everyone.count.value or 0), line.code.name))
    read = len(np.unique(marks.within(laid.counted).rows))
    return CodesSeen(
        engagement, Shown(read), by if axis else "", known.get(by, ""), tuple(axis.groups) if axis else (), tuple(lines),
        laid.stale,
    )  # fmt: skip


def laid_out(engagement: Engagement, *, names: set[str]) -> tuple[Laid, Marks]:
    """Return the responses laid out, and the codes of those whose comments were read: labels are ids of codes."""
    laid = tallies.answers_of(engagement, names=names, with_marks=False)
    ids = tallies.ids_of(engagement)
    if len(ids) != laid.size:  # the tally waits to be made anew: its places are not those of the rows any more
        laid = tallies.read(engagement, with_marks=False)
        ids = tallies.ids_of(engagement)
    book = codebook.book_of(engagement)
    rows = codebook.settled(engagement).order_by("voice__response").values_list("voice__response", "codings__code")
    pairs = {(response, NO_CODE if code is None else str(book.under(code))) for response, code in rows}
    found = [(int(np.searchsorted(ids, response)), label) for response, label in sorted(pairs)]
    return laid, marks_of((row, label) for row, label in found if row < laid.size)


def _line(laid: Laid, marks: Marks, code: Code, axis: Axis | None) -> CodeLine:
    axes: Sequence[Axis] = [axis] if axis else []
    cube = counting.ticked_cube(laid, axes, marks=marks, label=str(code.pk))
    tail = () if axis is None else (None,)
    state = "Split, not yet read again" if code.split_at else "No longer used" if code.retired_at else ""
    return CodeLine(
        code, state, Cell(cube.cell(0, *tail), cube.cell(None, *tail)),
        tuple(Cell(cube.cell(0, place), cube.cell(None, place)) for place in range(len(axis.groups) if axis else 0)),
    )  # fmt: skip
