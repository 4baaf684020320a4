"""Keying in what came on paper, by telephone or at an event: batches, sheets, and taking the last one out again."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Machine
from antiphon.core.problems import Refused
from antiphon.engagement.models import Engagement, Session
from antiphon.network.access import may, require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.people import actions as people
from antiphon.voices import entries, keying, queries
from antiphon.voices.actions.receiving import receive
from antiphon.voices.models import Channel, EntryBatch, Response, Sheet, Voice

TYPED = (Channel.PAPER, Channel.TELEPHONE, Channel.EVENT, Channel.EMAIL)
BEGUN = "People have begun to work on these words, so they cannot be taken out: their work would be lost."


@action
def open_batch(
    engagement: Engagement, *, name: str, by: User, channel: str = "paper", expected: int | None = None, share: int = 10,
    session: Session | None = None,
) -> EntryBatch:
    """Start a pile of sheets: how many there are, and how many in a hundred of them are keyed twice."""
    require(by, Permission.VOICE_ENTER, on=engagement)
    name = " ".join(name.split())
    if engagement.closed_at:
        raise Refused("This engagement is closed, so nothing more can be added.")
    if not name:
        raise Refused("Give the batch a name, so that others find its sheets.")
    if channel not in TYPED:
        raise Refused("Choose how the sheets reached us.")
    if expected is not None and expected < 1:
        raise Refused("A batch has 1 sheet or more.")
    if not 0 <= share <= 100:
        raise Refused("The share that is keyed twice goes from 0 to 100 in a hundred.")
    if session is not None and session.engagement_id != engagement.pk:
        raise Refused("This session belongs to another engagement.")
    if EntryBatch.objects.filter(engagement=engagement, name=name, undone_at__isnull=True).exists():
        raise Refused(f"There is a batch “{name}” already. Choose another name.")
    batch = EntryBatch.objects.create(
        engagement=engagement, name=name[:100], channel=channel, expected=expected, share=share, session=session, opened_by=by
    )
    trail.leave("open batch", batch, by=by)
    return batch


@action
def key_sheet(
    engagement: Engagement, *, fields: Mapping[str, str], by: User, channel: str = "paper", batch: EntryBatch | None = None,
    number: int | None = None, session: Session | None = None, about: Mapping[str, Any] | None = None, name: str = "",
    email: str = "", wants_reply: bool = False, submission: uuid.UUID | None = None,
) -> Sheet:
    """Take in one sheet as it was typed (see `keying`). Name and address go to `people`, and are not keyed twice.

    The same `submission` is one sheet. Raises Refused with everything that is wrong.
    """
    require(by, Permission.VOICE_ENTER, on=engagement)
    if submission and (known := Sheet.objects.filter(engagement=engagement, response__submission=submission).first()):
        return known
    if batch is not None:
        batch = _open(batch, engagement)
        number = number or entries.next_number(batch)
        channel, session = batch.channel, session or batch.session
        if Sheet.objects.filter(batch=batch, number=number).exists():
            raise Refused(f"Sheet {number} of “{batch}” is in already. Look at the number on the sheet.")
    if channel not in TYPED:
        raise Refused("Choose how this reached us.")
    if session is not None and session.engagement_id != engagement.pk:
        raise Refused("This session belongs to another engagement.")
    found = keying.read([question.asked() for question in engagement.questions.current()], fields)
    wrong = list(found.wrong.values())
    around, more = keying.around(fields)
    if wrong or more:
        raise Refused(*wrong, *more.values())
    response = receive(
        engagement, answers=found.answers, channel=channel, by=by, about=about or {}, name=name, email=email,
        wants_reply=wants_reply, session=session, submission=submission, **around,
    )
    keyed = {**found.fields, **keying.spelled(fields)}
    try:
        with transaction.atomic():
            sheet = Sheet.objects.create(
                engagement=engagement, batch=batch, number=number if batch else None, response=response, keyed_by=by,
                keyed=json.dumps(keyed, ensure_ascii=False),
            )
    except IntegrityError as problem:  # somebody keyed the same sheet at the same moment
        raise Refused(f"Sheet {number} is in already. Look at the number on the sheet.") from problem
    trail.leave("key sheet", sheet, by=by, batch=batch.pk if batch else None)
    return sheet


@action
def undo_last_sheet(engagement: Engagement, *, by: User) -> str:
    """Take out the sheet that this person keyed last, and return what it was called. Nobody may have worked on it."""
    require(by, Permission.VOICE_ENTER, on=engagement)
    mine = Sheet.objects.filter(engagement=engagement, keyed_by=by)
    sheet = mine.select_for_update(of=("self",)).select_related("batch").order_by("pk").last()
    if sheet is None:
        raise Refused("You have keyed in no sheet here that could be taken out.")
    if sheet.batch and sheet.batch.closed_at:
        raise Refused("The batch of your last sheet is closed, so the sheet stays.")
    if hasattr(sheet, "second"):
        raise Refused("Your last sheet was keyed a second time, so it stays. Settle what differs instead.")
    name = str(sheet)
    trail.leave("undo sheet", sheet, by=by)
    _take_out(Response.objects.filter(pk=sheet.response_id))
    return name


@action
def close_batch(batch: EntryBatch, *, by: User, note: str = "") -> EntryBatch:
    """Say that a batch is finished. Sheets that are missing need a reason; differences must be settled first."""
    require(by, Permission.VOICE_ENTER, on=batch)
    batch = _open(batch, batch.engagement)
    _own(batch, by)
    missing = entries.missing_numbers(batch)
    if missing.count and not note.strip():
        raise Refused(f"{missing.in_words()}. Key them in, or say why they are missing.")
    if waiting := entries.open_differences(batch):
        raise Refused(f"{waiting} {'difference is' if waiting == 1 else 'differences are'} not settled yet.")
    if left := entries.to_key_again(batch).count():
        raise Refused(f"{left} {'sheet waits' if left == 1 else 'sheets wait'} to be keyed a second time by another person.")
    batch.closed_at, batch.closed_by, batch.closed_note = timezone.now(), by, note.strip()[:300]
    batch.save(update_fields=["closed_at", "closed_by", "closed_note"])
    trail.leave("close batch", batch, by=by, missing=missing.count)
    return batch


@action
def undo_batch(batch: EntryBatch, *, by: User) -> EntryBatch:
    """Take every sheet of a batch out again, as long as nobody has worked on any of their words."""
    require(by, Permission.VOICE_ENTER, on=batch)
    batch = EntryBatch.objects.select_for_update(of=("self",)).select_related("engagement").get(pk=batch.pk)
    _own(batch, by)
    if batch.undone_at:
        raise Refused("This batch was taken out already.")
    if batch.engagement.closed_at:
        raise Refused("This engagement is closed, so what was said stays as it is.")
    _take_out(Response.objects.filter(sheet__batch=batch))
    batch.undone_at, batch.undone_by = timezone.now(), by
    batch.save(update_fields=["undone_at", "undone_by"])
    trail.leave("undo batch", batch, by=by)
    return batch


def _take_out(responses: Any) -> None:
    keys = list(responses.values_list("pk", flat=True))
    voices = Voice.objects.filter(response__in=keys)
    list(voices.select_for_update().values_list("pk", flat=True))
    if queries.worked_on_any(voices):
        raise Refused(BEGUN)
    for token in Response.objects.filter(pk__in=keys, person__isnull=False).values_list("person", flat=True):
        people.erase(token, by=Machine("undo entry"))
    Response.objects.filter(pk__in=keys).delete()


def _open(batch: EntryBatch, engagement: Engagement) -> EntryBatch:
    """Return the batch as it is now, held, so that two people never give two sheets one number."""
    batch = EntryBatch.objects.select_for_update(of=("self",)).select_related("engagement", "session").get(pk=batch.pk)
    if batch.engagement_id != engagement.pk:
        raise Refused("This batch belongs to another engagement.")
    if batch.undone_at:
        raise Refused("This batch was taken out.")
    if batch.closed_at:
        raise Refused("This batch is closed. Open another one for more sheets.")
    return batch


def _own(batch: EntryBatch, by: User) -> None:
    if batch.opened_by_id != by.pk and not may(by, Permission.VOICE_IMPORT, on=batch):
        raise PermissionDenied("Somebody else opened this batch. They can do it, or an engagement lead.")
