"""What a hop did: its own words, what it sent, whom it says it reached, and what it heard back."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.cascades import rules
from antiphon.cascades.models.hops import Hop
from antiphon.cascades.models.plan import KEPT, Cascade
from antiphon.core.models import Record
from antiphon.delivery.models import Send
from antiphon.packs.models import Slot


class Filled(Record):
    """What an organisation wrote into one local slot of the pack."""

    hop = models.ForeignKey(Hop, models.CASCADE, related_name="filled")
    slot = models.ForeignKey(Slot, models.PROTECT, related_name="+")
    value = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"hop", "slot", "value", "written_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "hop"

    class Meta:
        ordering = ["slot__pk"]
        constraints = [models.UniqueConstraint(fields=["hop", "slot"], name="hop_slot_once")]

    def __str__(self) -> str:
        return f"{self.slot}: {self.hop}"


class Outgoing(Record):
    """The mailing by which a hop passes it on to its own people; without a hop it is the sender’s, to those nobody claimed."""

    cascade = models.ForeignKey(Cascade, models.CASCADE, related_name="outgoing")
    hop = models.ForeignKey(Hop, models.CASCADE, null=True, blank=True, related_name="outgoing")
    send = models.OneToOneField(Send, models.PROTECT, related_name="+")

    class Personal:
        plain = {"cascade", "hop", "send"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "cascade"

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.send}"


class Declared(Record):
    """Whom a lead says they reached by posters, screens and the like. It is never added to what was counted."""

    hop = models.ForeignKey(Hop, models.CASCADE, related_name="declared")
    channel = models.CharField(max_length=12, choices=list(rules.DECLARED.items()))
    number = models.PositiveIntegerField("about how many people")
    source = models.CharField("how they know", max_length=10, choices=list(rules.SOURCES.items()))
    note = models.CharField(max_length=200, blank=True)
    on = models.DateField()

    class Personal:
        plain = {"hop", "channel", "number", "source", "note", "on"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "hop"

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.number}"


class Reply(Record):
    """What came back up to the question of a cascade: an item with an owner, until it is done."""

    cascade = models.ForeignKey(Cascade, models.CASCADE, related_name="replies")
    hop = models.ForeignKey(Hop, models.CASCADE, related_name="replies")
    words = models.TextField(max_length=2000)
    status = models.CharField(max_length=6, choices=list(rules.REPLY_STATES.items()), default="new")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.TextField("what came of it", blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Personal:
        plain = {"cascade", "hop", "status", "owner", "outcome", "settled_at"}
        identifying: set[str] = set()
        special = {"words"}
        keep_for = KEPT

    class Walls:
        through = "cascade"

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(status__in=["new", "open"], settled_at__isnull=True)
                | Q(status__in=["done", "noted"], settled_at__isnull=False) & ~Q(outcome=""),
                name="reply_settled_with_words",
            ),
        ]
        indexes = [models.Index(fields=["cascade", "status"], name="reply_tracker")]

    def __str__(self) -> str:
        return f"Reply {self.pk}"
