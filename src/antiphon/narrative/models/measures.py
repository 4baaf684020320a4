"""What the narrative claims, how each claim is measured, and what is seen."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.narrative.models.clauses import Clause
from antiphon.narrative.models.narrative import KEPT, Narrative


class Measure(Record):
    """Something that can be counted again and again, so that a claim can be checked."""

    class Better(models.TextChoices):
        UP = "up", "Higher is better"
        DOWN = "down", "Lower is better"
        NEITHER = "neither", "Neither: we only watch it"

    narrative = models.ForeignKey(Narrative, models.CASCADE, related_name="measures")
    name = models.CharField(max_length=160)
    unit = models.CharField("what a number means", max_length=60)
    source = models.CharField("where the numbers come from", max_length=200)
    better = models.CharField(max_length=10, choices=Better, default=Better.UP)
    is_pulse = models.BooleanField("asks people whether they understand what is changing", default=False)
    rebased_on = models.DateField("limits are drawn anew from this day", null=True, blank=True)
    rebased_why = models.CharField("what changed on that day", max_length=200, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"narrative", "name", "unit", "source", "better", "is_pulse", "rebased_on", "rebased_why", "written_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "narrative"
        public = "none"

    class Meta:
        ordering = ["name", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["narrative", "name"], name="narrative_measure_once"),
            models.CheckConstraint(
                condition=Q(rebased_on__isnull=True, rebased_why="") | (Q(rebased_on__isnull=False) & ~Q(rebased_why="")),
                name="narrative_rebased_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Point(Record):
    """One number of a measure: the value on a day, and of how many people where it is a share."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="points")
    on = models.DateField()
    value = models.DecimalField(max_digits=12, decimal_places=2)
    people = models.PositiveIntegerField("how many people it comes from", null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"measure", "on", "value", "people", "written_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "measure"
        public = "none"

    class Meta:
        ordering = ["on", "pk"]
        constraints = [models.UniqueConstraint(fields=["measure", "on"], name="narrative_point_once")]

    def __str__(self) -> str:
        return f"{self.measure}, {self.on}"


class Claim(Record):
    """Words of a clause that say something will be better. A claim is measured, marked as an aspiration, or taken out."""

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="claims")
    words = models.CharField("the words of the clause", max_length=400)
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="claims")
    aspiration = models.BooleanField("what we hope for, and do not promise", default=False)
    listed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"clause", "words", "measure", "aspiration", "listed_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "clause"
        public = "none"

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["clause", "words"], name="narrative_claim_once"),
            models.CheckConstraint(condition=Q(measure__isnull=True) | Q(aspiration=False), name="narrative_claim_is_one_kind"),
        ]

    def __str__(self) -> str:
        return self.words


class Evidence(Record):
    """What shows that a promise behind an I-statement is kept, or not yet. Rows are only ever added."""

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="evidence")
    words = models.TextField()
    on = models.DateField()
    link = models.URLField(max_length=500, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"clause", "words", "on", "link", "written_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "clause"
        public = "none"

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.clause}, {self.on}"
