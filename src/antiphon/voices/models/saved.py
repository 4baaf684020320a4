"""Answers that are not sent yet, and who opened the files that came with those that were."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from antiphon.core.models import Record
from antiphon.core.sealing import SealedField
from antiphon.engagement.models import Engagement, Twin
from antiphon.network.access import Way


class Saved(Record):
    """Answers so far, sealed, until they are sent. Whoever holds the code finds them again; we keep only what it makes.

    A form of several pages keeps its answers here from page to page, for a day; who asks to come back has thirty days.
    """

    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="+")
    twin = models.ForeignKey(Twin, models.PROTECT, null=True, blank=True, related_name="+")
    key = models.CharField("stands for the code", max_length=64, unique=True)
    answers = SealedField("answers so far: by question, about the person, and on the last page", blank=True, default="")
    submission = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.UUIDField("token of who asked for a link", null=True, blank=True)
    ends_at = models.DateTimeField()

    class Personal:
        plain = {"engagement", "twin", "submission", "ends_at"}
        identifying = {"key", "answers", "person"}
        special: set[str] = set()
        keep_for = "until it is sent or the engagement ends; one day, or 30 days when the person asked to come back"

    class Meta:
        ordering = ["pk"]
        indexes: ClassVar = [models.Index(fields=["ends_at"], name="saved_by_its_end")]

    def __str__(self) -> str:
        return f"Saved {self.pk}"

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()


class FileOpening(Record):
    """Somebody opened a file that came with a response: who, when and why. Rows are only ever added."""

    upload = models.ForeignKey("voices.Upload", models.CASCADE, related_name="openings")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    why = models.CharField(max_length=300)

    class Personal:
        plain = {"upload", "opened_by", "why"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "six years"

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"Upload {self.upload_id} opened"

    def ways_in(self) -> dict[int, Way]:
        return self.upload.ways_in()
