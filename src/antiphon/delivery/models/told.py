"""Other systems: those that are told when something happens, and what providers tell us of messages; test messages."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.core.sealing import SealedField
from antiphon.network.models import Organisation


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


class Receipt(Record):
    """One thing that somebody said about one message after it was taken: delivered, came back, unwanted.

    It is kept as it comes, before anyone looks whose message it is: a provider may be quicker than our own commit, say the
    same thing twice, and say things in any order. The strongest word holds.
    """

    provider = models.CharField("who said it", max_length=40)
    event = models.CharField("what tells it from everything else that they say", max_length=64)
    reference = models.CharField("our reference of the message", max_length=64, blank=True, default="")
    provider_ref = models.CharField("the provider's own number of it", max_length=120, blank=True, default="")
    said = models.CharField(max_length=12)
    said_at = models.DateTimeField(null=True, blank=True)
    detail = models.CharField("their words, without addresses", max_length=300, blank=True, default="")
    delivery = models.ForeignKey("delivery.Delivery", models.CASCADE, null=True, blank=True, related_name="receipts")
    looked = models.PositiveSmallIntegerField("times its message was looked for", default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Personal:
        plain = {"provider", "event", "reference", "provider_ref", "said", "said_at", "detail", "delivery", "looked",
                 "not_before", "settled_at"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "ninety days"

    class Walls:
        open = "it comes before anyone knows whose message it is about; it holds our reference and no address"

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["provider", "event"], name="receipt_once"),
        ]
        indexes = [
            models.Index(fields=["id"], name="receipt_worklist", condition=Q(settled_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.said}"


class Trial(Record):
    """A message that a member of staff sends to themselves, to see that a route works. The address goes once it is sent."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        HANDING = "handing", "Being sent"
        ACCEPTED = "accepted", "Sent"
        REJECTED = "rejected", "Refused"
        UNKNOWN = "unknown", "Not known"

    route = models.CharField(max_length=40)
    to = SealedField("where it goes", blank=True, default="")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=64, unique=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.WAITING)
    begun_at = models.DateTimeField(null=True, blank=True)
    reply = models.CharField(max_length=300, blank=True, default="")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Personal:
        plain = {"route", "asked_by", "reference", "status", "begun_at", "reply", "settled_at"}
        identifying = {"to"}
        special: set[str] = set()
        keep_for = "ninety days; the address until it is sent"

    class Walls:
        open = "that somebody tried a route says nothing of anybody's messages"

    class Meta:
        ordering = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(settled_at__isnull=True) | Q(to=""), name="trial_forgets_the_address"),
        ]

    def __str__(self) -> str:
        return f"{self.route} ({self.status})"
