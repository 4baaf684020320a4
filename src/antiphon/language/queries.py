"""What is known of words: those in use, what waits, what the checker says of a text, which live things use an old word."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from antiphon.language import checking, live
from antiphon.language.checking import Finding
from antiphon.language.models import ENTRIES, Acronym, Change, Override, Review, Term, TestSession
from antiphon.language.rules import Use, digest, mark, paragraph, uses
from antiphon.network.access import allowed_in, organisations_of
from antiphon.network.models import Organisation, User
from antiphon.network.queries import own_organisations
from antiphon.network.roles import Permission

LONGEST_TEXT = 200_000  # letters that are checked in one go; a book is checked on the command line


# --- The words themselves -----------------------------------------------------------------------------------


def terms() -> "QuerySet[Term]":
    """Return the words in use, by name."""
    return Term.objects.filter(number__gt=0, withdrawn_at__isnull=True)


def acronyms() -> "QuerySet[Acronym]":
    """Return the acronyms in use, by their letters."""
    return Acronym.objects.filter(number__gt=0, withdrawn_at__isnull=True)


def public_terms(words: str = "") -> "QuerySet[Term]":
    """Return the words in use that everyone meets; of those, when words are given, the ones that hold them anywhere."""
    found = terms().filter(audience=Term.Audience.EVERYONE)
    return found.filter(_holding(words, "preferred", "meaning", "avoid")) if words.strip() else found


def public_acronyms(words: str = "") -> "QuerySet[Acronym]":
    """Return the acronyms in use that everyone meets; of those, when words are given, the ones that hold them anywhere."""
    found = acronyms().filter(audience=Acronym.Audience.EVERYONE)
    return found.filter(_holding(words, "letters", "meanings")) if words.strip() else found


def staff_entries(what: str, words: str = "") -> "QuerySet[Any]":
    """Return every word or acronym that is not withdrawn, with its owner, also those that wait for their first approval."""
    found: QuerySet[Any] = ENTRIES[what].objects.filter(withdrawn_at__isnull=True).select_related("owner", "organisation")
    fields = ("preferred", "meaning", "avoid") if what == "term" else ("letters", "meanings")
    return found.filter(_holding(words, *fields)) if words.strip() else found


def _holding(words: str, *fields: str) -> Q:
    words = words.replace("\x00", "").strip()[:100]
    condition = Q(pk__in=[])
    for name in fields:
        condition |= Q(**{f"{name}__icontains": words})
    return condition


def entry_for(what: str, pk: int) -> Any:
    """Return one word or acronym with its owner, or raise Http404. All who work here may read the list."""
    found = ENTRIES[what].objects.select_related("owner", "organisation").filter(pk=pk).first() if what in ENTRIES else None
    if found is None:
        raise Http404
    return found


def history(entry: Any) -> "QuerySet[Change]":
    """Return what was proposed for an entry, the newest first, with who proposed and who settled it."""
    found: QuerySet[Change] = entry.changes.select_related("proposed_by", "settled_by", "term", "acronym")
    return found


def waiting(user: User) -> "QuerySet[Change]":
    """Return the proposals that wait and that this person could settle: not their own."""
    may = allowed_in(user, Permission.WORDS_APPROVE)
    return (
        Change.objects.filter(Q(term__organisation__in=may) | Q(acronym__organisation__in=may), outcome=Change.Outcome.WAITING)
        .exclude(proposed_by=user)
        .select_related("term", "acronym", "proposed_by")
    )


def change_for(pk: int) -> Change:
    """Return one proposal, or raise Http404."""
    found = Change.objects.select_related("term__organisation", "acronym__organisation", "proposed_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def in_batch(batch: str) -> "QuerySet[Change]":
    """Return what came with one file and waits."""
    return Change.objects.filter(batch=batch, outcome=Change.Outcome.WAITING).select_related(
        "term__organisation", "acronym__organisation", "proposed_by")  # fmt: skip


def entries_to_review(user: User, until: datetime.date) -> list[Any]:
    """Return the person's own words and acronyms whose day of review comes by then."""
    mine = {"owner": user, "review_on__lte": until}
    return [*terms().filter(**mine), *acronyms().filter(**mine)]


def keepers(user: User) -> "QuerySet[Organisation]":
    """Return the organisations for which the person may keep words."""
    return own_organisations(user, Permission.WORDS_WRITE)


# --- The checker --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Judged:
    """A finding, the name by which a form knows it, and why it stands, when somebody said so."""

    finding: Finding
    mark: str
    paragraph: str
    kept: Override | None = None


@dataclass(frozen=True)
class Checked:
    """What the checker says of a text."""

    found: list[Judged] = field(default_factory=list)
    readability: Any = None
    cut: bool = False  # the text was too long, and its end was not looked at

    @property
    def open(self) -> list[Judged]:
        """Those for which nobody has given a reason."""
        return [one for one in self.found if one.kept is None]

    @property
    def kept(self) -> list[Judged]:
        """Those that stand for a reason."""
        return [one for one in self.found if one.kept is not None]


def check(text: str, *, kind: str | None = None, on: datetime.date | None = None) -> Checked:
    """Say what the checker finds in a text, by the pack and by our own glossary, with the reasons for what stands.

    Three queries. Nothing of the text is kept.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    looked_at = text[:LONGEST_TEXT]
    found = checking.check(looked_at, terms=_terms(), acronyms=_acronyms(), kind=kind, on=on or timezone.localdate())
    return Checked(_judged(looked_at, found), checking.readability(looked_at), cut=len(text) > LONGEST_TEXT)


def _judged(text: str, found: Iterable[Finding]) -> list[Judged]:
    whole = [(one, paragraph(text, one.start, one.end)) for one in found]
    kept: dict[tuple[str, str, str], Override] = {}
    if whole:
        digests = {digest(words) for _, words in whole}
        for row in Override.objects.filter(digest__in=digests).select_related("kept_by").order_by("pk"):
            kept[row.digest, row.rule, row.text] = row  # the newest reason counts
    return [Judged(one, mark(one.rule, words, one.text), words, kept.get((digest(words), one.rule, one.text)))
            for one, words in whole]  # fmt: skip


def _terms() -> tuple[checking.Term, ...]:
    rows = terms().values_list("preferred", "avoid", "meaning")
    return tuple(checking.Term(preferred, tuple(avoid), meaning) for preferred, avoid, meaning in rows)


def _acronyms() -> tuple[checking.Acronym, ...]:
    rows = acronyms().values_list("letters", "meanings")
    return tuple(checking.Acronym(letters, tuple(one["words"] for one in meanings)) for letters, meanings in rows)


# --- What is live -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Using:
    """A live thing that uses an old word: the thing, and which words where."""

    item: live.Item
    uses: list[Use]


def using(user: User, old: Iterable[str]) -> list[Using]:
    """Return every live thing that this person may see and that uses one of these words, by kind and title."""
    wanted = [word for word in dict.fromkeys(old) if word.strip()]
    found = ((one, uses(f"{one.title}\n{one.words}", wanted)) for one in live.items(user)) if wanted else iter(())
    return sorted((Using(one, hits) for one, hits in found if hits), key=lambda one: (one.item.what, one.item.title))


def old_words(change: Change) -> list[str]:
    """Return the words that are old once a change of a term is in force: those to avoid, and what was preferred before."""
    if change.acronym_id or change.said.get("withdrawn"):
        return []
    before, after = change.before, change.said
    old = list(after.get("avoid", []))
    if before and before["preferred"].casefold() != after["preferred"].casefold():
        old.append(before["preferred"])
    return [word for word in dict.fromkeys(old) if word.casefold() != after["preferred"].casefold()]


def old_words_of(term: Term) -> list[str]:
    """Return the words that a term takes the place of: those to avoid, and every name that it bore before."""
    borne = [one.before["preferred"] for one in term.changes.filter(outcome=Change.Outcome.APPROVED) if one.before]
    return [word for word in dict.fromkeys([*term.avoid, *borne]) if word.casefold() != term.preferred.casefold()]


# --- Tests and reviews --------------------------------------------------------------------------------------


def tests_of(kind: str, key: str) -> "QuerySet[TestSession]":
    """Return the tests of words on people, the newest first."""
    return TestSession.objects.filter(kind=kind, key=str(key)).select_related("written_by", "organisation")


def tests(user: User) -> "QuerySet[TestSession]":
    """Return every test that the person's organisations held, the newest first."""
    return TestSession.objects.filter(organisation__in=organisations_of(user)).select_related("organisation")


def review_of(kind: str, key: str) -> Review | None:
    """Return when these words are looked at again, or None when no day is set."""
    return Review.objects.filter(kind=kind, key=str(key)).select_related("owner", "organisation").first()


def reviews(user: User) -> "QuerySet[Review]":
    """Return every day of review of the person's organisations, the nearest first."""
    return Review.objects.filter(organisation__in=organisations_of(user)).select_related("owner", "organisation")


def reviews_owned(user: User, until: datetime.date) -> "QuerySet[Review]":
    """Return the reviews that this person does and that are due by then."""
    return Review.objects.filter(owner=user, due_on__lte=until)


def reviewers(organisation: int) -> "QuerySet[User]":
    """Return who holds a role in an organisation today: those who can look at its words again."""
    today = timezone.localdate()
    held = Q(memberships__ends_on__isnull=True) | Q(memberships__ends_on__gt=today)
    return User.objects.filter(
        held, memberships__organisation=organisation, memberships__starts_on__lte=today, is_active=True, kind=User.Kind.PERSON
    ).distinct().order_by("name")  # fmt: skip


def review_for(user: User, pk: int) -> Review:
    """Return a review of one of the person's organisations, or raise Http404."""
    found = reviews(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def late_for_public(things: Iterable[models.Model]) -> dict[tuple[str, str], Review]:
    """Return the reviews that are late and that the public is told of, for those of these things that have one. One query."""
    where = Q(pk__in=[])
    for thing in things:
        where |= Q(kind=thing._meta.label, key=str(thing.pk))
    late = Review.objects.filter(where, public=True, due_on__lt=timezone.localdate())
    return {(one.kind, one.key): one for one in late}


def late_for_owners(user: User, things: Iterable[models.Model]) -> dict[tuple[str, str], Review]:
    """Return the reviews that are late, of these things, where the person's organisations own the words. One query."""
    where = Q(pk__in=[])
    for thing in things:
        where |= Q(kind=thing._meta.label, key=str(thing.pk))
    late = reviews(user).filter(where, due_on__lt=timezone.localdate())
    return {(one.kind, one.key): one for one in late}


def items(user: User) -> Iterator[live.Item]:
    """Return everything live that this person may see."""
    return live.items(user)


def item_for(user: User, kind: str, key: str) -> live.Item:
    """Return one thing by kind and key, live or a draft that this person works on, or raise Http404."""
    found = live.item(user, kind, key)
    if found is None:
        raise Http404
    return found
