"""What was counted of an event: attendances from the meeting tool's own file, and views of its recording."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from antiphon.core.models import Record
from antiphon.events.models.events import ROWS, Event, Place

USER = settings.AUTH_USER_MODEL


class AttendanceFile(Record):
    """One file of who came, as a meeting tool wrote it. Its names and addresses are read and not kept."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="files")
    digest = models.CharField("SHA-256 of the file", max_length=64)
    rows = models.PositiveIntegerField("rows in the file")
    new = models.PositiveIntegerField("attendances that were not there yet")
    there = models.PositiveIntegerField("attendances that an earlier file had brought")
    repeated = models.PositiveIntegerField("rows of somebody who stands further up", default=0)
    doubles = models.JSONField("the first of those rows: row, first row, and why", default=list)
    brought_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Personal:
        plain = {"event", "digest", "rows", "new", "there", "repeated", "doubles", "brought_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = ROWS

    class Meta:
        ordering = ["-pk"]
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["event", "digest"], name="event_file_once")]

    def __str__(self) -> str:
        return f"{self.rows:,} rows for {self.event}"


class Attendance(Record):
    """Somebody came to one event, whatever number of times they came in. Who it was is a key, and no name."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="attendances")
    file = models.ForeignKey(AttendanceFile, models.CASCADE, related_name="attendances")
    key = models.CharField(max_length=80)
    known = models.BooleanField("whether the file gave an address, so that they are told apart from others", default=True)
    place = models.ForeignKey(Place, models.SET_NULL, null=True, blank=True, related_name="+")
    minutes = models.PositiveIntegerField(null=True, blank=True)

    class Personal:
        plain = {"event", "file", "known", "place", "minutes"}
        identifying = {"key"}
        special: set[str] = set()
        keep_for = "two years after the event; then the key is replaced by a word that stands for nobody, and the row is a count"

    class Walls:
        through = "event"

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["event", "key"], name="event_attendance_once")]
        indexes = [models.Index(fields=["key"], name="event_attendance_key")]

    def __str__(self) -> str:
        return f"An attendance of {self.event}"


class Views(Record):
    """How often the recording was started by a day, as one source counts it. It says nothing of how many people that were."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="views")
    source = models.CharField("who counts", max_length=80)
    count = models.PositiveIntegerField("how many views")
    as_of = models.DateField("on which day the source said so")
    noted_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Personal:
        plain = {"event", "source", "count", "as_of", "noted_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = ROWS

    class Meta:
        ordering = ["source", "-as_of", "-pk"]
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["event", "source", "as_of"], name="event_views_once")]

    def __str__(self) -> str:
        return f"{self.count:,} views, {self.source}"
