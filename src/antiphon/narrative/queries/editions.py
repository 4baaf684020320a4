"""What is published: the signed versions of a narrative, as everyone may read them and as other forms are made from them."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils import timezone

from antiphon.narrative.compared import SAME, Piece, compare
from antiphon.narrative.models import Clause, Edition, Narrative

SECTIONS: Mapping[str, str] = dict(Clause.Section.choices)


@dataclass(frozen=True)
class PublishedClause:
    """A clause of a published version. `exact` are the words that were signed; `key` stays the same in every version."""

    key: int
    section: str
    heading: str
    words: str
    by_when: datetime.date | None
    commitment: str
    answers_for: str
    fictional: bool
    language: str
    measure: str
    evidence: str
    evidence_on: datetime.date | None
    partners: tuple[str, ...]
    hopes: tuple[str, ...]
    exact: str
    digest: str


@dataclass(frozen=True)
class PublishedSection:
    """A part of a published version: its key (`why`, `changes`, …), its title, and its clauses in order."""

    key: str
    title: str
    clauses: tuple[PublishedClause, ...]


@dataclass(frozen=True)
class PublishedPartner:
    """A partner who signed: by the holder of which post, and on what day."""

    organisation: int
    name: str
    post: str
    signed_on: datetime.date
    clauses: int


@dataclass(frozen=True)
class PublishedChange:
    """What changed in a clause because of people: what they said, and which group is thanked."""

    clause: int
    name: str
    because: str
    thanks_to: str


@dataclass(frozen=True)
class PublishedNarrative:
    """One signed version of a narrative, whole. Bulletins, slides, pages and snippets are made from this and nothing else."""

    pk: int
    slug: str
    title: str
    kind: str
    place: str
    owner: str
    number: str
    published_on: datetime.date
    sections: tuple[PublishedSection, ...]
    partners: tuple[PublishedPartner, ...]
    because: str
    changes: tuple[PublishedChange, ...]
    latest: bool
    earlier: tuple[str, ...]

    def section(self, key: str) -> tuple[PublishedClause, ...]:
        """Return the clauses of one section: why, changes, improves, place, statement, persona, limits."""
        return next((one.clauses for one in self.sections if one.key == key), ())

    @property
    def clauses(self) -> tuple[PublishedClause, ...]:
        """Every clause, in the order of reading."""
        return tuple(clause for section in self.sections for clause in section.clauses)

    @property
    def path(self) -> str:
        """The page of the newest version on the public site."""
        return f"/narrative/{self.slug}/"


def published(narrative: Narrative, number: str = "") -> PublishedNarrative | None:
    """Return a published version of a narrative: the newest, or the one of that number; None where there is none."""
    editions = list(narrative.editions.select_related("narrative__owner"))
    return _of(editions, number)


def newest_numbers(narratives: Sequence[Narrative]) -> dict[int, str]:
    """Return the number of the newest version of each narrative that has one, by the narrative's own. One query."""
    found: dict[int, str] = {}
    for one in Edition.objects.filter(narrative__in=narratives).order_by("major", "minor").defer("content"):
        found[one.narrative_id] = one.number
    return found


def published_narratives() -> list[PublishedNarrative]:
    """Return the newest version of every narrative that is published, the system's own first."""
    found: dict[int, list[Edition]] = {}
    editions = Edition.objects.filter(narrative__published_at__isnull=False).select_related("narrative__owner")
    for one in editions.order_by("narrative__kind", "narrative__title", "narrative", "-major", "-minor"):
        found.setdefault(one.narrative_id, []).append(one)
    newest = [_of(several) for several in found.values()]
    return sorted((one for one in newest if one is not None), key=lambda one: (one.kind != "system", one.title))


def published_under(slug: str, number: str = "") -> PublishedNarrative:
    """Return a published version by the address of its narrative, for everyone; raise Http404 where there is none."""
    editions = Edition.objects.filter(narrative__slug=slug, narrative__published_at__isnull=False)
    found = _of(list(editions.select_related("narrative__owner").order_by("-major", "-minor")), number)
    if found is None:
        raise Http404
    return found


def _of(editions: Sequence[Edition], number: str = "") -> PublishedNarrative | None:
    """`editions`: all of one narrative, the newest first."""
    chosen = next((one for one in editions if not number or one.number == number), None)
    if chosen is None:
        return None
    narrative, kept = chosen.narrative, chosen.content
    clauses = [_clause(one) for one in kept["clauses"]]
    return PublishedNarrative(
        pk=narrative.pk, slug=narrative.slug, title=kept["title"], kind=narrative.kind, place=kept["place"],
        owner=kept["owner"], number=chosen.number, published_on=timezone.localtime(chosen.made_at).date(),
        sections=tuple(
            PublishedSection(key, title, tuple(one for one in clauses if one.section == key))
            for key, title in SECTIONS.items() if any(one.section == key for one in clauses)
        ),
        partners=tuple(PublishedPartner(**{**one, "signed_on": _day(one["signed_on"])}) for one in kept["partners"]),
        because=chosen.because, changes=tuple(PublishedChange(**one) for one in kept["changes"]),
        latest=chosen is editions[0], earlier=tuple(one.number for one in editions if one is not editions[0]),
    )  # fmt: skip


def _clause(kept: Mapping[str, Any]) -> PublishedClause:
    days = {name: _day(kept[name]) if kept[name] else None for name in ("by_when", "evidence_on")}
    return PublishedClause(**{**kept, **days, "partners": tuple(kept["partners"]), "hopes": tuple(kept["hopes"])})


def _day(kept: str) -> datetime.date:
    return datetime.date.fromisoformat(kept)


@dataclass(frozen=True)
class ComparedClause:
    """A clause in two versions. `kind` is same, changed, added or removed; `pieces` are its exact words with the changes."""

    kind: str
    section: str
    name: str
    pieces: list[Piece]
    clause: PublishedClause


def compare_versions(earlier: PublishedNarrative, later: PublishedNarrative) -> list[ComparedClause]:
    """Return every clause of two versions in the later one's order, what was taken out in its own section."""
    before = {one.key: one for one in earlier.clauses}
    after = {one.key: one for one in later.clauses}
    found = []
    for section in SECTIONS:
        keys = [one.key for one in later.section(section)]
        gone = [one.key for one in earlier.section(section) if one.key not in after]
        for key in [*keys, *gone]:
            old, new = before.get(key), after.get(key)
            pieces = compare(old.exact if old else "", new.exact if new else "")
            kind = "added" if old is None else "removed" if new is None else "same"
            if kind == "same" and any(one.kind != SAME for one in pieces):
                kind = "changed"
            shown = new or old
            assert shown is not None
            found.append(ComparedClause(kind, section, shown.heading or SECTIONS[section], pieces, shown))
    return found
