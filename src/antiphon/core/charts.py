"""Charts drawn on the server, as SVG with words: they need no script, print, and stand in a PDF.

Colour never says anything alone: each part of a bar bears a letter, which the key explains, and a table stands beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from string import ascii_uppercase

from django.utils.safestring import SafeString, mark_safe

# Dark enough for white letters (4.5 to 1), and apart from one another for people who see few colours.
COLOURS = ("#005eb8", "#7c2855", "#00662f", "#4c6272", "#8a1538", "#003087", "#006747", "#41305f")
WIDTH, BAR, GAP, LABEL = 640, 28, 14, 20
NARROW = 6  # in a hundred: a letter needs so much room, a number more


@dataclass(frozen=True)
class Row:
    """One bar: its name, and the share in a hundred of each answer; None where it is hidden."""

    name: str
    shares: Sequence[int | None]


def stacked(title: str, answers: Sequence[str], rows: Sequence[Row]) -> SafeString:
    """Return bars of a hundred in parts, one below the other, with a key. What is hidden is left white and dotted."""
    key_height = 26 * len(answers) + (26 if any(None in row.shares for row in rows) else 0)
    height = len(rows) * (BAR + GAP + LABEL) + key_height + 12
    parts = [
        f'<svg class="app-chart" role="img" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        f' aria-label="{escape(title, quote=True)}. The numbers are in the table." xmlns="http://www.w3.org/2000/svg">',
        f"<title>{escape(title)}</title>",
        '<defs><pattern id="hidden" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="#fff"/>'
        '<circle cx="2" cy="2" r="1" fill="#4c6272"/></pattern></defs>',
    ]
    top = 0
    for row in rows:
        parts.append(f'<text x="0" y="{top + 15}" font-size="15" fill="#212b32">{escape(row.name)}</text>')
        parts += _bar(row.shares, top + LABEL)
        top += BAR + GAP + LABEL
    for place, answer in enumerate(answers):
        parts.append(f'<rect x="0" y="{top}" width="22" height="20" fill="{COLOURS[place % len(COLOURS)]}"/>')
        parts.append(_letter(11, top + 15, ascii_uppercase[place % 26]))
        parts.append(f'<text x="32" y="{top + 15}" font-size="15" fill="#212b32">{escape(answer)}</text>')
        top += 26
    if any(None in row.shares for row in rows):
        parts.append(f'<rect x="0.5" y="{top + 0.5}" width="21" height="19" fill="url(#hidden)" stroke="#4c6272"/>')
        parts.append(f'<text x="32" y="{top + 15}" font-size="15" fill="#212b32">Hidden, so that nobody can be recognised</text>')
    return mark_safe("".join([*parts, "</svg>"]))


def _bar(shares: Sequence[int | None], top: int) -> list[str]:
    parts = [f'<rect x="0.5" y="{top + 0.5}" width="{WIDTH - 1}" height="{BAR - 1}" fill="url(#hidden)" stroke="#768692"/>']
    left = 0.0
    for place, share in enumerate(shares):
        if not share:
            continue
        width = min(WIDTH * share / 100, WIDTH - left)
        parts.append(
            f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="{BAR}" fill="{COLOURS[place % len(COLOURS)]}"'
            ' stroke="#fff"/>'
        )
        letter = ascii_uppercase[place % 26]
        if share >= NARROW:
            parts.append(_letter(left + width / 2, top + 19, f"{letter} {share}%" if share >= 2 * NARROW else letter))
        left += width
    return parts


def _letter(x: float, y: float, text: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="14" fill="#fff" text-anchor="middle">{escape(text)}</text>'


def strip(share: int | None) -> SafeString:
    """Return one small bar for a table cell; dotted when the share is hidden. The number stands in the cell beside it."""
    inner = (
        f'<rect width="{share}" height="16" fill="#005eb8"/>' if share is not None
        else '<path d="M2 8h96" stroke="#768692" stroke-dasharray="2 4"/>'
    )  # fmt: skip
    return mark_safe(
        f'<svg class="app-strip" viewBox="0 0 100 16" width="100" height="16" aria-hidden="true" focusable="false">{inner}</svg>'
    )


@dataclass(frozen=True)
class Dot:
    """A share in a hundred with the interval that it lies in; None where it is hidden."""

    name: str
    share: float | None
    low: float = 0.0
    high: float = 0.0


def curve(title: str, dots: Sequence[Dot]) -> SafeString:
    """Return shares one after another from left to right, joined by a line, each with its interval. 0 is below, 100 above."""
    height, left, right, top, foot = 260, 44, 20, 16, 44
    deep = height - top - foot
    step = (WIDTH - left - right) / max(len(dots), 1)
    at = [(left + step * (place + 0.5), dot) for place, dot in enumerate(dots)]

    def y(share: float) -> float:
        return top + deep * (1 - share / 100)

    parts = [_opening(title, height)]
    for mark in (0, 50, 100):
        parts.append(f'<path d="M{left} {y(mark):.1f}H{WIDTH - right}" stroke="#d8dde0"/>')
        parts.append(_words(left - 8, y(mark) + 5, f"{mark}%", "end"))
    known = [(x, dot) for x, dot in at if dot.share is not None]
    joined = " ".join(f"{x:.1f},{y(dot.share or 0):.1f}" for x, dot in known)
    parts.append(f'<polyline points="{joined}" fill="none" stroke="#005eb8" stroke-width="3"/>')
    for x, dot in known:
        parts.append(f'<path d="M{x:.1f} {y(dot.low):.1f}V{y(dot.high):.1f}" stroke="#212b32" stroke-width="2"/>')
        for end in (dot.low, dot.high):
            parts.append(f'<path d="M{x - 6:.1f} {y(end):.1f}h12" stroke="#212b32" stroke-width="2"/>')
        parts.append(f'<circle cx="{x:.1f}" cy="{y(dot.share or 0):.1f}" r="6" fill="#005eb8" stroke="#fff" stroke-width="2"/>')
    parts += [_words(x, height - foot + 22, dot.name, "middle") for x, dot in at]
    return mark_safe("".join([*parts, "</svg>"]))


def intervals(title: str, dots: Sequence[Dot]) -> SafeString:
    """Return shares one below the other, each a dot on a line from 0 to 100 with its interval. What is hidden is dotted."""
    height = len(dots) * (BAR + LABEL) + 30
    parts, top = [_opening(title, height)], 0

    def x(share: float) -> float:
        return 6 + (WIDTH - 12) * share / 100

    for dot in dots:
        parts.append(f'<text x="0" y="{top + 15}" font-size="15" fill="#212b32">{escape(dot.name)}</text>')
        middle = top + LABEL + BAR / 2 - 4
        dashed = "" if dot.share is not None else ' stroke-dasharray="2 4"'
        parts.append(f'<path d="M6 {middle}H{WIDTH - 6}" stroke="#aeb7bd"{dashed}/>')
        if dot.share is not None:
            between = f"M{x(dot.low):.1f} {middle}H{x(dot.high):.1f}"
            parts.append(f'<path d="{between}" stroke="#005eb8" stroke-width="6" opacity="0.45"/>')
            parts.append(f'<circle cx="{x(dot.share):.1f}" cy="{middle}" r="7" fill="#005eb8" stroke="#fff" stroke-width="2"/>')
        top += BAR + LABEL
    for mark, anchor in ((0, "start"), (50, "middle"), (100, "end")):
        parts.append(_words(x(mark), top + 16, f"{mark}%", anchor))
    return mark_safe("".join([*parts, "</svg>"]))


def _words(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="14" fill="#212b32" text-anchor="{anchor}">{escape(text)}</text>'


def _opening(title: str, height: int) -> str:
    return (
        f'<svg class="app-chart" role="img" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        f' aria-label="{escape(title, quote=True)}. The numbers are in the table." xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(title)}</title>"
    )
