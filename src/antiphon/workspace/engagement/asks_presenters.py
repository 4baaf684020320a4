"""What the pages across engagements say, made ready for their templates."""

import calendar as almanac
import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from antiphon.engagement import asks
from antiphon.engagement.fatigue import DAYS, Tired
from antiphon.engagement.models import Engagement
from antiphon.network.access import organisations_of
from antiphon.network.groups import words
from antiphon.network.models import User
from antiphon.workspace.library.found_presenters import lines as found_lines
from antiphon.workspace.library.presenters import line as insight_line

COLOURS = {"Draft": "grey", "Planned": "blue", "Open": "green", "Considering": "yellow", "Closed": "white"}


@dataclass(frozen=True)
class AskLine:
    """One engagement in a list of asks; `link` leads to its page in the workspace, or to its public one."""

    engagement: Engagement
    link: str
    phase: str
    colour: str
    dates: str
    whom: str


def ask_line(engagement: Engagement, mine: set[int]) -> AskLine:
    """Return an ask with its facts in words."""
    own = bool(mine & set(engagement.ways_in()))
    link = (
        reverse("workspace:engagement:story", args=[engagement.slug]) if own or not engagement.published_at
        else f"/engagements/{engagement.slug}/"
    )
    whom = ", ".join(words(key) for key in engagement.groups) or "Everyone"
    where = ", ".join(str(place) for place in engagement.places)
    phase = str(engagement.phase)
    return AskLine(engagement, link, phase, COLOURS[phase], _span(engagement), f"{whom}, in {where}" if where else whom)


def _span(engagement: Engagement) -> str:
    if not engagement.opens_on or not engagement.closes_on:
        return "no dates yet"
    return f"{engagement.opens_on:%-d %B %Y} to {engagement.closes_on:%-d %B %Y}"


def banner(engagement: Engagement, user: User) -> dict[str, Any]:
    """Return what the “already asked” banner says: on which topics, how much is known; and unexplained warnings."""
    found = asks.known_before(user, engagement)
    insights = {one.pk for known in found for one in known.insights}
    engagements = {one.pk for known in found for one in known.engagements}
    return {"already": found, "insights_known": len(insights), "asks_known": len(engagements), "answers_known": _answers(found)}


def before_publishing(engagement: Engagement, user: User) -> dict[str, Any]:
    """Return the banner, and the warnings without which nobody publishes."""
    return {**banner(engagement, user), "tired": [tired_words(one) for one in asks.unexplained(engagement)]}


def known(engagement: Engagement, user: User) -> dict[str, Any]:
    """Return what is known on each topic, who asked the same people, and who is asked too often."""
    mine = organisations_of(user)
    found = asks.known_before(user, engagement)
    scope = asks.scope_of(user)
    answers = {each.pk: each for one in found for each in one.answers}
    lines = {line.passage.pk: line for line in found_lines(list(answers.values()), scope.reads, scope.hears)}
    parts = [
        {"topic": one.topic, "asks": [ask_line(each, mine) for each in one.engagements],
         "insights": [insight_line(each) for each in one.insights], "answers": [lines[each.pk] for each in one.answers]}
        for one in found
    ]
    same = asks.asked_the_same_people(user, engagement)[:12] if engagement.groups else []
    tired = asks.unexplained(engagement) if not engagement.closed_at else []
    return {
        "parts": parts, "insights_known": len({each.pk for one in found for each in one.insights}),
        "asks_known": len({each.pk for one in found for each in one.engagements}), "answers_known": _answers(found),
        "same_people": [ask_line(one, mine) for one in same],
        "tired": [tired_words(one) for one in tired], "went_on": asks.reason_to_go_on(engagement), "days": DAYS,
    }  # fmt: skip


def _answers(found: Iterable[asks.AlreadyAsked]) -> int:
    return len({each.pk for one in found for each in one.answers})


def tired_words(one: Tired) -> dict[str, Any]:
    """Return a warning in words."""
    where = f" in {one.place}" if one.place else ""
    return {
        "said": f"{words(one.group)}{where} would be asked {one.times} times in {DAYS} days. "
                f"The most is {settings.ASKS_IN_90_DAYS}.",
        "others": [
            f"{other.title} ({other.owner}), {other.opens_on:%-d %B} to {other.closes_on:%-d %B %Y}" for other in one.others
        ],
    }  # fmt: skip


# --- The calendar -----------------------------------------------------------------------------------------


def calendar(found: Iterable[Engagement], user: User, today: datetime.date) -> dict[str, Any]:
    """Return the asks by month (an ask stands in each month that it touches), and as one list for the table."""
    mine = organisations_of(user)
    lines = [ask_line(one, mine) for one in found]
    months = []
    first = today.replace(day=1)
    for number in range(-1, 12):
        start = month_after(first, number)
        end = start.replace(day=almanac.monthrange(start.year, start.month)[1])
        inside = [line for line in lines if line.engagement.opens_on <= end and line.engagement.closes_on >= start]  # type: ignore[operator]
        if inside or number == 0:
            months.append({"name": f"{start:%B %Y}", "now": number == 0, "lines": inside,
                           "begin": sum(1 for line in inside if line.engagement.opens_on >= start)})  # type: ignore[operator]
    return {"months": months, "lines": lines}


def month_after(day: datetime.date, after: int) -> datetime.date:
    """Return the first day of the month so many months after that of a day."""
    number = day.year * 12 + day.month - 1 + after
    return datetime.date(number // 12, number % 12 + 1, 1)


def icalendar(found: Iterable[Engagement], now: datetime.datetime) -> str:
    """Return the asks as iCalendar (RFC 5545): whole days, an event for each, the last day inside."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Antiphon//Calendar of asks//EN", "CALSCALE:GREGORIAN"]
    for one in found:
        ends = (one.closes_on or one.opens_on) + datetime.timedelta(days=1)  # type: ignore[operator]
        lines += [
            "BEGIN:VEVENT", f"UID:ask-{one.pk}@{settings.PUBLIC_ADDRESS.split('//')[-1].split(':')[0]}",
            f"DTSTAMP:{now.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}", f"DTSTART;VALUE=DATE:{one.opens_on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{ends:%Y%m%d}", f"SUMMARY:{text_of(f'{one.title} ({one.owner})')}",
            f"DESCRIPTION:{text_of(ask_line(one, set()).whom)}",
            *([f"URL:{settings.PUBLIC_ADDRESS}/engagements/{one.slug}/"] if one.published_at else []),
            f"STATUS:{'CONFIRMED' if one.published_at else 'TENTATIVE'}", "TRANSP:TRANSPARENT", "END:VEVENT",
        ]
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def text_of(words: str) -> str:
    """Return words as the format wants them."""
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return " ".join(escaped.split())


def folded(line: str) -> str:
    """Return a line in pieces of at most 75 octets, as the format wants it."""
    pieces, piece, size = [], "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > 75:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + letter, size + width
    return "\r\n".join([*pieces, piece])
