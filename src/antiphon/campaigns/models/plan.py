"""A campaign and the parts of its plan."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from antiphon.campaigns.rules import CHANNELS, FORMATS
from antiphon.core.models import Record
from antiphon.network.access import Way, organisations_of, ways_of
from antiphon.network.models import Organisation, User

KEPT = "six years after the campaign ended"


class CampaignSet(models.QuerySet["Campaign"]):
    def visible_to(self, user: User) -> Self:
        """Those that an organisation of the person owns or is a partner of."""
        mine = organisations_of(user)
        partners = CampaignPartner.objects.filter(organisation__in=mine).values("campaign")
        return self.filter(Q(owner__in=mine) | Q(pk__in=partners))


class Campaign(Record):
    """What partners want to change together, with its plan. One organisation owns it; another person than its writers signs."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        READY = "ready", "Ready"
        LIVE = "live", "Live"
        ENDED = "ended", "Ended"

    title = models.CharField(max_length=140)
    slug = models.SlugField("address", max_length=80, unique=True)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    template = models.CharField("the template that it began with", max_length=40, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    summary = models.TextField("what it is about", max_length=1000, blank=True)
    insight = models.TextField("what we know about the people it is for", max_length=4000, blank=True)
    strategy = models.TextField("how we go about it", max_length=4000, blank=True)
    scoring = models.TextField("how we will know", max_length=4000, blank=True)
    groups = models.JSONField("whom it is for", default=list, blank=True, help_text="keys of `network/groups.py`")
    places = models.JSONField("where", default=list, blank=True, help_text="names of places; none for everywhere")
    areas = models.JSONField("the council areas that it runs in", default=list, blank=True, help_text="codes of areas")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    in_calendar = models.BooleanField("whether all partners see its title, people and days in the calendar", default=True)
    essential = models.BooleanField("whether people come to harm if it waits", default=False)
    essential_because = models.TextField("why it cannot wait", max_length=1000, blank=True)
    digital_because = models.TextField("why a way without the internet is not needed", max_length=1000, blank=True)
    writers: ClassVar[Any]
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")  # all who wrote any of the plan
    live_at = models.DateTimeField(null=True, blank=True)
    live_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    objects: ClassVar[Any] = CampaignSet.as_manager()

    class Personal:
        plain = {"title", "slug", "owner", "lead", "template", "status", "summary", "insight", "strategy", "scoring", "groups",
                 "places", "areas", "starts_on", "ends_on", "in_calendar", "essential", "essential_because", "digital_because",
                 "writers", "live_at", "live_by", "ended_at", "ended_by"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Meta:
        ordering = ["-starts_on", "title", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="campaign_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(live_at__isnull=True, live_by__isnull=True) | Q(live_at__isnull=False, live_by__isnull=False),
                name="campaign_live_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="campaign_ended_by_somebody",
            ),
            models.CheckConstraint(condition=Q(essential=False) | ~Q(essential_because=""), name="campaign_essential_says_why"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "ready"]) | Q(live_at__isnull=False), name="campaign_live_was_signed"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def ways_in(self) -> dict[int, Way]:
        """Return how each organisation stands to this campaign."""
        return ways_of(self)


class CampaignPartner(Record):
    """An organisation that takes part."""

    class Way(models.TextChoices):
        CONTRIBUTES = "contributes", "Takes part: does activities and reports on them"
        READS = "reads", "Reads the plan and changes nothing"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    way = models.CharField(max_length=20, choices=Way, default=Way.CONTRIBUTES)

    class Personal:
        plain = {"campaign", "organisation", "way"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "campaign"
        public = "none"

    class Meta:
        ordering = ["organisation__name"]
        constraints = [models.UniqueConstraint(fields=["campaign", "organisation"], name="campaign_partner_once")]

    def __str__(self) -> str:
        return str(self.organisation)


class Objective(Record):
    """What will be different, by how much and by when. It can be measured once nothing of this is empty."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="objectives")
    words = models.CharField("what will be different", max_length=300)
    measure = models.CharField("what is counted", max_length=300, blank=True)
    unit = models.CharField("in what", max_length=40, blank=True)
    baseline = models.DecimalField("where it stands now", max_digits=14, decimal_places=2, null=True, blank=True)
    baseline_source = models.CharField("where the baseline comes from", max_length=300, blank=True)
    target = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    due_on = models.DateField("by when", null=True, blank=True)

    class Personal:
        plain = {"campaign", "words", "measure", "unit", "baseline", "baseline_source", "target", "due_on"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "campaign"
        public = "none"

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.words

    @property
    def missing(self) -> list[str]:
        """Return what is missing before it can be measured, in words."""
        parts = (("what is counted", self.measure), ("the baseline", self.baseline is not None),
                 ("where the baseline comes from", self.baseline_source), ("the target", self.target is not None),
                 ("the day", self.due_on))  # fmt: skip
        return [words for words, there in parts if not there]

    @property
    def measurable(self) -> bool:
        return not self.missing


class Source(Record):
    """Where something that we know about the people comes from. Kind and key name the row that it was taken from, if any."""

    class Kind(models.TextChoices):
        ENGAGEMENT = "engagement", "An engagement of ours"
        THEME = "theme", "A theme: what people told us"
        LIBRARY = "library", "The library"
        OTHER = "other", "Something else"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="sources")
    kind = models.CharField(max_length=12, choices=Kind)
    key = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=200)
    says = models.TextField("what it tells us", max_length=1000)
    link = models.CharField(max_length=300, blank=True)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"campaign", "kind", "key", "title", "says", "link", "named_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "campaign"
        public = "none"

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class CampaignAudience(Record):
    """People whom the campaign is for, and the ways by which it reaches them: a row of the channel matrix."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="audiences")
    name = models.CharField("who they are", max_length=140)
    group = models.CharField("as the common list calls them", max_length=20, blank=True)
    need = models.TextField("what stands in their way", max_length=1000, blank=True)
    channels = models.JSONField(default=list, help_text=f"keys of `rules.CHANNELS`: {', '.join(CHANNELS)}")
    formats = models.JSONField(default=list, help_text=f"keys of `rules.FORMATS`: {', '.join(FORMATS)}")

    class Personal:
        plain = {"campaign", "name", "group", "need", "channels", "formats"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "campaign"
        public = "none"

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["campaign", "name"], name="campaign_audience_once")]

    def __str__(self) -> str:
        return self.name


class Contribution(Record):
    """What a partner puts in: money, hours, things or rooms. The budget is the sum, with what is in kind kept apart."""

    class Kind(models.TextChoices):
        MONEY = "money", "Money"
        HOURS = "hours", "Hours of work"
        KIND = "kind", "Things or rooms, in kind"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="contributions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    what = models.CharField(max_length=200)
    amount = models.DecimalField("pounds, or hours", max_digits=12, decimal_places=2)
    source = models.CharField("how it was worked out", max_length=300)

    class Personal:
        plain = {"campaign", "organisation", "kind", "what", "amount", "source"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "campaign"
        public = "none"

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="campaign_contribution_not_negative")]

    def __str__(self) -> str:
        return self.what


class Risk(Record):
    """What could go wrong, how likely and how bad it is, and what is done about it."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="risks")
    words = models.CharField("what could go wrong", max_length=300)
    likely = models.PositiveSmallIntegerField("how likely, from 1 to 5", default=3)
    bad = models.PositiveSmallIntegerField("how bad, from 1 to 5", default=3)
    answer = models.TextField("what we do about it", max_length=1000, blank=True)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    look_on = models.DateField("when we look at it again")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"campaign", "words", "likely", "bad", "answer", "holder", "look_on", "closed_at", "closed_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "campaign"
        public = "none"

    class Meta:
        ordering = ["closed_at", "look_on", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(likely__range=(1, 5), bad__range=(1, 5)), name="campaign_risk_from_1_to_5"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="campaign_risk_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def size(self) -> int:
        return self.likely * self.bad


class CoProducer(Record):
    """People who use services and made the plan with us: by their role, never by name."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="producers")
    role = models.CharField("in what role: never a name", max_length=140)
    number = models.PositiveSmallIntegerField("how many people", default=1)
    through = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateField("when they began")

    class Personal:
        plain = {"campaign", "role", "number", "through", "since"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "campaign"
        public = "none"

    class Meta:
        ordering = ["since", "pk"]
        constraints = [models.UniqueConstraint(fields=["campaign", "role"], name="campaign_producer_once")]

    def __str__(self) -> str:
        return self.role


class PlanChange(Record):
    """One change of the plan, credited by role: to those who made it with us, or to the staff who wrote it. Only ever added."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="changes")
    on = models.DateField()
    words = models.CharField("what changed", max_length=500)
    because = models.CharField("why", max_length=500, blank=True)
    producer = models.ForeignKey(CoProducer, models.PROTECT, null=True, blank=True, related_name="changes")
    credit = models.CharField("the role to which it is credited", max_length=200)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"campaign", "on", "words", "because", "producer", "credit", "changed_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "campaign"
        public = "none"

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.words
