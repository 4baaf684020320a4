"""Asking partners to sign, and what each of them says to the exact words of each clause."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.narrative.models.clauses import Clause, ClauseText
from antiphon.narrative.models.narrative import KEPT, NarrativePartner, Signatory
from antiphon.signoff.models import Signature


class Ask(Record):
    """A partner was asked to sign. Silence is chased once, then the deputy is asked, then a director sees it."""

    class Ended(models.TextChoices):
        ANSWERED = "answered", "Answered"
        WITHDREW = "withdrew", "The partner withdrew"

    partner = models.ForeignKey(NarrativePartner, models.CASCADE, related_name="asks")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    again = models.BooleanField("words that they had signed have changed", default=False)
    chased_at = models.DateTimeField(null=True, blank=True)
    deputy_at = models.DateTimeField("the deputy was asked", null=True, blank=True)
    director_at = models.DateTimeField("put on the director's page", null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(max_length=10, choices=Ended, blank=True)

    class Personal:
        plain = {"partner", "asked_by", "again", "chased_at", "deputy_at", "director_at", "ended_at", "ended"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "partner"
        public = "none"

    class Meta:
        ordering = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["partner"], condition=Q(ended_at__isnull=True), name="narrative_one_open_ask"),
            models.CheckConstraint(condition=Q(ended_at__isnull=True) ^ ~Q(ended=""), name="narrative_ask_ended_somehow"),
        ]

    def __str__(self) -> str:
        return f"{self.partner} was asked to sign"


class Position(Record):
    """What a partner says to the exact words of a clause. Rows are only ever added; the last one for those words counts."""

    class Kind(models.TextChoices):
        SIGNED = "signed", "Signed"
        CONDITION = "condition", "Signs on a condition"
        CHANGE = "change", "Asks for a change"
        COMMENT = "comment", "Comment"

    partner = models.ForeignKey(NarrativePartner, models.CASCADE, related_name="positions")
    clause = models.ForeignKey(Clause, models.CASCADE, related_name="positions")
    text = models.ForeignKey(ClauseText, models.PROTECT, related_name="positions")
    kind = models.CharField(max_length=10, choices=Kind)
    comment = models.TextField("what they say, and on what condition or for what change", blank=True)
    signature = models.ForeignKey(Signature, models.PROTECT, null=True, blank=True, related_name="+")
    signatory = models.ForeignKey(Signatory, models.PROTECT, related_name="positions")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reply = models.TextField("what we say to it", blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"partner", "clause", "text", "kind", "comment", "signature", "signatory", "given_by", "reply", "replied_at",
                 "replied_by"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "partner"
        public = "none"

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["clause", "partner"], name="narrative_positions_of")]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(kind__in=["signed", "condition"], signature__isnull=False)
                | Q(kind__in=["change", "comment"], signature__isnull=True),
                name="narrative_signed_has_a_signature",
            ),
            models.CheckConstraint(condition=Q(kind="signed") | ~Q(comment=""), name="narrative_position_says_what"),
            models.CheckConstraint(
                condition=Q(replied_at__isnull=True, replied_by__isnull=True, reply="")
                | (Q(replied_at__isnull=False, replied_by__isnull=False) & ~Q(reply="")),
                name="narrative_replied_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner}: {self.get_kind_display()}"
