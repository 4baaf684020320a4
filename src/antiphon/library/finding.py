"""Finding what is on the library's shelf: by words, by what it is, from whom, where and when; and what is known on a topic."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Func, Q, QuerySet, TextField, Value

from antiphon.library import engine, meanings
from antiphon.library.engine import Scope, Weighed
from antiphon.library.models import Glossary, Passage
from antiphon.library.rules import terms
from antiphon.network.models import Organisation, User

MOST = 200  # how many are ranked and shown at the most: who has not found it by then asks with other words
ABOUT = 0.7  # how much of a topic, by the rarity of its words, something must speak of to be about it
LOOSELY = 0.5
EARLIER: Sequence[str] = [
    str(kind) for kind in (Passage.Kind.DECISION, Passage.Kind.ANSWER, Passage.Kind.FOLLOW_UP, Passage.Kind.REPORT,
                           Passage.Kind.THEME, Passage.Kind.NOTES)
]  # fmt: skip
MARKS = ("⟦", "⟧")  # around words that were looked for, in an excerpt


@dataclass(frozen=True)
class Wanted:
    """What is looked for beside words; what is empty does not matter."""

    kinds: Sequence[str] = ()
    organisation: int | None = None
    place: str = ""
    group: str = ""
    topic: str = ""
    strength: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None
    but: int | None = None  # an engagement whose own passages are left out

    def said(self) -> dict[str, Any]:
        """Return the filters as the search takes them."""
        given: dict[str, Any] = {
            "kinds": list(self.kinds), "organisation": self.organisation, "place": self.place.casefold(), "group": self.group,
            "topic": self.topic.casefold(), "strength": self.strength, "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(), "but": self.but,
        }  # fmt: skip
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True)
class Found:
    """What was found: a page of passages, the best first; how many can be paged through, and how many there were in all.

    Words that stand in very many passages are not counted to the end: `number` is then how many were looked at.
    """

    passages: list[Passage] = field(default_factory=list)
    number: int = 0
    within_reach: int = 0

    @property
    def more(self) -> bool:
        return self.number > self.within_reach


class Excerpt(Func):
    """The part of the words in which what was looked for stands, marked."""

    template = (
        "ts_headline('antiphon', words, %(expressions)s::tsquery, "
        f"'StartSel={MARKS[0]}, StopSel={MARKS[1]}, MaxWords=45, MinWords=25, ShortWord=2, MaxFragments=0')"
    )
    output_field = TextField()


def words_of(user: User, organisations: Iterable[int]) -> dict[str, tuple[str, ...]]:
    """Return the words that mean the same: the house's own, and those of the person's organisations. One query."""
    lines = Glossary.objects.filter(organisation__in=list(organisations)).values_list("lines", flat=True)
    own = [line for text in lines for line in text.splitlines()]
    if not own:
        return meanings.SAME
    found = dict(meanings.SAME)
    for word, others in meanings.meanings(own).items():
        found[word] = tuple(dict.fromkeys((*others, *found.get(word, ()))))
    return found


def search(
    user: User, typed: str, *, scope: Scope, wanted: Wanted | None = None, page: int = 1, size: int = MOST
) -> Found:
    """Return what the person may see and that speaks of what they typed. A few queries, however much there is.

    Without words, everything that the filters leave, the newest first; comments only when they are asked for.
    """
    wanted = wanted or Wanted()
    if not typed.strip():
        return _browse(scope, wanted, page, size)
    asked = meanings.read(typed, words_of(user, scope.mine))
    with connection.cursor() as cursor:
        weighed = engine.weigh(asked, cursor)
        hits = engine.find(weighed, scope, cursor, wanted=wanted.said(), most=MOST)
    here = hits[(page - 1) * size : page * size]
    return Found(_passages(here, weighed, scope), hits[0].found if hits else 0, len(hits))


def known_on(
    user: User, topics: Sequence[str], *, scope: Scope, but: int | None = None, loosely: bool = False, most: int = 6
) -> list[tuple[str, list[Passage]]]:
    """Return, for each topic, the earlier decisions, answers, reports and themes that are about it, the best first.

    A topic on which there is none is left out. What only names one of its words in passing is not about it.
    """
    same, wanted, found = words_of(user, scope.mine), Wanted(kinds=EARLIER, but=but), []
    for topic in topics:
        with connection.cursor() as cursor:
            weighed = engine.weigh(meanings.read(" ".join(terms(topic)) or topic, same, forms=False), cursor)
            hits = engine.find(weighed, scope, cursor, wanted=wanted.said(), most=most * 4)
        about = [hit for hit in hits if hit.covered >= (LOOSELY if loosely else ABOUT)]
        passages = _passages(about[:most], weighed, scope)
        if passages:
            found.append((topic, passages))
    return found


def _passages(hits: Sequence[engine.Hit], weighed: Weighed, scope: Scope) -> list[Passage]:
    """Return the passages of hits in their order: read behind the walls, and by the scope once more."""
    if not hits:
        return []
    rows = _allowed(scope).filter(pk__in=[hit.key for hit in hits]).annotate(excerpt=Excerpt(Value(weighed.words)))
    by_key = {row.pk: row for row in rows.select_related("organisation").defer("vector", "heading")}
    return [by_key[hit.key] for hit in hits if hit.key in by_key]


def _allowed(scope: Scope) -> "QuerySet[Passage]":
    open_to = Q(open_to="public") | (Q(open_to="partners") if scope.mine else Q(pk__in=[]))
    own = Q(engagement__isnull=True, organisation__in=scope.mine) | Q(engagement__in=scope.reads)
    return Passage.objects.filter(open_to | own).exclude(~Q(engagement__in=scope.hears), kind=Passage.Kind.VOICE)


def owners(scope: Scope) -> "QuerySet[Organisation]":
    """Return the organisations of which there is anything on the shelf that the person may see."""
    return Organisation.objects.filter(pk__in=_allowed(scope).order_by().values("organisation")).order_by("name")


def _browse(scope: Scope, wanted: Wanted, page: int, size: int) -> Found:
    found = _allowed(scope)
    found = found.filter(kind__in=wanted.kinds) if wanted.kinds else found.exclude(kind=Passage.Kind.VOICE)
    if wanted.organisation:
        found = found.filter(organisation=wanted.organisation)
    for name, value in (("places", wanted.place.casefold()), ("groups", wanted.group), ("topics", wanted.topic.casefold())):
        if value:
            found = found.filter(**{f"{name}__contains": [value]})
    if wanted.strength:
        found = found.filter(strength=wanted.strength)
    if wanted.since:
        found = found.filter(happened_on__gte=wanted.since)
    if wanted.until:
        found = found.filter(happened_on__lte=wanted.until)
    rows = found.select_related("organisation").defer("vector", "heading").order_by("-happened_on", "-pk")
    number = found.count()
    return Found(list(rows[(page - 1) * size : page * size]), number, number)
