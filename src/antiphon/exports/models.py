"""Files that were asked for, and their sealed parts."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.core.sealing import SealedBytes, SealedField
from antiphon.engagement.models import Engagement
from antiphon.narrative.models import Clause
from antiphon.network.access import Way
from antiphon.network.models import Organisation


class Export(Record):
    """A file that somebody asked for. It is ready when all of it is there, and only then can it be had."""

    class Kind(models.TextChoices):
        RESULTS = "results", "Results: how many gave each answer"
        ROWS = "rows", "Answers row by row, without names"
        EVIDENCE = "evidence", "Evidence bundle: everything, for the record"

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "Excel (XLSX)"
        ODS = "ods", "OpenDocument (ODS)"
        JSON = "json", "JSON"
        ZIP = "zip", "ZIP"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        MAKING = "making", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Not made"
        GONE = "gone", "Expired"

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    format = models.CharField(max_length=10, choices=Format)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    beat_at = models.DateTimeField("when whoever makes it was last heard of", null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField("rows that were written so far", default=0)
    rows = models.PositiveIntegerField("rows in the whole file", null=True, blank=True)
    size = models.PositiveBigIntegerField("bytes", null=True, blank=True)
    sha256 = models.CharField("SHA-256 of the whole file", max_length=64, blank=True, default="")
    notes = models.JSONField("what was left out or hidden, in sentences", default=list)
    problem = models.CharField("why it could not be made", max_length=300, blank=True, default="")
    expires_at = models.DateTimeField(null=True, blank=True)

    class Personal:
        plain = {"engagement", "kind", "format", "state", "asked_by", "beat_at", "tries", "done", "rows", "size", "sha256",
                 "notes", "problem", "expires_at"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "the file seven days; the receipt as long as the engagement"

    class Walls:
        public = "none"

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(rows__isnull=False, size__isnull=False, expires_at__isnull=False) & ~Q(sha256=""),
                name="export_ready_is_whole",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(problem=""), name="export_failed_says_why"),
        ]
        indexes = [models.Index(fields=["state"], condition=Q(state__in=["waiting", "making"]), name="export_to_make")]

    def __str__(self) -> str:
        return f"{self.get_kind_display().split(':')[0]}, {self.get_format_display()}"

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()


class ExportPart(Record):
    """A piece of a file, sealed."""

    export = models.ForeignKey(Export, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = SealedBytes()

    class Personal:
        plain = {"export", "number"}
        identifying: set[str] = set()
        special = {"content"}
        keep_for = "seven days"

    class Walls:
        public = "none"

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["export", "number"], name="export_part_once")]

    def __str__(self) -> str:
        return f"Part {self.number} of export {self.export_id}"


class InformationRequest(Record):
    """Somebody asked, under the Freedom of Information Act, for what we hold on a part of a narrative. A clock runs."""

    class Outcome(models.TextChoices):
        WHOLE = "whole", "All of it was given"
        PART = "part", "Some of it was given, and some was hidden"
        REFUSED = "refused", "It was refused, with the reason"
        WITHDRAWN = "withdrawn", "The person took the request back"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=60)
    asked = SealedField("what was asked, in the person's words")
    person = models.UUIDField(null=True, blank=True, help_text="token of `people`")
    received_on = models.DateField()
    due_on = models.DateField("20 working days later")
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="+")
    hide = models.JSONField("what is hidden besides: pairs of words and reason", default=list)
    keep = models.JSONField("what is shown after all", default=list)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    bundle = SealedBytes(null=True, blank=True)
    sha256 = models.CharField("SHA-256 of the bundle", max_length=64, blank=True, default="")
    bundled_at = models.DateTimeField(null=True, blank=True)
    bundled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")

    class Personal:
        plain = {"organisation", "reference", "received_on", "due_on", "clause", "recorded_by", "prepared_by", "sha256",
                 "bundled_at", "bundled_by", "answered_on", "outcome"}  # fmt: skip
        identifying = {"person", "keep", "hide"}
        special = {"asked", "bundle"}
        keep_for = "as long as the organisation keeps requests; whoever asked is forgotten two years after the answer"

    class Walls:
        through = "organisation"
        public = "none"

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "reference"], name="request_reference_once"),
            models.CheckConstraint(
                condition=Q(bundled_at__isnull=True, bundled_by__isnull=True, bundle__isnull=True, sha256="")
                | Q(bundled_at__isnull=False, bundled_by__isnull=False, bundle__isnull=False) & ~Q(sha256=""),
                name="request_bundle_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, outcome="") | Q(answered_on__isnull=False) & ~Q(outcome=""),
                name="request_answered_somehow",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def ways_in(self) -> dict[int, Way]:
        return {self.organisation_id: Way.OWNER}
