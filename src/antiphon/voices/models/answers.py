"""What was ticked, chosen and counted; what people said of themselves, kept apart; files that they sent."""

from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.core.sealing import SealedBytes
from antiphon.engagement.models import Engagement, Question
from antiphon.network.access import Way
from antiphon.voices.models.heard import Response


class Answer(Record):
    """One thing that was answered without words: an option, a cell of a grid, a rank, a number, a date, a place.

    A question where three options were ticked has three rows. They outlive the words: counts stay when a response is erased.
    """

    response = models.ForeignKey(Response, models.CASCADE, related_name="answers")
    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="+")  # the response's, kept here to count by
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    row = models.CharField(max_length=40, blank=True, default="")
    option = models.CharField(max_length=40, blank=True, default="")
    number = models.SmallIntegerField(null=True, blank=True)
    text = models.CharField("a date or a place", max_length=100, blank=True, default="")

    class Personal:
        plain = {"response", "engagement", "question", "row", "option", "number"}
        identifying = {"text"}
        special: set[str] = set()
        keep_for = "as long as the engagement; dates and places as long as the words"

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["response", "question", "row", "option"], name="answer_cell_once")]
        indexes = [models.Index(fields=["engagement", "question", "row", "option", "number"], name="answer_counted_by")]

    def __str__(self) -> str:
        return f"Answer {self.pk}"

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()


class About(Record):
    """What somebody chose to say of themselves: characteristics, apart from their words and answers. All of it is optional."""

    response = models.OneToOneField(Response, models.CASCADE, related_name="about")
    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="+")  # the response's, kept here to count by
    set_version = models.CharField("version of the questions about the person", max_length=20)
    said = models.JSONField("category by characteristic; a list where many may be chosen", default=dict)

    class Personal:
        plain = {"response", "engagement", "set_version"}
        identifying: set[str] = set()
        special = {"said"}
        keep_for = "five years after the engagement closed"

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"About response {self.response_id}"

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()


class Upload(Record):
    """A file that came with a response. It is sealed, is opened as sealed words are, and is never on a public page."""

    response = models.ForeignKey(Response, models.CASCADE, null=True, blank=True, related_name="uploads")
    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    saved = models.ForeignKey("voices.Saved", models.SET_NULL, null=True, blank=True, related_name="uploads")
    name = models.CharField("file name", max_length=150, blank=True)
    kind = models.CharField("kind of file, as its content says", max_length=100)
    size = models.PositiveIntegerField("bytes")
    content = SealedBytes(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Personal:
        plain = {"response", "engagement", "question", "saved", "kind", "size", "erased_at"}
        identifying = {"name", "content"}
        special: set[str] = set()
        keep_for = "five years after the engagement closed; one day when no response took it"

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True, content__isnull=False)
                | Q(erased_at__isnull=False, content__isnull=True, name=""),
                name="upload_erased_is_blank",
            ),
        ]

    def __str__(self) -> str:
        return f"Upload {self.pk}"

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()
