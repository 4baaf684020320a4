"""Questions and their versions, the same questions in other formats, and the sessions where they are talked over."""

import dataclasses
import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.engagement.answering import Asked, Condition, Kind, Option
from antiphon.engagement.languages import language
from antiphon.engagement.models.asked import Engagement
from antiphon.network.access import Way


class QuestionSet(models.QuerySet["Question"]):
    def current(self) -> Self:
        """Those that are asked now: no later version stands in their place."""
        return self.filter(replaced_at__isnull=True)


class Question(Record):
    """A question of an engagement. Once it is answered it is not changed: a new version takes its place.

    All versions of a question share a `series`, so that their answers can be laid side by side.
    """

    Kind = Kind
    KINDS = [
        (Kind.TEXT.value, "Words"), (Kind.ONE.value, "One choice"), (Kind.MANY.value, "Many choices"),
        (Kind.SCALE.value, "Scale"), (Kind.MATRIX.value, "Grid"), (Kind.RANKING.value, "Order of importance"),
        (Kind.DATE.value, "Date"), (Kind.PLACE.value, "Place"), (Kind.FILE.value, "File"),
    ]  # fmt: skip

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="questions")
    text = models.CharField(max_length=300)
    hint = models.CharField(max_length=300, blank=True)
    place = models.PositiveSmallIntegerField("place in the order", default=1)
    kind = models.CharField(max_length=20, choices=KINDS, default=Kind.TEXT.value)
    required = models.BooleanField("must be answered", default=False)
    options = models.JSONField("answers to choose from: key, text, words", default=list, blank=True)
    rows = models.JSONField("rows of a grid: key, text", default=list, blank=True)
    settings = models.JSONField("what else its kind needs: ends of a scale, the most to choose", default=dict, blank=True)
    only_if = models.JSONField("asked only of those who chose: series, options", default=list, blank=True)
    page = models.PositiveSmallIntegerField(default=1)
    series = models.UUIDField(default=uuid.uuid4, editable=False)
    version = models.PositiveSmallIntegerField(default=1)
    replaced_at = models.DateTimeField(null=True, blank=True)
    objects: ClassVar[Any] = QuestionSet.as_manager()

    class Personal:
        plain = {"engagement", "text", "hint", "place", "kind", "required", "options", "rows", "settings", "only_if", "page",
                 "series", "version", "replaced_at"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the engagement"

    class Walls:
        shown = "engagement"

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "place"], condition=Q(replaced_at__isnull=True), name="question_place_once"
            ),
            models.UniqueConstraint(fields=["engagement", "series", "version"], name="question_version_once"),
        ]

    def __str__(self) -> str:
        return self.text

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()

    def asked(self) -> Asked:
        """Return the question as plain data, for the rules."""
        return Asked(
            pk=self.pk, series=self.series, kind=Kind(self.kind), text=self.text, hint=self.hint, required=self.required,
            options=tuple(_option(one) for one in self.options), rows=tuple(_option(one) for one in self.rows),
            settings=self.settings, page=self.page,
            only_if=tuple(Condition(uuid.UUID(one["series"]), frozenset(one["options"])) for one in self.only_if),
        )


def _option(stored: dict[str, Any]) -> Option:
    return Option(key=stored["key"], text=stored["text"], words=bool(stored.get("words")))


class Twin(Record):
    """The same questions in another format or language: comparable answers, counted apart. It says who made it."""

    class Format(models.TextChoices):
        EASY_READ = "easy_read", "Easy read"
        BSL = "bsl", "British Sign Language"
        LARGE_PRINT = "large_print", "Large print"
        AUDIO = "audio", "Audio"
        LANGUAGE = "language", "Another language"

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="twins")
    format = models.CharField(max_length=20, choices=Format)
    language = models.CharField("language, by its code (BCP 47)", max_length=20, default="en")
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    video = models.URLField("address of the video or recording", blank=True)
    transcript = models.TextField("what the video or recording says, in words", blank=True)
    made_by = models.CharField("who translated it, or made it", max_length=200)
    checked_by = models.CharField("who checked it", max_length=200, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    writers: ClassVar[Any]
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")  # who typed any of the words
    published_at = models.DateTimeField(null=True, blank=True)

    class Personal:
        plain = {"engagement", "format", "language", "title", "summary", "video", "transcript", "made_by", "checked_by",
                 "written_by", "writers", "published_at"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the engagement"

    class Walls:
        shown = "published_at is not null and engagement_id in (select id from engagement_engagement)"

    class Meta:
        ordering = ["format", "language"]
        constraints = [models.UniqueConstraint(fields=["engagement", "format", "language"], name="twin_once")]

    def __str__(self) -> str:
        return f"{self.get_format_display()}: {self.title}"

    @property
    def key(self) -> str:
        """What stands for this twin in an address."""
        return f"{self.format.replace('_', '-')}-{self.language}"

    @property
    def own_name(self) -> str:
        """Return what speakers of its language call it."""
        return language(self.language).own

    @property
    def name(self) -> str:
        """Return what people call it: “Easy read”, “Urdu”, “Easy read, in Urdu”."""
        spoken = language(self.language)
        if self.format == Twin.Format.LANGUAGE:
            return spoken.name
        return str(self.get_format_display()) + (f", in {spoken.name}" if spoken.code != "en" else "")

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()


class TwinQuestion(Record):
    """The words of one question in a twin. `options` and `rows` give the texts by key."""

    twin = models.ForeignKey(Twin, models.CASCADE, related_name="questions")
    series = models.UUIDField("the question that it stands for, in all its versions")
    version = models.PositiveSmallIntegerField("the version of the question that these words put", default=1)
    text = models.CharField(max_length=500)
    hint = models.CharField(max_length=500, blank=True)
    options = models.JSONField(default=dict, blank=True)
    rows = models.JSONField(default=dict, blank=True)
    video = models.URLField("address of the question signed or spoken", blank=True)

    class Personal:
        plain = {"twin", "series", "version", "text", "hint", "options", "rows", "video"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the engagement"

    class Walls:
        shown = "twin"

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["twin", "series"], name="twin_question_once")]

    def __str__(self) -> str:
        return self.text

    def ways_in(self) -> dict[int, Way]:
        return self.twin.ways_in()

    def applied_to(self, asked: Asked) -> Asked:
        """Return a question with the words of this twin; what the twin leaves out stays as it is."""
        return dataclasses.replace(
            asked, text=self.text or asked.text, hint=self.hint if self.text else asked.hint,
            options=tuple(Option(one.key, self.options.get(one.key) or one.text, one.words) for one in asked.options),
            rows=tuple(Option(one.key, self.rows.get(one.key) or one.text, one.words) for one in asked.rows),
            settings={**asked.settings, **{end: self.options[end] for end in ("low", "high") if self.options.get(end)}},
        )


class Session(Record):
    """A time when people talked it over: a workshop, a roundtable, an interview, a telephone round."""

    class Kind(models.TextChoices):
        WORKSHOP = "workshop", "Workshop"
        ROUNDTABLE = "roundtable", "Roundtable"
        INTERVIEW = "interview", "Interview"
        TELEPHONE = "telephone", "By telephone"
        DROP_IN = "drop_in", "Drop-in"

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="sessions")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.WORKSHOP)
    title = models.CharField(max_length=140)
    held_on = models.DateField()
    where = models.CharField(max_length=140, blank=True)
    guide = models.TextField("what was asked, in which order", blank=True)
    people = models.PositiveSmallIntegerField("how many people took part", default=0)
    notes = models.TextField("what happened there, without names", blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"engagement", "kind", "title", "held_on", "where", "guide", "people", "notes", "written_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the engagement"

    class Walls:
        public = "none"

    class Shelved:
        kind = "notes"
        select = """
            select s.id, e.owner_id, e.id, e.slug, 'own', s.title, concat_ws(e'\\n', s.notes, s.guide), s.kind, s.people, '',
                s.held_on, {about}
            from engagement_session s join engagement_engagement e on e.id = s.engagement_id
            where s.notes <> '' and s.id = any (keys)
        """

    class Meta:
        ordering = ["held_on", "pk"]

    def __str__(self) -> str:
        return f"{self.title}, {self.held_on:%-d %B %Y}"

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()
