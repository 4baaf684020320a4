"""The judgements of the contact point: days, clocks, what may be promised, which answers fit. Plain Python."""

import datetime
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from antiphon.core.days import working_days_after, working_days_between


@dataclass(frozen=True)
class Asker:
    """Who asks: the words on the screen, and in how many working days they hear."""

    text: str
    days: int
    own: str  # how they say it of themselves


ASKERS: Mapping[str, Asker] = {
    "resident": Asker("Resident, patient or carer", 10, "I live here, or I use services here"),
    "councillor": Asker("Councillor", 5, "I am a councillor"),
    "group": Asker("Community group", 10, "I ask for a community group or charity"),
    "journalist": Asker("Journalist", 1, "I am a journalist"),
    "staff": Asker("Staff of a partner", 5, "I work for a health or care service here"),
    "other": Asker("Somebody else", 10, "Somebody else"),
}
CAPACITIES: Mapping[str, str] = {
    "decides": "They decide: cabinet or committee",
    "scrutinises": "They scrutinise",
    "ward": "For somebody in their ward",
    "group": "For a community group",
}
OWN_CAPACITIES: Mapping[str, str] = {
    "decides": "I help to decide (cabinet or a committee)",
    "scrutinises": "I am on scrutiny",
    "ward": "For somebody in my ward",
    "group": "For a community group",
}
LONGEST_PROMISE = 20  # working days that one holding reply may ask for
SOON = 2  # working days before the day at which a holding reply is asked for
REVIEW_SOON = 14  # days
LONGEST_WORDS, LONGEST_ANSWER, LONGEST_QUESTION = 10_000, 10_000, 200
HEADLINE = 80


def due(asker: str, received_on: datetime.date) -> datetime.date:
    """Return the day by which somebody who asks hears, at the latest."""
    return working_days_after(received_on, ASKERS[asker].days)


def headline(words: str) -> str:
    """Return the beginning of what somebody wrote, as one line for a list."""
    line = " ".join(words.split())
    return line if len(line) <= HEADLINE else line[:HEADLINE].rsplit(" ", 1)[0] + "…"


# --- The clock --------------------------------------------------------------------------------------------------------
class State(StrEnum):
    """How an enquiry stands: the word that the screen shows."""

    CLOSED = "Closed"
    MISSED = "Missed"
    TODAY = "Due today"
    SOON = "Due soon"
    OPEN = "Open"


@dataclass(frozen=True)
class Sent:
    """One reply that went: on which day, and the day that it promised, if it was a holding reply."""

    on: datetime.date
    promised: datetime.date | None = None


@dataclass(frozen=True)
class Clock:
    """What the days say of an enquiry. `missed`: the days that passed without a word to the one who asked."""

    by: datetime.date
    state: State
    missed: tuple[datetime.date, ...] = ()
    holdings: int = 0

    @property
    def silent(self) -> bool:
        return bool(self.missed)


def clock(due_on: datetime.date, sent: Iterable[Sent], *, today: datetime.date, closed_on: datetime.date | None = None) -> Clock:
    """Return how an enquiry stands today. A day is kept by a reply, or by a holding reply that names a new day."""
    by, missed, holdings = due_on, [], 0
    for one in sorted(sent, key=lambda each: each.on):
        if one.on > by:
            missed.append(by)
        if one.promised:
            by, holdings = one.promised, holdings + 1
    if closed_on is None:
        if today > by:
            missed.append(by)
    elif closed_on > by and by not in missed:
        missed.append(by)
    state = State.CLOSED if closed_on else how_near(by, today)
    return Clock(by, state, tuple(missed), holdings)


def how_near(by: datetime.date, today: datetime.date) -> State:
    """Return how near the day is for an enquiry that is open."""
    if today > by:
        return State.MISSED
    if today == by:
        return State.TODAY
    return State.SOON if working_days_between(today, by) <= SOON else State.OPEN


def soon(today: datetime.date) -> datetime.date:
    """Return the last day for which a reply or a holding reply is asked for now."""
    return working_days_after(today, SOON)


def last_promise(today: datetime.date) -> datetime.date:
    """Return the latest day that a holding reply may name."""
    return working_days_after(today, LONGEST_PROMISE)


def wrong_promise(what: str, on: datetime.date | None, today: datetime.date) -> list[str]:
    """Return what is wrong with a holding reply, as sentences. It names what will come, and the day."""
    wrong = []
    if not what.strip():
        wrong.append("Say what they will hear from you. For example: the waiting times for your ward.")
    if on is None:
        wrong.append("Say on which day they will hear.")
    elif on <= today:
        wrong.append("The day that you promise must be after today.")
    elif on > last_promise(today):
        latest = last_promise(today)
        until = f"{latest.day} {latest:%B %Y}"
        wrong.append(f"Promise a day up to {until}: {LONGEST_PROMISE} working days. You can write again then.")
    return wrong


def mark_of(kind: str, words: str, what: str, on: datetime.date | None) -> str:
    """Return what a second person signs of a reply: a mark of its exact words, that does not tell them.

    A signature is kept for twenty years, and a reply may hold what somebody told us of themselves.
    """
    whole = "\x1f".join((kind, words.replace("\r\n", "\n"), what, on.isoformat() if on else ""))
    return f"SHA-256 of the reply: {hashlib.sha256(whole.encode()).hexdigest()}"


# --- Which agreed answers fit what was asked ----------------------------------------------------------------------------
WORD = re.compile(r"[^\W_]{3,}")
EMPTY = frozenset((
    "about", "after", "all", "and", "any", "are", "ask", "asked", "because", "been", "but", "can", "could", "did", "does",
    "for", "from", "get", "had", "has", "have", "her", "him", "his", "how", "into", "its", "just", "like", "may", "more",
    "not", "now", "one", "our", "out", "please", "should", "some", "than", "thank", "that", "the", "their", "them",
    "there", "they", "this", "was", "were", "what", "when", "where", "which", "who", "why", "will", "with", "would",
    "you", "your",
))  # fmt: skip


def stems(text: str) -> frozenset[str]:
    """Return the words that carry a meaning, cut so that `appointments` is found by `appointment`."""
    return frozenset(_stem(word) for word in WORD.findall(text.casefold()) if word not in EMPTY)


def _stem(word: str) -> str:
    for ending in ("ings", "ing", "ies", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@dataclass(frozen=True)
class Candidate:
    """An answer that may fit: its number and its words."""

    number: int
    question: str
    answer: str
    topics: Sequence[str] = field(default_factory=tuple)


def best(asked: str, candidates: Iterable[Candidate], *, topic: str = "", most: int = 5) -> list[int]:
    """Return the numbers of the answers that share the most of what was asked, the best first; none that share nothing.

    A word counts the more, the fewer answers have it; in the question or the topics it counts three times.
    """
    wanted = stems(asked)
    rows = [(one, stems(one.question + " " + " ".join(one.topics)), stems(one.answer)) for one in candidates]
    spread = {word: sum(word in title or word in text for _, title, text in rows) for word in wanted}
    scored = []
    for one, title, text in rows:
        score = sum((3 if word in title else 1) / spread[word] for word in wanted if word in title or word in text)
        score += 1 if topic and topic in one.topics else 0
        if score:
            scored.append((-score, one.number))
    return [number for _, number in sorted(scored)[:most]]
