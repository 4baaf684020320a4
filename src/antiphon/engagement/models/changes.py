"""Questions that change once they were asked, and the check that nobody is shut out."""

from typing import Any, ClassVar

from django.conf import settings as house
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.engagement.answering import Asked
from antiphon.engagement.models.asked import Engagement
from antiphon.engagement.models.questions import Question
from antiphon.network.access import Way


class Revision(Record):
    """New words for a question of a published engagement. When a second person signs them they become its next version."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="revisions")
    text = models.CharField(max_length=300)
    hint = models.CharField(max_length=300, blank=True)
    required = models.BooleanField(default=False)
    options = models.JSONField(default=list, blank=True)
    rows = models.JSONField(default=list, blank=True)
    settings = models.JSONField(default=dict, blank=True)
    only_if = models.JSONField(default=list, blank=True)
    reason = models.TextField("why it changes: the public reads it")
    written_by = models.ForeignKey(house.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    writers: ClassVar[Any]
    writers = models.ManyToManyField(house.AUTH_USER_MODEL, blank=True, related_name="+")  # who wrote any of the words
    became = models.OneToOneField(Question, models.CASCADE, null=True, blank=True, related_name="revision")

    class Personal:
        plain = {"question", "text", "hint", "required", "options", "rows", "settings", "only_if", "reason", "written_by",
                 "writers", "became"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the engagement"

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["question"], condition=Q(became__isnull=True), name="revision_one_waits"),
            models.CheckConstraint(condition=~Q(reason=""), name="revision_says_why"),
        ]

    def __str__(self) -> str:
        return self.text

    def ways_in(self) -> dict[int, Way]:
        return self.question.ways_in()

    def asked(self) -> Asked:
        """Return the question as it would be asked, as plain data."""
        old = self.question
        return Question(
            pk=old.pk, series=old.series, kind=old.kind, page=old.page, text=self.text, hint=self.hint, required=self.required,
            options=self.options, rows=self.rows, settings=self.settings, only_if=self.only_if,
        ).asked()  # fmt: skip


class InclusionCheck(Record):
    """Whether everyone can take part: ways without the internet, formats, languages, how hard and how long the form is."""

    engagement = models.OneToOneField(Engagement, models.CASCADE, related_name="inclusion_check")
    paper = models.BooleanField("on paper", default=False)
    by_telephone = models.BooleanField("by telephone", default=False)
    in_person = models.BooleanField("in person", default=False)
    easy_read = models.BooleanField("in easy read", default=False)
    languages = models.CharField("in other languages: which, or on request", max_length=200, blank=True)
    sign_language = models.BooleanField("in British Sign Language", default=False)
    read_by_others = models.BooleanField("read and tried by people whom it is for", default=False)
    minutes = models.PositiveSmallIntegerField("minutes that the form takes", null=True, blank=True)
    who_is_left_out = models.TextField("who could still be left out, and what is done about it", blank=True)
    online_only_because = models.TextField("why there is no way without the internet", blank=True)
    checked_by = models.ForeignKey(house.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(auto_now=True)

    class Personal:
        plain = {"engagement", "paper", "by_telephone", "in_person", "easy_read", "languages", "sign_language", "read_by_others",
                 "minutes", "who_is_left_out", "online_only_because", "checked_by", "checked_at"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the engagement"

    def __str__(self) -> str:
        return f"Digital inclusion check of {self.engagement}"

    @property
    def online_only(self) -> bool:
        return not (self.paper or self.by_telephone or self.in_person)

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()
