"""Measuring a coder against people's labels."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["FEWEST_FOR_MACRO", "CodeFigures", "Figures", "acceptance", "measure_codes", "reliability"]

#: A code counts towards the macro average when at least this many comments of the test carry it.
FEWEST_FOR_MACRO = 5

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class CodeFigures:
    """How well one code is found: `support` comments carry it, `suggested` comments were given it."""

    code: str
    support: int
    suggested: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What a test measured; `codes_counted` codes stand in the macro average."""

    comments: int
    macro_f1: float
    codes_counted: int
    micro_f1: float
    micro_precision: float
    micro_recall: float
    calibration_error: float
    per_code: tuple[CodeFigures, ...]

    def as_dict(self) -> dict[str, object]:
        """The figures as plain values, for JSON."""
        return asdict(self)


def measure_codes(codes: tuple[str, ...], truth: Array, suggested: Array, confidence: Array) -> Figures:
    """Compare suggestions with labels; all three arrays are (comments, codes), confidence a probability."""
    both, given, true = (truth * suggested).sum(0), suggested.sum(0), truth.sum(0)
    per_code = tuple(
        CodeFigures(
            code=code,
            support=int(true[column]),
            suggested=int(given[column]),
            precision=_share(both[column], given[column]),
            recall=_share(both[column], true[column]),
            f1=_share(2 * both[column], given[column] + true[column]),
        )
        for column, code in enumerate(codes)
    )
    counted = [figures.f1 for figures in per_code if figures.support >= FEWEST_FOR_MACRO]
    return Figures(
        comments=len(truth),
        macro_f1=float(np.mean(counted)) if counted else 0.0,
        codes_counted=len(counted),
        micro_f1=_share(2 * both.sum(), given.sum() + true.sum()),
        micro_precision=_share(both.sum(), given.sum()),
        micro_recall=_share(both.sum(), true.sum()),
        calibration_error=_calibration_error(truth, confidence),
        per_code=per_code,
    )


def reliability(truth: Array, confidence: Array) -> list[tuple[float, float, int, float, float]]:
    """How often codes given a confidence are right: (from, to, how many, mean confidence, share right).

    Ten bands of equal width; below 0.05 nothing is ever suggested, so such pairs are left out.
    """
    at = confidence.ravel() >= 0.05
    said, right = confidence.ravel()[at], truth.ravel()[at]
    band = np.minimum((said * 10).astype(int), 9)
    table = []
    for number in range(10):
        held = band == number
        if held.any():
            bounds = (number / 10, (number + 1) / 10, int(held.sum()))
            table.append((*bounds, float(said[held].mean()), float(right[held].mean())))
    return table


def acceptance(truth: Array, confidence: Array, at: float = 0.8) -> tuple[float, float]:
    """When everything given at least this probability is accepted: the share right, and the share of labels found."""
    accepted = confidence >= at
    return _share(truth[accepted].sum(), accepted.sum()), _share(truth[accepted].sum(), truth.sum())


def _calibration_error(truth: Array, confidence: Array) -> float:
    """The expected calibration error over pairs of comment and code with a confidence of 0.05 or more."""
    table = reliability(truth, confidence)
    total = sum(number for _, _, number, _, _ in table)
    return sum(number * abs(said - right) for _, _, number, said, right in table) / total if total else 0.0


def _share(part: Any, whole: Any) -> float:
    return float(part / whole) if whole else 0.0
