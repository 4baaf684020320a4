"""Routes, and cascades with those who hand them on."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.audiences.models import Network
from antiphon.cascades import rules
from antiphon.core.models import Record
from antiphon.network.access import Way, organisations_of, ways_of
from antiphon.network.models import Organisation, User
from antiphon.packs.models import PackVersion
from antiphon.stakeholders.models import Message

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
    useful_until = models.DateField("the last day on which it is of use", null=True, blank=True)
    question = models.CharField("what we want to hear back", max_length=300)
    to_champions = models.BooleanField("champions get it too", default=False)
    status = models.CharField(max_length=8, choices=Status, default=Status.DRAFT)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    champions = models.ForeignKey(Message, models.SET_NULL, null=True, blank=True, related_name="+")  # what champions had
    reason = models.TextField("why it was recalled or corrected", blank=True)
    instead = models.TextField("what to do instead", blank=True)
    objects: ClassVar[Any] = CascadeSet.as_manager()

    class Personal:
        plain = {"owner", "version", "kind", "corrects", "again", "title", "priority", "opens_at", "ack_by", "publish_by",
                 "useful_until", "question", "to_champions", "status", "written_by", "started_at", "started_by", "ended_at",
                 "champions", "reason", "instead"}  # fmt: skip
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
