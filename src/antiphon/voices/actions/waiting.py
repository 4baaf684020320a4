"""A file on its way in: kept sealed, its columns matched by a person, then taken, mended or thrown away."""

import datetime
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any

from django.utils import timezone

from antiphon.core import nudges, trail
from antiphon.core.action import action
from antiphon.core.actors import Actor, Machine
from antiphon.core.problems import BadFile, Refused
from antiphon.core.tables import MOST_BYTES, open_table
from antiphon.engagement.models import Engagement
from antiphon.network.models import User
from antiphon.voices import queries
from antiphon.voices.actions.files import RowsRefused, take_records
from antiphon.voices.doors.columns import Matching, Shape
from antiphon.voices.doors.guessing import guess
from antiphon.voices.doors.looking import Head, head_of, look
from antiphon.voices.doors.rows import faults
from antiphon.voices.intake import door_is_open, may_take_in
from antiphon.voices.models import ImportBatch, SavedMatching, WaitingFile, WaitingPart

TAKE_FILES = "antiphon.voices.tasks.take_files"
KEPT = datetime.timedelta(days=1)
LINE_KEPT = datetime.timedelta(days=7)  # that a file was taken is told so long
MOST_TRIES = 3
SHOWN_UNKNOWN = 40  # values of a column that a person is asked about at once
GONE = "This file was taken or thrown away already. Send it again if it is needed."


@action
def keep_file(engagement: Engagement, *, file: IO[bytes], name: str, by: User) -> WaitingFile:
    """Seal a file and keep it for a day, with a guess at what each of its columns becomes. Raises BadFile or Refused.

    A file of the same shape as one that was taken before is matched as that one was.
    """
    may_take_in(engagement, by)
    door_is_open(engagement, "file")
    file.seek(0, 2)
    size = file.tell()
    if size > MOST_BYTES:
        raise BadFile("The file is larger than 100 MB. Split it into smaller files.")
    head = look(file)
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    if known := queries.import_of(engagement, digest):
        raise Refused(f"This file is already in: it was taken as “{known.name}” on {known.made_at:%-d %B %Y}. Nothing was added.")
    shape = head.shape()
    waiting = WaitingFile.objects.create(
        engagement=engagement, name=name[-200:], digest=digest, size=size, kind=head.kind, sheets=list(head.sheets),
        head=json.dumps(head.as_json()), shape=shape.title, brought_by=by, expires_at=timezone.now() + KEPT,
        matching=_first_guess(engagement, shape, head.sheet).as_json(),
    )  # fmt: skip
    file.seek(0)
    number = 0
    while content := file.read(WaitingPart.SIZE):
        WaitingPart.objects.create(file=waiting, number=number, content=content)
        number += 1
    trail.leave("keep file", waiting, by=by, size=size)
    return waiting


@action
def match_columns(
    waiting: WaitingFile, *, uses: Sequence[str], by: User, told: Mapping[str, Mapping[str, str]] | None = None,
    day_first: bool = True, channel: str = "file",
) -> WaitingFile:
    """Say what each column becomes, and what single values mean. Raises Refused with everything that cannot be so."""
    waiting = _open(waiting, by)
    before = Matching.from_json(waiting.matching)
    if len(uses) != len(before.uses):
        raise Refused("The columns of the file are not those of the page. Load the page again.")
    engagement = waiting.engagement
    asked = [one.asked() for one in engagement.questions.current()]
    kept = {key: dict(values) for key, values in before.told.items() if uses[int(key)] == before.uses[int(key)]}
    for key, values in (told or {}).items():
        kept.setdefault(key, {}).update(values)
    matching = Matching(**{
        **before.__dict__, "uses": tuple(uses), "told": kept, "day_first": day_first,
        "channel": channel if channel in ("file", "web", "paper", "telephone", "event", "email") else "file",
    })  # fmt: skip
    if wrong := faults(matching, asked, queries.about_asked(engagement)):
        raise Refused(*wrong)
    _save(waiting, matching=matching.as_json(), status=WaitingFile.Status.WAITING, report="")
    trail.leave("match columns", waiting, by=by)
    return waiting


@action
def move_heading(waiting: WaitingFile, *, first: int, rows: int, by: User, sheet: str = "") -> WaitingFile:
    """Say in which sheet and rows the heading stands; what each column becomes is guessed anew."""
    waiting = _open(waiting, by)
    head = Head.from_json(json.loads(waiting.head))
    if sheet and sheet != head.sheet:
        head = look(queries.opened(waiting), sheet=sheet)
        first, rows = head.shape().first, head.shape().rows
    if not 1 <= rows <= 5 or not any(number == first for number, _ in head.rows):
        raise Refused("The heading stands in one of the first rows, and has at most five.")
    shape = head.shape(first, rows)
    matching = _first_guess(waiting.engagement, shape, head.sheet)
    _save(waiting, head=json.dumps(head.as_json()), matching=matching.as_json(), shape=shape.title,
          status=WaitingFile.Status.WAITING, report="")  # fmt: skip
    trail.leave("move heading", waiting, by=by)
    return waiting


@action
def guess_again(waiting: WaitingFile, *, by: User) -> WaitingFile:
    """Guess anew what each column becomes, once the engagement asks other questions."""
    waiting = _open(waiting, by)
    head, before = Head.from_json(json.loads(waiting.head)), Matching.from_json(waiting.matching)
    matching = _first_guess(waiting.engagement, head.shape(before.first, before.rows), head.sheet)
    _save(waiting, matching=matching.as_json(), status=WaitingFile.Status.WAITING, report="")
    trail.leave("match columns", waiting, by=by)
    return waiting


@action
def queue_file(waiting: WaitingFile, *, by: User) -> WaitingFile:
    """Let a worker take a large file; the person hears of the end on its page and in their worklist."""
    waiting = _open(waiting, by)
    _save(waiting, status=WaitingFile.Status.QUEUED, rows_read=0, tries=0, began_at=None, ended_at=None, report="")
    trail.leave("queue file", waiting, by=by)
    nudges.nudge(TAKE_FILES)
    return waiting


@action
def begin_reading(waiting: WaitingFile, *, by: Machine) -> bool:
    """Say that a worker reads the file now. False when it was begun so often that something must be wrong with it."""
    waiting = WaitingFile.objects.get(pk=waiting.pk)
    if waiting.tries >= MOST_TRIES:
        return False
    _save(waiting, status=WaitingFile.Status.READING, tries=waiting.tries + 1, rows_read=0, began_at=timezone.now())
    trail.leave("begin reading", waiting, by=by, tries=waiting.tries)
    return True


@action
def take_file(waiting: WaitingFile, *, by: Actor, told: Callable[[int], None] = lambda rows: None) -> ImportBatch:
    """Take in a waiting file, all of it or nothing, and let go of it. Raises Refused, RowsRefused or BadFile.

    Its matching is kept for the next file with the same headings.
    """
    waiting = WaitingFile.objects.select_related("engagement").get(pk=waiting.pk)
    if waiting.status == WaitingFile.Status.TAKEN:
        raise Refused(GONE)
    may_take_in(waiting.engagement, by)
    door_is_open(waiting.engagement, "file")
    matching = Matching.from_json(waiting.matching)
    table = open_table(queries.opened(waiting), sheet=matching.sheet)
    head, records = head_of(table)
    shape = head.shape(matching.first, matching.rows)
    batch = take_records(
        waiting.engagement, records=records, matching=matching, shape=shape, name=waiting.name, digest=waiting.digest, by=by,
        told=told,
    )
    if waiting.shape:
        batch.notes = [f"It was read as a file of {waiting.shape}.", *batch.notes]
        batch.save(update_fields=["notes"])
    WaitingPart.objects.filter(file=waiting).delete()
    _save(waiting, status=WaitingFile.Status.TAKEN, batch=batch, head="", report="", ended_at=timezone.now(),
          expires_at=timezone.now() + LINE_KEPT)  # fmt: skip
    SavedMatching.objects.update_or_create(
        engagement=waiting.engagement, fingerprint=shape.fingerprint(),
        defaults={"matching": {**matching.as_json(), "sheet": ""}, "saved_by": by if isinstance(by, User) else None},
    )  # fmt: skip
    return batch


@action
def refuse_file(waiting: WaitingFile, *, problem: Refused, by: Actor) -> WaitingFile:
    """Keep why a file could not be taken, row by row, beside the file: a person mends the matching, or the file."""
    report: dict[str, Any] = {"reasons": problem.reasons, "rows": [], "bad": 0, "accepted": 0, "unknown": {}}
    if isinstance(problem, BadFile):
        report |= {"rows": problem.rows, "accepted": problem.accepted}
    if isinstance(problem, RowsRefused):
        unknown = {str(index): values.most_common(SHOWN_UNKNOWN) for index, values in problem.unknown.items()}
        report |= {"bad": problem.bad, "unknown": unknown}
    _save(waiting, status=WaitingFile.Status.REFUSED, report=json.dumps(report), ended_at=timezone.now())
    trail.leave("refuse file", waiting, by=by, rows=report["bad"])
    return waiting


@action
def drop_file(waiting: WaitingFile, *, by: User) -> None:
    """Throw a waiting file away, content and all."""
    waiting = _open(waiting, by)
    trail.leave("drop file", waiting, by=by)
    waiting.delete()


@action
def forget_files(*, by: Machine) -> int:
    """Erase the files that waited for too long; return how many."""
    due = list(WaitingFile.objects.filter(expires_at__lte=timezone.now()).defer("head", "report"))
    trail.leave_many("forget file", due, by=by)
    WaitingFile.objects.filter(pk__in=[waiting.pk for waiting in due]).delete()
    return len(due)


def _open(waiting: WaitingFile, by: User) -> WaitingFile:
    """Return the row as it is now, held until the action ends, if the person may still change it."""
    may_take_in(waiting.engagement, by)
    rows = WaitingFile.objects.select_for_update(of=("self",)).select_related("engagement")
    found = rows.filter(pk=waiting.pk).exclude(status=WaitingFile.Status.TAKEN).first()
    if found is None:
        raise Refused(GONE)
    if found.status in (WaitingFile.Status.QUEUED, WaitingFile.Status.READING):
        raise Refused("This file is being taken in now. Wait until that has ended.")
    return found


def _save(waiting: WaitingFile, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(waiting, name, value)
    waiting.save(update_fields=list(fields))


def _first_guess(engagement: Engagement, shape: Shape, sheet: str) -> Matching:
    asked = [one.asked() for one in engagement.questions.current()]
    about = queries.about_asked(engagement)
    if stored := queries.saved_matching(engagement, shape.fingerprint()):
        known = Matching.from_json({**stored, "first": shape.first, "rows": shape.rows, "sheet": sheet})
        if len(known.uses) == len(shape.columns) and not faults(known, asked, about):
            return known
    found = guess(shape, asked, about)
    return Matching(**{**found.__dict__, "sheet": sheet})
