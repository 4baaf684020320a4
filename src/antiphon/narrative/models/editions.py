"""What all have signed: versions of a narrative, as they were published."""

from django.conf import settings
from django.db import models

from antiphon.core.models import Record
from antiphon.narrative.models.narrative import KEPT, Narrative
from antiphon.signoff.models import Signature


class Edition(Record):
    """A version that every partner signed and a second person published. It is never changed; the newest one holds."""

    narrative = models.ForeignKey(Narrative, models.PROTECT, related_name="editions")
    major = models.PositiveSmallIntegerField()
    minor = models.PositiveSmallIntegerField()
    content = models.JSONField("the clauses, partners and signatures as they were")
    because = models.TextField("what changed because of people, in short", blank=True)
    signature = models.ForeignKey(Signature, models.PROTECT, related_name="+")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"narrative", "major", "minor", "content", "because", "signature", "published_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "narrative"
        public = "read"
        shown = "narrative"

    class Meta:
        ordering = ["-major", "-minor"]
        constraints = [models.UniqueConstraint(fields=["narrative", "major", "minor"], name="narrative_edition_once")]

    def __str__(self) -> str:
        return f"{self.narrative}, version {self.number}"

    @property
    def number(self) -> str:
        """The number that people say: 1.0."""
        return f"{self.major}.{self.minor}"
