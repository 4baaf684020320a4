"""Drawing members by lot so that together they mirror the targets: stratified sortition. Plain Python.

Quotas say how many of each category there should be. Drawing greedily, one member after another, can run into a dead
end where quotas could have been met, so the whole selection is found at once as a mixed-integer programme (HiGHS, by
`scipy.optimize.milp`): one yes-or-no for each candidate, one row for each quota.

1. The least sum of shortfalls and excesses is found. It is nought exactly when all quotas can be met together, so an
   impossible quota gives the nearest selection, and the shortfall is named.
2. Among the selections that come so near, the one with the least sum of random weights is taken. The weights come from
   a recorded seed (NumPy's PCG64), one for each candidate in the order of their numbers, so that the same candidates,
   quotas and seed always give the same selection: a draw can be repeated by anyone who doubts it.

Source: Flanigan, Gölz, Gupta, Hennig and Procaccia, "Fair algorithms for selecting citizens' assemblies", Nature 596
(2021), pages 548 to 552, who also show that greedy draws give some people hardly any chance. Random weights do not make
everybody's chance as equal as it can be, as their maximin and leximin do at a far greater cost; nobody whom the quotas
allow has no chance.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

Cell = tuple[str, str]  # characteristic, category
Targets = Mapping[str, Mapping[str, Decimal]]  # characteristic -> category -> share in a hundred
EXACT = {"mip_rel_gap": 0.0}


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be drawn: a number, and their category by characteristic."""

    number: int
    profile: Mapping[str, str]


@dataclass(frozen=True)
class Quota:
    """How many of one category a selection should have, at least and at most."""

    characteristic: str
    category: str
    low: int
    high: int

    @property
    def cell(self) -> Cell:
        return self.characteristic, self.category


@dataclass(frozen=True)
class Outcome:
    """A quota and what came of it; `there` were in already, `drawn` came now."""

    quota: Quota
    there: int
    drawn: int

    @property
    def count(self) -> int:
        return self.there + self.drawn

    @property
    def short(self) -> int:
        return max(0, self.quota.low - self.count)

    @property
    def over(self) -> int:
        return max(0, self.count - self.quota.high)


@dataclass(frozen=True)
class Selection:
    """Who was drawn, in the order of their numbers, and what came of each quota."""

    chosen: tuple[int, ...]
    outcomes: tuple[Outcome, ...]
    missing: int  # so many fewer than were wanted, because there were no more candidates

    @property
    def met(self) -> bool:
        return not self.missing and not any(one.short or one.over for one in self.outcomes)


def quotas(targets: Targets, size: int) -> list[Quota]:
    """Return the quotas of a selection of that size: each share of it, rounded down and up to whole people."""
    return [
        Quota(characteristic, category, math.floor(share * size / 100), math.ceil(share * size / 100))
        for characteristic, categories in targets.items() for category, share in categories.items()
    ]  # fmt: skip


def count(profiles: Iterable[Mapping[str, str]]) -> Counter[Cell]:
    """Return how many of the people are in each category."""
    return Counter(cell for profile in profiles for cell in profile.items())


def select(
    candidates: Sequence[Candidate], wanted: Sequence[Quota], *, size: int, seed: int, there: Mapping[Cell, int] | None = None
) -> Selection:
    """Draw `size` of the candidates by lot, as near to the quotas as can be.

    `there` counts those who are in already (who said yes, or may still): the quotas are for all of them together.
    """
    pool = sorted(candidates, key=lambda one: one.number)
    there = there or {}
    number = max(0, min(size, len(pool)))
    if number == 0:
        chosen: list[Candidate] = []
    elif number == len(pool):
        chosen = pool
    else:
        weights = np.random.default_rng(seed).random(len(pool))
        lot = dict(zip((one.number for one in pool), weights, strict=True))
        hopeful = _hopeful(pool, wanted, number, lot)
        taken = _solve(hopeful, wanted, number, np.array([lot[one.number] for one in hopeful]), there)
        chosen = [one for one, yes in zip(hopeful, taken, strict=True) if yes]
    drawn = count(one.profile for one in chosen)
    return Selection(
        chosen=tuple(one.number for one in chosen),
        outcomes=tuple(Outcome(quota, there.get(quota.cell, 0), drawn[quota.cell]) for quota in wanted),
        missing=max(0, size - number),
    )


def _hopeful(
    pool: Sequence[Candidate], wanted: Sequence[Quota], number: int, lot: Mapping[int, float]
) -> list[Candidate]:
    """Leave out those who cannot be drawn: of people alike in every quota, no more than `number` with the least weights."""
    alike: dict[tuple[str | None, ...], list[Candidate]] = defaultdict(list)
    counted = sorted({quota.characteristic for quota in wanted})
    for one in pool:
        alike[tuple(one.profile.get(characteristic) for characteristic in counted)].append(one)
    kept = [one for some in alike.values() for one in sorted(some, key=lambda one: lot[one.number])[:number]]
    return sorted(kept, key=lambda one: one.number)


def _solve(
    pool: Sequence[Candidate], wanted: Sequence[Quota], number: int, weights: np.ndarray, there: Mapping[Cell, int]
) -> list[bool]:
    rows = len(wanted)
    # SciPy's solver takes 30 MB, and only a draw needs it.
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, eye_array, hstack

    belongs = csr_array(
        np.array([[one.profile.get(quota.characteristic) == quota.category for one in pool] for quota in wanted], dtype=float)
        .reshape(rows, len(pool))
    )  # fmt: skip
    low = np.array([quota.low - there.get(quota.cell, 0) for quota in wanted], dtype=float)
    high = np.array([quota.high - there.get(quota.cell, 0) for quota in wanted], dtype=float)
    # The variables: each candidate (0 or 1), then how far each quota falls short, then how far it is exceeded.
    people, slack = len(pool), 2 * rows
    quota_rows = LinearConstraint(hstack([belongs, eye_array(rows), -eye_array(rows)]), low, high) if rows else None
    everyone = LinearConstraint(np.concatenate([np.ones(people), np.zeros(slack)]), number, number)
    bounds = Bounds(0, np.concatenate([np.ones(people), np.full(slack, np.inf)]))
    whole = np.concatenate([np.ones(people), np.zeros(slack)])
    far = np.concatenate([np.zeros(people), np.ones(slack)])
    holding = [everyone] + ([quota_rows] if quota_rows else [])
    if rows:
        nearest = milp(far, constraints=holding, bounds=bounds, integrality=whole, options=EXACT)
        distance = round(nearest.fun)
        holding.append(LinearConstraint(far, 0, distance))
    lots = np.concatenate([weights, np.zeros(slack)])
    by_lot = milp(lots, constraints=holding, bounds=bounds, integrality=whole, options=EXACT)
    return [value > 0.5 for value in by_lot.x[:people]]
