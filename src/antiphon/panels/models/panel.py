"""Panels, who shares them, what they should look like, and who is on them."""

import json
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.core.sealing import SealedField
from antiphon.network.access import Way, organisations_of, roles_of, ways_of
from antiphon.network.models import Organisation, User
from antiphon.network.roles import ROLES, Permission
from antiphon.panels.rules import Needs

KEPT = "until two years after they left, or until they ask us to erase it"


class SealedFacts(SealedField):
    """Facts by key (a dict of JSON), encrypted in the database."""

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(json.dumps(value, sort_keys=True) if value else "")

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        opened = super().from_db_value(value, expression, connection)
        return json.loads(opened) if opened else {}

    def to_python(self, value: Any) -> Any:
        return value


class PanelSet(models.QuerySet["Panel"]):
    def visible_to(self, user: User) -> Self:
        """Those that an organisation of the person owns or is a partner of."""
        mine = organisations_of(user)
        partners = PanelPartner.objects.filter(organisation__in=mine).values("panel")
        return self.filter(Q(owner__in=mine) | Q(pk__in=partners))

    def run_by(self, user: User) -> Self:
        """Those that the person runs: the same answer as `access.may` with PANEL_MANAGE, for many rows in one query."""
        mine = [
            organisation for organisation, roles in roles_of(user).items()
            if any(Permission.PANEL_MANAGE in ROLES[role].allows for role in roles)
        ]  # fmt: skip
        partners = PanelPartner.objects.filter(organisation__in=mine, way=PanelPartner.Way.CONTRIBUTES).values("panel")
        return self.filter(Q(owner__in=mine) | Q(pk__in=partners)) if user.is_active else self.none()


class Panel(Record):
    """People who said that we may ask them, kept in balance. One organisation owns it."""

    name = models.CharField(max_length=140)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    purpose = models.TextField("what it is for", blank=True)
    places = models.JSONField("the places it draws from", default=list, blank=True)
    term_months = models.PositiveSmallIntegerField("how long a term is, in months", default=24)
    cap = models.PositiveSmallIntegerField("asked at most so often in twelve months", default=4)
    offers = models.TextField("payment and expenses that are offered", blank=True)
    safeguarding = models.TextField("whom to tell when someone may be harmed", blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    objects: ClassVar[Any] = PanelSet.as_manager()

    class Personal:
        plain = {"name", "owner", "lead", "purpose", "places", "term_months", "cap", "offers", "safeguarding", "closed_at"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "five years after it closed"

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(term_months__gte=1), name="panel_term_has_a_length"),
            models.CheckConstraint(condition=Q(cap__gte=1), name="panel_cap_lets_one_ask"),
        ]

    def __str__(self) -> str:
        return self.name

    def ways_in(self) -> dict[int, Way]:
        """Return how each organisation stands to this panel."""
        return ways_of(self)


class PanelPartner(Record):
    """An organisation that shares a panel that another one owns."""

    class Way(models.TextChoices):
        CONTRIBUTES = "contributes", "Contributes: works with it as its own people's roles allow"
        READS = "reads", "Reads: sees what it looks like and changes nothing"

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    way = models.CharField(max_length=20, choices=Way, default=Way.CONTRIBUTES)

    class Personal:
        plain = {"panel", "organisation", "way"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the panel"

    class Meta:
        ordering = ["organisation__name"]
        constraints = [models.UniqueConstraint(fields=["panel", "organisation"], name="panel_partner_once")]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.way})"


class Target(Record):
    """The share of a panel that one category should have."""

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="targets")
    characteristic = models.CharField(max_length=40)
    category = models.CharField(max_length=80)
    share = models.DecimalField("in a hundred", max_digits=4, decimal_places=1)

    class Personal:
        plain = {"panel", "characteristic", "category", "share"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the panel"

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "characteristic", "category"], name="panel_target_once"),
            models.CheckConstraint(condition=Q(share__gte=0, share__lte=100), name="panel_target_is_a_share"),
        ]

    def __str__(self) -> str:
        return f"{self.characteristic}: {self.category} {self.share}%"


class MemberSet(models.QuerySet["Member"]):
    def standing(self) -> Self:
        """Those who have not left."""
        return self.filter(left_at__isnull=True)


class Member(Record):
    """One person on a panel, known here by a token. Name and address are kept in `people`."""

    class Left(models.TextChoices):
        ASKED = "asked", "They asked to leave"
        TERM = "term", "Their term ended"
        STAFF = "staff", "We took them off"

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="members")
    person = models.UUIDField(unique=True, editable=False)
    envelope = models.PositiveSmallIntegerField("which of those who share an address", default=1)
    person_key = models.CharField(max_length=64, blank=True, default="")
    profile: Any = SealedFacts(default=dict, blank=True)
    needs: Any = SealedFacts(default=dict, blank=True)
    needs_checked_on = models.DateField(null=True, blank=True)
    joined_on = models.DateField()
    term_ends_on = models.DateField()
    resting_since = models.DateField("asked not to be invited for now", null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    left_because = models.CharField(max_length=10, choices=Left, blank=True, default="")
    erased_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    objects: ClassVar[Any] = MemberSet.as_manager()

    class Personal:
        plain = {"panel", "person", "envelope", "needs_checked_on", "joined_on", "term_ends_on", "resting_since", "left_at",
                 "left_because", "erased_at", "added_by"}  # fmt: skip
        identifying = {"person_key"}
        special = {"profile", "needs"}
        keep_for = KEPT

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["panel", "person_key"], condition=Q(left_at__isnull=True) & ~Q(person_key=""), name="panel_member_once"
            ),
            models.CheckConstraint(condition=Q(term_ends_on__gte=models.F("joined_on")), name="panel_member_term_has_an_end"),
            models.CheckConstraint(condition=Q(left_at__isnull=True) ^ ~Q(left_because=""), name="panel_member_left_because"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(person_key="", profile="", needs="", left_at__isnull=False),
                name="panel_member_erased_is_blank",
            ),
        ]
        indexes = [models.Index(fields=["panel", "left_at", "term_ends_on"], name="panel_member_terms")]

    def __str__(self) -> str:
        return f"Member {self.pk}"

    @property
    def access(self) -> Needs:
        """What this person needs from us, each time."""
        return Needs.read(self.needs)
