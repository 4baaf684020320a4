"""Judgements about a decision: what is missing before it is tabled, published or closed, and words that give it away.

Plain Python. What is missing is a list of sentences that say what to do; an empty list means that it may go on.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from antiphon.engagement.rules import predetermined
from antiphon.insight.rules import earliest_board_day

FEWEST_OPTIONS = 2
NO_DISSENT = "None recorded."


@dataclass(frozen=True)
class Paper:
    """What stands in a decision paper, as far as it decides whether it may be tabled."""

    question: str
    decides: str
    insight: str
    no_insight_reason: str
    options: int
    single_option_reason: str
    heard: bool  # whether anybody has said anything
    report_published_on: datetime.date | None


def in_words(day: datetime.date | None) -> str:
    """Return a day as people write it, 1 April 2026, or nothing."""
    return f"{day.day} {day:%B %Y}" if day else ""


def shortened(text: str, words: int = 8) -> str:
    """Return the first words of a text, with a mark where it was cut."""
    parts = text.split()
    return " ".join(parts[:words]) + ("…" if len(parts) > words else "")


def led_by(kind: str, words: str) -> str:
    """Return an answer that says first which kind it is, without saying “We cannot: We cannot …”."""
    said = words.casefold()
    if said.startswith(f"{kind} ".casefold()) or (kind == "We did" and said.startswith("we ")):
        return words
    return f"{kind}: {words}"


def missing_before_tabling(paper: Paper, *, meets_on: datetime.date | None = None) -> list[str]:
    """Return what must be done before the paper goes to those who decide. Without a day, the day is not judged."""
    missing = []
    if not paper.question.strip():
        missing.append("Say what is to be decided.")
    if not paper.decides.strip():
        missing.append("Say who decides.")
    if not paper.insight.strip() and not paper.no_insight_reason.strip():
        missing.append("Write what people told us, or say why there is no insight.")
    if paper.options < FEWEST_OPTIONS and not paper.single_option_reason.strip():
        there = "no options" if paper.options == 0 else "only one option"
        missing.append(f"There {'are' if paper.options == 0 else 'is'} {there}. Write at least two, or say why there are fewer.")
    # With nobody heard, and that said in the paper, there is no report to wait for.
    if paper.report_published_on is None:
        if paper.heard or not paper.no_insight_reason.strip():
            missing.append("Publish the insight report first. The meeting can be 15 working days after that, or later.")
    elif meets_on is not None and meets_on < (earliest := earliest_board_day(paper.report_published_on)):
        missing.append(
            f"The meeting is too soon. The insight report came out on {in_words(paper.report_published_on)}, and people have "
            f"15 working days with it. The earliest day is {in_words(earliest)}."
        )
    return missing


@dataclass(frozen=True)
class Care:
    """What will be done about an impact, as far as somebody answers for it by a day."""

    what: str
    owned: bool
    due: bool


@dataclass(frozen=True)
class Effect:
    """What a decision means for one group, with the care that is taken of it."""

    group: str
    cares: Sequence[Care]
    why_none: str


@dataclass(frozen=True)
class Record:
    """What stands in the record of a decision, as far as it decides whether the public may see it."""

    decided: bool
    asked_in_public: bool
    reasons: str
    dissent: str
    review_on: datetime.date | None
    not_weighed: Sequence[str]  # names of the themes that stand and were not weighed
    equality_summary: str | None  # None when there is no equality analysis
    effects: Sequence[Effect]
    digital_only: bool
    offline_route: str


def missing_before_publishing(record: Record) -> list[str]:
    """Return what must be done before the public sees the decision."""
    missing = []
    if not record.asked_in_public:
        missing.append("Publish the engagement first: the decision belongs to its story.")
    if not record.decided:
        missing.append("Record what was decided.")
    else:
        if not record.reasons.strip():
            missing.append("Give the reasons for the decision.")
        if not record.dissent.strip():
            missing.append("Say who disagreed and why, or choose “None recorded”.")
        if record.review_on is None:
            missing.append("Set a day to review the decision.")
    if record.not_weighed:
        missing.append(f"Say what weighed for and against {_listed(record.not_weighed)}.")
    if record.equality_summary is None or not record.equality_summary.strip():
        missing.append("Write the equality analysis.")
    elif not record.effects:
        missing.append("The equality analysis names no group. Say what the decision means for at least one group of people.")
    missing += missing_in_effects(record.effects)
    if record.digital_only and not record.offline_route.strip():
        missing.append("People could use this only online. Say what people do who are not online.")
    return missing


def missing_in_effects(effects: Sequence[Effect]) -> list[str]:
    """Return which impacts nobody takes care of, and which promises have no owner or no day."""
    missing = []
    for effect in effects:
        if not effect.cares and not effect.why_none.strip():
            missing.append(f"{effect.group}: say what will be done, or why nothing needs to be done.")
        for care in effect.cares:
            if not care.owned:
                missing.append(f"{effect.group}: give an owner to “{shortened(care.what)}”.")
            if not care.due:
                missing.append(f"{effect.group}: give a date to “{shortened(care.what)}”.")
    return missing


def missing_before_closing(
    *, decision_published: bool, unanswered: Sequence[str], themes: int, open_until: datetime.date | None
) -> list[str]:
    """Return what must be done before an engagement closes. `open_until`: its last day, while that is to come."""
    missing = []
    if open_until is not None:
        missing.append(f"People can still take part until {in_words(open_until)}.")
    if not decision_published:
        missing.append("Publish the decision.")
    if unanswered:
        missing.append(
            f"{themes - len(unanswered)} of {themes} themes have a public answer. Publish an answer to {_listed(unanswered)}."
        )
    return missing


def missing_in_vote(*, votes_against: int | None, dissent: str) -> list[str]:
    """Return what the record must say about those who disagreed."""
    if not dissent.strip():
        return ["Say who disagreed and why, or choose “None recorded”."]
    if votes_against and dissent.strip() == NO_DISSENT:
        return ["Somebody voted against. Say why they disagreed, or that they gave no reason."]
    return []


@dataclass(frozen=True)
class Flag:
    """Words that cost trust, where they stand, and what to do about them."""

    words: str
    why: str


DECIDED_ALREADY = "This sounds as if the choice has been made. Until the meeting, it has not."
ONLINE_ALONE = "This sounds as if it is online only. Say what people do who are not online."
ONLINE = re.compile(
    r"\b(?:(?:online|digital|app|web)[- ]only|only (?:be )?(?:\w+ )?(?:online|by video|on the app|on our website)"
    r"|(?:must|have to|need to) (?:go online|use (?:the|our|an) (?:app|website)|book online|apply online)|online instead of)\b",
    re.IGNORECASE,
)


def wording_flags(*texts: str) -> list[Flag]:
    """Return what in the words of an option gives the choice away, or leaves out people who are not online."""
    flags = [Flag(found.phrase, DECIDED_ALREADY) for text in texts for found in predetermined(text)]
    flags += [Flag(found.group(), ONLINE_ALONE) for text in texts for found in ONLINE.finditer(text)]
    return list(dict.fromkeys(flags))


def _listed(names: Sequence[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
