"""The joint contact point, and the partners behind it."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.network.access import Way, organisations_of, ways_of
from antiphon.network.models import Organisation, User


class ContactPointSet(models.QuerySet["ContactPoint"]):
    def visible_to(self, user: User) -> Self:
        """Those that an organisation of the person runs or is a partner of."""
        mine = organisations_of(user)
        partners = ContactPartner.objects.filter(organisation__in=mine).values("contact")
        return self.filter(Q(owner__in=mine) | Q(pk__in=partners))


class ContactPoint(Record):
    """Where anyone may ask all the partners: one name, number, mailbox and form. Only one is open at a time.

    What the public reads of it is approved by a second person: until then a change waits in `proposed`.
    """

    name = models.CharField(max_length=140)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    line = models.CharField("number to ring", max_length=40, blank=True)
    mailbox = models.EmailField("mailbox", max_length=254, blank=True)
    post_to = models.CharField("where to write", max_length=300, blank=True)
    hours = models.CharField("when somebody is there", max_length=140, blank=True)
    proposed = models.JSONField("what shall be said instead", default=dict, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    proposers: ClassVar[Any] = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")  # all who wrote what waits
    proposed_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    only = models.BooleanField(default=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    objects: ClassVar[Any] = ContactPointSet.as_manager()

    class Personal:
        plain = {"name", "owner", "line", "mailbox", "post_to", "hours", "proposed", "proposed_by", "proposers", "proposed_at",
                 "approved_at", "only", "closed_at"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "for good: it was public"

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["only"], condition=Q(closed_at__isnull=True), name="contact_point_only_one_open"),
            models.CheckConstraint(
                condition=Q(proposed_by__isnull=True, proposed_at__isnull=True)
                | Q(proposed_by__isnull=False, proposed_at__isnull=False),
                name="contact_point_proposed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def ways_in(self) -> dict[int, Way]:
        """Return how each organisation stands to it."""
        return ways_of(self)


class ContactPartner(Record):
    """An organisation that answers at a contact point which another one runs."""

    class Way(models.TextChoices):
        CONTRIBUTES = "contributes", "Answers: its people write and sign answers, and answer enquiries"
        READS = "reads", "Reads: its people see the answers and change nothing"

    contact = models.ForeignKey(ContactPoint, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    way = models.CharField(max_length=20, choices=Way, default=Way.CONTRIBUTES)

    class Personal:
        plain = {"contact", "organisation", "way"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the contact point"

    class Walls:
        through = "contact"
        public = "read"

    class Meta:
        ordering = ["organisation__name"]
        constraints = [models.UniqueConstraint(fields=["contact", "organisation"], name="contact_partner_once")]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.way})"
