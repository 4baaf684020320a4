"""Changing the codes of an engagement. No decision is ever touched: each change says how the old codes count from now on.

Every change has a version, a reason and the codes as they were before, so that the last one can be undone.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.engagement.models import Engagement
from antiphon.insight import codebook
from antiphon.insight.codebook import Line
from antiphon.insight.models import Code, CodeExample, Coding, FrameChange, FrameUse, Suggestion, Theme
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.voices.models import Voice

Kind: Any = FrameChange.Kind
OWN = "Only in this engagement"
KEPT = ("name", "group", "meaning", "include", "exclude", "examples", "place", "parent_id", "merged_into_id", "split_at",
        "retired_at")  # fmt: skip
MOST_PARTS = 9


@action
def add_local_code(
    engagement: Engagement, *, name: str, meaning: str, by: User, group: str = OWN, include: str = "", exclude: str = "",
    examples: Sequence[str] = (), why: str = "",
) -> Code:
    """Add a code that this engagement alone is read against."""
    use = _working(engagement, by=by)
    with _Change(use, by, Kind.ADD, why) as change:
        code = change.new(name, group=group or OWN, meaning=meaning, include=include, exclude=exclude, examples=examples)
        change.words = f"Added {codebook.names([code])}."
    trail.leave("add_local_code", code, by=by, engagement=engagement.pk, version=use.version)
    return code


@action
def change_code(
    code: Code, *, engagement: Engagement, by: User, name: str, meaning: str, group: str = "", include: str = "",
    exclude: str = "", examples: Sequence[str] = (), why: str = "",
) -> Code:
    """Rename a code or say better what it means. Decisions keep it; the trail keeps its name of each day."""
    use = _working(engagement, by=by)
    renamed = " ".join(name.split()) != code.name
    if renamed and not why.strip():
        raise Refused("Say why you are changing the name.")
    with _Change(use, by, Kind.RENAME if renamed else Kind.CHANGE, why) as change:
        before = code.name
        own = change.own(code)
        own.name = _free_name(engagement, name, but=own)
        own.group, own.meaning = group.strip() or own.group, meaning.strip()
        own.include, own.exclude = include.strip(), exclude.strip()
        own.examples = [phrase.strip() for phrase in examples if phrase.strip()]
        change.words = f"“{before}” is now called “{own.name}”." if renamed else f"Said better what “{own.name}” means."
    trail.leave("change_code", own, by=by, engagement=engagement.pk, version=use.version, was=before, name=own.name)
    return own


@action
def merge_codes(codes: Iterable[Code], *, engagement: Engagement, name: str, why: str, by: User, meaning: str = "") -> Code:
    """Count several codes as one, under one of their names or a new one. A comment that has two of them counts once."""
    use = _working(engagement, by=by)
    chosen = list(codes)
    _must_say(why, "Say why these codes mean the same. The reason stays with them.")
    if len({code.pk for code in chosen}) < 2:
        raise Refused("Choose two codes or more to merge.")
    name = " ".join(name.split())
    with _Change(use, by, Kind.MERGE, why) as change:
        owned = [change.own(code) for code in chosen]
        target = next((code for code in owned if code.name.casefold() == name.casefold()), None)
        if target is None:
            target = change.new(name, group=owned[0].group, meaning=meaning or _joined(owned), examples=_phrases(owned))
        else:
            target.meaning, target.examples = meaning.strip() or target.meaning, _phrases([target, *owned])
        for code in owned:
            if code is not target:
                code.merged_into = target
        change.words = f"Merged {codebook.names(chosen)} into “{target.name}”."
    trail.leave("merge_codes", target, by=by, engagement=engagement.pk, version=use.version,
                merged=[code.pk for code in chosen])  # fmt: skip
    return target


@action
def split_code(
    code: Code, *, engagement: Engagement, parts: Sequence[Mapping[str, Any]], why: str, by: User
) -> list[Code]:
    """Give codes in place of one that meant too much. Past decisions stand under it until each comment is read again.

    `parts`: `name`, and perhaps `meaning` and `examples`, for two or more.
    """
    use = _working(engagement, by=by)
    _must_say(why, "Say why this code is split. The reason stays with it.")
    named = [part for part in parts if str(part.get("name", "")).strip()]
    if not 2 <= len(named) <= MOST_PARTS:
        raise Refused(f"Name the codes that take its place: two at least, {MOST_PARTS} at most.")
    with _Change(use, by, Kind.SPLIT, why) as change:
        own = change.own(code)
        own.split_at = timezone.now()
        change.flush()  # its name is free for one of its parts
        made = [
            change.new(str(part["name"]), group=own.group, meaning=str(part.get("meaning", "")),
                       examples=part.get("examples", ()), parent=own)
            for part in named
        ]  # fmt: skip
        change.words = f"Split “{own.name}” into {codebook.names(made)}."
    trail.leave("split_code", own, by=by, engagement=engagement.pk, version=use.version, into=[one.pk for one in made])
    return made


@action
def retire_code(code: Code, *, engagement: Engagement, by: User, why: str = "") -> Code:
    """Stop using a code in this engagement. Readings that have it keep it, and its count stays on every page."""
    use = _working(engagement, by=by)
    with _Change(use, by, Kind.RETIRE, why) as change:
        own = change.own(code)
        own.retired_at = timezone.now()
        change.words = f"Stopped using “{own.name}”."
    trail.leave("retire_code", own, by=by, engagement=engagement.pk, version=use.version)
    return own


@action
def restore_code(code: Code, *, engagement: Engagement, by: User, why: str = "") -> Code:
    """Use a code again that was no longer used."""
    use = _working(engagement, by=by)
    if code.retired_at is None:
        raise Refused(f"“{code.name}” is in use already.")
    with _Change(use, by, Kind.RESTORE, why) as change:
        own = change.own(code, standing=False)
        own.retired_at = None
        own.name = _free_name(engagement, own.name, but=own)
        change.words = f"Used “{own.name}” again."
    trail.leave("restore_code", own, by=by, engagement=engagement.pk, version=use.version)
    return own


@action
def import_codebook(engagement: Engagement, *, lines: Sequence[Line], by: User, why: str = "") -> tuple[int, int]:
    """Take in a whole codebook: new codes are added, known ones get its words; others stay. Return how many of each."""
    use = _working(engagement, by=by)
    if not lines:
        raise Refused("There is no code in this file.")
    known = {code.name.casefold(): code for code in codebook.of_the_frame(engagement).filter(retired_at=None, split_at=None)}
    added = changed = 0
    with _Change(use, by, Kind.IMPORT, why) as change:
        for line in lines:
            code = known.get(line.name.casefold())
            words = {"meaning": line.meaning, "include": line.include, "exclude": line.exclude}
            if code is None:
                change.new(line.name, group=line.group or OWN, meaning=line.meaning, include=line.include,
                           exclude=line.exclude, examples=line.examples)  # fmt: skip
                added += 1
            elif _says_more(code, line):
                own = change.own(code)
                own.group = line.group or own.group
                for column, said in words.items():
                    setattr(own, column, said or getattr(own, column))
                own.examples = list(line.examples) or own.examples
                changed += 1
        if not added and not changed:
            raise Refused("This file says nothing that the codes do not say already.")
        change.words = f"Took in a codebook: {added} new, {changed} changed."
    trail.leave("import_codebook", engagement, by=by, version=use.version, added=added, changed=changed)
    return added, changed


@action
def undo_change(engagement: Engagement, *, by: User) -> FrameChange:
    """Undo the last change of the codes. Decisions made with a code that goes count under the code it came from."""
    use = _working(engagement, by=by)
    change = codebook.last_change(engagement)
    if change is None:
        raise Refused("There is no change to undo.")
    rows = {code.pk: code for code in Code.objects.select_for_update().filter(pk__in=[one["pk"] for one in change.codes])}
    made = [rows[one["pk"]] for one in change.codes if one["before"] is None]
    used = set(Coding.objects.filter(code__in=made).values_list("code", flat=True))
    if used and change.kind in (Kind.ADD, Kind.IMPORT):
        raise Refused("Comments have been read with a code that this change added. Stop using the code instead.")
    now = timezone.now()
    Code.objects.filter(pk__in=[code.pk for code in made]).update(retired_at=now)  # so that the old names are free
    older = [(rows[one["pk"]], one["before"]) for one in change.codes if one["before"] is not None]
    for code, before in older:
        for column, value in before.items():
            setattr(code, column, datetime.datetime.fromisoformat(value) if column.endswith("_at") and value else value)
    for code in sorted((code for code, _ in older), key=_stands):
        code.save(update_fields=[*KEPT])
    for code in made:
        if code.pk in used:  # a decision was made with it: it counts under what it was split from, or stays as it is
            code.merged_into = code.parent if change.kind == Kind.SPLIT else None
            code.save(update_fields=["merged_into", "retired_at"])
    gone = [code.pk for code in made if code.pk not in used]
    Suggestion.objects.filter(code__in=gone).delete()
    for theme in Theme.objects.filter(codes__in=gone).distinct():
        theme.codes.remove(*gone)
    Code.objects.filter(pk__in=gone).delete()
    change.undone_at, change.undone_by = now, by
    change.save(update_fields=["undone_at", "undone_by"])
    use.version += 1
    use.save(update_fields=["version"])
    trail.leave("undo_change", engagement, by=by, change=change.pk, version=use.version, words=change.words)
    return change


@action
def choose_example(code: Code, *, voice: Voice, by: User) -> CodeExample:
    """Choose a comment to show what a code means, to those who may read comments."""
    require(by, Permission.CODE_CONFIRM, on=voice.engagement)
    if voice.status != Voice.Status.CLEAN:
        raise Refused("This comment has not been made safe, so it cannot be used yet.")
    if not codebook.comments_with(voice.engagement, code).filter(pk=voice.pk).exists():
        raise Refused("Nobody has given this comment that code.")
    row, made = CodeExample.objects.get_or_create(code=code, voice=voice, defaults={"chosen_by": by})
    if made:
        trail.leave("choose_example", code, by=by, voice=voice.pk)
    return row


@action
def drop_example(code: Code, *, voice: Voice, by: User) -> None:
    """Take a comment from the examples of a code."""
    require(by, Permission.CODE_CONFIRM, on=voice.engagement)
    sources = codebook.book_of(voice.engagement_id).sources(code.pk)
    CodeExample.objects.filter(code__in=sources, voice=voice).delete()
    trail.leave("drop_example", code, by=by, voice=voice.pk)


# --- What several of them ask --------------------------------------------------------------------------


class _Change:
    """One change while it is made: it remembers each code as it was, and is written when the block ends well."""

    def __init__(self, use: FrameUse, by: User, kind: str, why: str) -> None:
        self.use, self.by, self.kind, self.why, self.words = use, by, kind, why.strip(), ""
        self._before: dict[int, dict[str, Any] | None] = {}
        self._codes: dict[int, Code] = {}

    def __enter__(self) -> "_Change":
        return self

    def own(self, code: Code, *, standing: bool = True) -> Code:
        """Return the engagement's own row of a code, copied from the shared list the first time it is changed."""
        engagement = self.use.engagement
        if code.frame_id != self.use.frame_id or code.engagement_id not in (None, engagement.pk):
            raise Refused("This code is not used in this engagement. Choose from the codes on the page.")
        found = code
        if code.engagement_id is None:
            held = Code.objects.filter(engagement=engagement, copy_of=code).first()
            found = held or Code.objects.create(
                frame=self.use.frame, engagement=engagement, copy_of=code, name=code.name, group=code.group,
                meaning=code.meaning, include=code.include, exclude=code.exclude, examples=code.examples, place=code.place,
                retired_at=code.retired_at,
            )  # fmt: skip
        if found.merged_into_id or found.split_at or (standing and found.retired_at):
            raise Refused(f"“{found.name}” no longer stands. Choose from the codes on the page.")
        if found.pk in self._codes:
            return self._codes[found.pk]
        self._before[found.pk], self._codes[found.pk] = _state(found), found
        return found

    def new(self, name: str, *, group: str, meaning: str = "", include: str = "", exclude: str = "",
            examples: Iterable[str] = (), parent: Code | None = None) -> Code:  # fmt: skip
        """Return a new code of the engagement."""
        code = Code.objects.create(
            frame=self.use.frame, engagement=self.use.engagement, name=_free_name(self.use.engagement, name), group=group,
            meaning=meaning.strip(), include=include.strip(), exclude=exclude.strip(),
            examples=[phrase.strip() for phrase in examples if phrase.strip()], parent=parent,
        )  # fmt: skip
        self._before[code.pk], self._codes[code.pk] = None, code
        return code

    def flush(self) -> None:
        """Write what was changed so far, what no longer stands first."""
        for code in sorted(self._codes.values(), key=_stands):
            code.save(update_fields=[*KEPT])

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            return
        self.flush()
        self.use.version += 1
        self.use.save(update_fields=["version"])
        FrameChange.objects.create(
            engagement=self.use.engagement, version=self.use.version, kind=self.kind, words=self.words[:400], why=self.why,
            made_by=self.by, codes=[{"pk": pk, "before": self._before[pk], "after": _state(code)}
                                    for pk, code in self._codes.items()],
        )  # fmt: skip


def _stands(code: Code) -> bool:
    return not (code.merged_into_id or code.split_at or code.retired_at)


def _state(code: Code) -> dict[str, Any]:
    kept = {column: getattr(code, column) for column in KEPT}
    return {column: value.isoformat() if isinstance(value, datetime.datetime) else value for column, value in kept.items()}


def _working(engagement: Engagement, *, by: User) -> FrameUse:
    require(by, Permission.THEME_EDIT, on=engagement)
    if engagement.closed_at:
        raise Refused("This engagement is closed. What was understood is kept as it was.")
    use = FrameUse.objects.select_for_update(of=("self",)).select_related("frame", "engagement").filter(engagement=engagement)
    found = use.first()
    if found is None:
        raise Refused("Choose a list of codes first, then add your own.")
    return found


def _free_name(engagement: Engagement, name: str, *, but: Code | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refused("Enter a name for the code.")
    if len(name) > codebook.LONGEST_NAME:
        raise Refused(f"A name of a code has at most {codebook.LONGEST_NAME} letters.")
    taken = codebook.of_the_frame(engagement).filter(name__iexact=name, split_at__isnull=True)
    found = (taken.exclude(pk=but.pk) if but else taken).first()
    if found:
        again = "Use it again" if found.retired_at else "Use it"
        raise Refused(f"There is a code called “{found.name}” already. {again}, or choose another name.")
    return name


def _must_say(why: str, words: str) -> None:
    if not why.strip():
        raise Refused(words)


def _joined(codes: Sequence[Code]) -> str:
    return " ".join(code.meaning for code in codes if code.meaning)


def _phrases(codes: Sequence[Code]) -> list[str]:
    return list(dict.fromkeys(phrase for code in codes for phrase in code.examples))


def _says_more(code: Code, line: Line) -> bool:
    said = ((line.group, code.group), (line.meaning, code.meaning), (line.include, code.include), (line.exclude, code.exclude),
            (list(line.examples), code.examples))  # fmt: skip
    return any(new and new != old for new, old in said)
