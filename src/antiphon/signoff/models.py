"""Signatures: who approved which exact words, and when."""

from django.conf import settings
from django.db import models

from antiphon.core.models import Record


class Signature(Record):
    """A person's name under exact words. Rows are only ever added.

    `kind` and `key` say what was signed (`decisions.Decision`, `12`): no foreign key, since the rooms above
    sign here and this room knows none of them.
    """

    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    purpose = models.CharField(max_length=40, default="publish")
    words = models.TextField("the exact words that were signed")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the words")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(auto_now_add=True)
    comment = models.TextField(blank=True)

    class Personal:
        plain = {"kind", "key", "purpose", "words", "digest", "signed_by", "signed_at", "comment"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "twenty years, as board papers are"

    class Meta:
        ordering = ["-signed_at"]
        indexes = [models.Index(fields=["kind", "key"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}, {self.purpose}, by {self.signed_by}"
