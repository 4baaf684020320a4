"""Judgements about files that leave: what a spreadsheet may not run, and which groups are too few to be told apart."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

AT_ONCE = 2_000  # responses whose file is made while the person waits; more is made in the background
KEPT_DAYS = 7
LEAST = 10  # people who share everything that a row says of them
RUNS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet may run what begins so
LONGEST_CELL = 32_000  # what a spreadsheet takes in one cell
MOST_SHEET_ROWS = 1_000_000
CUT = " … (cut here: the CSV and JSON files have all of it)"
Codes = NDArray[Any]
FOI_DAYS = 20  # working days after the day on which a request came: section 10 of the Freedom of Information Act 2000
FOI_SOON = 5  # working days before the last one, from which on it is urgent


def guarded(cell: object) -> object:
    """Return a cell that no spreadsheet runs as a formula: text that begins like one gets an apostrophe before it."""
    if isinstance(cell, str) and cell.startswith(RUNS):
        return f"'{cell}"
    return cell


def fitting(cell: object) -> object:
    """Return a cell that a spreadsheet can hold; what is cut says so."""
    if isinstance(cell, str) and len(cell) > LONGEST_CELL:
        return cell[: LONGEST_CELL - len(CUT)] + CUT
    return cell


def told_apart(columns: Sequence[tuple[Codes, int]], least: int = LEAST) -> list[NDArray[np.bool_]]:
    """Return, for each column, which of its values may be told, so that `least` people share all that is told of any.

    Each column is a code for each person, and the code that means that nothing was said (-1 when there is none). The first
    columns are kept best: a value goes blank where too few people share it together with what is told of them already.
    Those who are blank among such people are `least` or more too (or none), so that being blank points at nobody.
    """
    told = []
    size = len(columns[0][0]) if columns else 0
    group = np.zeros(size, np.int64)
    for codes, nothing in columns:
        width = int(codes.max()) + 1 if size else 1
        pairs, inverse, counts = np.unique(group * width + codes, return_inverse=True, return_counts=True)
        blank = (counts < least) | (pairs % width == nothing)
        _widen(blank, counts, pairs // width, least)
        keep = ~blank[inverse]
        told.append(keep)
        _, group = np.unique(np.where(keep, group * (width + 1) + codes, group * (width + 1) + width), return_inverse=True)
    return told


def _widen(blank: NDArray[np.bool_], counts: Codes, groups: Codes, least: int) -> None:
    """Blank the smallest other values of each group in which fewer than `least` people would be blank."""
    ends = np.flatnonzero(np.diff(groups)) + 1
    for places in np.split(np.arange(len(groups)), ends):
        hidden = int(counts[places][blank[places]].sum())
        if not 0 < hidden < least:
            continue
        for place in sorted(places[~blank[places]], key=lambda one: (counts[one], one)):
            blank[place] = True
            hidden += int(counts[place])
            if hidden >= least:
                break
