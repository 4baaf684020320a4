"""The clauses of a narrative, every text that each has had, and whom each touches."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.narrative.models.narrative import KEPT, Narrative, NarrativePartner


class Worded(Record):
    """The words of a clause as they stand, or stood. What is signed is all of these together (`wording.exact`)."""

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        WELSH = "cy", "Welsh"
        ARABIC = "ar", "Arabic"
        BENGALI = "bn", "Bengali"
        PANJABI = "pa", "Panjabi"
        POLISH = "pl", "Polish"
        ROMANIAN = "ro", "Romanian"
        SOMALI = "so", "Somali"
        UKRAINIAN = "uk", "Ukrainian"
        URDU = "ur", "Urdu"

    heading = models.CharField(max_length=140, blank=True)
    words = models.TextField()
    by_when = models.DateField("by when it improves", null=True, blank=True)
    commitment = models.TextField("what leaders promise to do", blank=True)
    answers_for = models.CharField("the post and body that answer for it", max_length=160, blank=True)
    fictional = models.BooleanField("this person is made up", default=False)
    language = models.CharField(max_length=5, choices=Language, default=Language.ENGLISH)

    class Meta:
        abstract = True


WORDED = {"heading", "words", "by_when", "commitment", "answers_for", "fictional", "language"}


class Clause(Worded):
    """A piece of a narrative that partners sign by itself. `revision` counts its texts; `digest` tells them apart."""

    class Section(models.TextChoices):
        WHY = "why", "Why things must change"
        CHANGES = "changes", "What changes"
        IMPROVES = "improves", "What gets better, and by when"
        PLACE = "place", "In your area"
        STATEMENT = "statement", "What people told us they want"
        PERSONA = "persona", "What it could mean for one person"
        LIMITS = "limits", "What this will not do"

    narrative = models.ForeignKey(Narrative, models.CASCADE, related_name="clauses")
    section = models.CharField(max_length=10, choices=Section)
    place = models.PositiveSmallIntegerField("place in its section", default=1)
    everyone = models.BooleanField("touches every partner", default=True)
    measure = models.ForeignKey("narrative.Measure", models.PROTECT, null=True, blank=True, related_name="statements")
    revision = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the exact words")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    removed_why = models.CharField(max_length=300, blank=True)

    class Personal:
        plain = {*WORDED, "narrative", "section", "place", "everyone", "measure", "revision", "digest", "removed_at",
                 "removed_by", "removed_why"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "narrative"
        public = "none"

    class Meta:
        ordering = ["section", "place", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="narrative_clause_removed_by_someone",
            ),
            models.CheckConstraint(condition=~Q(section="persona") | Q(fictional=True), name="narrative_persona_is_made_up"),
        ]

    def __str__(self) -> str:
        return self.heading or self.get_section_display()


class Touch(Record):
    """A clause that does not touch everyone touches this partner."""

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="touches")
    partner = models.ForeignKey(NarrativePartner, models.CASCADE, related_name="touched_by")

    class Personal:
        plain = {"clause", "partner"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "clause"
        public = "none"

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["clause", "partner"], name="narrative_touch_once")]

    def __str__(self) -> str:
        return f"{self.clause} touches {self.partner}"


class ClauseText(Worded):
    """One text that a clause has, or had. Rows are only ever added: every draft stays readable."""

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="texts")
    revision = models.PositiveIntegerField()
    exact = models.TextField("the exact words as they are signed")
    digest = models.CharField(max_length=64)
    because = models.TextField("what people said that changed it", blank=True)
    thanks_to = models.CharField("who is to be thanked: a group, never a name", max_length=200, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {*WORDED, "clause", "revision", "exact", "digest", "because", "thanks_to", "written_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "clause"
        public = "none"

    class Meta:
        ordering = ["-revision"]
        constraints = [models.UniqueConstraint(fields=["clause", "revision"], name="narrative_text_once")]

    def __str__(self) -> str:
        return f"{self.clause}, text {self.revision}"


class SetAside(Record):
    """Words that somebody wrote while another person changed the same clause: kept until they are dealt with."""

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="set_aside")
    based_on = models.PositiveIntegerField("the text that they began from")
    fields = models.JSONField("what they wrote")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    dealt_at = models.DateTimeField(null=True, blank=True)
    dealt_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"clause", "based_on", "fields", "written_by", "dealt_at", "dealt_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "clause"
        public = "none"

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(dealt_at__isnull=True, dealt_by__isnull=True) | Q(dealt_at__isnull=False, dealt_by__isnull=False),
                name="narrative_set_aside_dealt_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"Words set aside for {self.clause}"
