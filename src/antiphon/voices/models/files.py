"""Files that wait to be taken, sealed, and how the columns of such files were matched before."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.core.sealing import SealedBytes, SealedField
from antiphon.engagement.models import Engagement
from antiphon.network.access import Way
from antiphon.voices.models.heard import ImportBatch


class WaitingFile(Record):
    """A file between the day it was sent and the moment it is taken, or thrown away. It is only ever kept sealed.

    Its bytes are in `WaitingPart`s. `head` are its first rows, so that a page never opens the whole file again.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "Waits for you"
        QUEUED = "queued", "Waits for its turn"
        READING = "reading", "Being read"
        REFUSED = "refused", "Could not be taken"
        TAKEN = "taken", "Taken"

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    name = models.CharField("file name", max_length=200)
    digest = models.CharField("SHA-256 of the file", max_length=64)
    size = models.PositiveIntegerField("bytes")
    kind = models.CharField(max_length=10)
    sheets = models.JSONField(default=list)
    head = SealedField("first rows, as JSON", blank=True, default="")
    matching = models.JSONField("what each column becomes", default=dict)
    shape = models.CharField("the program that wrote it, when it is known", max_length=40, blank=True, default="")
    status = models.CharField(max_length=20, choices=Status, default=Status.WAITING)
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    rows_read = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    report = SealedField("why it could not be taken, row by row, as JSON", blank=True, default="")
    batch = models.ForeignKey(ImportBatch, models.SET_NULL, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField()

    class Personal:
        plain = {"engagement", "name", "digest", "size", "kind", "sheets", "matching", "shape", "status", "brought_by",
                 "rows_read", "tries", "began_at", "ended_at", "batch", "expires_at"}  # fmt: skip
        identifying = {"head", "report"}
        special: set[str] = set()
        keep_for = "a day, or until it is taken: then its content goes at once, and the line that it was taken in a week"

    class Walls:
        public = "none"

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(status="taken") | Q(head="", report=""), name="waiting_file_taken_is_blank"),
        ]
        indexes = [models.Index(fields=["engagement", "status"])]

    def __str__(self) -> str:
        return self.name

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()


class WaitingPart(Record):
    """A megabyte of a waiting file, sealed."""

    SIZE = 1024 * 1024

    file = models.ForeignKey(WaitingFile, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = SealedBytes()

    class Personal:
        plain = {"file", "number"}
        identifying = {"content"}
        special: set[str] = set()
        keep_for = "a day, or until the file is taken"

    class Walls:
        public = "none"

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="waiting_part_once")]

    def __str__(self) -> str:
        return f"Part {self.number} of {self.file_id}"


class SavedMatching(Record):
    """What the columns of a file became, kept for the next file with the same headings."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    fingerprint = models.CharField("digest of the headings", max_length=64)
    matching = models.JSONField(default=dict)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"engagement", "fingerprint", "matching", "saved_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the engagement"

    class Walls:
        public = "none"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["engagement", "fingerprint"], name="saved_matching_once")]

    def __str__(self) -> str:
        return f"Columns of {self.fingerprint[:8]}"

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()
