"""The judgements of a narrative: what is missing before partners are asked, what a partner's silence leads to, what is
signed. Plain Python."""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

# --- What is missing ---------------------------------------------------------------------------------------------------
MUST_HAVE: Mapping[str, str] = {
    "why": "Say why things must change.",
    "changes": "Say what changes.",
    "improves": "Say what gets better, and by when.",
    "limits": "Say what this will not do.",
}


@dataclass(frozen=True)
class Drafted:
    """A clause as far as it can be missing something. `touches`: how many partners it touches who sign."""

    section: str
    name: str
    has_words: bool = True
    by_when: datetime.date | None = None
    commitment: str = ""
    answers_for: str = ""
    fictional: bool = False
    measured: bool = False
    touches: int = 1


@dataclass(frozen=True)
class Claimed:
    """A claim: its words, and how it is settled."""

    words: str
    measured: bool
    aspiration: bool


def missing(clauses: Sequence[Drafted], claims: Iterable[Claimed], unnamed: Iterable[str] = ()) -> list[str]:
    """Return what must be put right before partners are asked to sign; nothing when they can be.

    `unnamed` are the partners for whom nobody signs.
    """
    found = [text for section, text in MUST_HAVE.items() if not any(one.section == section for one in clauses)]
    for one in clauses:
        if one.section == "improves" and one.by_when is None:
            found.append(f"“{one.name}” does not say by when.")
        if one.section == "statement":
            if not one.answers_for.strip():
                found.append(f"Nobody answers for “{one.name}”.")
            if not one.commitment.strip():
                found.append(f"“{one.name}” has no promise of a leader. Begin with “We will”.")
            if not one.measured:
                found.append(f"“{one.name}” has no measure.")
        if one.touches == 0:
            found.append(f"No partner signs “{one.name}”. Say whom it touches, or take it out.")
    found += [
        f"Nothing measures “{one.words}”. Take it out, measure it, or mark it as a hope."
        for one in claims if not one.measured and not one.aspiration
    ]  # fmt: skip
    return found + [f"Nobody is named to sign for {name}." for name in unnamed]


def promises(commitment: str) -> bool:
    """Return whether a commitment says what its owner will do."""
    return re.match(r"\s*(we|i)\s+will\b", commitment, re.IGNORECASE) is not None


# --- Where a partner stands to a clause --------------------------------------------------------------------------------
class Stand(StrEnum):
    """Where a partner stands to the words of a clause as they are now."""

    WAITING = "waiting"
    REOPENED = "reopened"
    CONDITION = "condition"
    CHANGE = "change"
    SIGNED = "signed"


STAND_WORDS: Mapping[Stand, str] = {
    Stand.WAITING: "Not signed yet", Stand.REOPENED: "Words changed: to sign again", Stand.CONDITION: "Signs on a condition",
    Stand.CHANGE: "Asks for a change", Stand.SIGNED: "Signed",
}  # fmt: skip
SETTLES = {"signed", "condition", "change"}  # a comment changes nothing


def stand(said: Sequence[tuple[str, str]], digest: str) -> Stand:
    """Return where a partner stands, from what it said so far: (kind, digest of the words it said it to), oldest first.

    The last word on these exact words counts. Words that come back to what was signed are signed.
    """
    told = [(kind, words) for kind, words in said if kind in SETTLES]
    here = [kind for kind, words in told if words == digest]
    if here:
        return Stand(here[-1])
    return Stand.REOPENED if any(kind in ("signed", "condition") for kind, _ in told) else Stand.WAITING


OPEN = frozenset({Stand.WAITING, Stand.REOPENED})  # the partner's turn


# --- Silence -----------------------------------------------------------------------------------------------------------
CHASE_AFTER, DEPUTY_AFTER, DIRECTOR_AFTER = 5, 7, 10  # days since the partner was asked


class Step(StrEnum):
    """What silence leads to. None of them is consent."""

    CHASE = "chase"
    DEPUTY = "deputy"
    DIRECTOR = "director"


@dataclass(frozen=True)
class Silence:
    """An ask that is not answered, and what was done about it."""

    asked_on: datetime.date
    chased: bool = False
    deputy_asked: bool = False
    with_director: bool = False
    signer_here: bool = True
    deputy_here: bool = True


def steps_due(silence: Silence, today: datetime.date) -> list[Step]:
    """Return what is due now: chase once, then the deputy, then the director's page.

    Where the named person has left, the deputy is asked at once; where nobody is left, a director sees it at once.
    """
    days = (today - silence.asked_on).days
    due: list[Step] = []
    if not silence.chased and silence.signer_here and days >= CHASE_AFTER and not silence.deputy_asked:
        due.append(Step.CHASE)
    if not silence.deputy_asked and silence.deputy_here and (days >= DEPUTY_AFTER or not silence.signer_here):
        due.append(Step.DEPUTY)
    gone = not silence.signer_here and not silence.deputy_here
    if not silence.with_director and (days >= DIRECTOR_AFTER or gone):
        due.append(Step.DIRECTOR)
    return due


# --- Versions ----------------------------------------------------------------------------------------------------------
def next_number(last: tuple[int, int] | None, *, major: bool = False) -> tuple[int, int]:
    """Return the number of the next version: 1.0 first, then 1.1, or 2.0 when everything is new."""
    if last is None:
        return 1, 0
    return (last[0] + 1, 0) if major else (last[0], last[1] + 1)


@dataclass(frozen=True)
class Readiness:
    """Whether a version can be published, and what stands in the way."""

    missing: list[str] = field(default_factory=list)
    unsigned: int = 0
    signed: int = 0
    changed: bool = True

    @property
    def ready(self) -> bool:
        return not self.missing and not self.unsigned and self.signed > 0 and self.changed


def slug_from(title: str, taken: Iterable[str]) -> str:
    """Return an address for a title that nothing else has."""
    base = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:60].strip("-") or "narrative"
    used, number, slug = set(taken), 1, base
    while slug in used:
        number += 1
        slug = f"{base}-{number}"
    return slug
