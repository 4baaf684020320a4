"""What is done in a campaign, by whom, and what came of it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from antiphon.campaigns.models.plan import KEPT, Campaign, Objective
from antiphon.campaigns.rules import CHANNELS, DUTIES, STAGES, UNITS
from antiphon.core.models import Record
from antiphon.network.models import Organisation


class Activity(Record):
    """One thing that is done: by which partner, by which channel, when. Its lead is the `Duty` of that kind."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        DOING = "doing", "Under way"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="activities")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="who does it")
    title = models.CharField(max_length=140)
    words = models.TextField("what is done", max_length=1000, blank=True)
    channel = models.CharField(max_length=20, choices=[(key, one.title) for key, one in CHANNELS.items()])
    groups = models.JSONField("whom it is for", default=list, blank=True, help_text="keys; none for those of the campaign")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)

    class Personal:
        plain = {"campaign", "organisation", "title", "words", "channel", "groups", "starts_on", "ends_on", "status"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "campaign"
        public = "none"
        shown = "campaign"  # their days stand in the calendar of all partners with the campaign

    class Meta:
        ordering = ["starts_on", "pk"]
        verbose_name_plural = "activities"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["campaign", "title"], name="campaign_activity_once"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="activity_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Duty(Record):
    """Who leads, approves, contributes to or hears of an activity. It has exactly one lead, and a lead is a person."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="duties")
    role = models.CharField(max_length=12, choices=list(DUTIES.items()))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"activity", "role", "organisation", "user"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "activity"
        public = "none"

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "duties"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["activity"], condition=Q(role="lead"), name="activity_has_one_lead"),
            models.UniqueConstraint(
                fields=["activity", "role", "organisation", "user"], name="duty_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=~Q(role="lead") | Q(user__isnull=False), name="a_lead_is_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.user or self.organisation}"


class Output(Record):
    """Something that was put out: so many posters, letters, views. It has one owner and one key, so that it is counted once."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="outputs")
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, blank=True, related_name="outputs")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="whose it is")
    key = models.SlugField("the key by which all partners know it", max_length=60)
    what = models.CharField(max_length=200)
    unit = models.CharField(max_length=20, choices=[(key, words) for key, (_, words) in UNITS.items()])
    number = models.PositiveBigIntegerField()
    estimate = models.BooleanField("whether the number is an estimate", default=False)
    on = models.DateField("when, or by when it was counted")
    source = models.CharField("how it was counted", max_length=300)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"campaign", "activity", "organisation", "key", "what", "unit", "number", "estimate", "on", "source",
                 "reported_by"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "campaign"
        public = "none"

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["campaign", "key"], name="output_counted_once")]

    def __str__(self) -> str:
        return self.what


class Credit(Record):
    """A partner that took part in an output of another: named, and not counted again."""

    output = models.ForeignKey(Output, models.CASCADE, related_name="credits")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    did = models.CharField("what it did", max_length=200)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"output", "organisation", "did", "said_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "output"
        public = "none"

    class Meta:
        ordering = ["organisation__name"]
        constraints = [models.UniqueConstraint(fields=["output", "organisation"], name="credit_once")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.did}"


class Result(Record):
    """What came of it: a value of an objective, or words about a stage, with its source. Or why a stage was not measured."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="results")
    stage = models.CharField(max_length=10, choices=[(key, one.title) for key, one in STAGES.items()])
    objective = models.ForeignKey(Objective, models.PROTECT, null=True, blank=True, related_name="results")
    measured = models.BooleanField(default=True)
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    words = models.TextField("what was found, or why it was not measured", max_length=2000, blank=True)
    on = models.DateField()
    source = models.CharField(max_length=300, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"campaign", "stage", "objective", "measured", "value", "words", "on", "source", "entered_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "campaign"
        public = "none"

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(measured=True) & ~Q(source="") & (Q(value__isnull=False) | ~Q(words="")))
                | (Q(measured=False, value__isnull=True) & ~Q(words="")),
                name="result_has_a_source_or_a_reason",
            ),
            models.CheckConstraint(condition=Q(value__isnull=True) | Q(objective__isnull=False), name="result_of_an_objective"),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}, {self.on}"
