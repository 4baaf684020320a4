"""Statistical process control for one measure over time: the XmR chart, its rules, and what it says in words.

The method is that of NHS England's “Making Data Count”: the limits lie 2.66 mean moving ranges from the mean; moving ranges
of 3.267 times their mean or more are left out when limits are set. Four signs of special cause, the first that fits: a point
outside the limits; seven in a row that rise or fall; two of three near the same limit (in its outer third); seven in a row on
one side of the mean. With fewer than 13 points the limits are on trial. Limits are drawn anew only for a reason that is said.

Colour never says it alone: each kind of point has a shape of its own, and the words stand beside the chart. Plain Python.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape
from itertools import pairwise

from django.utils.safestring import SafeString, mark_safe

ENOUGH = 13
RUN = 7
WIDE, TALL, LEFT, TOP, BOTTOM = 640, 300, 52, 14, 56


class Sign(StrEnum):
    """Why a point is not chance alone."""

    NONE = ""
    OUTSIDE = "outside"
    TREND = "trend"
    NEAR = "near"
    SHIFT = "shift"


SIGNS = {
    Sign.OUTSIDE: "outside the limits", Sign.TREND: f"one of {RUN} in a row that rise or fall",
    Sign.NEAR: "one of 2 in 3 close to a limit", Sign.SHIFT: f"one of {RUN} in a row on one side of the mean",
}  # fmt: skip


@dataclass(frozen=True)
class Point:
    """A number on a day."""

    on: datetime.date
    value: float


@dataclass(frozen=True)
class Placed:
    """A number in its chart: on which side of the mean, by which sign, and whether that is better or worse."""

    on: datetime.date
    value: float
    mean: float
    lower: float
    upper: float
    sign: Sign = Sign.NONE
    high: bool = False
    kind: str = "common"  # common, better, worse, or changed where neither way is better

    @property
    def words(self) -> str:
        """What the point is, for the table."""
        if not self.sign:
            return "Chance alone could make this"
        how = {"better": "Better", "worse": "Worse", "changed": "Changed"}[self.kind]
        return f"{how}: {SIGNS[self.sign]}"


@dataclass(frozen=True)
class Chart:
    """A measure over time: its points in order, what it says in words, and the picture."""

    points: list[Placed]
    words: list[str]
    picture: SafeString
    trial: bool = False
    kinds: set[str] = field(default_factory=set)


def limits(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the mean and the lower and upper limit of these values."""
    mean = sum(values) / len(values)
    moving = [abs(b - a) for a, b in pairwise(values)]
    if not moving:
        return mean, mean, mean
    first = sum(moving) / len(moving)
    kept = [one for one in moving if one < 3.267 * first] or moving
    spread = 2.66 * sum(kept) / len(kept)
    return mean, mean - spread, mean + spread


def place(points: Sequence[Point], *, better: str = "up", rebased_on: datetime.date | None = None) -> list[Placed]:
    """Return the points in their chart, in the order of their days. Points from `rebased_on` have limits of their own."""
    ordered = sorted(points, key=lambda one: one.on)
    parts = [[one for one in ordered if rebased_on is None or one.on < rebased_on],
             [one for one in ordered if rebased_on is not None and one.on >= rebased_on]]  # fmt: skip
    return [placed for part in parts if part for placed in _part(part, better)]


def _part(points: Sequence[Point], better: str) -> list[Placed]:
    values = [one.value for one in points]
    mean, lower, upper = limits(values)
    signs: list[Sign] = [Sign.NONE] * len(values)
    high = [value > mean for value in values]
    for sign, found in (
        (Sign.SHIFT, _shifts(values, mean)), (Sign.NEAR, _near(values, mean, lower, upper)), (Sign.TREND, _trends(values)),
        (Sign.OUTSIDE, {at for at, value in enumerate(values) if value < lower or value > upper}),
    ):  # fmt: skip
        for at in found:
            signs[at] = sign  # later ones come first in rank, and are written last
    for at in _trends(values):
        if signs[at] is Sign.TREND:
            high[at] = _rises(values, at)
    return [
        Placed(one.on, one.value, mean, lower, upper, sign, up, _kind(sign, up, better))
        for one, sign, up in zip(points, signs, high, strict=True)
    ]


def _kind(sign: Sign, high: bool, better: str) -> str:
    if not sign:
        return "common"
    if better not in ("up", "down"):
        return "changed"
    return "better" if high == (better == "up") else "worse"


def _shifts(values: Sequence[float], mean: float) -> set[int]:
    return _runs([(value > mean) - (value < mean) for value in values], RUN)


def _trends(values: Sequence[float]) -> set[int]:
    steps = [(b > a) - (b < a) for a, b in pairwise(values)]
    return {at + more for at in _runs(steps, RUN - 1) for more in (0, 1)}


def _rises(values: Sequence[float], at: int) -> bool:
    return values[at] > values[at - 1] if at else values[1] > values[0]


def _runs(sides: Sequence[int], long: int) -> set[int]:
    """Return the places in runs of the same side (1 or -1) that are long enough."""
    found: set[int] = set()
    starts = 0
    for at in range(len(sides) + 1):
        if at == len(sides) or sides[at] != sides[starts] or sides[at] == 0:
            if at - starts >= long and sides[starts] != 0:
                found |= set(range(starts, at))
            starts = at
    return found


def _near(values: Sequence[float], mean: float, lower: float, upper: float) -> set[int]:
    high, low = mean + (upper - mean) * 2 / 3, mean - (mean - lower) * 2 / 3
    found: set[int] = set()
    for starts in range(len(values) - 2):
        three = range(starts, starts + 3)
        for near in ([at for at in three if high < values[at]], [at for at in three if values[at] < low]):
            if len(near) >= 2:
                found |= set(near)
    return found


def chart(
    title: str, unit: str, points: Sequence[Point], *, better: str = "up", rebased_on: datetime.date | None = None,
    rebased_why: str = "",
) -> Chart:
    """Return a measure over time as a picture and in words."""
    placed = place(points, better=better, rebased_on=rebased_on)
    last = [one for one in placed if (rebased_on is None or one.on >= rebased_on)] or placed
    trial = len(last) < ENOUGH
    return Chart(placed, _words(placed, unit, better, trial, rebased_on, rebased_why), _picture(title, placed), trial,
                 {one.kind for one in placed})  # fmt: skip


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value - round(value)) < 0.05 else f"{value:,.1f}"


def _day(date: datetime.date) -> str:
    return f"{date.day} {date:%B %Y}"


def _words(
    placed: Sequence[Placed], unit: str, better: str, trial: bool, rebased_on: datetime.date | None, why: str
) -> list[str]:
    first, last = placed[0], placed[-1]
    said = [f"The last number is {_number(last.value)} ({unit}), on {_day(last.on)}. The first was {_number(first.value)},"
            f" on {_day(first.on)}."]  # fmt: skip
    said.append(f"The mean is {_number(last.mean)}. Chance alone would keep numbers between {_number(last.lower)} and"
                f" {_number(last.upper)}.")  # fmt: skip
    found = _stretches(placed)
    said += [_in_words(run) for run in found]
    if not found:
        said.append("Nothing here is more than chance. Do not read a change into ups and downs.")
    if trial:
        said.append(f"There are fewer than {ENOUGH} numbers{' since then' if rebased_on else ''}, so the limits are on trial:"
                    " they may still move.")  # fmt: skip
    if rebased_on is not None:
        said.append(f"Limits are drawn anew from {_day(rebased_on)}: {why.rstrip('.')}.")
    return said


def _stretches(placed: Sequence[Placed]) -> list[list[Placed]]:
    """Return the points that are not chance alone, in stretches: one after another, on the same side."""
    found: list[list[Placed]] = []
    before: Placed | None = None
    for one in placed:
        if one.sign and before is not None and before.sign and (before.high, before.mean) == (one.high, one.mean):
            found[-1].append(one)
        elif one.sign:
            found.append([one])
        before = one
    return found


def _in_words(run: Sequence[Placed]) -> str:
    """Say what a stretch is: a shift first, since it is the easiest to understand."""
    signs = {one.sign for one in run}
    side, near = ("above", "upper") if run[0].high else ("below", "lower")
    when = f"From {_day(run[0].on)} to {_day(run[-1].on)}" if len(run) > 1 else f"On {_day(run[0].on)}"
    outside = sum(one.sign is Sign.OUTSIDE for one in run)
    beyond = all((one.value > one.mean) is run[0].high for one in run)
    if len(run) >= RUN and beyond:
        said = f"{when}, {len(run)} numbers in a row lie {side} the mean: a shift, and not chance."
    elif Sign.TREND in signs:
        said = f"{when}, the numbers {'rise' if run[-1].high else 'fall'} without a break: a trend, and not chance."
    elif outside:
        many = "the number lies" if len(run) == 1 else f"{outside} of {len(run)} numbers lie"
        said = f"{when}, {many} {side} the limits: not chance."
    else:
        said = f"{when}, 2 of 3 numbers in a row are close to the {near} limit: not chance."
    return f"{said} {KINDS[run[-1].kind]}".strip()


KINDS = {"better": "This is better.", "worse": "This is worse.", "changed": "", "common": ""}


# --- The picture ---------------------------------------------------------------------------------------------------
FILLS = {"common": "#4c6272", "better": "#005eb8", "worse": "#a3560a", "changed": "#490092"}


def _picture(title: str, placed: Sequence[Placed]) -> SafeString:
    low = min(min(one.value, one.lower) for one in placed)
    high = max(max(one.value, one.upper) for one in placed)
    room = (high - low) * 0.08 or 1
    low, high = low - room, high + room

    def x(at: int) -> float:
        return LEFT + (WIDE - LEFT - 16) * at / max(1, len(placed) - 1)

    def y(value: float) -> float:
        return TOP + (TALL - TOP - BOTTOM) * (1 - (value - low) / (high - low))

    parts = [
        f'<svg class="app-chart" role="img" viewBox="0 0 {WIDE} {TALL}" width="{WIDE}" height="{TALL}"'
        f' aria-label="{escape(title, quote=True)}, over time. What it says stands in words, and the numbers in the table."'
        ' xmlns="http://www.w3.org/2000/svg">', f"<title>{escape(title)}</title>",
    ]  # fmt: skip
    starts = 0
    for at in range(1, len(placed) + 1):
        if at == len(placed) or placed[at].mean != placed[starts].mean:
            one = placed[starts]
            for value, name in ((one.mean, "mean"), (one.upper, "upper limit"), (one.lower, "lower limit")):
                dash = "" if name == "mean" else ' stroke-dasharray="6 4"'
                parts.append(f'<line x1="{x(starts):.1f}" x2="{x(at - 1):.1f}" y1="{y(value):.1f}" y2="{y(value):.1f}"'
                             f' stroke="#4c6272" stroke-width="1.5"{dash}/>')  # fmt: skip
                if starts == 0:
                    parts.append(_text(LEFT - 6, y(value) + 4, _number(value), "end"))
                if at == len(placed):
                    parts.append(_text(x(at - 1), y(value) - 5, name, "end"))
            starts = at
    way = " ".join(f"{'M' if at == 0 else 'L'}{x(at):.1f} {y(one.value):.1f}" for at, one in enumerate(placed))
    parts.append(f'<path d="{way}" fill="none" stroke="#768692" stroke-width="1.5"/>')
    parts += [_mark(x(at), y(one.value), one.kind) for at, one in enumerate(placed)]
    parts.append(_text(x(0), TALL - 34, _short(placed[0].on), "start"))
    parts.append(_text(x(len(placed) - 1), TALL - 34, _short(placed[-1].on), "end"))
    if len(placed) > 8:
        middle = len(placed) // 2
        parts.append(_text(x(middle), TALL - 34, _short(placed[middle].on), "middle"))
    parts += _key([kind for kind in FILLS if kind in {one.kind for one in placed}])
    return mark_safe("".join([*parts, "</svg>"]))


def _short(date: datetime.date) -> str:
    return f"{date.day} {date:%b %Y}"


NAMES = {"common": "Chance alone", "better": "Better", "worse": "Worse", "changed": "Changed"}


def _key(kinds: Sequence[str]) -> list[str]:
    parts, at = [], LEFT + 8.0
    for kind in kinds:
        parts.append(_mark(at, TALL - 12, kind))
        parts.append(_text(at + 10, TALL - 7, NAMES[kind], "start"))
        at += 34 + 8 * len(NAMES[kind])
    return parts


def _mark(x: float, y: float, kind: str) -> str:
    """A circle for chance, a triangle up for better, down for worse, a square where neither way is."""
    fill = FILLS[kind]
    if kind == "better":
        return f'<path d="M{x:.1f} {y - 7:.1f} l6.5 11 h-13 z" fill="{fill}"/>'
    if kind == "worse":
        return f'<path d="M{x:.1f} {y + 7:.1f} l6.5 -11 h-13 z" fill="{fill}"/>'
    if kind == "changed":
        return f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" fill="{fill}"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{fill}"/>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="13" fill="#212b32" text-anchor="{anchor}">{escape(text)}</text>'
