"""Files of responses: taken whole or not at all, and taken out again."""

import hashlib
import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import IO

from django.utils import timezone

from antiphon.core import nudges, trail
from antiphon.core.action import action
from antiphon.core.actors import Actor, Machine
from antiphon.core.problems import BadFile, Refused
from antiphon.core.tables import open_table
from antiphon.engagement.answering import Kind
from antiphon.engagement.models import Engagement, Twin
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.people import actions as people
from antiphon.voices import queries
from antiphon.voices.actions.receiving import MAKE_SAFE, receive_many
from antiphon.voices.doors.columns import Matching, Shape
from antiphon.voices.doors.guessing import guess
from antiphon.voices.doors.looking import Head, head_of
from antiphon.voices.doors.rows import Reader, faults
from antiphon.voices.doors.writers import BadRow, Taken
from antiphon.voices.intake import Said, door_is_open, may_take_in
from antiphon.voices.models import ImportBatch, Response, Voice

AT_ONCE = 1_000  # responses written in one go while a file is taken
REPORT = 20_000  # reasons that a report holds; the number of rows is always told
Records = Iterator[tuple[int, list[str]]]


class RowsRefused(BadFile):
    """Rows of a file cannot be taken. `unknown`: by column, the values that are none of its answers, with how often."""

    def __init__(self, *reasons: str, rows: list[tuple[int, str]], bad: int, accepted: int,
                 unknown: Mapping[int, Counter[str]]) -> None:  # fmt: skip
        super().__init__(*reasons, rows=rows, accepted=accepted)
        self.bad, self.unknown = bad, unknown


@action
def import_file(
    engagement: Engagement, *, file: IO[bytes], name: str, by: Actor, if_new: bool = False, matching: Matching | None = None
) -> ImportBatch:
    """Take in a whole file of responses (CSV, XLSX or ODS), or nothing of it.

    What each column becomes is guessed from its heading unless `matching` says it. Raises BadFile with what is wrong in
    which row. A file that is in already is refused; with `if_new` the import that brought it is returned instead and
    nothing is added.
    """
    may_take_in(engagement, by)
    door_is_open(engagement, "file")
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    if if_new and (known := queries.import_of(engagement, digest)):
        return known
    _refuse_known(engagement, digest)
    asked = [one.asked() for one in engagement.questions.current()]
    if not asked:
        raise Refused("Write a question for this engagement first: each answer belongs to one.")
    table = open_table(file, sheet=matching.sheet if matching else "")
    head, records = head_of(table)
    shape = head.shape(matching.first, matching.rows) if matching else head.shape()
    if matching is None:
        _check_headings(shape, head)
        matching = guess(shape, asked, queries.about_asked(engagement))
        _check_answers(matching, shape)
    return take_records(
        engagement, records=records, matching=matching, shape=shape, name=name, digest=digest, by=by, told=lambda rows: None
    )


def _check_headings(shape: Shape, head: Head) -> None:
    roles = Counter(column.role for column in shape.columns if column.role)
    if double := next((role for role, count in roles.items() if count > 1), ""):
        raise BadFile(f"Two columns are both for “{double}”. Keep one of them.")


def _check_answers(matching: Matching, shape: Shape) -> None:
    if not any(use.startswith("q:") or use in ("text", "score") for use in matching.uses):
        seen = ", ".join(column.heading for column in shape.columns[:8])
        raise BadFile(
            "The file has no column named “text”, and none with the words of a question. Its first row says: "
            f"{seen or 'nothing'}. Name the column with the comments “text”."
        )


@action
def take_records(
    engagement: Engagement, *, records: Records, matching: Matching, shape: Shape, name: str, digest: str,
    told: Callable[[int], None], by: Actor,
) -> ImportBatch:
    """Take in the rows of a table by a matching: all of them, or none. `told` hears now and then how many rows were read."""
    may_take_in(engagement, by)
    # Held, so that two people who send the same file at once do not both get past the check; answers still come in.
    engagement = Engagement.objects.select_for_update(no_key=True).get(pk=engagement.pk)
    _refuse_known(engagement, digest)
    asked = [one.asked() for one in engagement.questions.current()]
    about = queries.about_asked(engagement)
    if wrong := faults(matching, asked, about):
        raise Refused(*wrong)
    twins = {twin.pk: twin for twin in Twin.objects.filter(engagement=engagement)}
    reader = Reader(matching, asked=asked, about=about, today=timezone.localdate(), twins=queries.named_twins(twins.values()))
    batch = ImportBatch.objects.create(
        engagement=engagement, name=name[-200:], digest=digest, taken_by=by if isinstance(by, User) else None
    )
    taken, bad = 0, 0
    refused: list[tuple[int, str]] = []
    for chunk in itertools.batched(reader.read(records), AT_ONCE):
        good = [row for row in chunk if isinstance(row, Taken)]
        worse = [row for row in chunk if isinstance(row, BadRow)]
        bad += len(worse)
        refused += [(row.number, reason) for row in worse for reason in row.reasons][: max(0, REPORT - len(refused))]
        taken += len(good)
        if good and not bad:  # once a row is refused nothing will be kept: read on only to tell what else is wrong
            said = [_said(row, twins) for row in good]
            receive_many(engagement, everyone=said, batch=batch, checked=True, by=by)
        told(chunk[-1].number)
    if bad:
        raise RowsRefused(
            f"{bad:,} {'row' if bad == 1 else 'rows'} cannot be taken, so nothing was added. "
            "Put these right and send the file again.", rows=refused, bad=bad, accepted=taken, unknown=reader.unknown,
        )  # fmt: skip
    if not taken:
        raise BadFile("The file has a heading and no rows below it.")
    ignored = [column.heading for column in shape.columns if not matching.uses[column.index]]
    batch.rows, batch.notes = taken, reader.notes(ignored)
    if reader.noticed["elsewhere"]:
        number, first = reader.noticed["elsewhere"], next(one for one in asked if one.kind is Kind.TEXT)
        batch.notes.append(
            f"{number:,} {'row names' if number == 1 else 'rows name'} a question that this engagement does not have: "
            f"put under “{first.text}”."
        )
    batch.save(update_fields=["rows", "notes"])
    trail.leave("import", batch, by=by, rows=taken)
    nudges.nudge(MAKE_SAFE)
    return batch


@action
def undo_import(batch: ImportBatch, *, by: User) -> ImportBatch:
    """Take a whole file out again, with answers and what people said of themselves, unless a person worked on its voices."""
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
    while chunk := list(Response.objects.filter(batch=batch).order_by("pk").values_list("pk", "person")[:AT_ONCE]):
        people.erase_many([person for _, person in chunk if person], by=Machine("undo_import"))
        Response.objects.filter(pk__in=[pk for pk, _ in chunk]).delete()  # and all that hangs on them
    batch.undone_at, batch.undone_by = timezone.now(), by
    batch.save(update_fields=["undone_at", "undone_by"])
    trail.leave("undo import", batch, by=by)
    return batch


def _refuse_known(engagement: Engagement, digest: str) -> None:
    if known := queries.import_of(engagement, digest):
        raise Refused(f"This file is already in: it was taken as “{known.name}” on {known.made_at:%-d %B %Y}. Nothing was added.")


def _said(row: Taken, twins: Mapping[int, Twin]) -> Said:
    return Said(
        answers=row.answers, channel=row.channel, said_on=row.date or timezone.localdate(), score=row.score, place=row.place,
        name=row.name, email=row.email, wants_reply=row.wants_reply, may_quote=row.may_quote, may_reuse=row.may_reuse,
        about=row.about, speaks_as=row.speaks_as, speaks_for=row.speaks_for, language=row.language,
        twin=twins[row.twin] if row.twin else None,
    )  # fmt: skip
