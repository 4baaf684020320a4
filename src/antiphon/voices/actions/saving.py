"""Keeping answers until they are sent, with the files that belong to them; letting go of both."""

import datetime
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone

from antiphon.core import receipts, trail
from antiphon.core.action import action
from antiphon.core.actors import Actor, Machine, Visitor
from antiphon.core.problems import Refused
from antiphon.delivery import actions as delivery
from antiphon.engagement.answering import MOST_FILES, Kind
from antiphon.engagement.models import Engagement, Question
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.people import actions as people
from antiphon.trust import actions as trust
from antiphon.voices import journeys, queries
from antiphon.voices.actions.safe import UNREADABLE
from antiphon.voices.doors import upload_file
from antiphon.voices.intake import may_take_in
from antiphon.voices.journeys import Kept
from antiphon.voices.models import FileOpening, Saved, Upload

A_DAY, A_MONTH = datetime.timedelta(days=1), datetime.timedelta(days=30)
GONE = "These answers are not kept any more: they were sent, or their time is over."
LETTER = "voices/come_back"
SAVED_GO = "Answers that were saved and not sent go after a day, or 30 days where asked, and when the engagement ends."
MOST_KEPT = 600_000  # characters of all answers together


@action
def save_answers(
    engagement: Engagement, *, by: Visitor, code: str | None = None, twin: int | None = None,
    answers: Mapping[str, Any] | None = None, about: Mapping[str, Any] | None = None, last: Mapping[str, Any] | None = None,
    step: str = "", stays: bool = False,
) -> Kept:
    """Keep answers so far, sealed, and return them with their code. New answers stand beside the earlier ones.

    `stays`: the person asked to come back, so they are kept for 30 days; else for a day. Without a known code they begin anew.
    """
    may_take_in(engagement, by)
    row, code = _found(code, engagement)
    before = journeys.opened(row, code) if row.pk else None
    said = {
        "answers": {**(before.answers if before else {}), **(answers or {})},
        "about": dict(about) if about is not None else dict(before.about if before else {}),
        "last": {**(before.last if before else {}), **(last or {})},
        "step": step or (before.step if before else ""), "stays": stays or (before.stays if before else False),
    }  # fmt: skip
    sealed = json.dumps(said)
    if len(sealed) > MOST_KEPT:
        raise Refused("Together these answers are too long to keep. Make them shorter, or send part as a second response.")
    row.twin_id = twin if twin is not None else row.twin_id
    row.answers = sealed  # type: ignore[assignment]
    row.ends_at = max(row.ends_at or timezone.now(), timezone.now() + (A_MONTH if said["stays"] else A_DAY))
    row.save()
    trail.leave("save answers", row, by=by, stays=bool(said["stays"]))
    return journeys.opened(row, code)


@action
def keep_upload(kept: Kept, *, question: Question, name: str, content: bytes, by: Visitor) -> Upload:
    """Keep a file beside answers that are not sent yet, sealed. Raises Refused when it is none that we take."""
    may_take_in(kept.engagement, by)
    row = _row(kept.code)
    if question.engagement_id != row.engagement_id or question.kind != Kind.FILE:
        raise Refused("This question does not ask for a file.")
    if wrong := upload_file.problem(content, name):
        raise Refused(wrong)
    if row.uploads.count() >= MOST_FILES:
        raise Refused(f"You can send up to {MOST_FILES} files. Take one out first.")
    upload = Upload.objects.create(
        engagement_id=row.engagement_id, question=question, saved=row, name=upload_file.tidy_name(name)[:150],
        kind=str(upload_file.kind_of(content)), size=len(content), content=content,
    )  # fmt: skip
    trail.leave("keep file", upload, by=by, size=upload.size)
    return upload


@action
def drop_uploads(kept: Kept, *, files: Sequence[int], by: Visitor) -> None:
    """Take files out of answers that are not sent yet."""
    row = _row(kept.code)
    trail.leave("drop files", row, by=by, files=len(files))
    Upload.objects.filter(saved=row, response__isnull=True, pk__in=list(files)).delete()


@action
def send_link(kept: Kept, *, email: str, by: Visitor) -> None:
    """Write once to an address that the person gives, with the link to their answers. The address is kept in `people` alone."""
    row = _row(kept.code)
    if row.person is not None:
        raise Refused("A link was sent already. We write only once: use the code.")
    row.person = people.remember(name="", email=email, wants_reply=True, by=by)
    row.save(update_fields=["person"])
    facts = {"engagement": row.engagement.title, "code": kept.code, "until": f"{timezone.localtime(row.ends_at):%-d %B %Y}"}
    delivery.post(occasion=f"come-back-{row.pk}", person=row.person, letter=LETTER, facts=facts, purpose="come back", by=by)
    trail.leave("send link", row, by=by)


@action
def let_go(kept: Kept, *, by: Actor) -> None:
    """Delete saved answers: they were sent, or the person does not want them kept. Files that were sent stay."""
    row = Saved.objects.select_for_update().filter(pk=kept.pk).first()
    if row is not None:
        _delete(row, by)


@action
def let_go_of_the_overdue(*, by: Machine, most: int = 200) -> int:
    """Delete saved answers whose time is over or whose engagement has ended, and files that no response took; return how many."""
    today, now = timezone.localdate(), timezone.now()
    over = Q(ends_at__lte=now) | Q(engagement__closes_on__lt=today) | Q(engagement__closed_at__isnull=False)
    rows = list(Saved.objects.select_for_update(of=("self",), skip_locked=True).defer("answers").filter(over)[:most])
    for row in rows:
        _delete(row, by)
    let_go = Counter(row.engagement_id for row in rows)
    for engagement in Engagement.objects.filter(pk__in=let_go):
        trust.prove(engagement, kind="saved_forms", number=let_go[engagement.pk], rule=SAVED_GO, by=by)
    alone = Upload.objects.filter(response__isnull=True, saved__isnull=True, made_at__lte=now - A_DAY)
    files = list(alone.select_for_update(skip_locked=True).defer("content")[:most])
    trail.leave_many("sweep file", files, by=by)
    Upload.objects.filter(pk__in=[one.pk for one in files]).delete()
    return len(rows) + len(files)


@action
def open_upload(upload: Upload, *, why: str, by: User) -> bytes:
    """Return a file as it came. Each opening is logged with who, when and why, for good."""
    if not queries.may_open(by, upload):
        require(by, Permission.VOICE_UNSEAL, on=upload)
    if not why.strip():
        raise Refused("Say why you need to see the file. It is kept in the log.")
    row = Upload.objects.select_for_update(of=("self",)).defer("content").get(pk=upload.pk)
    if row.erased_at:
        raise Refused("This file was erased. Nobody can bring it back.")
    FileOpening.objects.create(upload=row, opened_by=by, why=why.strip()[:300])
    trail.leave("open file", row, by=by)
    try:
        return bytes(Upload.objects.get(pk=upload.pk).content)
    except ValueError as problem:
        raise Refused(UNREADABLE) from problem


def _found(code: str | None, engagement: Engagement) -> tuple[Saved, str]:
    """Return the row behind a code, held, or a new one that is not stored yet."""
    read = receipts.read_return(code) if code else None
    if read:
        row = Saved.objects.select_for_update().filter(
            key=journeys.key_of(read), engagement=engagement, ends_at__gt=timezone.now()
        ).first()  # fmt: skip
        if row is not None:
            return row, read
    fresh = receipts.new_return()
    return Saved(engagement=engagement, key=journeys.key_of(fresh)), fresh


def _row(code: str) -> Saved:
    row = Saved.objects.select_for_update(of=("self",)).select_related("engagement").filter(key=journeys.key_of(code)).first()
    if row is None:
        raise Refused(GONE)
    return row


def _delete(row: Saved, by: Actor) -> None:
    trail.leave("let go of saved", row, by=by)
    Upload.objects.filter(saved=row, response__isnull=True).delete()
    if row.person:
        delivery.forget(row.person, by=by)
    Saved.objects.filter(pk=row.pk).delete()
