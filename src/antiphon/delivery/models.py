"""Messages to people, each sent once: a row for each (occasion, channel, address key)."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.core.sealing import SealedField
from antiphon.network.models import Organisation


class Delivery(Record):
    """One message to one address on one occasion.

    The row is unique by occasion, channel and address key, so that nobody is sent the same thing twice. Its
    Message-ID is computed from these, never made anew. *Unknown* means that the message was being handed over
    when the worker died or the line broke, so that nobody can say from here whether it went.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        LEASED = "leased", "Taken by a worker"
        HANDING = "handing", "Being handed over"
        ACCEPTED = "accepted", "Accepted by the mail server"
        UNKNOWN = "unknown", "Not known"
        REJECTED = "rejected", "Refused by the mail server"
        SUPPRESSED = "suppressed", "Not sent: the person does not want it"
        CANCELLED = "cancelled", "Cancelled"

    class Purpose(models.TextChoices):
        TASK = "task", "Public task"
        SERVICE = "service", "Service"
        MARKETING = "marketing", "Marketing"

    occasion = models.CharField(max_length=120, help_text="What it is about: told:111-first")
    channel = models.CharField(max_length=20, default="email")
    address_key = models.CharField(max_length=64)
    purpose = models.CharField(max_length=20, choices=Purpose, default=Purpose.SERVICE)
    letter = models.CharField(max_length=80, help_text="The letter's name: decisions/told")
    status = models.CharField(max_length=20, choices=Status, default=Status.WAITING)
    reference = models.CharField(max_length=64, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=80, blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    reply = models.CharField("the mail server's last reply", max_length=300, blank=True, default="")
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"occasion", "channel", "purpose", "letter", "status", "reference", "attempts", "not_before",
                 "worker", "lease_until", "handed_at", "settled_at", "reply", "resolved_by"}  # fmt: skip
        identifying = {"address_key"}
        special: set[str] = set()
        keep_for = "two years"

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["occasion", "channel", "address_key"], name="delivery_once"),
        ]
        indexes = [
            models.Index(fields=["status", "not_before", "id"], name="delivery_worklist"),
            models.Index(fields=["occasion", "status"], name="delivery_by_occasion"),
        ]

    def __str__(self) -> str:
        return f"{self.occasion} ({self.status})"


class Recipient(Record):
    """One person whom a message is for, and what it tells them. People who share an address share the message."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="recipients")
    person = models.UUIDField()
    facts = models.JSONField(default=dict, help_text="What the letter says; no names, no addresses")

    class Personal:
        plain = {"delivery", "person", "facts"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the delivery"

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["delivery", "person"], name="recipient_once"),
        ]
        indexes = [models.Index(fields=["person"], name="recipient_by_person")]

    def __str__(self) -> str:
        return f"{self.delivery_id} for {self.person}"


class Endpoint(Record):
    """An address of another system of an organisation, that is told when something happens."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    url = models.URLField("where it is told", max_length=500)
    secret = SealedField("what each message is signed with")
    kinds = models.JSONField("what it is told of", default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    failures = models.PositiveIntegerField("attempts that failed one after another", default=0)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_because = models.CharField(max_length=300, blank=True, default="")

    class Personal:
        plain = {"organisation", "url", "secret", "kinds", "made_by", "failures", "stopped_at", "stopped_because"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "until the organisation takes it out"

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True, stopped_because="") | (Q(stopped_at__isnull=False) & ~Q(stopped_because="")),
                name="endpoint_stopped_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.url


class Notice(Record):
    """One thing that happened, and whether the other system knows. `reference` is the same however often it is sent.

    A worker that dies while it sends leaves the notice to be sent again: the other side tells doubles by the reference.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        TAKEN = "taken", "Taken"
        FAILED = "failed", "Not taken"

    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="notices")
    reference = models.UUIDField()
    kind = models.CharField(max_length=40)
    happened_at = models.DateTimeField()
    facts = models.JSONField("what happened, without anybody's words or names", default=dict)
    status = models.CharField(max_length=20, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    reply = models.CharField("what the other system answered", max_length=300, blank=True, default="")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Personal:
        plain = {"endpoint", "reference", "kind", "happened_at", "facts", "status", "attempts", "not_before", "reply",
                 "settled_at"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the endpoint"

    class Meta:
        ordering = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["endpoint", "reference"], name="webhook_notice_once"),
        ]
        indexes = [models.Index(fields=["status", "not_before", "id"], name="webhook_worklist")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.status})"
