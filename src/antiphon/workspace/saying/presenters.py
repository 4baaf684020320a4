"""Words made ready for their pages: what a change changes, what stands over words that are to be approved, what waits."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils import timezone

from antiphon.language import live, queries
from antiphon.language.models import Change, Review
from antiphon.network.models import User

SOON = datetime.timedelta(days=14)
NAMES = {"preferred": "The word we use", "letters": "The letters", "avoid": "Words that we do not use for it",
         "meaning": "What it means", "meanings": "What they stand for", "known": "Better known by its letters",
         "translations": "In other languages", "audience": "Who meets it", "review_on": "When we look at it again"}  # fmt: skip
AUDIENCE = {"everyone": "Everyone", "staff": "Staff only"}


@dataclass(frozen=True)
class Field:
    """One field of an entry, as it was and as it would be."""

    name: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Changed:
    """A proposed change, field by field."""

    change: Change
    name: str
    what: str
    withdraws: bool = False
    fields: list[Field] = field(default_factory=list)


def changed(change: Change) -> Changed:
    """Return a change with what each field said before and says after; fields that are empty in both are left out."""
    what = "term" if change.term_id else "acronym"
    if change.said.get("withdrawn"):
        return Changed(change, str(change.entry), what, withdraws=True)
    fields = [Field(NAMES[name], _said(name, change.before.get(name)), _said(name, change.said[name]))
              for name in NAMES if name in change.said]  # fmt: skip
    name = change.said["preferred"] if what == "term" else change.said["letters"]
    return Changed(change, name, what, fields=[one for one in fields if one.before or one.after])


def _said(name: str, value: Any) -> str:
    if not value:
        return "No" if value is False else ""
    if name == "avoid":
        return ", ".join(value)
    if name == "meanings":
        return "; ".join(f"{one['words']} ({one['note']})" if one.get("note") else one["words"] for one in value)
    if name == "translations":
        return ", ".join(f"{key}: {word}" for key, word in sorted(value.items()))
    if name == "audience":
        return AUDIENCE.get(value, str(value))
    if name == "review_on":
        day = value if isinstance(value, datetime.date) else datetime.date.fromisoformat(value)
        return f"{day:%-d %B %Y}"
    return "Yes" if value is True else str(value)


@dataclass(frozen=True)
class Standing:
    """What a page says of the words it shows: what the checker found in them, and the review that is late."""

    found: queries.Checked
    late: Review | None = None
    link: tuple[str, str] | None = None


def standing(user: User, thing: models.Model, words: str | None = None, *, kind: str | None = None) -> Standing:
    """Return what an approver should know of words: findings with the reasons for what stands, and a review that is late.

    Without `words` they are those by which the thing's room is known to the common language (`language.live`).
    """
    where = (thing._meta.label, str(thing.pk))
    if words is None:
        item = live.item(user, *where)
        words = item.words if item else ""
    late = queries.late_for_owners(user, [thing])
    return Standing(queries.check(words, kind=kind), next(iter(late.values()), None), where)


def late(user: User, *things: models.Model) -> Review | None:
    """Return a day of review that has passed for any of these things, where the person's organisations own the words."""
    return next(iter(queries.late_for_owners(user, things).values()), None)


def waits(user: User) -> list[str]:
    """Return what waits for a person among the words we use, a short line each."""
    today = timezone.localdate()
    lines = []
    if number := queries.waiting(user).count():
        lines.append(f"{number} {'change waits' if number == 1 else 'changes wait'} for a second person")
    if late := queries.reviews_owned(user, today).count() + len(queries.entries_to_review(user, today)):
        lines.append(f"{late} {'day' if late == 1 else 'days'} of review {'has' if late == 1 else 'have'} come")
    return lines
