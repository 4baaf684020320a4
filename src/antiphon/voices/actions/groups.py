"""A group and its words: the code it gets, what it sees, how it corrects them, and how it says that they are its own."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from antiphon.core import receipts, trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.problems import Refused
from antiphon.core.sealing import key_for
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.voices import entries, queries
from antiphon.voices.actions.correcting import correct_words
from antiphon.voices.models import GroupEvent, GroupRecord, Response, SpeaksAs, Voice, WordsBefore

SETTLED = "You have said that these are your words. They are locked, and nobody changes them any more."


@action
def give_group_code(response: Response, *, group: str, by: User) -> str:
    """Return a new code with which the group sees and corrects its words. It is shown once; an earlier one ends."""
    require(by, Permission.VOICE_ENTER, on=response)
    response = Response.objects.select_for_update(of=("self",)).select_related("engagement").get(pk=response.pk)
    record = GroupRecord.objects.filter(response=response).first()
    if response.speaks_as != SpeaksAs.GROUP:
        raise Refused("Only a group gets a code for its words. Everyone else has a receipt.")
    if response.erased_at:
        raise Refused("What this group said was erased.")
    if record is None and response.entered_by_id != by.pk:
        require(by, Permission.VOICE_IMPORT, on=response)
    code = receipts.new()
    if record is None:
        record = GroupRecord(engagement=response.engagement, response=response)
    record.group, record.code_key, record.code_given_by = " ".join(group.split())[:140] or record.group, _key(code), by
    record.save()
    GroupEvent.objects.create(record=record, what=GroupEvent.What.CODE, staff=by)
    trail.leave("give group code", record, by=by)
    return code


@dataclass(frozen=True)
class GroupWords:
    """One answer of a group, as its own page shows it."""

    voice: int
    question: str
    words: str
    before: Sequence[tuple[datetime.datetime, str]] = ()
    status: str = ""
    why: str = ""
    made_safe: str = ""


@dataclass(frozen=True)
class GroupPage:
    """What a group sees of its own words, once it has shown its code. It is never stored or logged."""

    engagement: Any
    record: GroupRecord
    group: str
    people: int
    place: str
    said_on: datetime.date
    locked_at: datetime.datetime | None
    may_correct: bool
    ticked: Sequence[tuple[str, str]] = ()
    words: Sequence[GroupWords] = ()
    log: Sequence[GroupEvent] = field(default_factory=tuple)

    def __repr__(self) -> str:
        return f"GroupPage({self.record.pk})"


@action
def open_group_words(code: str, *, by: Actor) -> GroupPage | None:
    """Return what a group said, for whoever holds its code: as it was entered, each version, and the log. None without."""
    record = _record(code)
    if record is None:
        return None
    record.opened_at = timezone.now()
    record.save(update_fields=["opened_at"])
    trail.leave("open group words", record, by=by)
    return _page(record)


@action
def correct_group_words(code: str, *, voice: int, words: str, by: Actor) -> bool:
    """The group corrects an answer. The old words are kept, sealed; the new ones go through making safe again."""
    record = _held(code)
    found = Voice.objects.filter(response=record.response, pk=voice).first()
    if found is None:
        raise Refused("This answer is not part of your words.")
    changed = correct_words(found, words=words, who=str(WordsBefore.Who.GROUP), by=by)
    if changed:
        GroupEvent.objects.create(record=record, what=GroupEvent.What.CORRECTED, voice=found)
    trail.leave("correct group words", record, by=by, voice=found.pk, changed=changed)
    return changed


@action
def lock_group_words(code: str, *, by: Actor) -> GroupRecord:
    """The group says: these are our words. From then on staff may tag and code them, and nobody changes them."""
    record = _held(code)
    record.locked_at = timezone.now()
    record.save(update_fields=["locked_at"])
    GroupEvent.objects.create(record=record, what=GroupEvent.What.LOCKED)
    trail.leave("lock group words", record, by=by)
    return record


def _key(code: str) -> str:
    return key_for("group", code)


def _record(code: str) -> GroupRecord | None:
    read = receipts.read(code)
    if read is None:
        return None
    rows = GroupRecord.objects.select_related("response", "engagement", "engagement__owner")
    return rows.filter(code_key=_key(read), response__erased_at__isnull=True).first()


def _held(code: str) -> GroupRecord:
    found = _record(code)
    if found is None:
        raise Refused("We have no group with this code. Check it, or ask whoever gave it to you for a new one.")
    record = GroupRecord.objects.select_for_update(of=("self",)).select_related("response", "engagement").get(pk=found.pk)
    if record.locked_at:
        raise Refused(SETTLED)
    if record.engagement.closed_at:
        raise Refused("This engagement is closed, so the words stay as they are.")
    return record


def _page(record: GroupRecord) -> GroupPage:
    response = record.response
    before: dict[int, list[tuple[datetime.datetime, str]]] = {}
    for version in WordsBefore.objects.filter(voice__response=response).order_by("version"):
        before.setdefault(version.voice_id, []).append((version.made_at, str(version.sealed_words)))
    voices = [
        GroupWords(
            voice=voice.pk, question=voice.question.text, words=str(voice.sealed_words), before=before.get(voice.pk, ()),
            status=voice.status, why=voice.withheld_because, made_safe=voice.clean_words,
        )
        for voice in response.voices.select_related("question").order_by("question__place")
    ]  # fmt: skip
    return GroupPage(
        engagement=record.engagement, record=record, group=record.group, people=response.speaks_for or 0, place=response.place,
        said_on=response.said_on, locked_at=record.locked_at,
        may_correct=record.locked_at is None and record.engagement.closed_at is None,
        ticked=queries.answers_in_words(response), words=voices, log=list(entries.log_of(record)),
    )  # fmt: skip
