"""Who gets which parts of a briefing, how long a pack may be, and the clock of questions. Plain Python: no clock, no table."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """One part of a briefing: its heading in the pack, and what its writer is asked for."""

    key: str
    heading: str
    hint: str


PARTS = {
    part.key: part
    for part in (
        Part("summary", "What this is about", "Three or four sentences. What is to change, for whom, and why."),
        Part("ask", "What we ask of you", "What they are asked to do or decide, and by which day."),
        Part("options", "The options and their risks", "Each option with what it does, what it risks and what it costs."),
        Part("heard", "What people told us", "How many people, how we asked, and what they said. Small groups hidden."),
        Part("not_taken", "What was not taken up, and why", "What people asked for that is not in the plan, and the reason."),
        Part("equality", "Who could be worse off", "Which groups, and what is done about it."),
        Part("risk", "What could go wrong", "The main risks, who watches them, and how the board will know."),
        Part("disagree", "Where people disagree", "Who sees it differently, and why. Say so if nobody does."),
        Part("ward", "What it means for your ward", "What changes for people in a ward. Figures of each ward are added."),
        Part("pass_on", "Words to pass on", "Plain words that can be read out or printed as they are."),
        Part("have_say", "How people can have their say", "Where, how and until when. Not only online."),
        Part("next", "What happens next", "The next steps with their days."),
        Part("contact", "Where to ask", "One place to ask, for all partners."),
    )
}


@dataclass(frozen=True)
class Audience:
    """A role that gets a pack: which parts, and how many words at the most."""

    key: str
    title: str
    parts: tuple[str, ...]
    most: int


AUDIENCES = {
    one.key: one
    for one in (
        Audience("decides", "Councillors who decide",
                 ("summary", "ask", "options", "heard", "equality", "disagree", "next", "contact"), 1200),
        Audience("scrutinises", "Councillors who scrutinise",
                 ("summary", "options", "heard", "not_taken", "equality", "next", "contact"), 900),
        Audience("ward", "Ward councillors", ("summary", "ward", "have_say", "contact"), 450),
        Audience("community", "Councillors who stand for a group", ("summary", "pass_on", "have_say", "contact"), 350),
        Audience("chair", "Chairs of boards", ("summary", "ask", "options", "disagree", "next", "contact"), 900),
        Audience("non_executive", "Non-executive directors",
                 ("summary", "ask", "risk", "options", "next", "contact"), 900),
        Audience("lay_member", "Lay members", ("summary", "heard", "not_taken", "equality", "next", "contact"), 700),
        Audience("governor", "Governors", ("summary", "heard", "pass_on", "next", "contact"), 500),
    )
}  # fmt: skip
REPLY_WITHIN = 5  # working days in which a question gets its reply, or a holding reply that names a day


def parts_for(audiences: Iterable[str]) -> list[Part]:
    """Return the parts that any of these packs holds, in the order of the list above."""
    wanted = {key for audience in audiences if audience in AUDIENCES for key in AUDIENCES[audience].parts}
    return [part for part in PARTS.values() if part.key in wanted]


def words_in(text: str) -> int:
    """Return how many words a text has."""
    return len(text.split())


@dataclass(frozen=True)
class Length:
    """How long a pack is, and how long it may be."""

    audience: Audience
    words: int

    @property
    def too_long(self) -> bool:
        return self.words > self.audience.most


def lengths(audiences: Iterable[str], parts: Mapping[str, str]) -> list[Length]:
    """Return the length of each pack."""
    return [
        Length(audience, sum(words_in(parts.get(key, "")) for key in audience.parts))
        for audience in AUDIENCES.values() if audience.key in set(audiences)
    ]  # fmt: skip


def missing(audiences: Iterable[str], parts: Mapping[str, str], *, has_options: bool) -> list[str]:
    """Return why a briefing cannot go yet, as sentences."""
    chosen = list(audiences)
    if not chosen:
        return ["Choose who is to be briefed."]
    wrong = [f"“{part.heading}” has no words yet." for part in parts_for(chosen) if not parts.get(part.key, "").strip()]
    wrong += [
        f"The pack for {one.audience.title[:1].lower() + one.audience.title[1:]} has {one.words:,} words. "
        f"It may have {one.audience.most:,}." for one in lengths(chosen, parts) if one.too_long
    ]  # fmt: skip
    if not has_options and any("options" in AUDIENCES[one].parts for one in chosen if one in AUDIENCES):
        wrong.append("Whoever decides or scrutinises gets real options. Name at least two, each with its risk.")
    return wrong


def pack_of(audience: str, parts: Mapping[str, str]) -> list[tuple[Part, str]]:
    """Return the parts of one pack with their words."""
    return [(PARTS[key], parts.get(key, "")) for key in AUDIENCES[audience].parts]


def options_in(text: str) -> int:
    """Return how many options a text names that say what they risk: lines that begin “Option”, each followed by “Risk”."""
    blocks: list[list[str]] = []
    for line in text.splitlines():
        if line.strip().casefold().startswith("option"):
            blocks.append([])
        elif blocks:
            blocks[-1].append(line)
    return sum(any("risk" in line.casefold() for line in block) for block in blocks)


def status_of_question(due_on: datetime.date, today: datetime.date, *, replied: bool) -> str:
    """Return where a question stands: replied, late, today or waits."""
    if replied:
        return "replied"
    return "late" if due_on < today else "today" if due_on == today else "waits"
