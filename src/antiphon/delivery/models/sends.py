"""Messages to people, each sent once: a row for each (occasion, channel, address key); mailings, routes and lines."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.network.models import Organisation


class Route(Record):
    """One way out, shared by every worker: how fast it may go, and how it stands."""

    name = models.CharField(max_length=40)
    per_minute = models.PositiveIntegerField("messages a minute; empty: as fast as it goes", null=True, blank=True)
    tokens = models.FloatField(default=0)
    filled_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField("when a worker last looked what waits", null=True, blank=True)
    failures = models.PositiveIntegerField("times it could not be opened, one after another", default=0)
    stopped_until = models.DateTimeField("the circuit breaker: not tried before", null=True, blank=True)
    stopped_because = models.CharField(max_length=300, blank=True, default="")
    reply = models.CharField("the last reply", max_length=300, blank=True, default="")
    reply_at = models.DateTimeField(null=True, blank=True)

    class Personal:
        plain = {"name", "per_minute", "tokens", "filled_at", "looked_at", "failures", "stopped_until", "stopped_because",
                 "reply", "reply_at"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the route is used"

    class Walls:
        open = "how a way out stands is the same for every organisation, and says nothing of anybody's messages"

    class Meta:
        ordering = ["name"]
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["name"], name="route_once")]

    def __str__(self) -> str:
        return self.name


class Line(Record):
    """One worker at one route: who it is, where its journal lies, and when it was last heard of."""

    worker = models.CharField(max_length=80)
    route = models.CharField(max_length=40)
    machine = models.CharField(max_length=120)
    holds = ArrayField(models.BigIntegerField(), verbose_name="the messages that it took last", default=list, blank=True)
    heard_at = models.DateTimeField()
    accepted = models.PositiveIntegerField(default=0)
    reply = models.CharField("the last reply", max_length=300, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Personal:
        plain = {"worker", "route", "machine", "holds", "heard_at", "accepted", "reply", "ended_at"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "a month"

    class Walls:
        open = "which workers are at work is the same for every organisation, and says nothing of anybody's messages"

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["worker", "route"], name="line_once")]

    def __str__(self) -> str:
        return f"{self.worker} on {self.route}"


class Purpose(models.TextChoices):
    """Why somebody is written to: what they may object to depends on it."""

    TASK = "task", "Public task"
    SERVICE = "service", "Service"
    MARKETING = "marketing", "Marketing"


class Send(Record):
    """One organisation's mailing on one occasion by one channel.

    Organisations that pass on one thing share the occasion, so that nobody has it from two of them.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Not started"
        SENDING = "sending", "Being sent"
        PAUSED = "paused", "Paused"
        CANCELLED = "cancelled", "Cancelled"
        DONE = "done", "Finished"

    class Channel(models.TextChoices):
        EMAIL = "email", "Email"
        SMS = "sms", "Text message"

    occasion = models.CharField(max_length=120, help_text="What it is about: cascade:12")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="who sends it")
    name = models.CharField(max_length=200)
    channel = models.CharField(max_length=20, choices=Channel, default=Channel.EMAIL)
    route = models.CharField(max_length=40, default="smtp")
    purpose = models.CharField(max_length=20, choices=Purpose, default=Purpose.TASK)
    priority = models.PositiveSmallIntegerField("what goes first; 1 is the most urgent", default=5)
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    opens_at = models.DateTimeField("not before (embargo)", null=True, blank=True)
    closes_at = models.DateTimeField("not after (expiry)", null=True, blank=True)
    quiet_from = models.TimeField("nothing is sent from", null=True, blank=True)
    quiet_to = models.TimeField("nothing is sent until", null=True, blank=True)
    zone = models.CharField("time zone of the audience", max_length=60, default="Europe/London")
    link = models.URLField("where the message leads", max_length=500, blank=True, default="")
    targeted = models.PositiveIntegerField("addresses put into it, each once", default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    paused_because = models.CharField(max_length=300, blank=True, default="")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"occasion", "organisation", "name", "channel", "route", "purpose", "priority", "status", "opens_at", "closes_at",
                 "quiet_from", "quiet_to", "zone", "link", "targeted", "started_at", "paused_because", "made_by"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "two years"

    class Meta:
        ordering = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_to__isnull=True) | Q(quiet_from__isnull=False, quiet_to__isnull=False),
                name="send_quiet_has_both_ends",
            ),
        ]
        indexes = [
            models.Index(fields=["occasion"], name="send_by_occasion"), models.Index(fields=["status"], name="send_by_status"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Wording(Record):
    """The words of a mailing in one language and format, with its merge slots: ((name)), ((leave)), ((link))."""

    send = models.ForeignKey(Send, models.CASCADE, related_name="wordings")
    language = models.CharField(max_length=20, default="en")
    format = models.CharField(max_length=20, default="standard")
    subject = models.CharField(max_length=300, blank=True, default="")
    text = models.TextField()
    html = models.TextField(blank=True, default="")

    class Personal:
        plain = {"send", "language", "format", "subject", "text", "html"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the mailing"

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["send", "language", "format"], name="wording_once"),
        ]

    def __str__(self) -> str:
        return f"{self.send_id}: {self.language}, {self.format}"


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
        DELIVERED = "delivered", "Delivered"
        SOFT = "bounced_soft", "Came back: try again later"
        HARD = "bounced_hard", "Came back: the address does not work"
        COMPLAINED = "complained", "Marked as unwanted"
        UNKNOWN = "unknown", "Not known"
        REJECTED = "rejected", "Refused by the mail server"
        SUPPRESSED = "suppressed", "Not sent: the person does not want it"
        EXPIRED = "expired", "Not sent: its time was over"
        CANCELLED = "cancelled", "Cancelled"

    Purpose = Purpose

    occasion = models.CharField(max_length=120, help_text="What it is about: told:111-first")
    channel = models.CharField(max_length=20, default="email")
    address_key = models.CharField(max_length=64)
    purpose = models.CharField(max_length=20, choices=Purpose, default=Purpose.SERVICE)
    letter = models.CharField(max_length=80, blank=True, default="", help_text="The letter's name: decisions/told")
    send = models.ForeignKey(Send, models.PROTECT, null=True, blank=True, related_name="deliveries", db_index=False)
    # These two follow from `send`, whose foreign key the database holds; holding all three costs a million rows half a minute.
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, db_constraint=False
    )
    wording = models.ForeignKey(
        Wording, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, db_constraint=False
    )
    person = models.UUIDField(null=True, blank=True)
    shared = models.BooleanField("several people share the address, so nobody is greeted by name", default=False)
    other_key = models.CharField("key of the person's other address, that is not used", max_length=64, blank=True, default="")
    audience = models.CharField(max_length=120, blank=True, default="")
    place = models.CharField(max_length=120, blank=True, default="")
    route = models.CharField(max_length=40, default="smtp")
    priority = models.PositiveSmallIntegerField(default=5)
    provider_ref = models.CharField("the provider's own number", max_length=120, blank=True, default="")
    closes_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.WAITING)
    reference = models.CharField(max_length=64)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=80, blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    reply = models.CharField("the mail server's last reply", max_length=300, blank=True, default="")
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    stage = models.GeneratedField(
        expression=models.Case(
            models.When(status="waiting", then=models.Value("waiting")),
            models.When(status__in=["unknown", "rejected"], then=models.Value("asks")),
            default=models.Value(""),
        ),
        output_field=models.CharField(max_length=20), db_persist=True,
    )  # fmt: skip

    class Personal:
        plain = {"occasion", "channel", "purpose", "letter", "stage", "send", "organisation", "wording", "person", "shared",
                 "audience", "place", "route", "priority", "provider_ref", "closes_at", "status", "reference", "attempts",
                 "not_before", "worker", "lease_until", "handed_at", "settled_at", "reply", "resolved_by"}  # fmt: skip
        identifying = {"address_key", "other_key"}
        special: set[str] = set()
        keep_for = "two years"

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["occasion", "channel", "address_key"], name="delivery_once"),
            models.UniqueConstraint(fields=["reference"], name="delivery_by_reference"),
        ]
        indexes = [
            # No index may rest on a column that changes while a message goes, or each step of it costs an entry in every index:
            # `stage` changes once when a worker takes it, and once more only if somebody must see to it.
            models.Index(fields=["route", "send", "id"], name="delivery_worklist", condition=Q(stage="waiting")),
            models.Index(fields=["occasion", "id"], name="delivery_asks", condition=Q(stage="asks")),
            models.Index(fields=["occasion", "other_key"], name="delivery_other_key", condition=~Q(other_key="")),
            models.Index(fields=["person"], name="delivery_by_person", condition=Q(person__isnull=False)),
            models.Index(fields=["send", "id"], name="delivery_by_send", condition=Q(send__isnull=False)),
            # Only providers give numbers; by SMTP it stays empty, so that no step of it costs an entry here.
            models.Index(fields=["provider_ref"], name="delivery_by_provider_ref", condition=~Q(provider_ref="")),
        ]

    def __str__(self) -> str:
        return f"{self.occasion} ({self.status})"


class Elsewhere(Record):
    """Somebody in a mailing's audience who has it already on this occasion: from whom, and by what message."""

    send = models.ForeignKey(Send, models.CASCADE, related_name="elsewhere", db_index=False)
    address_key = models.CharField(max_length=64)
    winner = models.ForeignKey(Delivery, models.CASCADE, related_name="+")
    audience = models.CharField(max_length=120, blank=True, default="")
    place = models.CharField(max_length=120, blank=True, default="")

    class Personal:
        plain = {"send", "winner", "audience", "place"}
        identifying = {"address_key"}
        special: set[str] = set()
        keep_for = "as long as the mailing"

    class Walls:
        through = "send"

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["send", "address_key"], name="elsewhere_once"),
        ]

    def __str__(self) -> str:
        return f"{self.send_id}: had by {self.winner_id}"


class Tally(Record):
    """How many messages of a mailing came to stand, or no longer stand, in a state: added up, the states of now.

    A trigger of the database writes it in the same transaction as the messages (see migration 0003), so that the sum is
    the rows' own, and a page need not count a million of them.
    """

    send = models.ForeignKey(Send, models.CASCADE, related_name="tallies")
    audience = models.CharField(max_length=120, blank=True, default="")
    place = models.CharField(max_length=120, blank=True, default="")
    status = models.CharField(max_length=20)
    number = models.IntegerField()

    class Personal:
        plain = {"send", "audience", "place", "status", "number"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the mailing"

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.send_id}: {self.number} {self.status}"


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
