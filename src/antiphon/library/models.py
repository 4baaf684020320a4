"""What was learned before, and where it was used."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q

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

    class Shelved:
        kind = "insight"
        select = """
            select i.id, i.organisation_id, null::bigint, '', i.visibility, i.title, concat_ws(e'\\n', i.learned, i.limits),
                i.method, i.people, i.strength, i.learned_on, i.groups, lower(i.places::text)::jsonb, lower(i.topics::text)::jsonb
            from library_insight i where i.id = any (keys)
        """

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


class Evened(Func):
    """Text as the library indexes it: the function is made by the migration, from `engine.CONFIGURATIONS`."""

    function = "antiphon_evened"
    output_field: ClassVar[Any] = models.TextField()


class Weighted(Func):
    """The words of a column as the index holds them, with the weight of their field."""

    template = "setweight(to_tsvector('antiphon', %(expressions)s), '%(weight)s')"
    output_field: ClassVar[Any] = SearchVectorField()


class Joined(Func):
    """Several columns in one index."""

    arg_joiner = " || "
    template = "(%(expressions)s)"
    output_field: ClassVar[Any] = SearchVectorField()


class Size(Func):
    """How many words that carry a meaning."""

    template = "length(to_tsvector('antiphon', %(expressions)s))"
    output_field: ClassVar[Any] = models.PositiveIntegerField()


class AsText(Func):
    """A list as text."""

    template = "(%(expressions)s)::text"
    output_field: ClassVar[Any] = models.TextField()


class Passage(Record):
    """One thing on the library's shelf, of whatever room: the copy of its safe words by which it is found.

    The database keeps the shelf in step, in the transaction that changes what a passage was taken from: which rows are on it,
    and with which words, each model says in `class Shelved` (`config/shelf.py`). So nothing that was erased is ever found.
    `engagement` is a number, not a foreign key: this room knows no engagements.
    """

    class Kind(models.TextChoices):
        DECISION = "decision", "Decision"
        ANSWER = "answer", "Answer to people"
        FOLLOW_UP = "follow_up", "What became of a promise"
        REPORT = "report", "Report"
        INSIGHT = "insight", "Insight"
        THEME = "theme", "Theme"
        NOTES = "notes", "Notes of a meeting"
        ASKED = "asked", "What was asked"
        VOICE = "voice", "Comment"

    kind = models.CharField(max_length=20, choices=Kind)
    key = models.BigIntegerField("number of what it was taken from, in its own room")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    engagement = models.BigIntegerField(null=True, blank=True)
    slug = models.CharField("address of the engagement", max_length=160, blank=True)
    open_to = models.CharField(max_length=10, choices=Insight.Visibility, default=Insight.Visibility.OWN)
    title = models.TextField()
    words = models.TextField(blank=True)
    method = models.CharField(max_length=20, blank=True)
    people = models.PositiveIntegerField(null=True, blank=True)
    strength = models.CharField(max_length=10, blank=True)
    happened_on = models.DateField(null=True, blank=True)
    groups = models.JSONField(default=list, blank=True)
    places = models.JSONField(default=list, blank=True)
    topics = models.JSONField(default=list, blank=True)
    heading = models.GeneratedField(
        expression=Weighted(Evened("title"), weight="A"), output_field=SearchVectorField(), db_persist=True
    )
    vector = models.GeneratedField(
        expression=Joined(Weighted(Evened("title"), weight="A"), Weighted(Evened(AsText("topics")), weight="B"),
                          Weighted(Evened("words"), weight="D")),
        output_field=SearchVectorField(), db_persist=True,
    )  # fmt: skip
    title_size = models.GeneratedField(
        expression=Size(Evened("title")), output_field=models.PositiveIntegerField(), db_persist=True
    )

    class Personal:
        plain = {"kind", "key", "organisation", "engagement", "slug", "open_to", "title", "method", "people", "strength",
                 "happened_on", "groups", "places", "topics", "heading", "title_size"}  # fmt: skip
        identifying: set[str] = set()
        special = {"words", "vector"}
        keep_for = "as long as what it was taken from"

    class Walls:
        through = "organisation"
        shown = (
            "open_to = 'public' or (open_to = 'partners' and cardinality((select antiphon_mine())) > 0)"
            " or engagement in (select antiphon_engagement_ways_in())"
        )

    class Meta:
        ordering = ["-happened_on", "-pk"]
        indexes = [
            GinIndex(fields=["heading"], name="passage_heading", fastupdate=False),
            GinIndex(fields=["vector"], name="passage_vector", fastupdate=False),
            models.Index(fields=["engagement"], name="passage_engagement"),
            models.Index(F("happened_on").desc(nulls_last=True), F("id").desc(), name="passage_newest"),
        ]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="passage_once")]

    def __str__(self) -> str:
        return self.title


class Word(models.Model):
    """A word that stands on the shelf, and in how many passages: how rare it is, and what a slip of the keyboard may mean."""

    word = models.CharField(max_length=60, unique=True)
    stem = models.CharField(max_length=60, db_index=True)
    documents = models.PositiveIntegerField(default=1)

    class Personal:
        plain = {"stem", "documents"}
        identifying: set[str] = set()
        special = {"word"}
        keep_for = "as long as it stands in any passage of the library"

    class Meta:
        indexes = [GinIndex(OpClass(F("word"), name="gin_trgm_ops"), name="word_alike")]

    def __str__(self) -> str:
        return self.word


class Waiting(models.Model):
    """Something that waits for its place on the shelf: comments come many at a time, and are put there by a task."""

    kind = models.CharField(max_length=20)
    key = models.BigIntegerField()

    class Personal:
        plain = {"kind", "key"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "a minute"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="waiting_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Glossary(Record):
    """Other words for the same, as an organisation says them: one meaning a line, with commas between."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="+")
    lines = models.TextField("words that mean the same", blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"organisation", "lines", "written_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the organisation"

    class Walls:
        through = "organisation"

    def __str__(self) -> str:
        return f"Words of {self.organisation}"
