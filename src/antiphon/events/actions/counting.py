"""Writes of what was counted: who came, from a meeting tool's file, and views of the recording, from their own source."""

import datetime
import hashlib
import hmac
import io
from collections.abc import Iterable

from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.bulk import insert_rows
from antiphon.core.problems import Refused
from antiphon.core.sealing import key_for
from antiphon.events.doors import attendance
from antiphon.events.models import Attendance, AttendanceFile, Event, Views
from antiphon.events.queries import figures
from antiphon.events.queries.places import take_turns
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission

MOST_DOUBLES = 200  # rows of the report that are kept; how many there were is kept of all


@action
def take_attendance(event: Event, *, content: bytes, by: User) -> AttendanceFile:
    """Take who came from a file, whole or not at all. The same file again, or one that overlaps, brings nobody twice.

    People are told apart by the key of their e-mail address, so those who share one count once. Raises BadFile.
    """
    require(by, Permission.EVENT_WRITE, on=event)
    if event.starts_at > timezone.now():
        raise Refused("The event has not begun, so nobody can have come yet.")
    take_turns(event)
    digest = hashlib.sha256(content).hexdigest()
    before = event.files.filter(digest=digest).first()
    if before is not None:
        trail.leave("take attendance again", before, by=by)
        return before
    read = attendance.read(io.BytesIO(content))
    keys = [_key(event, one) for one in read.people]
    there = set(event.attendances.filter(key__in=keys).values_list("key", flat=True))
    places = dict(event.places.exclude(person_key="").order_by("-pk").values_list("person_key", "pk"))
    made = AttendanceFile.objects.create(
        event=event, digest=digest, rows=read.rows, new=len(keys) - len(there), there=len(there), brought_by=by,
        repeated=len(read.doubles), doubles=[[one.row, one.first, one.why] for one in read.doubles[:MOST_DOUBLES]],
    )  # fmt: skip
    new = [(key, one) for key, one in zip(keys, read.people, strict=True) if key not in there]
    insert_rows(Attendance, {
        "event_id": [event.pk] * len(new), "file_id": [made.pk] * len(new), "key": [key for key, _ in new],
        "known": [bool(one.email) for _, one in new], "place_id": [places.get(key) for key, _ in new],
        "minutes": [one.minutes for _, one in new],
    })  # fmt: skip
    trail.leave("take attendance", made, by=by, rows=made.rows, new=made.new, there=made.there, repeated=made.repeated)
    return made


@action
def take_back(file: AttendanceFile, *, by: User) -> None:
    """Take back what the latest file of an event brought, so that a better one can be sent."""
    require(by, Permission.EVENT_WRITE, on=file.event)
    take_turns(file.event)
    latest = file.event.files.order_by("-pk").first()
    if latest is None or latest.pk != file.pk:
        raise Refused("Only the latest file can be taken back, since later ones were counted on top of it.")
    trail.leave("take back attendance", latest, by=by, new=latest.new)
    latest.delete()


@action
def note_views(event: Event, *, source: str, count: int, as_of: datetime.date, by: User) -> Views:
    """Write down how many views a source counts by a day. The same source and day again corrects it."""
    require(by, Permission.EVENT_WRITE, on=event)
    source = " ".join(source.split())
    if not source:
        raise Refused("Say who counts the views, for example the name of the video site.")
    if count < 0:
        raise Refused("Enter a number, 0 or more.")
    if as_of > timezone.localdate():
        raise Refused("That day has not come yet.")
    if as_of < timezone.localdate(event.starts_at):
        raise Refused("There cannot have been a recording before the event.")
    same = Views.objects.filter(event=event, source__iexact=source).first()
    source = same.source if same else source  # one source, one spelling
    made, _ = Views.objects.update_or_create(event=event, source=source, as_of=as_of, defaults={"count": count, "noted_by": by})
    trail.leave("note views", made, by=by, count=count)
    return made


@action
def remove_views(views: Views, *, by: User) -> None:
    """Take out a number of views that was noted by mistake."""
    require(by, Permission.EVENT_WRITE, on=views.event)
    trail.leave("remove views", views, by=by, count=views.count)
    views.delete()


@action
def forget_keys(rows: Iterable[Attendance], *, salt: bytes, by: Actor) -> int:
    """Let go of who came to events long ago; return how many rows.

    With one salt, which is then thrown away, the rows of one person keep one word that stands for nobody, so that people who
    are counted together are still counted once.
    """
    found = list(Attendance.objects.select_for_update().filter(pk__in=[row.pk for row in rows]).order_by("pk"))
    for row in found:
        row.key = figures.FORGOTTEN + hmac.new(salt, row.key.encode(), hashlib.sha256).hexdigest()
    Attendance.objects.bulk_update(found, ["key"], batch_size=2000)
    trail.leave_many("forget attendance", found, by=by)
    return len(found)


def _key(event: Event, one: attendance.Came) -> str:
    if one.email:
        return key_for("email", one.email)
    # A name tells people apart within one event at the most: the key holds the event, so it never matches another's.
    return f"name:{key_for(f'event {event.pk}', ' '.join(one.name.split()))}"
