"""What stands in the calendar beside the work: awareness days and elections; and what was said about clashes."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from antiphon.campaigns.models.plan import KEPT, Campaign
from antiphon.core.models import Record
from antiphon.network.models import Organisation


class AwarenessDay(Record):
    """A day or week that others keep, with where the fact comes from. Those that everyone keeps stand in `almanac`."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="who wrote it down")
    name = models.CharField(max_length=140)
    starts_on = models.DateField()
    ends_on = models.DateField()
    groups = models.JSONField("whom it is about", default=list, blank=True)
    source = models.CharField("who keeps it, and where that is written", max_length=300)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"organisation", "name", "starts_on", "ends_on", "groups", "source", "written_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "for good: such days are public facts"

    class Walls:
        through = "organisation"
        shown = "antiphon_by_staff()"

    class Meta:
        ordering = ["starts_on", "name"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["name", "starts_on"], name="awareness_day_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="awareness_day_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return self.name


class Election(Record):
    """A poll in a council area, and the days before it in which new publicity waits."""

    area = models.CharField("code of the council area", max_length=20)
    area_name = models.CharField(max_length=140)
    name = models.CharField("what is elected", max_length=140)
    starts_on = models.DateField("first day of the pre-election period")
    poll_on = models.DateField("day of the poll")
    counted = models.BooleanField("the first day was counted back from the poll", default=False)
    source = models.CharField(max_length=300)

    class Personal:
        plain = {"area", "area_name", "name", "starts_on", "poll_on", "counted", "source"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "for good: elections are public facts"

    class Walls:
        open = "elections are public facts, loaded by the operator"

    class Meta:
        ordering = ["poll_on", "area_name", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["area", "poll_on", "name"], name="election_once"),
            models.CheckConstraint(condition=Q(poll_on__gte=F("starts_on")), name="election_after_its_period_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.area_name}, {self.poll_on}"


class ElectionOverride(Record):
    """A named person lets a campaign begin in a pre-election period, and says why. Rows are only ever added."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="overrides")
    election = models.ForeignKey(Election, models.PROTECT, related_name="+")
    because = models.TextField(max_length=2000)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"campaign", "election", "because", "said_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "campaign"
        public = "none"

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["campaign", "election"], name="election_override_once")]

    def __str__(self) -> str:
        return f"{self.campaign} in spite of {self.election}"


class ClashAnswer(Record):
    """What the owner of a campaign does about a clash with something else in the calendar."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="clash_answers")
    kind = models.CharField("the other's kind in the calendar", max_length=20)
    key = models.CharField("the other's key in the calendar", max_length=80)
    title = models.CharField("the other's title", max_length=200)
    words = models.TextField("what we do about it", max_length=1000)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"campaign", "kind", "key", "title", "words", "said_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "campaign"
        public = "none"

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["campaign", "kind", "key"], name="clash_answered_once")]

    def __str__(self) -> str:
        return f"{self.campaign} and {self.title}"
