"""How far two or more readers agree: Krippendorff's alpha and percent agreement. Pure Python.

Alpha is one less the disagreement that was seen over the disagreement that chance would give: 1 is full agreement, 0 is
what chance gives. It takes any number of readers and gaps. Source: K. Krippendorff, *Computing Krippendorff's
Alpha-Reliability* (2011), whose worked examples are in the tests; the limits 0.8 and 0.667 are from his *Content Analysis*.
For sets of codes the distance is MASI: R. Passonneau, *Measuring Agreement on Set-valued Items (MASI) for Semantic and
Pragmatic Annotation*, LREC 2006.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import combinations


def nominal(one: Hashable, other: Hashable) -> float:
    """Return 0 when two values are the same, else 1."""
    return 0.0 if one == other else 1.0


def masi(one: frozenset[Hashable], other: frozenset[Hashable]) -> float:
    """Return how far apart two sets are, from 0 to 1: less when one holds the other than when they only overlap."""
    if one == other:
        return 0.0
    both = one & other
    if not both:
        return 1.0
    monotone = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - monotone * len(both) / len(one | other)


def krippendorff_alpha[V: Hashable](
    units: Iterable[Sequence[V]], distance: Callable[[V, V], float] = nominal
) -> float | None:
    """Return alpha over units, each the values that its readers gave. None when no two values ever differ.

    Units with fewer than two readers do not count.
    """
    paired = [list(unit) for unit in units if len(unit) > 1]
    counts: Counter[V] = Counter()
    seen = 0.0
    for unit in paired:
        counts.update(unit)
        seen += 2 * sum(distance(a, b) for a, b in combinations(unit, 2)) / (len(unit) - 1)
    total = sum(counts.values())
    by_chance = 2 * sum(
        counts[a] * counts[b] * distance(a, b) for a, b in combinations(counts, 2)
    )
    if total < 2 or not by_chance:
        return None
    return 1 - (total - 1) * seen / by_chance


def percent_agreement[V: Hashable](units: Iterable[Sequence[V]]) -> int | None:
    """Return in how many of a hundred pairs of readers both gave the same value. None when there is no pair."""
    pairs = [(a, b) for unit in units for a, b in combinations(unit, 2)]
    if not pairs:
        return None
    return round(100 * sum(a == b for a, b in pairs) / len(pairs))


def by_code[V: Hashable](units: Sequence[Sequence[frozenset[V]]], code: V) -> list[list[bool]]:
    """Return the same units as whether each reader used one code."""
    return [[code in chosen for chosen in unit] for unit in units]


def mean_alpha[V: Hashable](units: Sequence[Sequence[frozenset[V]]]) -> float | None:
    """Return the mean of the alphas of all codes that anyone used, each as used or not used."""
    codes = sorted({code for unit in units for chosen in unit for code in chosen}, key=str)
    alphas = [alpha for code in codes if (alpha := krippendorff_alpha(by_code(units, code))) is not None]
    return sum(alphas) / len(alphas) if alphas else None
