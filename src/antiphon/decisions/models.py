"""What was decided and why, and the answer to everyone who spoke."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.engagement.models import Engagement
from antiphon.insight.models import Theme
from antiphon.network.access import Way
from antiphon.voices.models import Response


class DecisionSet(models.QuerySet["Decision"]):
    def published(self) -> Self:
        return self.filter(published_at__isnull=False)


class Decision(Record):
    """A decision of an engagement: what was put to those who decide, what they decided, and why."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        TABLED = "tabled", "Tabled"
        DECIDED = "decided", "Decided"
        PUBLISHED = "published", "Published"

    engagement = models.OneToOneField(Engagement, models.CASCADE, related_name="+")
    title = models.CharField(max_length=160)
    question = models.TextField("what is to be decided", blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    insight = models.TextField("what people told us, for those who decide", blank=True)
    no_insight_reason = models.TextField("why there is no insight, if there is none", blank=True)
    single_option_reason = models.TextField("why there are fewer than two options", blank=True)
    decides = models.CharField("who decides", max_length=200, blank=True)
    meets_on = models.DateField("the day of the meeting", null=True, blank=True)
    tabled_at = models.DateTimeField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    outcome = models.TextField("what was decided", blank=True)
    reasons = models.TextField(blank=True)
    conditions = models.TextField("conditions and amendments", blank=True)
    votes_for = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(null=True, blank=True)
    abstained = models.PositiveSmallIntegerField(null=True, blank=True)
    dissent = models.TextField("who disagreed and why, or that nobody did", blank=True)
    review_on = models.DateField("when we check whether it works", null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    writers: ClassVar[Any]
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")  # all who wrote any of its words
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    objects: ClassVar[Any] = DecisionSet.as_manager()

    class Personal:
        plain = {"engagement", "title", "question", "status", "insight", "no_insight_reason", "single_option_reason",
                 "decides", "meets_on", "tabled_at", "decided_on", "outcome", "reasons", "conditions", "votes_for",
                 "votes_against", "abstained", "dissent", "review_on", "written_by", "writers", "recorded_by",
                 "published_at"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "twenty years, as board papers are"

    class Walls:
        public = "none"
        shown = "published_at is not null"

    class Shelved:
        kind = "decision"
        select = """
            select d.id, e.owner_id, e.id, e.slug, case when d.published_at is null then 'own' else 'public' end, d.title,
                concat_ws(e'\\n', d.question, d.outcome, d.reasons, d.conditions, d.dissent), d.status, null::int, '',
                coalesce(d.decided_on, d.meets_on, d.made_at::date), {about}
            from decisions_decision d join engagement_engagement e on e.id = d.engagement_id where d.id = any (keys)
        """

    class Meta:
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["decided", "published"])
                | (Q(decided_on__isnull=False) & Q(recorded_by__isnull=False)),
                name="decision_decided_when_and_recorded_by",
            ),
            models.CheckConstraint(
                condition=Q(status="published", published_at__isnull=False)
                | (~Q(status="published") & Q(published_at__isnull=True)),
                name="decision_published_when",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()


class Option(Record):
    """One thing that could be done."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="options")
    place = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=160)
    public_words = models.TextField("in plain words, for the public", blank=True)
    benefits = models.TextField(blank=True)
    risks = models.TextField(blank=True)
    cost = models.CharField(max_length=200, blank=True)
    affected = models.TextField("who is affected", blank=True)
    evidence = models.TextField(blank=True)
    themes: ClassVar[Any]
    themes = models.ManyToManyField(Theme, blank=True, related_name="+")  # the voices that led to it
    digital_only = models.BooleanField("people could use this only online", default=False)
    chosen = models.BooleanField(default=False)

    class Personal:
        plain = {"decision", "place", "name", "public_words", "benefits", "risks", "cost", "affected", "evidence",
                 "themes", "digital_only", "chosen"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "twenty years, as board papers are"

    class Walls:
        shown = "decision"

    class Meta:
        ordering = ["place", "pk"]
        constraints = [models.UniqueConstraint(fields=["decision", "name"], name="option_name_once")]

    def __str__(self) -> str:
        return self.name


class WordingTest(Record):
    """The public words of a decision's options, tried on people before they are used."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="wording_tests")
    tested_on = models.DateField()
    people = models.PositiveSmallIntegerField("how many people")
    who = models.CharField(max_length=200)
    found = models.TextField("what we found and changed")

    class Personal:
        plain = {"decision", "tested_on", "people", "who", "found"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "twenty years, as board papers are"

    def __str__(self) -> str:
        return f"Tested with {self.people} on {self.tested_on}"


class Consideration(Record):
    """What a theme weighed in the decision: for, against, and whether it was taken."""

    class Taken(models.TextChoices):
        YES = "yes", "Taken"
        PARTLY = "partly", "Partly taken"
        NO = "no", "Not taken"

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="considerations")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="+")
    weighed_for = models.TextField("what weighed for it", blank=True)
    weighed_against = models.TextField("what weighed against it", blank=True)
    taken = models.CharField(max_length=10, choices=Taken)
    why_not = models.TextField("what was not taken, and why", blank=True)

    class Personal:
        plain = {"decision", "theme", "weighed_for", "weighed_against", "taken", "why_not"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "twenty years, as board papers are"

    class Walls:
        shown = "decision"

    class Meta:
        ordering = ["theme__place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "theme"], name="consideration_once"),
            models.CheckConstraint(condition=Q(taken="yes") | ~Q(why_not=""), name="consideration_not_taken_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.theme}: {self.taken}"


class EqualityAnalysis(Record):
    """Who a decision helps or harms, on what evidence, and what is done about it."""

    decision = models.OneToOneField(Decision, models.CASCADE, related_name="equality")
    summary = models.TextField(blank=True)
    digital_only = models.BooleanField("people could use this only online", default=False)
    offline_route = models.TextField("what people do who are not online", blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"decision", "summary", "digital_only", "offline_route", "written_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "twenty years, as board papers are"

    class Walls:
        shown = "decision"

    def __str__(self) -> str:
        return f"Equality analysis of {self.decision}"


class Impact(Record):
    """What the decision means for one group of people, on what evidence or for want of which."""

    analysis = models.ForeignKey(EqualityAnalysis, models.CASCADE, related_name="impacts")
    group = models.CharField("group of people", max_length=160)
    effect = models.TextField("what it means for them")
    evidence = models.TextField(blank=True)
    gap = models.TextField("what we do not know", blank=True)
    why_none = models.TextField("why nothing needs to be done about it, if nothing does", blank=True)

    class Personal:
        plain = {"analysis", "group", "effect", "evidence", "gap", "why_none"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "twenty years, as board papers are"

    class Walls:
        shown = "analysis"

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["analysis", "group"], name="impact_group_once"),
            models.CheckConstraint(condition=~Q(evidence="") | ~Q(gap=""), name="impact_has_evidence_or_names_the_gap"),
        ]

    def __str__(self) -> str:
        return self.group


class Mitigation(Record):
    """What will be done about an impact, by whom, by when. Without an owner the decision cannot be published."""

    impact = models.ForeignKey(Impact, models.CASCADE, related_name="mitigations")
    what = models.TextField("what will be done")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)

    class Personal:
        plain = {"impact", "what", "owner", "due_on", "done_on"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "twenty years, as board papers are"

    class Walls:
        shown = "impact"

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.what


class AnswerSet(models.QuerySet["Answer"]):
    def published(self) -> Self:
        return self.filter(published_at__isnull=False)


class Answer(Record):
    """What we did about a theme: did, will, or cannot and why."""

    class Kind(models.TextChoices):
        DID = "did", "We did"
        WILL = "will", "We will"
        CANNOT = "cannot", "We cannot"

    theme = models.OneToOneField(Theme, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.TextField("what we did, will do, or cannot do")
    why = models.TextField("why we cannot", blank=True)
    by_when = models.DateField("by when we will", null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    writers: ClassVar[Any]
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")  # all who wrote any of its words
    published_at = models.DateTimeField(null=True, blank=True)
    objects: ClassVar[Any] = AnswerSet.as_manager()

    class Personal:
        plain = {"theme", "kind", "words", "why", "by_when", "written_by", "writers", "published_at"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "twenty years, as board papers are"

    class Walls:
        public = "none"
        shown = "published_at is not null"

    class Shelved:
        kind = "answer"
        also: ClassVar[dict[str, str]] = {
            "insight.Theme": "array(select id from decisions_answer where theme_id = {row}.id)"
        }
        select = """
            select a.id, e.owner_id, e.id, e.slug, case when a.published_at is null then 'own' else 'public' end, t.name,
                concat_ws(e'\\n', a.words, a.why), a.kind, null::int, '',
                coalesce(a.published_at, a.made_at)::date, {about}
            from decisions_answer a join insight_theme t on t.id = a.theme_id
            join engagement_engagement e on e.id = t.engagement_id where a.id = any (keys)
        """

    class Meta:
        ordering = ["theme__place"]
        constraints = [
            models.CheckConstraint(condition=~Q(kind="cannot") | ~Q(why=""), name="answer_cannot_says_why"),
            models.CheckConstraint(condition=~Q(kind="will") | Q(by_when__isnull=False), name="answer_will_says_by_when"),
        ]

    def __str__(self) -> str:
        return f"{self.theme}: {self.get_kind_display()}"

    def ways_in(self) -> dict[int, Way]:
        return self.theme.ways_in()


class FollowUp(Record):
    """What became of something that we said we will do. The answer itself stays as people were told it."""

    class Kind(models.TextChoices):
        DONE = "done", "We did it"
        LATER = "later", "Not yet"
        CANNOT = "cannot", "We cannot after all"

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="follow_ups")
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.TextField("what happened")
    by_when = models.DateField("by when we will now do it", null=True, blank=True)
    why = models.TextField("why we cannot", blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    writers: ClassVar[Any]
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")  # all who wrote any of its words
    published_at = models.DateTimeField(null=True, blank=True)

    class Personal:
        plain = {"answer", "kind", "words", "by_when", "why", "written_by", "writers", "published_at"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "twenty years, as board papers are"

    class Walls:
        shown = "published_at is not null"
        public = "none"

    class Shelved:
        kind = "follow_up"
        also: ClassVar[dict[str, str]] = {
            "insight.Theme": "array(select f.id from decisions_followup f join decisions_answer a on a.id = f.answer_id"
                             " where a.theme_id = {row}.id)"
        }
        select = """
            select f.id, e.owner_id, e.id, e.slug, case when f.published_at is null then 'own' else 'public' end, t.name,
                concat_ws(e'\\n', f.words, f.why), f.kind, null::int, '',
                coalesce(f.published_at, f.made_at)::date, {about}
            from decisions_followup f join decisions_answer a on a.id = f.answer_id join insight_theme t on t.id = a.theme_id
            join engagement_engagement e on e.id = t.engagement_id where f.id = any (keys)
        """

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(kind="later") | Q(by_when__isnull=False), name="follow_up_later_says_by_when"),
            models.CheckConstraint(condition=~Q(kind="cannot") | ~Q(why=""), name="follow_up_cannot_says_why"),
            models.UniqueConstraint(fields=["answer"], condition=Q(published_at__isnull=True), name="follow_up_one_draft"),
        ]

    def __str__(self) -> str:
        return f"{self.answer}: {self.get_kind_display()}"

    @property
    def settles(self) -> bool:
        """Return whether nothing more is promised after this."""
        return self.kind != self.Kind.LATER

    def ways_in(self) -> dict[int, Way]:
        return self.answer.ways_in()


class RevisionSet(models.QuerySet["Revision"]):
    def published(self) -> Self:
        return self.filter(published_at__isnull=False)


class Revision(Record):
    """The answer to comments on something that is published: what was changed because of them, or why it was not.

    `writers` is everyone who wrote any of it: none of them may publish it.
    """

    class Kind(models.TextChoices):
        CHANGED = "changed", "Changed"
        NOT_CHANGED = "not_changed", "Not changed, and why"

    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    said = models.CharField("what people said, in our words", max_length=300)
    words = models.TextField("what we changed, or why we did not")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    writers: ClassVar[Any]
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    objects: ClassVar[Any] = RevisionSet.as_manager()

    class Personal:
        plain = {"engagement", "kind", "said", "words", "written_by", "writers", "published_at"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the engagement"

    class Walls:
        public = "read"

    class Meta:
        ordering = ["-published_at", "-pk"]

    def __str__(self) -> str:
        return self.said

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()


class Handling(Record):
    """Somebody has read a comment on something published; later perhaps the revision that answers it."""

    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="+")
    response = models.OneToOneField(Response, models.CASCADE, related_name="+")
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, blank=True, related_name="comments")

    class Personal:
        plain = {"engagement", "response", "read_by", "revision"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the response"

    class Walls:
        public = "read"

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Response {self.response_id} was read"

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()


class Telling(Record):
    """Those who asked to hear are told what became of an engagement. One row for each engagement told."""

    engagement = models.OneToOneField(Engagement, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    to_tell = models.PositiveIntegerField("people to tell when it was asked", default=0)
    told_up_to = models.UUIDField("the last person whose message was handed to delivery", null=True, blank=True)
    posted_at = models.DateTimeField("when every message was handed to delivery", null=True, blank=True)

    class Personal:
        plain = {"engagement", "asked_by", "to_tell", "posted_at"}
        identifying = {"told_up_to"}
        special: set[str] = set()
        keep_for = "as long as the engagement"

    class Walls:
        public = "none"

    def __str__(self) -> str:
        return f"Telling those who spoke in {self.engagement}"
