"""What people thought of an event, and the forum that follows it."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.core.sealing import SealedField
from antiphon.events.models.events import KEPT, ROWS, Event, Place, both_or_neither

USER = settings.AUTH_USER_MODEL


class Question(Record):
    """One question that everybody who had a place is asked afterwards."""

    class Kind(models.TextChoices):
        CHOICE = "choice", "Choose one"
        WORDS = "words", "In their own words"

    event = models.ForeignKey(Event, models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=200)
    kind = models.CharField(max_length=6, choices=Kind)
    choices = models.JSONField(default=list, blank=True)

    class Personal:
        plain = {"event", "number", "words", "kind", "choices"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = ROWS

    class Walls:
        through = "event"
        shown = "event"

    class Meta:
        ordering = ["number", "pk"]
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["event", "number"], name="event_question_once")]

    def __str__(self) -> str:
        return self.words


class Sheet(Record):
    """What one person answered. Nothing ties it to their place: there it stands only that they answered."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="sheets")

    class Personal:
        plain = {"event"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = ROWS

    class Walls:
        through = "event"
        public = "write"  # people answer there

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Answers to {self.event}"


class Answer(Record):
    """One answer on a sheet: a choice by its number, or words, which are sealed."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    choice = models.PositiveSmallIntegerField(null=True, blank=True)
    words: Any = SealedField(blank=True, default="")

    class Personal:
        plain = {"sheet", "question", "choice"}
        identifying = {"words"}
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "sheet"
        public = "write"

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["sheet", "question"], name="event_answer_once")]

    def __str__(self) -> str:
        return f"An answer to {self.question}"


class Post(Record):
    """Something said in the forum of an event, by a colleague or by somebody who had a place. Another person shows it first."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Waits for the moderator"
        SHOWN = "shown", "Shown"
        HIDDEN = "hidden", "Not shown"

    event = models.ForeignKey(Event, models.CASCADE, related_name="posts")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies")
    user = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    place = models.ForeignKey(Place, models.SET_NULL, null=True, blank=True, related_name="+")
    number = models.PositiveIntegerField("which of those with a place it was, in the order in which they first wrote", default=0)
    words = models.TextField()
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    because = models.CharField("why it is not shown", max_length=200, blank=True, default="")
    searchable = models.GeneratedField(
        expression=SearchVector("words", config="english"), output_field=SearchVectorField(), db_persist=True
    )

    class Personal:
        plain = {"event", "parent", "user", "place", "number", "status", "settled_at", "settled_by", "because"}
        identifying = {"words", "searchable"}
        special: set[str] = set()
        keep_for = ROWS

    class Walls:
        through = "event"
        public = "write"  # those with a place read and write there, by their own link

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=both_or_neither("settled_at", "settled_by"), name="post_settled_by"),
            models.CheckConstraint(condition=Q(user__isnull=True) | Q(place__isnull=True), name="post_has_one_author"),
            models.CheckConstraint(condition=Q(status="waiting") | Q(settled_at__isnull=False), name="post_shown_by_somebody"),
        ]
        indexes = [
            GinIndex(fields=["searchable"], name="event_post_searchable"),
            models.Index(fields=["event", "status"], name="event_posts"),
        ]

    def __str__(self) -> str:
        return f"Post {self.pk} on {self.event}"


class Report(Record):
    """Somebody says that a post should not stand there."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="reports")
    user = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    place = models.ForeignKey(Place, models.SET_NULL, null=True, blank=True, related_name="+")
    words = models.CharField("what is wrong with it", max_length=300)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"post", "user", "place", "settled_at", "settled_by"}
        identifying = {"words"}
        special: set[str] = set()
        keep_for = ROWS

    class Walls:
        through = "post"
        public = "write"

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=both_or_neither("settled_at", "settled_by"), name="post_report_settled_by"),
        ]

    def __str__(self) -> str:
        return f"A report on post {self.post_id}"
