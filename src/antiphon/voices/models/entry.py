"""Sheets that staff key in: batches of them, a second keying by another person, and the differences between the two."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.core.sealing import SealedField
from antiphon.engagement.models import Engagement, Session
from antiphon.network.access import Way
from antiphon.voices.models.heard import Channel, Response

OWN = settings.AUTH_USER_MODEL


class EntryBatch(Record):
    """A pile of sheets that is keyed in together. `share` in a hundred of them are keyed a second time, blind."""

    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    channel = models.CharField(max_length=20, choices=Channel, default=Channel.PAPER)
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="+")
    expected = models.PositiveIntegerField("how many sheets there are", null=True, blank=True)
    share = models.PositiveSmallIntegerField("how many in a hundred are keyed twice", default=10)
    opened_by = models.ForeignKey(OWN, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(OWN, models.PROTECT, null=True, blank=True, related_name="+")
    closed_note = models.CharField("why sheets are missing", max_length=300, blank=True, default="")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(OWN, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"engagement", "name", "channel", "session", "expected", "share", "opened_by", "closed_at", "closed_by",
                 "closed_note", "undone_at", "undone_by"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the engagement"

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "name"], condition=Q(undone_at__isnull=True), name="entry_batch_name_once"
            ),
            models.CheckConstraint(condition=Q(share__lte=100), name="entry_batch_share_in_a_hundred"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="entry_batch_closed_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="entry_batch_undone_by_someone",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()


class Sheet(Record):
    """One sheet as somebody keyed it: the response that it became, and what was typed, sealed, to lay beside a second keying."""

    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="+")
    batch = models.ForeignKey(EntryBatch, models.PROTECT, null=True, blank=True, related_name="sheets")
    number = models.PositiveIntegerField("number written on the sheet", null=True, blank=True)
    response = models.OneToOneField(Response, models.CASCADE, related_name="sheet")
    keyed_by = models.ForeignKey(OWN, models.PROTECT, related_name="+")
    keyed = SealedField("what was keyed, field by field", blank=True, default="")

    class Personal:
        plain = {"engagement", "batch", "number", "response", "keyed_by"}
        identifying = {"keyed"}
        special: set[str] = set()
        keep_for = "five years after the engagement closed"

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="sheet_number_once")]
        indexes = [models.Index(fields=["engagement", "keyed_by"], name="sheet_by_whom")]

    def __str__(self) -> str:
        return f"Sheet {self.number or self.pk}"

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()


class SecondKeying(Record):
    """The same sheet, keyed by another person who did not see the first. `fields`: how many either of them filled."""

    sheet = models.OneToOneField(Sheet, models.CASCADE, related_name="second")
    keyed_by = models.ForeignKey(OWN, models.PROTECT, related_name="+")
    keyed = SealedField("what was keyed, field by field", blank=True, default="")
    fields = models.PositiveSmallIntegerField("fields that were compared")

    class Personal:
        plain = {"sheet", "keyed_by", "fields"}
        identifying = {"keyed"}
        special: set[str] = set()
        keep_for = "five years after the engagement closed"

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Second keying of sheet {self.sheet_id}"

    def ways_in(self) -> dict[int, Way]:
        return self.sheet.ways_in()


class Difference(Record):
    """One field that two people keyed differently, and what a third found on the sheet."""

    class Takes(models.TextChoices):
        FIRST = "first", "The first keying is right"
        SECOND = "second", "The second keying is right"
        OTHER = "other", "Neither is right"

    keying = models.ForeignKey(SecondKeying, models.CASCADE, related_name="differences")
    field = models.CharField("the field, by its key", max_length=90)
    takes = models.CharField(max_length=10, choices=Takes, blank=True, default="")
    reason = models.CharField(max_length=300, blank=True, default="")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(OWN, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"keying", "field", "takes", "reason", "settled_at", "settled_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "five years after the engagement closed"

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["keying", "field"], name="difference_once"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, takes="", reason="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(takes="") & ~Q(reason="")),
                name="difference_settled_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} of sheet {self.keying_id}"

    def ways_in(self) -> dict[int, Way]:
        return self.keying.ways_in()
