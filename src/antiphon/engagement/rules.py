"""Judgements about an engagement: its phase, whether the duty to involve applies, what is still missing."""

import datetime
import re
from dataclasses import dataclass
from enum import StrEnum


class Phase(StrEnum):
    """Where an engagement stands today. The word is what the screen shows."""

    DRAFT = "Draft"
    PLANNED = "Planned"
    OPEN = "Open"
    CONSIDERING = "Considering"
    CLOSED = "Closed"


def phase(
    *, published: bool, closed: bool, opens_on: datetime.date | None, closes_on: datetime.date | None, today: datetime.date,
    standing: bool = False,
) -> Phase:
    """Return the phase: closed once answered and closed, else by its dates. The last day is an open day.

    A standing door needs no last day: it is open until somebody closes it.
    """
    if closed:
        return Phase.CLOSED
    if standing and published and opens_on and closes_on is None:
        return Phase.PLANNED if today < opens_on else Phase.OPEN
    if not published or opens_on is None or closes_on is None:
        return Phase.DRAFT
    if today < opens_on:
        return Phase.PLANNED
    return Phase.OPEN if today <= closes_on else Phase.CONSIDERING


@dataclass(frozen=True)
class Section:
    """A legal duty to involve the public, by the kind of body that bears it."""

    key: str
    title: str
    bears: str
    source: str


# National Health Service Act 2006; the wording is a summary in our own words, checked in November 2026; it is not legal advice.
SECTIONS = {
    section.key: section
    for section in (
        Section("14Z45", "Section 14Z45", "integrated care boards", "National Health Service Act 2006, s14Z45"),
        Section("242", "Section 242(1B)", "NHS trusts and foundation trusts", "National Health Service Act 2006, s242(1B)"),
        Section("13Q", "Section 13Q", "NHS England", "National Health Service Act 2006, s13Q"),
    )
}
LIMBS = {
    "planning": "Planning of services",
    "proposals": "Developing and considering proposals for change",
    "operation": "Decisions that affect how services operate",
}


def duty_applies(*, limbs: set[str], changes_manner: bool, changes_range: bool) -> bool:
    """Return whether the duty to involve bites.

    Planning always does. Proposals and decisions do when they would change, for the people who use the
    service, the manner in which it is delivered or the range of services. Source: the sections above.
    """
    return "planning" in limbs or bool(limbs & {"proposals", "operation"} and (changes_manner or changes_range))


@dataclass(frozen=True)
class RungMeaning:
    """One rung of the ladder of participation: how much say people have, and what that promises them."""

    key: str
    title: str
    meaning: str
    promise: str


# The five rungs of NHS England's ladder, an adaptation of Arnstein's (1969); the promises are in our own words.
RUNGS: dict[str, RungMeaning] = {
    rung.key: rung
    for rung in (
        RungMeaning(
            "informing", "Informing", "We tell people what is happening.",
            "We will tell you what is happening and why. We are not asking you to shape it.",
        ),
        RungMeaning(
            "consulting", "Consulting", "We ask people what they think of our plans.",
            "We will listen to what you tell us, say what we heard, and say how it changed what we decided.",
        ),
        RungMeaning(
            "involving", "Involving", "We work with people while we make our plans.",
            "We will work with you while we make the plan. You will see your concerns in it, or our reason if they are not.",
        ),
        RungMeaning(
            "collaborating", "Collaborating", "We make the plans together, as partners.",
            "We will make the plan with you, from the question to the options. We will use your advice as far as we can.",
        ),
        RungMeaning(
            "devolving", "Devolving", "People make the decision.",
            "You will decide. We will do what you decide.",
        ),
    )
}


@dataclass(frozen=True)
class Found:
    """Words that sound as if the decision had already been made, and where they stand in the text."""

    phrase: str
    start: int
    end: int

    @property
    def advice(self) -> str:
        return f"“{self.phrase}” sounds as if the decision has already been made. Say what is proposed, and that it can change."


_PREDETERMINED = re.compile(
    r"""\b(?:
        (?:the|our|a)\s+final\s+(?:option|decision|plan|design|proposal|model|choice|version)
      | final\s+option
      | we\s+(?:have|['’]ve|had)\s+(?:already\s+)?(?:decided|agreed|chosen|approved|made\s+(?:a|the|our)\s+decision)
      | we['’]ve\s+(?:already\s+)?(?:decided|agreed|chosen|approved|made\s+(?:a|the|our)\s+decision)
      | (?:it\s+)?has\s+(?:already\s+)?been\s+(?:decided|agreed\s+that|approved)
      | (?:the\s+)?decision\s+has\s+(?:already\s+)?been\s+(?:made|taken)
      | (?:the|our)\s+(?:preferred|chosen|recommended|agreed)\s+(?:option|plan|model|site)\s+(?:will|is\s+going\s+to|shall)
      | (?:the|our)\s+(?:preferred|chosen|agreed|only)\s+(?:option|plan|model)
      | there\s+is\s+no\s+(?:other\s+option|alternative)
      | will\s+(?:definitely|certainly)\s+(?:close|go\s+ahead|happen|move|open)
      | will\s+go\s+ahead
      | a\s+done\s+deal
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)


def predetermined(text: str) -> list[Found]:
    """Return the phrases that a reader could take to mean that minds are made up.

    It is a flag for a person to think about, never a gate: the words may be right once a decision was taken.
    """
    return [Found(" ".join(match.group().split()), match.start(), match.end()) for match in _PREDETERMINED.finditer(text)]


@dataclass(frozen=True)
class Plan:
    """What an engagement says about itself, as the public will read it."""

    purpose: str
    questions: tuple[str, ...]
    can_change: str
    cannot_change: str
    decides: str
    decides_on: datetime.date | None
    opens_on: datetime.date | None
    closes_on: datetime.date | None
    other_ways: str
    about_the_person: str = ""  # what is asked about the person, in words
    online_only_because: str = ""  # the written reason for an online-only form
    inclusion_checked: bool = True
    online_only: bool = False  # what the digital inclusion check found
    standing: bool = False  # comments on something published: no last day, and no day of a decision


ONLINE_ONLY = (
    "Online-only form: say how people can take part without the internet (paper, telephone, in person), "
    "or write down in the digital inclusion check why there is no other way."
)


def missing(plan: Plan) -> list[str]:
    """Return what must be there before the public sees it, as sentences that say what to do."""
    checks = [
        (plan.purpose, "Say why you are asking."),
        (plan.questions, "Write at least one question."),
        (plan.can_change, "Say what people can change."),
        (plan.cannot_change, "Say what cannot change, and why. If everything is open, say so."),
        (plan.opens_on, "Choose the first day."),
        (plan.closes_on, "Choose the last day."),
        (plan.decides, "Say who decides."),
        (plan.decides_on, "Say when they decide."),
        (plan.other_ways or plan.online_only_because, ONLINE_ONLY),
    ]
    found = [sentence for kept, sentence in checks if not (kept.strip() if isinstance(kept, str) else kept)]
    if plan.standing:
        found = [sentence for sentence in found if sentence not in ("Choose the last day.", "Say when they decide.")]
    if plan.closes_on and plan.decides_on and plan.decides_on <= plan.closes_on:
        found.append("The decision is not after the last day. Choose a later day for the decision, so that voices can count.")
    return found


FEW_DAYS = 14  # fewer than this is short for people who work, care or read slowly


def worth_a_look(plan: Plan, *, today: datetime.date, duty_tested: bool) -> list[str]:
    """Return what does not stop publishing and deserves a thought, as sentences."""
    texts = [plan.purpose, plan.can_change, *plan.questions]
    found = [one.advice for text in texts for one in predetermined(text)]
    if not duty_tested:
        found.append("The duty test has not been done. It shows whether the law says that people must be involved.")
    if not plan.inclusion_checked:
        found.append("The digital inclusion check has not been done. It shows who could be left out.")
    if (plan.online_only or not plan.other_ways.strip()) and plan.online_only_because:
        found.append(f"This is an online-only form. The reason that was written down: {plan.online_only_because}")
    if plan.opens_on and plan.closes_on:
        days = (plan.closes_on - plan.opens_on).days + 1
        if days < FEW_DAYS:
            found.append(f"It is open for {days} {'day' if days == 1 else 'days'}. People who work or care may need longer.")
        if plan.closes_on < today:
            found.append("The last day has passed, so nobody could take part online.")
    return found


def public_parts(title: str, summary: str, rung: str, plan: Plan) -> list[tuple[str, str]]:
    """Return what the public will read, as headings with their words."""

    def day(value: datetime.date | None) -> str:
        return f"{value:%-d %B %Y}" if value else ""

    parts = [
        ("Name", title), ("Summary", summary), ("Why we are asking", plan.purpose),
        ("How much say people have", f"{RUNGS[rung].title}. {RUNGS[rung].promise}"),
        *((f"Question {place}", question) for place, question in enumerate(plan.questions, start=1)),
        ("Questions about the person", plan.about_the_person),
        ("What can change", plan.can_change), ("What cannot change", plan.cannot_change),
        ("First day", day(plan.opens_on)), ("Last day", day(plan.closes_on)),
        ("Who decides", plan.decides), ("When they decide", day(plan.decides_on)),
        ("Other ways to take part", plan.other_ways),
    ]  # fmt: skip
    return [(heading, text) for heading, text in parts if text]


def public_words(parts: list[tuple[str, str]]) -> str:
    """Return the same as one text: the exact words that the second person signs."""
    return "\n\n".join(f"{heading}\n{text}" for heading, text in parts)


@dataclass(frozen=True)
class Pulse:
    """A short question, ready to be published: asked for a few days, decided soon after."""

    key: str
    title: str
    question: str
    hint: str
    summary: str
    purpose: str
    can_change: str
    cannot_change: str
    topics: tuple[str, ...]
    other_ways: str = "Call our engagement team, write to us, or tell a member of staff: they will write down what you say."
    open_days: int = 5
    decide_days: int = 10


PULSES: dict[str, Pulse] = {
    pulse.key: pulse
    for pulse in (
        Pulse(
            "worked", "What works for you now", "What works well for you now, and what gets in the way?",
            "Tell us about the last two weeks. A few words are enough.",
            "One short question about care in the last two weeks.",
            "Services have had to change quickly. We want to hear this week what helps and what does not.",
            "How we run services in the coming weeks.", "The services that the law says we must run stay.", ("getting care",),
        ),
        Pulse(
            "barrier", "What stops you", "What, if anything, has stopped you from getting the care you needed?",
            "It can be anything: the phone, the bus, the time, how you were spoken to.",
            "One short question about what gets in the way of care.",
            "We want to know what stops people from getting care, so that we can take it away.",
            "How people get in touch with us, and when and where we see them.",
            "How much money there is this year is set, because the budget was agreed in March.", ("getting care", "barriers"),
        ),
        Pulse(
            "change", "How a change is going", "We changed how this service works. How is it for you?",
            "Good, bad or in between. Tell us what we should keep, and what we should put right.",
            "One short question about a change that was made.",
            "A service works in a new way. We want to hear early how it is, so that we can put it right.",
            "How the new way works from day to day.",
            "The reason for the change stays: it was decided earlier, and the decision can be read on our pages.", ("changes",),
        ),
    )
}  # fmt: skip
NOTE_HOURS = 48  # a pulse is of use to a board while it is fresh: the note is written within two days
