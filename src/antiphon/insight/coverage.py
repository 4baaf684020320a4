"""Who is missing: what share of the people of an area we would expect to hear from, and from what share we heard.

Pure Python. *Expected* is the share of a category among the people of the area who fall under any category of the question,
from published figures. *Heard* is its share among the people who answered the question. The interval is Wilson's score
interval for a share, 95%: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of
the American Statistical Association 22 (1927), 209-212; recommended for small numbers by Brown, Cai and DasGupta, "Interval
estimation for a binomial proportion", Statistical Science 16 (2001), 101-133. It says how far chance alone could have
moved the share; people who answer are no random sample, so it is a sign to act on and not a proof.

Small numbers. Counts pass through `core.suppression`. A hidden count is judged by the most that it could be, so that the
verdict tells no more than the words "fewer than 10" do.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from antiphon.core.suppression import THRESHOLD, Shown, Why, shown, suppress_list
from antiphon.engagement.about import NOT_SAID, Characteristic

Z = 1.959963984540054  # the 97.5th percentile of the normal distribution
NO_ANSWER = frozenset({"not answered", "does not apply", "not stated"})
NOT_GIVEN = "Did not say"


class Verdict(StrEnum):
    """What the comparison says, as the screen shows it."""

    FEWER = "Fewer than expected"
    AS_EXPECTED = "About as expected"
    MORE = "More than expected"
    UNKNOWN = "Too few answers to say"
    NO_FIGURE = "No figure to compare with"
    HIDDEN = "Hidden to protect others"


def wilson(count: int, of: int) -> tuple[float, float]:
    """Return the 95% score interval of a share, 0 to 1 when nobody was asked."""
    if of <= 0:
        return 0.0, 1.0
    share = count / of
    middle = share + Z * Z / (2 * of)
    half = Z * math.sqrt(share * (1 - share) / of + Z * Z / (4 * of * of))
    whole = 1 + Z * Z / of
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)


@dataclass(frozen=True)
class Slice:
    """One or more categories that published figures tell together, and the share of people to expect there."""

    keys: tuple[str, ...]
    text: str
    expected: float | None = None


@dataclass(frozen=True)
class Line:
    """One slice: what we expected, what we heard, and what that means, safe to show."""

    keys: tuple[str, ...]
    text: str
    expected: float | None
    heard: Shown
    verdict: Verdict
    share: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def is_gap(self) -> bool:
        return self.verdict is Verdict.FEWER

    @property
    def words(self) -> str:
        """Return the line as a sentence."""
        if self.share is None or self.low is None or self.high is None:
            spoke = _people(self.heard)
        else:
            spoke = f"{in_a_hundred(self.share)} (chance alone could make it {between(self.low, self.high)})"
        if self.expected is None:
            return f"We have no figure to compare with; we heard from {spoke}."
        return f"We expected {about(self.expected)}; we heard from {spoke}."


def _people(heard: Shown) -> str:
    if heard.value == 0:
        return "nobody"
    if heard.why is Why.SMALL:
        return f"fewer than {heard.threshold} people"
    return f"{heard} people" if not heard.hidden else "a number that is hidden to protect others"


def in_a_hundred(share: float) -> str:
    """Return a share as people say it: 7 in 100."""
    if 0 < share < 0.005:
        return "fewer than 1 in 100"
    return f"{round(100 * share)} in 100"


def about(share: float) -> str:
    """Return an expected share as people say it: about 18 in 100; under one in a hundred, in a thousand."""
    if 0 < share < 0.005:
        return f"about {max(1, round(1000 * share))} in 1,000"
    return f"about {round(100 * share)} in 100"


def between(low: float, high: float) -> str:
    """Return an interval as people say it."""
    return f"{math.floor(100 * low + 0.5)} to {math.ceil(100 * high - 0.5)}"


# --- Expected -------------------------------------------------------------------------------------------


def expected(characteristic: Characteristic, margins: Mapping[str, Mapping[str, int]]) -> list[Slice]:
    """Return the slices of a question with the share to expect in each, from figures by variable and label.

    Categories that the figures do not tell apart fall together. The variable that the question names is used, unless
    another one tells more apart. Without any figure every category is a slice of its own, with nothing expected.
    """
    asked = [category for category in characteristic.categories if category.key != NOT_SAID]
    best: list[Slice] = []
    for variable in sorted(margins, key=lambda name: name != characteristic.variable):
        table = {label: count for label, count in margins[variable].items() if label.casefold() not in NO_ANSWER}
        slices = _slices(asked, table, characteristic.many, complete=variable == characteristic.variable)
        if sum(one.expected is not None for one in slices) > sum(one.expected is not None for one in best):
            best = slices
    return best or [Slice((category.key,), category.text) for category in asked]


def _slices(asked: Sequence, table: Mapping[str, int], many: bool, *, complete: bool) -> list[Slice]:  # type: ignore[type-arg]
    fits = {category.key: _labels(category.census, table) for category in asked}
    if not any(fits.values()) or (not many and not complete and not all(fits.values())):
        return []
    # Someone may be in several groups of a question with many answers, so those are shares of everyone.
    held = set(table) if many else set().union(*fits.values())
    whole = sum(table[label] for label in held)
    together: dict[frozenset[str], list] = {}  # type: ignore[type-arg]
    for category in asked:
        together.setdefault(fits[category.key] or frozenset({f"only {category.key}"}), []).append(category)
    return [
        Slice(
            tuple(category.key for category in several), ", or ".join(category.text for category in several),
            sum(table[label] for label in labels) / whole if whole and labels <= set(table) else None,
        )
        for labels, several in together.items()
    ]


def _labels(census: Sequence[str], table: Mapping[str, int]) -> frozenset[str]:
    """Return the labels of a table that mean one of these: the same words, or the last part of them (“White: Roma”)."""
    return frozenset(label for label in table for one in census if label == one or label.endswith(f": {one}"))


# --- Heard against expected -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Compared:
    """One question: a line for each slice, how many did not say, and how many people the shares are out of."""

    lines: list[Line]
    not_said: Shown
    answered: int | None

    @property
    def gaps(self) -> list[Line]:
        return [line for line in self.lines if line.is_gap]


def compare(slices: Sequence[Slice], counts: Mapping[str, int], *, people: int, not_said: int, many: bool = False) -> Compared:
    """Return heard against expected. `counts` by category key, among `people`, of whom so many did not say."""
    heard = [sum(counts.get(key, 0) for key in one.keys) for one in slices]
    if many:
        # People can be in several slices: nothing adds up, so each number stands alone.
        cells, unsaid = [shown(count) for count in heard], shown(not_said)
    else:
        *rest, unsaid = suppress_list([*heard, not_said], total_known=True).cells
        cells = list(rest)
    answered = people - not_said
    least = answered if not unsaid.hidden else _fewest(cells, unsaid, people, many)
    lines = []
    for one, count, cell in zip(slices, heard, cells, strict=True):
        lines.append(_line(one, count, cell, answered=answered, least=least, open_=not unsaid.hidden))
    return Compared(lines, unsaid, answered if not unsaid.hidden and answered >= THRESHOLD else None)


def _fewest(cells: Sequence[Shown], unsaid: Shown, people: int, many: bool) -> int:
    """Return the fewest who can have answered, for a reader who sees what we show."""
    by_rest = max(0, people - (THRESHOLD - 1)) if unsaid.why is Why.SMALL else 0
    known = [cell.value if cell.value is not None else 1 if cell.why is Why.SMALL else THRESHOLD for cell in cells]
    return max(by_rest, max(known, default=0) if many else sum(known))


def _line(one: Slice, count: int, cell: Shown, *, answered: int, least: int, open_: bool) -> Line:
    if cell.hidden:
        if one.expected is None:
            verdict = Verdict.NO_FIGURE
        elif cell.why is Why.PROTECTS:
            verdict = Verdict.HIDDEN
        else:
            # “Fewer than 10”: at most nine, of at least so many who answered.
            most = THRESHOLD - 1
            few = least > most and wilson(most, least)[1] < one.expected
            verdict = Verdict.FEWER if few else Verdict.UNKNOWN
        return Line(one.keys, one.text, one.expected, cell, verdict)
    if not open_ or answered < THRESHOLD:
        # How many answered is not told, so no share is either; a zero among many who did answer is still a gap.
        gap = one.expected is not None and count == 0 and least >= THRESHOLD and wilson(0, least)[1] < one.expected
        verdict = Verdict.FEWER if gap else Verdict.NO_FIGURE if one.expected is None else Verdict.UNKNOWN
        return Line(one.keys, one.text, one.expected, cell, verdict)
    low, high = wilson(count, answered)
    if one.expected is None:
        verdict = Verdict.NO_FIGURE
    elif high < one.expected:
        verdict = Verdict.FEWER
    elif low > one.expected:
        verdict = Verdict.MORE
    else:
        verdict = Verdict.AS_EXPECTED
    return Line(one.keys, one.text, one.expected, cell, verdict, count / answered, low, high)
