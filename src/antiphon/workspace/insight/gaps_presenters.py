"""What the pages about gaps, pulses and services say, made ready for their templates."""

import datetime
from dataclasses import dataclass
from typing import Any

from antiphon.engagement.models import Engagement
from antiphon.engagement.rules import NOTE_HOURS
from antiphon.insight.coverage import Line, Verdict, in_a_hundred
from antiphon.insight.gaps import Help, Part
from antiphon.insight.models import Report, Routing
from antiphon.network.groups import words

COLOURS = {Verdict.FEWER: "red", Verdict.AS_EXPECTED: "green", Verdict.MORE: "blue", Verdict.UNKNOWN: "grey",
           Verdict.NO_FIGURE: "grey", Verdict.HIDDEN: "grey"}  # fmt: skip
# The picture: names on the left, bars on the right; a thin bar for what we expected above a thick one for what we heard.
WIDTH, NAMES, ROW, TOP, THIN, THICK = 760, 300, 44, 8, 8, 16
FULL = WIDTH - NAMES - 70


@dataclass(frozen=True)
class Bar:
    """One line of the picture, in its own units."""

    name: str
    y: int
    expected: float | None
    heard: float | None
    low: float | None
    high: float | None
    said: str


def part(one: Part) -> dict[str, Any]:
    """Return one question: its table, its picture, and how many did not say."""
    lines = one.compared.lines
    shares = [value for line in lines for value in (line.expected, line.high) if value is not None]
    most = max(shares, default=0.0)
    bars = []
    if most and one.has_figures:
        scale = FULL / min(1.0, most * 1.05)
        for number, line in enumerate(lines):
            bars.append(Bar(
                line.text if len(line.text) < 40 else f"{line.text[:38]}…", TOP + number * ROW, _long(line.expected, scale),
                _long(line.share, scale), _long(line.low, scale), _long(line.high, scale),
                in_a_hundred(line.share) if line.share is not None else str(line.heard),
            ))  # fmt: skip
    return {
        "key": one.key, "name": one.name, "lines": [_row(line) for line in lines], "not_said": one.compared.not_said,
        "answered": one.compared.answered, "many": one.many, "has_figures": one.has_figures, "bars": bars,
        "height": 2 * TOP + len(bars) * ROW, "width": WIDTH, "names": NAMES, "thin": THIN, "thick": THICK,
        "alt": f"{one.name}: " + " ".join(f"{line.text}: {line.words}" for line in lines),
    }  # fmt: skip


def _long(share: float | None, scale: float) -> float | None:
    return None if share is None else round(share * scale, 1)


def _row(line: Line) -> dict[str, Any]:
    return {
        "line": line, "expected": in_a_hundred(line.expected) if line.expected is not None else "No figure",
        "share": in_a_hundred(line.share) if line.share is not None else "–",
        "interval": f"{100 * line.low:.0f} to {100 * line.high:.0f} in 100"
        if line.low is not None and line.high is not None else "–",
        "colour": COLOURS[line.verdict],
    }  # fmt: skip


def gap(one: Part, line: Line, helped: Help) -> dict[str, Any]:
    """Return a gap in words, with the partners who could help and what was asked before."""
    reach = [
        {"who": each.organisation, "whom": ", ".join(words(key) for key in each.groups),
         "where": ", ".join(each.places), "note": each.note, "contact": each.contact}
        for each in helped.reach
    ]
    return {"part": one, "line": line, "reach": reach, "insights": helped.insights, "engagements": helped.engagements}


def clock(engagement: Engagement, report: Report | None, now: datetime.datetime) -> dict[str, Any]:
    """Return the two clocks of a pulse: days to the decision, and hours left for the note to the board."""
    today = now.astimezone().date()
    opened = engagement.published_at
    hours = (now - opened).total_seconds() / 3600 if opened else 0.0
    noted = report is not None and report.published_on is not None
    left = NOTE_HOURS - hours
    return {
        "days_left": (engagement.decides_on - today).days if engagement.decides_on else None,
        "hours_open": int(hours), "hours_left": max(0, round(left)), "note_late": bool(opened) and left < 0 and not noted,
        "noted": noted, "note_hours": NOTE_HOURS, "opened": opened,
        "due_at": opened + datetime.timedelta(hours=NOTE_HOURS) if opened else None,
    }  # fmt: skip


def routed(one: Routing, today: datetime.date) -> dict[str, Any]:
    """Return what was put to a service, and how it stands."""
    late = one.is_late(today)
    state, colour = ("Replied", "green") if one.replied_at else ("Late", "red") if late else ("Waiting", "yellow")
    subject = f"Theme: {one.theme.name}" if one.theme else "One comment"
    return {"routing": one, "late": late, "state": state, "colour": colour, "subject": subject}
