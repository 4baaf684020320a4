"""What was learned before, and where it was used."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.network.access import Way, organisations_of
from antiphon.network.models import Organisation, User

ENGLISH = "english"


class InsightSet(models.QuerySet["Insight"]):
    def visible_to(self, user: User) -> Self:
        """Those of the person's own organisations, and those that others share with everyone who works here."""
        mine = organisations_of(user)
        if not mine:
            return self.filter(visibility=Insight.Visibility.PUBLIC) if user.is_active else self.none()
        return self.filter(Q(organisation__in=mine) | ~Q(visibility=Insight.Visibility.OWN))


class Insight(Record):
    """Something that an organisation learned from people: what, how, from whom, where, when, and how sure we can be."""

    class Method(models.TextChoices):
        SURVEY = "survey", "Survey"
        INTERVIEWS = "interviews", "Interviews"
        GROUP = "group", "Group discussion or workshop"
        EVENT = "event", "Event or drop-in"
        FEEDBACK = "feedback", "Feedback, complaints or compliments"
        VISITS = "visits", "Visits and observation"
        PANEL = "panel", "Panel"
        REVIEW = "review", "Review of what others found"
        OTHER = "other", "Another way"

    class Strength(models.TextChoices):
        STRONG = "strong", "Strong: many people, or found more than once"
        FAIR = "fair", "Fair: enough to act on, with care"
        WEAK = "weak", "Weak: a first sign, to be looked into"

    class Visibility(models.TextChoices):
        OWN = "own", "Only our organisation"
        PARTNERS = "partners", "Everyone who works in this Antiphon"
        PUBLIC = "public", "Everyone: it may be quoted in public"

    title = models.CharField(max_length=160)
    learned = models.TextField("what was learned")
    method = models.CharField(max_length=20, choices=Method, default=Method.OTHER)
    groups = models.JSONField(default=list, blank=True, help_text="keys of `network/groups.py`")
    places = models.JSONField(default=list, blank=True)
    topics = models.JSONField(default=list, blank=True)
    learned_on = models.DateField("when it was learned")
    strength = models.CharField(max_length=10, choices=Strength, default=Strength.FAIR)
    people = models.PositiveIntegerField("how many people it comes from", null=True, blank=True)
    limits = models.TextField("what it cannot tell", blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    link = models.URLField("where it can be read", max_length=500, blank=True)
    reference = models.CharField("name of the document", max_length=200, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PARTNERS)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    searchable = models.GeneratedField(
        expression=SearchVector("title", weight="A", config=ENGLISH) + SearchVector("topics", weight="A", config=ENGLISH)
        + SearchVector("learned", weight="B", config=ENGLISH) + SearchVector("places", "groups", weight="C", config=ENGLISH),
        output_field=SearchVectorField(), db_persist=True,
    )  # fmt: skip
    objects: ClassVar[Any] = InsightSet.as_manager()

    class Personal:
        plain = {"title", "learned", "method", "groups", "places", "topics", "learned_on", "strength", "people", "limits",
                 "organisation", "link", "reference", "visibility", "written_by", "searchable"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as it is of use: the organisation takes it out"

    class Walls:
        through = "organisation"
        shown = "visibility = 'public' or (visibility = 'partners' and cardinality((select antiphon_mine())) > 0)"

    class Meta:
        ordering = ["-learned_on", "-pk"]
        indexes = [
            GinIndex(fields=["searchable"], name="insight_searchable"),
            models.Index(fields=["organisation", "visibility"], name="insight_scope"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "title", "learned_on"], name="insight_once"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(learned=""), name="insight_says_what"),
        ]

    def __str__(self) -> str:
        return self.title

    def ways_in(self) -> dict[int, Way]:
        return {self.organisation_id: Way.OWNER}


class Citation(Record):
    """An insight was used, in something of an organisation. `kind` and `key` say where (`decisions.Option`, `12`): no foreign
    key, since the rooms above cite here and this room knows none of them. `place` names no engagement: it may be a draft."""

    insight = models.ForeignKey(Insight, models.PROTECT, related_name="citations")
    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    place = models.CharField("where it is cited, in words", max_length=200)
    cited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"insight", "kind", "key", "organisation", "place", "cited_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as what cites it"

    class Walls:
        through = "organisation"
        shown = "cardinality((select antiphon_mine())) > 0"

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["insight", "kind", "key"], name="citation_once")]

    def __str__(self) -> str:
        return f"{self.insight}, in {self.place}"
