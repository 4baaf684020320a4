"""E-mails that came for an engagement: those that became responses, those of machines, and those that wait for a person."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.core.sealing import SealedField
from antiphon.engagement.models import Engagement
from antiphon.network.access import Way
from antiphon.voices.models.heard import Response


class ReceivedMail(Record):
    """One e-mail, whole and sealed. The same message (by its Message-ID) is taken once for an engagement.

    Who sent it stands in `people` alone; `person` is the token.
    """

    class Status(models.TextChoices):
        TAKEN = "taken", "Taken as a response"
        WAITING = "waiting", "Waits for a person"
        MACHINE = "machine", "Sent by a machine"
        SETTLED = "settled", "A person has dealt with it"

    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="+")
    message_key = models.CharField("stands for the Message-ID without telling it", max_length=64)
    status = models.CharField(max_length=20, choices=Status)
    why = models.CharField("why it waits, or what was done", max_length=300, blank=True, default="")
    said_on = models.DateField()
    subject = SealedField(blank=True, default="")
    text = SealedField("the whole text, with what was cut from the answer", blank=True, default="")
    cut = models.JSONField("what was cut from the answer, in words", default=list)
    files = models.PositiveSmallIntegerField("files that came with it and were not taken", default=0)
    person = models.UUIDField(null=True, blank=True)
    response = models.OneToOneField(Response, models.SET_NULL, null=True, blank=True, related_name="mail")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    erased_at = models.DateTimeField(null=True, blank=True)

    class Personal:
        plain = {"engagement", "message_key", "status", "why", "said_on", "cut", "files", "response", "settled_at", "settled_by",
                 "erased_at"}  # fmt: skip
        identifying = {"subject", "text", "person"}
        special: set[str] = set()
        keep_for = "five years after the engagement closed"

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "message_key"], name="received_mail_once"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="received_mail_settled_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(subject="", text="", person__isnull=True),
                name="received_mail_erased_is_blank",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["engagement", "status"], name="received_mail_by_status")]

    def __str__(self) -> str:
        return f"E-mail {self.pk}"

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()
