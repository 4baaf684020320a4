"""What changed since last time: an engagement beside an earlier one that asked the same question.

Two engagements are of one series when the same organisation asked the same words (or the same question) in both. Only
numbers that both pages show are compared. Many differences are looked at together, and some look large by chance alone, so
only those are named that still stand out when that is allowed for: the procedure of Y. Benjamini and Y. Hochberg (1995),
under which at most one in twenty of the changes that are named is expected to be chance.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet

from antiphon.engagement.models import Engagement, Question
from antiphon.insight.results import Part, results
from antiphon.insight.seen import Cell, codes_seen
from antiphon.network.models import User

CHANCE = 0.05  # of the changes that are named, at most this share is expected to be chance


@dataclass(frozen=True)
class Difference:
    """One share then and now, how likely so large a difference is by chance alone, and whether it stands out."""

    about: str
    text: str
    then: Cell
    now: Cell
    chance: float
    stands_out: bool = False

    @property
    def points(self) -> int:
        """Return by how many points in a hundred the share went up, or down."""
        return round(100 * ((self.now.count.value or 0) / (self.now.whole.value or 1)
                            - (self.then.count.value or 0) / (self.then.whole.value or 1)))  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """Everything that could be compared, what stands out first, and how many numbers were hidden in one or the other."""

    then: Engagement
    now: Engagement
    differences: tuple[Difference, ...]
    hidden: int

    @property
    def standing_out(self) -> int:
        return sum(one.stands_out for one in self.differences)


def earlier_ones(engagement: Engagement, user: User) -> "QuerySet[Engagement]":
    """Return the earlier engagements of the same organisation that asked one of the same questions, the latest first."""
    asked = list(engagement.questions.current().values_list("series", "text"))
    alike = Q()
    for series, text in asked:
        alike |= Q(series=series) | Q(text__iexact=" ".join(text.split()))
    if not asked:
        return Engagement.objects.none()
    same = Question.objects.filter(alike).exclude(engagement=engagement).values("engagement")
    found = Engagement.objects.visible_to(user).filter(owner=engagement.owner_id, pk__in=same)
    before = engagement.opens_on or engagement.made_at.date()
    rows: QuerySet[Engagement] = found.filter(opens_on__lt=before).order_by("-opens_on", "-pk")
    return rows


def compare(then: Engagement, now: Engagement) -> Compared:
    """Return what changed between two engagements of a series: codes of comments, and answers to the same questions."""
    found, hidden = [], 0
    for about, text, old, new in [*_codes(then, now), *_answers(then, now)]:
        if old.share is None or new.share is None:
            hidden += bool(old.count.hidden or new.count.hidden or old.whole.hidden or new.whole.hidden)
            continue
        found.append(Difference(about, text, old, new, chance_of(old, new)))
    named = stands_out([one.chance for one in found])
    found = [replace(one, stands_out=yes) for one, yes in zip(found, named, strict=True)]
    found.sort(key=lambda one: (not one.stands_out, -abs(one.points), one.about, one.text))
    return Compared(then, now, tuple(found), hidden)


def chance_of(then: Cell, now: Cell) -> float:
    """Return how likely so large a difference of two shares is by chance alone (two-sided test with the pooled share)."""
    a, n = then.count.value or 0, then.whole.value or 0
    b, m = now.count.value or 0, now.whole.value or 0
    pooled = (a + b) / (n + m) if n + m else 0.0
    spread = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m)) if n and m else 0.0
    return math.erfc(abs(b / m - a / n) / spread / math.sqrt(2)) if spread else 1.0


def stands_out(chances: Sequence[float], level: float = CHANCE) -> list[bool]:
    """Return which of several differences stand out when all are looked at together (Benjamini and Hochberg, 1995)."""
    order = sorted(range(len(chances)), key=lambda place: chances[place])
    last = 0
    for rank, place in enumerate(order, start=1):
        if chances[place] <= level * rank / len(chances):
            last = rank
    named = set(order[:last])
    return [place in named for place in range(len(chances))]


def _codes(then: Engagement, now: Engagement) -> list[tuple[str, str, Cell, Cell]]:
    old, new = ({(line.code.copy_of_id or line.code.pk): line for line in codes_seen(one).lines} for one in (then, now))
    by_name = {line.code.name.casefold(): key for key, line in old.items()}
    pairs = []
    for key, line in new.items():
        match = old.get(key) or old.get(by_name.get(line.code.name.casefold(), -1))
        if match is not None:
            pairs.append(("What comments are about", line.code.name, match.everyone, line.everyone))
    return pairs


def _answers(then: Engagement, now: Engagement) -> list[tuple[str, str, Cell, Cell]]:
    old = {(_key(one.question.text), part.heading): part for one in results(then).questions for part in one.parts}
    pairs = []
    for one in results(now).questions:
        for part in one.parts:
            before = old.get((_key(one.question.text), part.heading))
            if before is not None:
                about = f"{one.question.text}{f' ({part.heading})' if part.heading else ''}"
                pairs += [(about, text, *cells) for text, cells in _bars(before, part)]
    return pairs


def _bars(then: Part, now: Part) -> list[tuple[str, tuple[Cell, Cell]]]:
    old = {_key(bar.text): bar for bar in then.bars}
    return [
        (bar.text, (Cell(old[_key(bar.text)].count, then.answered), Cell(bar.count, now.answered)))
        for bar in now.bars if _key(bar.text) in old
    ]  # fmt: skip


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()
