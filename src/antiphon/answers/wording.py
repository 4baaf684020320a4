"""The words that are made from one agreed answer: for a bulletin, for a briefing, for a page. Plain Python.

Nothing here is stored. Whoever copies a text gets what is agreed at that moment, with the day on which it was.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Contact:
    """How anyone reaches the contact point."""

    name: str
    line: str = ""
    mailbox: str = ""
    post_to: str = ""
    hours: str = ""

    @property
    def ways(self) -> list[str]:
        """The ways, each in a few words."""
        found = [f"Ring {self.line}{f' ({self.hours})' if self.hours else ''}"] if self.line else []
        found += [f"Write to {self.mailbox}"] if self.mailbox else []
        return found + ([f"By post: {self.post_to}"] if self.post_to else [])


@dataclass(frozen=True)
class AgreedAnswer:
    """One agreed answer as everyone may read it: what page, bulletin and briefing are made from."""

    number: int
    version: int
    slug: str
    question: str
    answer: str
    owner: str
    agreed_on: datetime.date
    review_on: datetime.date
    partners: Sequence[str] = field(default_factory=tuple)
    topics: Sequence[str] = field(default_factory=tuple)
    overdue: bool = False
    tells_overdue: bool = False
    contact: Contact | None = None
    edition: int = 1
    changed_on: datetime.date | None = None

    @property
    def path(self) -> str:
        return f"/common-questions/{self.slug}/"


def in_a_bulletin(answers: Iterable[AgreedAnswer], *, site: str) -> str:
    """Return plain text for a newsletter: question, answer, where to read more; then once how to ask."""
    several = list(answers)
    parts = [f"{one.question}\n\n{_plain(one.answer)}\n\nRead more: {site}{one.path}" for one in several]
    return "\n\n* * *\n\n".join(parts) + ask(several[0].contact if several else None, site=site)


def in_a_briefing(answers: Iterable[AgreedAnswer], *, site: str) -> str:
    """Return text for a briefing: each answer with who agreed it, since when, and whom to ask."""
    several = list(answers)
    parts = [
        f"Q. {one.question}\nA. {_plain(one.answer)}\n\n"
        f"Agreed by {listed(one.partners)} on {day(one.agreed_on)}. {one.owner} looks after it. Next look: {day(one.review_on)}."
        for one in several
    ]
    return "\n\n".join(parts) + ask(several[0].contact if several else None, site=site)


def ask(contact: Contact | None, *, site: str) -> str:
    """Return how to ask something else, to stand under a text."""
    if contact is None:
        return ""
    ways = "".join(f"\n- {way}" for way in (*contact.ways, f"Use our form: {site}/ask-us/"))
    return f"\n\nAsk us something else: {contact.name}{ways}"


def in_a_reply(answers: Iterable[AgreedAnswer]) -> str:
    """Return the words of agreed answers, to begin a reply with."""
    return "\n\n".join(_plain(one.answer) for one in answers)


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence has them: “one, two and three”."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else "nobody yet"


def day(on: datetime.date) -> str:
    """Return a day as people write it: 3 March 2026."""
    return f"{on.day} {on:%B %Y}"


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))
