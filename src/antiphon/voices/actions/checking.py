"""Keying sheets a second time, blind, and settling what differs with the sheet in hand."""

import json
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from antiphon.core import nudges, trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.engagement import answering
from antiphon.engagement.models import Question
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.voices import entries, keying, queries, rules
from antiphon.voices.actions.correcting import correct_words
from antiphon.voices.actions.receiving import MAKE_SAFE
from antiphon.voices.models import Answer, Difference, GroupEvent, GroupRecord, SecondKeying, Sheet, Voice, WordsBefore

LOCKED = "The group has said that these are its words, so they stay as they are."


@action
def key_again(sheet: Sheet, *, fields: Mapping[str, str], by: User) -> SecondKeying:
    """Keep what a second person typed from the same sheet, and note each field where the two differ."""
    require(by, Permission.VOICE_ENTER, on=sheet)
    sheet = Sheet.objects.select_for_update(of=("self",)).select_related("engagement", "batch", "response").get(pk=sheet.pk)
    if sheet.keyed_by_id == by.pk:
        raise PermissionDenied("You keyed this sheet the first time. Somebody else must key it again.")
    if sheet.response.erased_at:
        raise Refused("What was on this sheet was erased.")
    if sheet.batch is None or sheet.batch.closed_at or sheet.batch.undone_at:
        raise Refused("The batch of this sheet is not open.")
    found = keying.read([question.asked() for question in sheet.engagement.questions.current()], fields)
    _, more = keying.around(fields)
    if found.wrong or more:
        raise Refused(*found.wrong.values(), *more.values())
    second = {**found.fields, **keying.spelled(fields)}
    first = entries.keyed(sheet.keyed)
    try:
        with transaction.atomic():
            again = SecondKeying.objects.create(
                sheet=sheet, keyed_by=by, keyed=json.dumps(second, ensure_ascii=False), fields=len(keying.filled(first, second))
            )
    except IntegrityError as problem:
        raise Refused(f"{sheet} was keyed a second time already.") from problem
    differing = keying.differences(first, second)
    Difference.objects.bulk_create(Difference(keying=again, field=one.field) for one in differing)
    trail.leave("key again", sheet, by=by, differences=len(differing))
    return again


@action
def settle_difference(difference: Difference, *, takes: str, reason: str, by: User, typed: str = "") -> Difference:
    """A third person, with the sheet in hand, says what it says and why the two differed; the response is put right."""
    require(by, Permission.VOICE_ENTER, on=difference)
    require(by, Permission.VOICE_MAKE_SAFE, on=difference)
    rows = Difference.objects.select_for_update(of=("self",)).select_related(
        "keying__sheet__engagement", "keying__sheet__response", "keying__sheet__batch"
    )
    difference = rows.get(pk=difference.pk)
    sheet = difference.keying.sheet
    if difference.settled_at:
        raise Refused("This difference is settled already.")
    if by.pk in (sheet.keyed_by_id, difference.keying.keyed_by_id):
        raise PermissionDenied("You keyed this sheet yourself. A third person must look at it.")
    if takes not in Difference.Takes.values:
        raise Refused("Choose which keying is right.")
    if not reason.strip():
        raise Refused("Say what the sheet shows, in a few words.")
    if sheet.engagement.closed_at:
        raise Refused("This engagement is closed, so what was said stays as it is.")
    first, second = entries.keyed(sheet.keyed), entries.keyed(difference.keying.keyed)
    right = {"first": first, "second": second}.get(takes, {difference.field: typed}).get(difference.field, "")
    if takes == Difference.Takes.OTHER and not typed.strip():
        raise Refused("Type what the sheet says.")
    if takes != Difference.Takes.FIRST:
        _put_right(sheet, difference.field, right, by=by)
    difference.takes, difference.reason = takes, reason.strip()[:300]
    difference.settled_at, difference.settled_by = timezone.now(), by
    difference.save(update_fields=["takes", "reason", "settled_at", "settled_by"])
    trail.leave("settle difference", difference, by=by, takes=takes)
    return difference


def _put_right(sheet: Sheet, field: str, typed: str, *, by: User) -> None:
    """Write what the sheet really says into the response, and nothing else of it."""
    response = sheet.response
    if response.erased_at:
        raise Refused("What was on this sheet was erased.")
    if field in keying.AROUND:
        merged = {"said_on": response.said_on.isoformat(), "speaks_as": response.speaks_as,
                  "speaks_for": str(response.speaks_for or ""), field: typed}  # fmt: skip
        found, wrong = keying.around(merged)
        if wrong:
            raise Refused(*wrong.values())
        value = answering.place_to_keep(found[field])[:100] if field == "place" else found[field]
        setattr(response, field, value)
        if response.speaks_as != "group":
            response.speaks_for = None
        if response.said_on > timezone.localdate() or (response.score is not None and response.score not in range(1, 6)):
            raise Refused("What you typed cannot stand there. Look at the sheet again.")
        response.save(update_fields=list({field, "speaks_for"}))
        return
    question = _question(sheet, field)
    asked = question.asked()
    # The other rows of a grid stand as they were first keyed, or as a difference before this one settled them.
    rows = {key: text for key, text in _now(sheet).items() if key.split(".")[0] == field.split(".")[0]}
    read = keying.read([asked], {**rows, field: "?" if typed == keying.UNREADABLE and asked.kind != "text" else typed})
    if read.wrong:
        raise Refused(*read.wrong.values())
    value = read.answers.get(asked.pk)
    Answer.objects.filter(response=response, question=question).delete()
    Answer.objects.bulk_create(
        Answer(response=response, engagement=sheet.engagement, question=question, row=cell.row, option=cell.option,
               number=cell.number, text=cell.text)
        for cell in answering.cells(asked, value)
    )  # fmt: skip
    _put_words(sheet, question, rules.tidy(answering.words(asked, value)), by=by)


def _put_words(sheet: Sheet, question: Question, words: str, *, by: User) -> None:
    record = GroupRecord.objects.filter(response=sheet.response).first()
    voice = Voice.objects.filter(response=sheet.response, question=question).first()
    if record and record.locked_at and (voice or words):
        raise Refused(LOCKED)
    if voice is None:
        if words:
            Voice.objects.create(response=sheet.response, engagement=sheet.engagement, question=question, sealed_words=words)
            nudges.nudge(MAKE_SAFE)
        return
    if not words:
        if queries.worked_on_any(Voice.objects.filter(pk=voice.pk)):
            raise Refused("People have begun to work on these words, so they stay. Keep them back instead.")
        voice.delete()
        return
    if correct_words(voice, words=words, who=str(WordsBefore.Who.CHECK), why=str(sheet), by=by) and record:
        GroupEvent.objects.create(record=record, what=GroupEvent.What.SHEET, voice=voice, staff=by)


def _now(sheet: Sheet) -> dict[str, str]:
    """Return the sheet as it was first keyed, with what was settled since laid over it."""
    fields = entries.keyed(sheet.keyed)
    second = entries.keyed(sheet.second.keyed) if hasattr(sheet, "second") else {}
    for settled in Difference.objects.filter(keying__sheet=sheet, takes=Difference.Takes.SECOND):
        fields[settled.field] = second.get(settled.field, "")
    return {key: "?" if text == keying.UNREADABLE else text for key, text in fields.items()}


def _question(sheet: Sheet, field: str) -> Question:
    key = field.removeprefix("q").split(".")[0]
    found: Question | None = sheet.engagement.questions.filter(pk=int(key)).first() if key.isdigit() else None
    if found is None:
        raise Refused("This question is not asked any more.")
    return found
