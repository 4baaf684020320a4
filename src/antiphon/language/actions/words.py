"""Words and acronyms: proposed by one person, settled by another. What is in use changes only when it is approved."""

import datetime
import uuid
from typing import Any

from django.db.models.functions import Lower
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import BadFile, Refused
from antiphon.language.doors import csv_file
from antiphon.language.models import ENTRIES, Acronym, Change, Entry, Term
from antiphon.language.rules import same
from antiphon.network.access import Body, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission

FIELDS = {
    "term": ("preferred", "avoid", "meaning", "audience", "translations", "review_on"),
    "acronym": ("letters", "meanings", "known", "audience", "review_on"),
}
EMPTY: dict[str, Any] = {
    "avoid": [],
    "meaning": "",
    "translations": {},
    "meanings": [],
    "known": False,
    "audience": "everyone",
    "review_on": None,
}
NAME = {"term": "preferred", "acronym": "letters"}
LONGEST = {"preferred": 120, "letters": 30, "meaning": 2_000}
MOST_WORDS = 60


@action
def propose(organisation: Organisation, *, what: str, by: User, why: str = "", **fields: Any) -> Change:
    """Propose a new word (`what` is "term") or acronym ("acronym"). It is in use once another person has approved it."""
    require(by, Permission.WORDS_WRITE, on=Body(organisation))
    said = _said(what, fields)
    name = said[NAME[what]]
    if ENTRIES[what].objects.annotate(small=Lower(NAME[what])).filter(small=name.lower()).exists():
        raise Refused(f"“{name}” is in the list already. Open it there and change it.")
    return _propose(_entry(organisation, what, name, by), what, said, by=by, why=why)


@action
def change(entry: Term | Acronym, *, by: User, why: str, **fields: Any) -> Change:
    """Propose that a word or an acronym says something else. What is in use stays until another person approves."""
    require(by, Permission.WORDS_WRITE, on=entry)
    what = entry._meta.model_name or ""
    entry = ENTRIES[what].objects.select_for_update().get(pk=entry.pk)
    if not why.strip():
        raise Refused("Say why it changes.")
    if entry.changes.filter(outcome=Change.Outcome.WAITING).exists():
        raise Refused("A change waits already. Another person approves it, or whoever proposed it takes it back.")
    said = _said(what, {**_held(entry), **fields})
    if entry.in_use and said == _held(entry):
        raise Refused("Nothing has changed.")
    name = said[NAME[what]]
    others = ENTRIES[what].objects.exclude(pk=entry.pk).annotate(small=Lower(NAME[what])).filter(small=name.lower())
    if others.exists():
        raise Refused(f"“{name}” is in the list already.")
    return _propose(entry, what, said, by=by, why=why)


@action
def withdraw(entry: Term | Acronym, *, by: User, why: str) -> Change:
    """Propose that a word or an acronym is no longer used as it stands."""
    require(by, Permission.WORDS_WRITE, on=entry)
    if not why.strip():
        raise Refused("Say why it is withdrawn.")
    if entry.changes.filter(outcome=Change.Outcome.WAITING).exists():
        raise Refused("A change waits already. Another person approves it, or whoever proposed it takes it back.")
    if not entry.in_use:
        raise Refused("It is not in use.")
    return _propose(entry, entry._meta.model_name or "", {"withdrawn": True}, by=by, why=why)


@action
def approve(waiting: Change, *, by: User, note: str = "") -> Change:
    """Put a proposed change in force. Never whoever proposed it."""
    found = _waiting(waiting, by)
    _put_in_force(found, by, note)
    return found


@action
def refuse(waiting: Change, *, by: User, note: str) -> Change:
    """Say that a proposed change is not approved, and why. What is in use stays."""
    found = _waiting(waiting, by)
    if not note.strip():
        raise Refused("Say why it is not approved.")
    _settle(found, Change.Outcome.REFUSED, by, note)
    trail.leave("refuse", found, by=by, entry=found.entry.pk)
    return found


@action
def take_back(waiting: Change, *, by: User) -> Change:
    """Take back a change that one proposed oneself."""
    require(by, Permission.WORDS_WRITE, on=waiting.entry)
    found = Change.objects.select_for_update().get(pk=waiting.pk)
    if found.outcome != Change.Outcome.WAITING:
        raise Refused("It was settled already.")
    if found.proposed_by_id != by.pk:
        raise Refused("Only the person who proposed it can take it back.")
    _settle(found, Change.Outcome.TAKEN_BACK, by, "")
    trail.leave("take back", found, by=by, entry=found.entry.pk)
    return found


@action
def bring_in(organisation: Organisation, *, content: bytes, by: User) -> list[Change]:
    """Propose all the words or acronyms of a file, whole or not at all. What stands in the list just so is left as it is.

    Raises BadFile that names every wrong row. Another person approves what came with the file, in one go or one by one.
    """
    require(by, Permission.WORDS_WRITE, on=Body(organisation))
    what, rows = csv_file.read(content)
    model, name = ENTRIES[what], NAME[what]
    known = {getattr(one, name).casefold(): one for one in model.objects.select_for_update()}
    waiting = set(
        Change.objects.filter(outcome=Change.Outcome.WAITING, **{f"{what}__isnull": False}).values_list(what, flat=True)
    )
    wrong: list[tuple[int, str]] = []
    ready: list[tuple[Any, dict[str, Any]]] = []
    for row in rows:
        entry = known.get(row.name.casefold())
        try:
            said = _said(what, {**(_held(entry) if entry else {}), **row.fields})
        except Refused as problem:
            wrong.append((row.number, " ".join(problem.reasons)))
            continue
        if entry is None:
            ready.append((None, said))
        elif entry.in_use and said == _held(entry):
            continue
        elif entry.organisation_id != organisation.pk:
            wrong.append((row.number, f"“{row.name}” is kept by another organisation"))
        elif entry.pk in waiting:
            wrong.append((row.number, f"a change of “{row.name}” waits for a second person already"))
        else:
            ready.append((entry, said))
    if wrong:
        raise BadFile(*(f"Row {number}: {reason}." for number, reason in wrong), rows=wrong, accepted=len(ready))
    batch = uuid.uuid4().hex[:12]
    fresh = model.objects.bulk_create([_blank(organisation, what, said[name], by) for entry, said in ready if entry is None])
    entries = iter(fresh)
    changes = Change.objects.bulk_create(
        [
            Change(
                **{what: entry or next(entries)},
                said=_as_json(said),
                before=_as_json(_held(entry)) if entry and entry.in_use else {},
                why="Came with a file",
                batch=batch,
                proposed_by=by,
            )
            for entry, said in ready
        ]
    )
    trail.leave(
        "bring in",
        Change(pk=0),
        by=by,
        organisation=organisation.pk,
        batch=batch,
        proposed=len(changes),
        left=len(rows) - len(changes),
    )
    return changes


@action
def approve_batch(organisation: Organisation, *, batch: str, by: User, note: str = "") -> int:
    """Put everything in force that came with one file and waits; return how many that were. Never whoever brought it."""
    require(by, Permission.WORDS_APPROVE, on=Body(organisation))
    found = list(
        Change.objects.select_for_update(of=("self",))
        .select_related("term", "acronym")
        .filter(batch=batch, outcome=Change.Outcome.WAITING)
    )
    found = [one for one in found if one.entry.organisation_id == organisation.pk]
    if not batch or not found:
        raise Refused("Nothing of this file waits any more.")
    for one in found:
        _not_their_own(one, by)
        _put_in_force(one, by, note)
    return len(found)


def _entry(organisation: Organisation, what: str, name: str, by: User) -> Any:
    entry = _blank(organisation, what, name, by)
    entry.save()
    return entry


def _blank(organisation: Organisation, what: str, name: str, by: User) -> Any:
    return ENTRIES[what](organisation=organisation, owner=by, **{NAME[what]: name})


def _propose(entry: Any, what: str, said: dict[str, Any], *, by: User, why: str) -> Change:
    made = Change.objects.create(
        **{what: entry},
        said=_as_json(said),
        before=_as_json(_held(entry)) if entry.in_use else {},
        why=why.strip(),
        proposed_by=by,
    )
    trail.leave("propose", made, by=by, what=what, entry=entry.pk)
    return made


def _waiting(waiting: Change, by: User) -> Change:
    require(by, Permission.WORDS_APPROVE, on=waiting.entry)
    found = Change.objects.select_for_update(of=("self",)).select_related("term", "acronym").get(pk=waiting.pk)
    if found.outcome != Change.Outcome.WAITING:
        raise Refused("It was settled already.")
    _not_their_own(found, by)
    return found


def _not_their_own(found: Change, by: User) -> None:
    if found.proposed_by_id == by.pk:
        raise Refused("You proposed this, so another person must settle it.")


def _put_in_force(found: Change, by: User, note: str) -> None:
    what = "term" if found.term_id else "acronym"
    entry = ENTRIES[what].objects.select_for_update().get(pk=found.entry.pk)
    if found.said.get("withdrawn"):
        entry.withdrawn_at = timezone.now()
    else:
        for name, value in _from_json(found.said).items():
            setattr(entry, name, value)
        entry.withdrawn_at, entry.in_use_since = None, timezone.now()
        entry.owner_id = entry.owner_id if entry.number else found.proposed_by_id
    entry.number += 1
    entry.save()
    _settle(found, Change.Outcome.APPROVED, by, note)
    trail.leave("approve", found, by=by, what=what, entry=entry.pk, number=entry.number)


def _settle(found: Change, outcome: Any, by: User, note: str) -> None:
    found.outcome, found.settled_by, found.settled_at, found.note = outcome, by, timezone.now(), note.strip()
    found.save()


def _held(entry: Entry | None) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in FIELDS[entry._meta.model_name or ""]} if entry is not None else {}


def _said(what: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of an entry, tidied, every one of them; raise Refused when they do not make one."""
    if unknown := set(fields) - set(FIELDS[what]):
        raise TypeError(f"A {what} has no such field: {', '.join(sorted(unknown))}")
    said = {name: fields.get(name, EMPTY.get(name, "")) for name in FIELDS[what]}
    for name in ("preferred", "letters"):
        if name in said:
            said[name] = _line(said[name])
    if "meaning" in said:
        said["meaning"] = str(said["meaning"]).replace("\x00", "").replace("\r\n", "\n").strip()
    if not said[NAME[what]]:
        raise Refused("Write the word that we use." if what == "term" else "Write the letters.")
    for name, most in LONGEST.items():
        if len(said.get(name, "")) > most:
            raise Refused(f"Keep “{said[name][:30]}…” under {most:,} letters.")
    if what == "term":
        said["avoid"] = list({same(word): word for word in map(_line, said["avoid"]) if word}.values())
        said["translations"] = {key: _line(word) for key, word in said["translations"].items() if _line(word)}
        if any(same(word) == same(said["preferred"]) for word in said["avoid"]):
            raise Refused("The word that we use cannot be one that we avoid.")
        if len(said["avoid"]) > MOST_WORDS:
            raise Refused(f"Name {MOST_WORDS} words to avoid at most.")
        if not said["meaning"] and not said["avoid"]:
            raise Refused("Say what the word means, or which words it stands for.")
    else:
        said["meanings"] = [
            {"words": _line(one["words"]), "note": _line(one.get("note", ""))} for one in said["meanings"] if _line(one["words"])
        ]
        said["known"] = bool(said["known"])
        if not said["meanings"]:
            raise Refused("Write what the letters stand for.")
    if isinstance(said["review_on"], str):
        said["review_on"] = datetime.date.fromisoformat(said["review_on"])
    return said


def _line(text: Any) -> str:
    return " ".join(str(text).replace("\x00", "").split())


def _as_json(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime.date) else value for name, value in said.items()}


def _from_json(said: dict[str, Any]) -> dict[str, Any]:
    day = said.get("review_on")
    return {**said, **({"review_on": datetime.date.fromisoformat(day)} if day else {})}
