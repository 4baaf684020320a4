"""What we ask: engagements, their partners, more time, and the duty test."""

import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from antiphon.core.keeping import NAMES, WORDS
from antiphon.core.models import Record
from antiphon.engagement.rules import LIMBS, SECTIONS, Phase, duty_applies, phase
from antiphon.network.access import READ_ONLY, Way, organisations_of, roles_of, ways_of
from antiphon.network.models import Organisation, User
from antiphon.network.roles import ROLES, Permission


class EngagementSet(models.QuerySet["Engagement"]):
    def visible_to(self, user: User) -> Self:
        """Those that an organisation of the person owns or is a partner of."""
        mine = organisations_of(user)
        return self.filter(
            Q(owner__in=mine) | Q(pk__in=Partner.objects.filter(organisation__in=mine).values("engagement"))
        )

    def where_may(self, user: User, permission: Permission) -> Self:
        """Those on which the person may do this: the same answer as `access.may`, for many rows in one query."""
        mine = [
            organisation for organisation, roles in roles_of(user).items()
            if any(permission in ROLES[role].allows for role in roles)
        ]
        ways = [Partner.Way.CONTRIBUTES, Partner.Way.READS] if permission in READ_ONLY else [Partner.Way.CONTRIBUTES]
        partners = Partner.objects.filter(organisation__in=mine, way__in=ways).values("engagement")
        return self.filter(Q(owner__in=mine) | Q(pk__in=partners)) if user.is_active else self.none()

    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def planned(self, today: datetime.date) -> Self:
        return self.published().filter(closed_at__isnull=True, opens_on__gt=today)

    def open(self, today: datetime.date) -> Self:
        always = Q(closes_on__isnull=True, kind=Engagement.Kind.STANDING)
        return self.published().filter(Q(closes_on__gte=today) | always, closed_at__isnull=True, opens_on__lte=today)

    def considering(self, today: datetime.date) -> Self:
        return self.published().filter(closed_at__isnull=True, closes_on__lt=today)

    def closed(self) -> Self:
        return self.filter(closed_at__isnull=False)


class Engagement(Record):
    """One piece of asking, from the question to the answer. One organisation owns it."""

    class Rung(models.TextChoices):
        INFORMING = "informing", "Informing"
        CONSULTING = "consulting", "Consulting"
        INVOLVING = "involving", "Involving"
        COLLABORATING = "collaborating", "Collaborating"
        DEVOLVING = "devolving", "Devolving"

    class Kind(models.TextChoices):
        CONSULTATION = "consultation", "Consultation"
        SURVEY = "survey", "Survey"
        PULSE = "pulse", "Pulse: one short question, answered fast"
        COPRODUCTION = "coproduction", "Co-production"
        STANDING = "standing", "Standing door: comments on something that is published"

    class Trust(models.TextChoices):
        OPEN = "open", "Open: anyone may answer"
        CODE = "code", "One-time code: each code answers once"
        INVITED = "invited", "Invited: each invitation answers once"
        VERIFIED = "verified", "Verified: an e-mail address is checked first"

    title = models.CharField(max_length=140)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.CONSULTATION)
    trust = models.CharField("who may answer", max_length=20, choices=Trust, default=Trust.OPEN)
    topics = models.JSONField("what it is about, in a few words each", default=list, blank=True)
    groups = models.JSONField("whom it asks above all: groups of people", default=list, blank=True)
    places = models.JSONField("where: places or postcode areas", default=list, blank=True)
    about_set = models.CharField("version of the questions about the person; empty when they are not asked", max_length=20,
                                 blank=True, default="")  # fmt: skip
    safeguarding_lead = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    keep_words_years = models.PositiveSmallIntegerField("years for which words are kept once it is closed", default=WORDS)
    keep_names_years = models.PositiveSmallIntegerField("years for which names are kept once it is closed", default=NAMES)
    slug = models.SlugField(max_length=80, unique=True)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    summary = models.CharField(max_length=300, blank=True)
    purpose = models.TextField("why we are asking", blank=True)
    rung = models.CharField("rung of the ladder of participation", max_length=20, choices=Rung, default=Rung.CONSULTING)
    can_change = models.TextField("what can change", blank=True)
    cannot_change = models.TextField("what cannot change, and why", blank=True)
    decides = models.CharField("who decides", max_length=200, blank=True)
    decides_on = models.DateField("when they decide", null=True, blank=True)
    opens_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)
    other_ways = models.TextField("other ways to take part: paper, telephone, in person", blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    writers: ClassVar[Any]
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")  # who changed any of the words
    published_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    objects: ClassVar[Any] = EngagementSet.as_manager()

    class Personal:
        plain = {"title", "kind", "trust", "topics", "groups", "places", "about_set", "safeguarding_lead", "keep_words_years",
                 "keep_names_years", "slug", "owner", "lead", "summary", "purpose", "rung", "can_change", "cannot_change",
                 "decides", "decides_on", "opens_on", "closes_on", "other_ways", "written_by", "writers", "published_at",
                 "closed_at"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "five years after it closed"

    class Shelved:
        kind = "asked"
        columns = "title, summary, purpose, kind, published_at, opens_on"
        also: ClassVar[dict[str, str]] = {"engagement.Question": "array[{row}.engagement_id]"}
        select = """
            select e.id, e.owner_id, e.id, e.slug, case when e.published_at is null then 'own' else 'public' end, e.title,
                concat_ws(e'\\n', e.summary, e.purpose, (select string_agg(q.text, e'\\n' order by q.place)
                    from engagement_question q where q.engagement_id = e.id and q.replaced_at is null)),
                e.kind, null::int, '', coalesce(e.opens_on, e.made_at::date), {about}
            from engagement_engagement e where e.id = any (keys)
        """

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True) | Q(closes_on__isnull=True) | Q(closes_on__gte=models.F("opens_on")),
                name="engagement_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(published_at__isnull=False), name="engagement_closed_was_published"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def phase(self) -> Phase:
        return phase(
            published=self.published_at is not None, closed=self.closed_at is not None,
            opens_on=self.opens_on, closes_on=self.closes_on, today=timezone.localdate(),
            standing=self.kind == Engagement.Kind.STANDING,
        )

    def ways_in(self) -> dict[int, Way]:
        """Return how each organisation stands to this engagement."""
        return ways_of(self)


class Partner(Record):
    """An organisation that takes part in an engagement that another one owns."""

    class Way(models.TextChoices):
        CONTRIBUTES = "contributes", "Contributes: works on it as its own people's roles allow"
        READS = "reads", "Reads: sees it and changes nothing"

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    way = models.CharField(max_length=20, choices=Way, default=Way.CONTRIBUTES)

    class Personal:
        plain = {"engagement", "organisation", "way"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the engagement"

    class Walls:
        shown = "engagement"

    class Meta:
        ordering = ["organisation__name"]
        constraints = [models.UniqueConstraint(fields=["engagement", "organisation"], name="partner_once")]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.way})"


class Extension(Record):
    """More time was given than was first promised. The public is told why."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="extensions")
    from_day = models.DateField("the last day that was promised")
    to_day = models.DateField("the new last day")
    reason = models.TextField("why there is more time")
    extended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"engagement", "from_day", "to_day", "reason", "extended_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the engagement"

    class Walls:
        shown = "engagement"

    class Meta:
        ordering = ["made_at"]
        constraints = [
            models.CheckConstraint(condition=Q(to_day__gt=models.F("from_day")), name="extension_gives_more_time"),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.engagement}: until {self.to_day}"


class DutyTest(Record):
    """Whether the law says that people must be involved, and how they are."""

    engagement = models.OneToOneField(Engagement, models.CASCADE, related_name="duty_test")
    section = models.CharField(max_length=20, choices=[(section.key, section.title) for section in SECTIONS.values()])
    limbs = models.JSONField(default=list, help_text=f"Any of {', '.join(LIMBS)}")
    changes_manner = models.BooleanField("changes how a service is delivered to the people who use it", default=False)
    changes_range = models.BooleanField("changes the range of services", default=False)
    how_involved = models.TextField("how people are involved", blank=True)
    evidence = models.TextField(blank=True)
    tested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    tested_at = models.DateTimeField(auto_now=True)

    class Personal:
        plain = {"engagement", "section", "limbs", "changes_manner", "changes_range", "how_involved", "evidence",
                 "tested_by", "tested_at"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the engagement"

    class Walls:
        public = "none"

    def __str__(self) -> str:
        return f"Duty test of {self.engagement}"

    @property
    def applies(self) -> bool:
        return duty_applies(limbs=set(self.limbs), changes_manner=self.changes_manner, changes_range=self.changes_range)
