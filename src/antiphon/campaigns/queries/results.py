"""Reads of what came of a campaign: outputs rolled up, each counted once, and the four stages of evaluation."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from antiphon.campaigns import rules
from antiphon.campaigns.models import Campaign, Contribution, Objective, Output, Result
from antiphon.network.models import Organisation


def outputs_of(campaign: Campaign) -> list[Output]:
    """Return what was put out, with whose it is and who took part. Two queries."""
    rows = campaign.outputs.select_related("organisation", "activity", "reported_by").prefetch_related("credits__organisation")
    return list(rows)


@dataclass(frozen=True)
class Sum:
    """What was put out in one unit, in words: the total, how much is estimated, each partner's own, who else took part."""

    unit: str
    number: int
    estimated: int
    by: list[tuple[Organisation, int]]
    took_part: list[tuple[Organisation, int]]


def sums_of(outputs: list[Output]) -> list[Sum]:
    """Return the sums by unit. An output counts once, for the partner whose it is; no units are added together."""
    bodies = {one.organisation_id: one.organisation for one in outputs}
    bodies |= {credit.organisation_id: credit.organisation for one in outputs for credit in one.credits.all()}
    counted = [
        rules.Counted(one.key, one.organisation_id, one.unit, one.number, one.estimate,
                      tuple(credit.organisation_id for credit in one.credits.all())) for one in outputs
    ]  # fmt: skip

    def named(numbers: dict[int, int]) -> list[tuple[Organisation, int]]:
        return sorted(((bodies[pk], number) for pk, number in numbers.items()), key=lambda pair: str(pair[0]))

    return [
        Sum(rules.UNITS[total.unit][1], total.number, total.estimated, named(total.by), named(total.took_part))
        for total in rules.rolled_up(counted)
    ]


@dataclass(frozen=True)
class Budget:
    """What partners put in: money, hours and what is given in kind stand apart."""

    rows: list[Contribution]
    money: Decimal
    hours: Decimal
    in_kind: Decimal


def budget_of(campaign: Campaign) -> Budget:
    """Return what partners put in. One query."""
    rows = list(campaign.contributions.select_related("organisation"))
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[row.kind] += row.amount
    return Budget(rows, sums["money"], sums["hours"], sums["kind"])


@dataclass(frozen=True)
class Scored:
    """An objective with its results, the newest first, and how much of the way is done."""

    objective: Objective
    results: list[Result] = field(default_factory=list)

    @property
    def latest(self) -> Result | None:
        return next((one for one in self.results if one.measured and one.value is not None), None)

    @property
    def share(self) -> int | None:
        """Return how much of the way from the baseline to the target is done, in per cent."""
        one, latest = self.objective, self.latest
        if latest is None or latest.value is None or one.baseline is None or one.target is None:
            return None
        return rules.share_reached(one.baseline, one.target, latest.value)


@dataclass(frozen=True)
class StageSaid:
    """One stage of evaluation: what was found, or why it was not measured. Silence is said as “not measured”."""

    key: str
    stage: rules.Stage
    results: list[Result]
    filled: bool
    by_objective: bool  # what was found is entered for an objective

    @property
    def measured(self) -> bool:
        return self.filled or self.by_objective or any(one.measured for one in self.results)

    @property
    def reason(self) -> str:
        return next((one.words for one in self.results if not one.measured), "")


@dataclass(frozen=True)
class Scores:
    """What came of a campaign."""

    stages: list[StageSaid]
    scored: list[Scored]
    sums: list[Sum]
    budget: Budget
    outputs: list[Output]


def scores_of(campaign: Campaign) -> Scores:
    """Return all that came of a campaign, by stage. Six queries."""
    rows = list(campaign.results.select_related("objective", "entered_by"))
    outputs, budget = outputs_of(campaign), budget_of(campaign)
    filled = {"inputs": bool(budget.rows), "outputs": bool(outputs)}
    stages = [
        StageSaid(key, stage, [row for row in rows if row.stage == key and row.objective_id is None],
                  filled.get(key, False), any(row.stage == key and row.objective_id is not None for row in rows))
        for key, stage in rules.STAGES.items()
    ]  # fmt: skip
    scored = [Scored(one, [row for row in rows if row.objective_id == one.pk]) for one in campaign.objectives.all()]
    return Scores(stages, scored, sums_of(outputs), budget, outputs)
