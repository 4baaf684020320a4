"""The hops that a cascade takes: where each came from, who leads it, and what its leads were sent."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.audiences.models import Network
from antiphon.cascades import rules
from antiphon.cascades.models.plan import KEPT, Cascade
from antiphon.core.models import Record
from antiphon.network.access import Way
from antiphon.network.models import Organisation


class Hop(Record):
    """One organisation, network or group on the way. A second path to it adds where it came from, and nothing else."""

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", "Organisation"
        NETWORK = "network", "Network"
        GROUP = "group", "Group that a lead passed it to"

    class Turn(models.TextChoices):
        LEAD = "lead", "The lead"
        DEPUTY = "deputy", "The deputy"
        SENDER = "sender", "The sender"

    class As(models.TextChoices):
        LEAD = "lead", "the lead"
        DEPUTY = "deputy", "the deputy"
        COLLEAGUE = "colleague", "a colleague there"
        SENDER = "sender", "the sender, who rang them"
        BEFORE = "before", "their word on the version before"

    cascade = models.ForeignKey(Cascade, models.CASCADE, related_name="hops")
    kind = models.CharField(max_length=12, choices=Kind)
    keeper = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # the organisation, or whose network it is
    network = models.ForeignKey(Network, models.SET_NULL, null=True, blank=True, related_name="+")
    address_key = models.CharField(max_length=64, blank=True, default="")
    name = models.CharField("its name when it was offered", max_length=200)
    estimate = models.PositiveIntegerField("how many it may reach: an estimate", null=True, blank=True)
    estimate_source = models.CharField("where the estimate comes from", max_length=300, blank=True)
    estimate_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=16, choices=[(one.key, one.title) for one in rules.STATES.values()], default="planned")
    turn = models.CharField("whose turn it is", max_length=8, choices=Turn, default=Turn.LEAD)
    offered_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField("until when its lead has time", null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_as = models.CharField("who acknowledged it", max_length=10, choices=As, blank=True, default="")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField("declined, not for them, or withdrawn", null=True, blank=True)
    reason = models.CharField("why they do not hand it on", max_length=500, blank=True)
    heard_at = models.DateTimeField("said that they have the recall or correction", null=True, blank=True)

    class Personal:
        plain = {"cascade", "kind", "keeper", "network", "name", "estimate", "estimate_source", "estimate_on", "state", "turn",
                 "offered_at", "answer_by", "seen_at", "acknowledged_at", "acknowledged_as", "approved_at", "approved_by",
                 "published_at",
                 "reported_at", "ended_at", "reason", "heard_at"}  # fmt: skip
        identifying = {"address_key"}
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "cascade"

    class Meta:
        ordering = ["name", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["cascade", "keeper"], condition=Q(kind="organisation"), name="hop_organisation_once"),
            models.UniqueConstraint(fields=["cascade", "network"], condition=Q(kind="network"), name="hop_network_once"),
            models.UniqueConstraint(fields=["cascade", "address_key"], condition=~Q(address_key=""), name="hop_group_once"),
            models.CheckConstraint(condition=Q(state="planned") | Q(offered_at__isnull=False) | Q(state="withdrawn"),
                                   name="hop_offered_at_a_time"),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="hop_declined_with_a_reason"),
            models.CheckConstraint(condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                                   | Q(approved_at__isnull=False, approved_by__isnull=False), name="hop_approved_by_somebody"),
            models.CheckConstraint(condition=Q(acknowledged_at__isnull=True) ^ ~Q(acknowledged_as=""),
                                   name="hop_acknowledged_by_somebody"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["cascade", "state"], name="hop_by_state")]

    def __str__(self) -> str:
        return self.name

    def ways_in(self) -> dict[int, Way]:
        """Return who may do its work: its own people, and those who sent the cascade."""
        return {self.keeper_id: Way.OWNER, self.cascade.owner_id: Way.OWNER}

    @property
    def looks(self) -> rules.State:
        return rules.STATES[self.state]


class Path(Record):
    """Where a hop came from: another hop, or the sender (none)."""

    hop = models.ForeignKey(Hop, models.CASCADE, related_name="paths")
    via = models.ForeignKey(Hop, models.CASCADE, null=True, blank=True, related_name="onward")

    class Personal:
        plain = {"hop", "via"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "hop"

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["hop", "via"], nulls_distinct=False, name="hop_path_once")]

    def __str__(self) -> str:
        return f"{self.hop} from {self.via or 'the sender'}"


class Lead(Record):
    """The lead of a hop, or their deputy: by token, and by account where they have one."""

    hop = models.ForeignKey(Hop, models.CASCADE, related_name="leads")
    part = models.CharField(max_length=8, choices=[("lead", "Lead"), ("deputy", "Deputy")])
    person = models.UUIDField(editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"hop", "part", "person", "user"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "two years after it was to be passed on; of a network, as long as they lead it"

    class Walls:
        through = "hop"

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["hop", "part"], name="hop_lead_once")]

    def __str__(self) -> str:
        return f"{self.get_part_display()} of {self.hop}"


class Notice(Record):
    """A letter to a lead or deputy: each kind goes once. Without an address, somebody rings them instead."""

    class Kind(models.TextChoices):
        OFFER = "offer", "The announcement"
        HALF = "half", "Reminder at half of the time"
        NINETY = "ninety", "Reminder at nine tenths of the time"
        DEPUTY = "deputy", "To the deputy, since the lead did not answer"
        SENDER = "sender", "Back to the sender, since nobody answered"
        UPDATE = "update", "Correction"
        RECALL = "recall", "Recall"

    hop = models.ForeignKey(Hop, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=8, choices=Kind)
    part = models.CharField("to whom", max_length=8, choices=Hop.Turn)
    by_hand = models.BooleanField("they have no e-mail address: ring them", default=False)
    rung_at = models.DateTimeField(null=True, blank=True)
    rung_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"hop", "kind", "part", "by_hand", "rung_at", "rung_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "hop"

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["hop", "kind", "part"], name="hop_notice_once"),
            models.CheckConstraint(condition=Q(rung_at__isnull=True, rung_by__isnull=True)
                                   | Q(rung_at__isnull=False, rung_by__isnull=False), name="hop_notice_rung_by_somebody"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.hop}"
