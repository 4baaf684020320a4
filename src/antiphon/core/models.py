"""The record base and the trail."""

from django.db import models


class Record(models.Model):
    """A row that knows when it was made. Every model of the house is one.

    Each model says in `class Personal` what each of its fields holds: `plain`, `identifying` or `special`
    (sets of field names), and `keep_for` (how long, in plain words). A test makes the page exhaustive.
    """

    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class TrailEntry(models.Model):
    """One line of the trail. It has no foreign keys, so that it never stands in the way of live data."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.CharField(max_length=80)
    verb = models.CharField(max_length=80)
    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)

    class Personal:
        plain = {"at", "actor", "verb", "kind", "key", "detail"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "six years"

    class Meta:
        indexes = [models.Index(fields=["kind", "key"])]

    def __str__(self) -> str:
        return f"{self.actor} {self.verb} {self.kind} {self.key}"
