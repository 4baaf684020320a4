"""What every form of a narrative says: its parts in short, whole sentences of what was signed and nothing else."""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from antiphon.core.words import blocks
from antiphon.narrative.queries import PublishedClause, PublishedNarrative
from antiphon.network.branding import Mark

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|[\ud800-\udfff]")
TITLES = {"why": "Why change?", "changes": "What changes?", "improves": "What gets better, and by when?",
          "place": "What it means here", "statement": "What people asked for, and what we promise",
          "limits": "What will this not do?"}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A part of a form: its title, and its points, each of whole sentences. `more`: something was left out to keep it short."""

    key: str
    title: str
    points: tuple[str, ...]
    more: bool = False


def parts(narrative: PublishedNarrative, *, words: int = 60, points: int = 99) -> list[Part]:
    """Return the parts in the order of reading, each clause cut to so many words at the end of a sentence."""
    found = []
    for key, title in TITLES.items():
        clauses = narrative.section(key)
        if not clauses:
            continue
        said = [point(clause, words) for clause in clauses[:points]]
        cut = len(clauses) > points or any(short != whole(clause) for clause, short in zip(clauses, said, strict=False))
        found.append(Part(key, title, tuple(said), cut))
    return found


def whole(clause: PublishedClause) -> str:
    """Return a clause as one run of words, with what belongs to it."""
    return point(clause, 1_000_000)


def point(clause: PublishedClause, words: int) -> str:
    """Return a clause as one point: the words of people in quotation marks, dates and promises after them."""
    said = shortened(clean(flat(clause.words)), words)
    if clause.section == "statement":
        promise = shortened(clean(flat(clause.commitment)), words)
        said = f"“{said}” {promise}" if promise else f"“{said}”"
    elif clause.heading:
        said = f"{clean(clause.heading)}: {said}"
    return f"{said} By {in_words(clause.by_when)}." if clause.by_when else said


def flat(text: str) -> str:
    """Return paragraphs and lists as one run of sentences."""
    lines = [line for block in blocks(text) for line in block.lines]
    return " ".join(line if line[-1:] in ".!?:;…" else f"{line}." for line in lines)


def shortened(text: str, words: int) -> str:
    """Return whole sentences of at most so many words; the first one stays whole, however long it is."""
    if len(text.split()) <= words:
        return text
    kept: list[str] = []
    count = 0
    for sentence in re.split(r"(?<=[.!?…])\s+", text):
        count += len(sentence.split())
        if kept and count > words:
            break
        kept.append(sentence)
    return " ".join(kept)


def names(marks: Iterable[Mark]) -> str:
    """Return the partners' names, in their order, as people write a list."""
    found = [clean(one.name) for one in marks]
    return " and ".join([", ".join(found[:-1]), found[-1]]) if len(found) > 1 else "".join(found)


def version(narrative: PublishedNarrative) -> str:
    """Return which version it is, and since when."""
    return f"Version {narrative.number}, {in_words(narrative.published_on)}"


def signed_by(narrative: PublishedNarrative, marks: Sequence[Mark]) -> str:
    """Return who agreed to these words."""
    return f"{names(marks)} agreed to these words. {version(narrative)}."


def in_words(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"


def clean(text: str) -> str:
    """Return a text without the characters that no XML may hold."""
    return NOT_XML.sub("", text)
