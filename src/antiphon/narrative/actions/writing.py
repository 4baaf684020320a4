"""Writing a narrative with others: its clauses, whom each touches, and the words that two people wrote at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.narrative import compared, wording
from antiphon.narrative.models import Clause, ClauseText, Narrative, NarrativePartner, SetAside, Touch
from antiphon.narrative.queries.signing import exact_words
from antiphon.narrative.rules import promises, slug_from
from antiphon.network.access import Body, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission
from antiphon.signoff.rules import digest

FIELDS = ("heading", "words", "by_when", "commitment", "answers_for", "fictional", "language")
TEXTS = ("heading", "words", "commitment", "answers_for")
GONE = "This part was taken out. Put it back before you change it."


@action
def start(
    owner: Organisation, *, title: str, by: User, place: str = "", variant_of: Narrative | None = None, works: Iterable[str] = (),
) -> Narrative:
    """Start a narrative of the whole system, or a place's variant of one. The owner is its first partner.

    A variant begins with the clauses of the system's narrative; what is true of the place alone is written after that.
    """
    require(by, Permission.NARRATIVE_PUBLISH, on=Body(owner))
    title, place = " ".join(title.split()), " ".join(place.split())
    if not title:
        raise Refused("Give the narrative a title.")
    if variant_of is not None:
        require(by, Permission.NARRATIVE_WRITE, on=variant_of)
        if not place:
            raise Refused("Say which place this is for.")
    narrative = Narrative.objects.create(
        title=title[:140], slug=slug_from(title, Narrative.objects.values_list("slug", flat=True)), owner=owner, lead=by,
        kind=Narrative.Kind.PLACE if place else Narrative.Kind.SYSTEM, place=place[:80], variant_of=variant_of, works=list(works),
    )  # fmt: skip
    NarrativePartner.objects.create(narrative=narrative, organisation=owner)
    trail.leave("start", narrative, by=by, organisation=owner.pk)
    if variant_of is not None:
        for clause in variant_of.clauses.filter(removed_at__isnull=True).exclude(section=Clause.Section.PLACE):
            fields = {name: getattr(clause, name) for name in FIELDS}
            _new(narrative, clause.section, fields, by)
    return narrative


@action
def rename(narrative: Narrative, *, title: str, by: User, works: Iterable[str] = ()) -> Narrative:
    """Change the title of a narrative, and the engagements in which people say what they think of it."""
    require(by, Permission.NARRATIVE_WRITE, on=narrative)
    if not title.strip():
        raise Refused("Give the narrative a title.")
    narrative.title, narrative.works = " ".join(title.split())[:140], sorted(set(works))
    narrative.save(update_fields=["title", "works"])
    trail.leave("rename", narrative, by=by)
    return narrative


@action
def add_clause(
    narrative: Narrative, *, section: str, words: str, by: User, everyone: bool = True, touches: Iterable[int] = (),
    because: str = "", thanks_to: str = "", **fields: Any,
) -> Clause:
    """Write a new clause. `touches` are numbers of partners, for a clause that does not touch everyone."""
    require(by, Permission.NARRATIVE_WRITE, on=narrative)
    said = _tidy({"words": words, **fields}, section)
    clause = _new(narrative, section, said, by, because=because, thanks_to=thanks_to)
    _touch(clause, everyone, touches)
    return clause


@dataclass(frozen=True)
class Revised:
    """What became of a change: saved, put together with another person's, or set aside for a person to look at."""

    clause: Clause
    merged: bool = False
    set_aside: SetAside | None = None


@action
def revise(
    clause: Clause, *, based_on: int, by: User, everyone: bool | None = None, touches: Iterable[int] = (), because: str = "",
    thanks_to: str = "", **fields: Any,
) -> Revised:
    """Change the words of a clause. `based_on` is the text that the writer began from.

    Where another person changed the clause meanwhile, both changes are put together if they touch different words. If they
    do not, what was written is set aside for a person to look at: nobody's words are lost.
    """
    require(by, Permission.NARRATIVE_WRITE, on=clause.narrative)
    clause = _locked(clause)
    if clause.removed_at is not None:
        raise Refused(GONE)
    said, merged = _tidy(fields, clause.section, clause), False
    if based_on != clause.revision:
        together = _put_together(clause, based_on, said)
        if together is None:
            kept = SetAside.objects.create(clause=clause, based_on=based_on, fields=_plain(said), written_by=by)
            trail.leave("set aside", kept, by=by, clause=clause.pk)
            return Revised(clause, set_aside=kept)
        said, merged = together, True
    if everyone is not None:
        _touch(clause, everyone, touches)
    if any(getattr(clause, name) != value for name, value in said.items()):
        for name, value in said.items():
            setattr(clause, name, value)
        _keep(clause, by, because=because, thanks_to=thanks_to)
    return Revised(clause, merged=merged)


@action
def deal_with(set_aside: SetAside, *, by: User) -> None:
    """Words that were set aside are used, or are not wanted: they do not wait any more. They stay readable."""
    require(by, Permission.NARRATIVE_WRITE, on=set_aside.clause.narrative)
    set_aside.dealt_at, set_aside.dealt_by = timezone.now(), by
    set_aside.save(update_fields=["dealt_at", "dealt_by"])
    trail.leave("deal with", set_aside, by=by)


@action
def take_out(clause: Clause, *, why: str, by: User) -> Clause:
    """Take a clause out. Partners who signed it sign that it is gone; its texts stay readable."""
    require(by, Permission.NARRATIVE_WRITE, on=clause.narrative)
    clause = _locked(clause)
    if clause.removed_at is not None:
        return clause
    if not why.strip():
        raise Refused("Say why this part is taken out.")
    clause.removed_at, clause.removed_by, clause.removed_why = timezone.now(), by, " ".join(why.split())[:300]
    _keep(clause, by, because=clause.removed_why)
    trail.leave("take out", clause, by=by)
    return clause


@action
def put_back(clause: Clause, *, by: User) -> Clause:
    """Put a clause back that was taken out. Signatures under its words stand again."""
    require(by, Permission.NARRATIVE_WRITE, on=clause.narrative)
    clause = _locked(clause)
    if clause.removed_at is None:
        return clause
    clause.removed_at, clause.removed_by, clause.removed_why = None, None, ""
    _keep(clause, by)
    trail.leave("put back", clause, by=by)
    return clause


@action
def move(clause: Clause, *, up: bool, by: User) -> None:
    """Move a clause one place up or down in its section. The words are the same, so nobody signs again."""
    require(by, Permission.NARRATIVE_WRITE, on=clause.narrative)
    several = list(
        Clause.objects.select_for_update()
        .filter(narrative=clause.narrative_id, section=clause.section, removed_at__isnull=True)
        .order_by("place", "pk")
    )  # fmt: skip
    at = next((number for number, one in enumerate(several) if one.pk == clause.pk), None)
    to = None if at is None else at - 1 if up else at + 1
    if at is None or to is None or not 0 <= to < len(several):
        return
    several[at], several[to] = several[to], several[at]
    for number, one in enumerate(several, start=1):
        one.place = number
    Clause.objects.bulk_update(several, ["place"])
    trail.leave("move", clause, by=by, place=to + 1)


# --- Inside --------------------------------------------------------------------------------------------------------
def _locked(clause: Clause) -> Clause:
    return Clause.objects.select_for_update(of=("self",)).select_related("narrative__owner").get(pk=clause.pk)


def _new(
    narrative: Narrative, section: str, said: Mapping[str, Any], by: User, *, because: str = "", thanks_to: str = ""
) -> Clause:
    last = narrative.clauses.filter(section=section).aggregate(last=Max("place"))["last"] or 0
    clause = Clause(narrative=narrative, section=section, place=last + 1, revision=0, **said)
    clause.digest = digest(exact_words(clause))
    clause.save()
    _keep(clause, by, because=because, thanks_to=thanks_to)
    return clause


def _keep(clause: Clause, by: User, *, because: str = "", thanks_to: str = "") -> None:
    """Keep the words of a clause as they are now as its newest text."""
    clause.revision += 1
    exact = exact_words(clause)
    clause.digest = digest(exact)
    clause.save()
    text = ClauseText.objects.create(
        clause=clause, revision=clause.revision, exact=exact, digest=clause.digest, written_by=by, because=because.strip(),
        thanks_to=" ".join(thanks_to.split())[:200], **{name: getattr(clause, name) for name in FIELDS},
    )  # fmt: skip
    trail.leave("write", text, by=by, clause=clause.pk, revision=clause.revision)


def _touch(clause: Clause, everyone: bool, touches: Iterable[int]) -> None:
    wanted = set() if everyone else set(touches)
    known = set(clause.narrative.partners.filter(pk__in=wanted).values_list("pk", flat=True))
    if not everyone and not known:
        raise Refused("Say which partners this part touches.")
    if clause.everyone != everyone:
        clause.everyone = everyone
        clause.save(update_fields=["everyone"])
    clause.touches.exclude(partner__in=known).delete()
    Touch.objects.bulk_create([Touch(clause=clause, partner_id=pk) for pk in sorted(known)], ignore_conflicts=True)
    clause.__dict__.get("_prefetched_objects_cache", {}).pop("touches", None)


def _tidy(fields: Mapping[str, Any], section: str, clause: Clause | None = None) -> dict[str, Any]:
    """Return the fields as they are kept, cleaned of what a word processor leaves behind."""
    if unknown := set(fields) - set(FIELDS):
        raise TypeError(f"A clause has no such field: {', '.join(sorted(unknown))}")
    if section not in Clause.Section.values:
        raise Refused("Choose a section.")
    said = {name: value if name not in TEXTS else wording.cleaned(value or "") for name, value in fields.items()}
    for name, most in (("heading", 140), ("answers_for", 160)):
        if name in said:
            said[name] = " ".join(said[name].split())
            if len(said[name]) > most:
                raise Refused(f"Keep this under {most} letters: “{said[name][:40]}…”.")
    if "words" in said and not said["words"]:
        raise Refused("Write the words.")
    if len(said.get("words", "")) > wording.LONGEST:
        raise Refused(
            f"These words are too long to be one part: {len(said['words']):,} letters, and {wording.LONGEST:,} is the most."
            " Partners sign each part by itself, so put them into several."
        )
    if said.get("commitment") and not promises(said["commitment"]):
        raise Refused("Begin the promise with “We will”.")
    if section == Clause.Section.PERSONA:
        if not said.get("fictional", clause is not None and clause.fictional):
            raise Refused("Confirm that this person is made up. The story of a real person belongs to Stories.")
        if not said.get("heading", clause.heading if clause else ""):
            raise Refused("Give the made-up person a name.")
    elif said.get("fictional"):
        said["fictional"] = False
    return said


def _put_together(clause: Clause, based_on: int, mine: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return both people's changes in one, or None when they changed the same words."""
    base = clause.texts.filter(revision=based_on).first()
    if base is None:
        return None
    found: dict[str, Any] = {}
    for name, value in mine.items():
        before, theirs = getattr(base, name), getattr(clause, name)
        if value in (before, theirs):
            found[name] = theirs
        elif theirs == before:
            found[name] = value
        elif name in ("words", "commitment"):
            together = compared.merged(before, value, theirs)
            if together is None:
                return None
            found[name] = together
        else:
            return None
    return found


def _plain(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields as JSON keeps them."""
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in said.items()}
