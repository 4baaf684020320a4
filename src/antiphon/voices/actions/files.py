"""Files of responses: taken whole or not at all, and taken out again."""

import hashlib
from collections.abc import Sequence
from typing import IO

from django.utils import timezone

from antiphon.core import nudges, trail
from antiphon.core.action import action
from antiphon.core.actors import Actor, Machine
from antiphon.core.problems import BadFile, Refused
from antiphon.engagement.answering import Kind
from antiphon.engagement.models import Engagement, Question
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.people import actions as people
from antiphon.voices import queries, rules
from antiphon.voices.actions.receiving import MAKE_SAFE
from antiphon.voices.doors import csv_file
from antiphon.voices.intake import may_take_in
from antiphon.voices.models import ImportBatch, Response, Voice

AT_ONCE = 500  # rows written in one go while a file is taken


@action
def import_file(engagement: Engagement, *, file: IO[bytes], name: str, by: Actor, if_new: bool = False) -> ImportBatch:
    """Take in a whole file of responses, or nothing of it.

    Raises BadFile with what is wrong in which row. A file that is in already is refused; with `if_new` the
    import that brought it is returned instead and nothing is added.
    """
    may_take_in(engagement, by)
    # Held, so that two people who send the same file at once do not both get past the check.
    engagement = Engagement.objects.select_for_update().get(pk=engagement.pk)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    known = ImportBatch.objects.filter(engagement=engagement, digest=digest, undone_at__isnull=True).first()
    if known and if_new:
        return known
    if known:
        raise Refused(f"This file is already in: it was taken as “{known.name}” on {known.made_at:%-d %B %Y}. Nothing was added.")
    questions = [one for one in engagement.questions.current() if one.kind == Kind.TEXT]
    if not questions:
        raise Refused("Write a question for this engagement first: each comment answers one.")
    batch = ImportBatch.objects.create(
        engagement=engagement, name=name[-200:], digest=digest, taken_by=by if isinstance(by, User) else None
    )
    rows = csv_file.read(file, today=timezone.localdate())
    refused: list[tuple[int, str]] = []
    waiting: list[tuple[Response, Question, str]] = []
    taken = elsewhere = 0
    for row in rows:
        if isinstance(row, csv_file.BadRow):
            refused += [(row.number, reason) for reason in row.reasons]
            continue
        taken += 1
        if refused:
            continue  # nothing will be kept: read on only to tell what else is wrong
        question, matched = _question(questions, row.question)
        elsewhere += not matched
        waiting.append((_response(row, batch, by), question, row.text))
        if len(waiting) == AT_ONCE:
            _write(waiting)
    if refused:
        bad = len({number for number, _ in refused})
        raise BadFile(
            f"{bad:,} {'row' if bad == 1 else 'rows'} cannot be taken, so nothing was added. "
            "Put these right and send the file again.", rows=refused, accepted=taken,
        )  # fmt: skip
    if not taken:
        raise BadFile("The file has a heading and no rows below it.")
    _write(waiting)
    batch.rows, batch.notes = taken, rows.notes()
    if elsewhere:
        batch.notes.append(
            f"{elsewhere:,} {'row names' if elsewhere == 1 else 'rows name'} a question that this engagement does not have: "
            f"put under “{questions[0].text}”."
        )
    batch.save(update_fields=["rows", "notes"])
    trail.leave("import", batch, by=by, rows=taken)
    nudges.nudge(MAKE_SAFE)
    return batch


@action
def undo_import(batch: ImportBatch, *, by: User) -> ImportBatch:
    """Take a whole file out again, as long as no person has worked on any of its voices."""
    require(by, Permission.VOICE_IMPORT, on=batch)
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.undone_at:
        raise Refused("This import was undone already.")
    if batch.engagement.closed_at:
        raise Refused("This engagement is closed, so what was said stays as it is.")
    list(Voice.objects.select_for_update().filter(response__batch=batch).values_list("pk", flat=True))
    if queries.worked_on(batch):
        raise Refused(
            "People have begun to work on these comments, so the import cannot be undone: their work would be lost. "
            "Keep single comments back instead."
        )
    for token in Response.objects.filter(batch=batch, person__isnull=False).values_list("person", flat=True):
        people.erase(token, by=Machine("undo_import"))
    Response.objects.filter(batch=batch).delete()
    batch.undone_at, batch.undone_by = timezone.now(), by
    batch.save(update_fields=["undone_at", "undone_by"])
    trail.leave("undo import", batch, by=by)
    return batch


def _question(questions: Sequence[Question], said: str) -> tuple[Question, bool]:
    """Return the question that a row names by its words or number, else the first, and whether it was found."""
    plain = " ".join(said.split()).casefold()
    for question in questions:
        if plain and plain in (" ".join(question.text.split()).casefold(), str(question.place)):
            return question, True
    return questions[0], not plain


def _response(row: csv_file.Row, batch: ImportBatch, by: Actor) -> Response:
    known = row.name or row.email
    return Response(
        engagement=batch.engagement, channel=row.channel, said_on=row.date or timezone.localdate(), score=row.score,
        place=rules.place_to_keep(row.place), may_quote=row.may_quote, batch=batch,
        person=people.remember(name=row.name, email=row.email, wants_reply=row.wants_reply, by=by) if known else None,
    )  # fmt: skip


def _write(waiting: list[tuple[Response, Question, str]]) -> None:
    Response.objects.bulk_create([response for response, _, _ in waiting])
    Voice.objects.bulk_create(
        Voice(response=response, engagement=response.engagement, question=question, sealed_words=text)
        for response, question, text in waiting if text
    )  # fmt: skip
    waiting.clear()
