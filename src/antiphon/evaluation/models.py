"""Assessments, the mark of each item, and how they stood on a day."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.evaluation.rules import KINDS
from antiphon.network.access import Way, organisations_of
from antiphon.network.models import Organisation, User

AS_LONG = "as long as the assessment"


class AssessmentSet(models.QuerySet["Assessment"]):
    def visible_to(self, user: User) -> Self:
        """Those of the person's own organisations, and those that others share with everyone who works here."""
        mine = organisations_of(user)
        if not mine:
            return self.none()
        return self.filter(Q(organisation__in=mine) | Q(visibility=Assessment.Visibility.PARTNERS))


class Assessment(Record):
    """A checklist of one plan, or the success factors of one place. It is filled in over time."""

    class Visibility(models.TextChoices):
        OWN = "own", "Only our organisation"
        PARTNERS = "partners", "Everyone who works in this Antiphon: they may lay it beside theirs"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=[(kind.key, kind.title) for kind in KINDS.values()])
    title = models.CharField("which plan, or which place", max_length=140)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.OWN)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    objects: ClassVar[Any] = AssessmentSet.as_manager()

    class Personal:
        plain = {"organisation", "kind", "title", "visibility", "started_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "six years after its last snapshot"

    class Walls:
        through = "organisation"
        shown = "visibility = 'partners' and cardinality((select antiphon_mine())) > 0"

    class Meta:
        ordering = ["title", "pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "kind", "title"], name="assessment_once")]

    def __str__(self) -> str:
        return self.title

    def ways_in(self) -> dict[int, Way]:
        return {self.organisation_id: Way.OWNER}


class Mark(Record):
    """Where one item stands. `version` counts its changes, so that two who write at once do not write over each other."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="marks")
    item = models.CharField(max_length=40)
    value = models.PositiveSmallIntegerField(default=0)
    evidence = models.TextField("what shows it", blank=True)
    owner = models.CharField("who sees to it: a role or a team", max_length=120, blank=True)
    due_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    marked_at = models.DateTimeField(auto_now=True)

    class Personal:
        plain = {"assessment", "item", "value", "evidence", "owner", "due_on", "version", "marked_by", "marked_at"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = AS_LONG

    class Walls:
        through = "assessment"
        shown = "assessment"

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["assessment", "item"], name="mark_once")]

    def __str__(self) -> str:
        return f"{self.item}: {self.value}"


class Snapshot(Record):
    """How an assessment stood on a day. It is never changed."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="snapshots")
    taken_on = models.DateField()
    edition = models.CharField(max_length=10)
    marks = models.JSONField("each item: value, evidence, owner, day", default=dict)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"assessment", "taken_on", "edition", "marks", "taken_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = AS_LONG

    class Walls:
        through = "assessment"
        shown = "assessment"

    class Meta:
        ordering = ["-taken_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["assessment", "taken_on"], name="snapshot_once_a_day")]

    def __str__(self) -> str:
        return f"{self.assessment}, {self.taken_on}"

    @property
    def values(self) -> dict[str, int]:
        return {key: int(mark["value"]) for key, mark in self.marks.items()}
