"""Case studies, stories, what a person agreed to, and where their story was used."""

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.network.access import Way, allowed_in
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission
from antiphon.stories.rules import CONSENTS, ENDS, GIVERS, SCOPES


class OfOrganisations(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """Those for whose organisation the person writes, and for everyone who works here those that are public."""
        if not user.is_active:
            return self.none()
        writes = allowed_in(user, Permission.STORY_WRITE)
        return self.filter(Q(organisation__in=writes) | Q(published_at__isnull=False))


class CaseStudy(Record):
    """What several did together, in the order challenge, actions, impacts, lessons, next steps."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    summary = models.TextField("in a few sentences", blank=True)
    place = models.CharField(max_length=120, blank=True)
    challenge = models.TextField(blank=True)
    actions = models.TextField(blank=True)
    impacts = models.TextField(blank=True)
    lessons = models.TextField(blank=True)
    next_steps = models.TextField(blank=True)
    evidence = models.TextField("how we know", blank=True)
    review_on = models.DateField("when it is looked at again", null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    writers: ClassVar[Any]
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    objects: ClassVar[Any] = OfOrganisations.as_manager()

    class Personal:
        plain = {"organisation", "title", "summary", "place", "challenge", "actions", "impacts", "lessons", "next_steps",
                 "evidence", "review_on", "written_by", "writers", "published_at"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as it is of use: the organisation takes it down"

    class Walls:
        through = "organisation"
        shown = "published_at is not null"

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="case_has_a_title")]

    def __str__(self) -> str:
        return self.title

    def ways_in(self) -> dict[int, Way]:
        return {self.organisation_id: Way.OWNER}


class CasePartner(Record):
    """A partner whose work a case study shows, and so whose name must stand in it."""

    case = models.ForeignKey(CaseStudy, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Personal:
        plain = {"case", "organisation"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the case study"

    class Walls:
        through = "case"
        shown = "case"

    class Meta:
        ordering = ["organisation__name"]
        constraints = [models.UniqueConstraint(fields=["case", "organisation"], name="case_partner_once")]

    def __str__(self) -> str:
        return str(self.organisation)


class Story(Record):
    """What a change means for one person. A real person's story is public only while a consent stands."""

    class Kind(models.TextChoices):
        REAL = "real", "A real person’s story"
        MADE_UP = "made_up", "Made up, to show what a change means. It says so wherever it is shown"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=160)
    named = models.CharField("how the person is named", max_length=160, blank=True)
    place = models.CharField(max_length=120, blank=True)
    told = models.TextField("the story")
    case = models.ForeignKey(CaseStudy, models.SET_NULL, null=True, blank=True, related_name="stories")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    writers: ClassVar[Any]
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    open_until = models.DateField("the last day of the consent it stands on", null=True, blank=True)
    withdrawn_at = models.DateTimeField("when the person took it back", null=True, blank=True)
    objects: ClassVar[Any] = OfOrganisations.as_manager()

    class Personal:
        plain = {"organisation", "kind", "case", "written_by", "writers", "published_at", "open_until", "withdrawn_at"}
        identifying = {"title", "named", "place"}
        special = {"told"}
        keep_for = "until the person takes it back, or two years after the consent has ended"

    class Walls:
        through = "organisation"
        shown = "published_at is not null"
        public = "write"  # the person takes it back there, with their code

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(published_at__isnull=True, told="", named="", place=""),
                name="story_taken_back_is_blank",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(kind="made_up") | Q(open_until__isnull=False),
                name="story_of_a_person_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def ways_in(self) -> dict[int, Way]:
        return {self.organisation_id: Way.OWNER}


class Consent(Record):
    """What a person agreed to: for what, until when, and who holds the proof. Their name is in `people` alone."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="consents")
    person = models.UUIDField(default=uuid.uuid4, help_text="token of `people`")
    given_by = models.CharField(max_length=20, choices=list(GIVERS.items()))
    how = models.CharField(max_length=20, choices=list(CONSENTS.items()))
    kept_where = models.CharField("where the proof is kept", max_length=200)
    scope = models.JSONField(help_text="keys of `rules.SCOPES`")
    given_on = models.DateField()
    expires_on = models.DateField("the last day on which it holds")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    code_key = models.CharField(max_length=64, unique=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_how = models.CharField(max_length=20, blank=True, choices=list(ENDS.items()))

    class Personal:
        plain = {"story", "given_by", "how", "scope", "given_on", "expires_on", "holder", "ended_at", "ended_how"}
        identifying = {"person", "kept_where", "code_key"}
        special: set[str] = set()
        keep_for = "as long as the story, and six years after it ended: it shows that we had leave"

    class Walls:
        through = "story"
        public = "write"

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["story"], condition=Q(ended_at__isnull=True), name="consent_one_at_a_time"),
            models.CheckConstraint(condition=Q(expires_on__gt=models.F("given_on")), name="consent_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_how="") | Q(ended_at__isnull=False) & ~Q(ended_how=""),
                name="consent_end_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"Consent for story {self.story_id}, until {self.expires_on}"

    @property
    def scopes(self) -> list[str]:
        return [SCOPES[key] for key in SCOPES if key in self.scope]


class StoryUse(Record):
    """Where a story went beyond these pages: what no button here can call back, and so a person must."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="uses")
    scope = models.CharField(max_length=20, choices=list(SCOPES.items()))
    place = models.CharField("where", max_length=200)
    link = models.URLField(max_length=500, blank=True)
    used_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    called_back_at = models.DateTimeField(null=True, blank=True)
    called_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"story", "scope", "place", "link", "used_on", "recorded_by", "called_back_at", "called_back_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the story"

    class Walls:
        through = "story"
        public = "none"

    class Meta:
        ordering = ["-used_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(called_back_at__isnull=True, called_back_by__isnull=True)
                | Q(called_back_at__isnull=False, called_back_by__isnull=False),
                name="story_use_called_back_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.place
