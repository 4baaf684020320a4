"""Cascades, the hops that they take, who leads each, what was filled in, what came of it and what came back up."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.audiences.models import Network
from antiphon.cascades import rules
from antiphon.core.models import Record
from antiphon.delivery.models import Send
from antiphon.network.access import Way, organisations_of, ways_of
from antiphon.network.models import Organisation, User
from antiphon.packs.models import PackVersion, Slot

KEPT = "six years after the cascade ended"


class Route(Record):
    """Who hands on to whom, as a rule: from an organisation to another one, or to a network. Routes never make a circle."""

    above = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="+")
    network = models.ForeignKey(Network, models.CASCADE, null=True, blank=True, related_name="+")
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"above", "organisation", "network", "lead", "deputy", "written_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "until it is taken away"

    class Walls:
        through = "above"
        shown = "antiphon_by_staff()"  # who hands on to whom is asked before a circle could be made

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["above", "organisation"], condition=Q(organisation__isnull=False),
                                    name="route_to_organisation_once"),
            models.UniqueConstraint(fields=["above", "network"], condition=Q(network__isnull=False),
                                    name="route_to_network_once"),
            models.CheckConstraint(
                condition=Q(organisation__isnull=True, network__isnull=False)
                | Q(organisation__isnull=False, network__isnull=True, lead__isnull=False),
                name="route_leads_to_one",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=True) | ~Q(organisation=models.F("above")), name="route_leads_away"
            ),
            models.CheckConstraint(
                condition=Q(deputy__isnull=True) | ~Q(deputy=models.F("lead")), name="route_deputy_is_another"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.above} to {self.organisation or self.network}"

    def ways_in(self) -> dict[int, Way]:
        return {self.above_id: Way.OWNER}


class CascadeSet(models.QuerySet["Cascade"]):
    def visible_to(self, user: User) -> Self:
        """Those that the person's organisations send or hand on."""
        mine = organisations_of(user)
        return self.filter(Q(owner__in=mine) | Q(pk__in=Partner.objects.filter(organisation__in=mine).values("cascade")))


class Cascade(Record):
    """One approved version of a pack on its way. A correction is a cascade of its own that names the one before."""

    class Kind(models.TextChoices):
        ALERT = "alert", "Announcement"
        UPDATE = "update", "Correction"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        RUNNING = "running", "Running"
        REPLACED = "replaced", "Corrected by a newer one"
        RECALLED = "recalled", "Recalled"
        CLOSED = "closed", "Ended"

    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    version = models.ForeignKey(PackVersion, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.ALERT)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="corrected_by")
    again = models.BooleanField("leads have to acknowledge it again: locked words changed", default=False)
    title = models.CharField("its name on lists", max_length=160)
    priority = models.CharField(max_length=8, choices=list(rules.PRIORITIES.items()), default="routine")
    opens_at = models.DateTimeField("leads have it from")
    ack_by = models.DateTimeField("leads say that they have it, by")
    publish_by = models.DateTimeField("it is passed on, by")
    question = models.CharField("what we want to hear back", max_length=300)
    to_champions = models.BooleanField("champions get it too", default=False)
    status = models.CharField(max_length=8, choices=Status, default=Status.DRAFT)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField("why it was recalled or corrected", blank=True)
    instead = models.TextField("what to do instead", blank=True)
    objects: ClassVar[Any] = CascadeSet.as_manager()

    class Personal:
        plain = {"owner", "version", "kind", "corrects", "again", "title", "priority", "opens_at", "ack_by", "publish_by",
                 "question", "to_champions", "status", "written_by", "started_at", "started_by", "ended_at", "reason",
                 "instead"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Meta:
        ordering = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(ack_by__gt=models.F("opens_at")), name="cascade_leaves_time_to_answer"),
            models.CheckConstraint(condition=Q(publish_by__gte=models.F("ack_by")), name="cascade_passed_on_after_answered"),
            models.CheckConstraint(
                condition=Q(started_at__isnull=True, started_by__isnull=True, status="draft")
                | Q(started_at__isnull=False, started_by__isnull=False) & ~Q(status="draft"),
                name="cascade_started_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(kind="alert", corrects__isnull=True) | Q(kind="update", corrects__isnull=False),
                name="cascade_correction_names_what",
            ),
            models.CheckConstraint(condition=~Q(status="recalled") | ~Q(reason=""), name="cascade_recalled_with_a_reason"),
        ]
        indexes = [models.Index(fields=["status", "opens_at"], name="cascade_worklist")]

    def __str__(self) -> str:
        return self.title

    def ways_in(self) -> dict[int, Way]:
        """Return how each organisation stands to it: who sends it, and those that hand it on."""
        return ways_of(self)

    @property
    def occasion(self) -> str:
        """Return what makes “nobody twice”: all organisations send under it."""
        return f"cascade:{self.pk}"


class Partner(Record):
    """An organisation that hands a cascade on, and so may see it."""

    cascade = models.ForeignKey(Cascade, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    way = models.CharField(max_length=12, choices=[("contributes", "Hands it on")], default="contributes")

    class Personal:
        plain = {"cascade", "organisation", "way"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "cascade"

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["cascade", "organisation"], name="cascade_partner_once")]

    def __str__(self) -> str:
        return f"{self.organisation} in {self.cascade}"


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
        keep_for = KEPT

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
