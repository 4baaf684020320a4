"""The trail: who did what to which row, written in the same transaction as the change.

It is for investigation; no feature of the product reads it. It holds ids, never words or addresses.
"""

from collections.abc import Iterable
from typing import Any

from django.db import models

from antiphon.core.actors import Actor
from antiphon.core.bulk import insert_rows
from antiphon.core.models import TrailEntry


def leave(verb: str, subject: models.Model, *, by: Actor, **detail: Any) -> None:
    """Write that `by` did `verb` to `subject`. `detail` takes ids, counts and statuses only."""
    insert_rows(TrailEntry, {
        "actor": [by.actor], "verb": [verb], "kind": [subject._meta.label], "key": [str(subject.pk)], "detail": [detail],
    })  # fmt: skip


def leave_many(verb: str, subjects: Iterable[models.Model], *, by: Actor, **detail: Any) -> None:
    """Write that `by` did `verb` to each of `subjects`: a line for each, in one statement."""
    TrailEntry.objects.bulk_create(
        [
            TrailEntry(actor=by.actor, verb=verb, kind=subject._meta.label, key=str(subject.pk), detail=detail)
            for subject in subjects
        ],
        batch_size=1000,
    )


def of(subject: models.Model) -> "models.QuerySet[TrailEntry]":
    """Return the trail of one row, oldest first."""
    return TrailEntry.objects.filter(kind=subject._meta.label, key=str(subject.pk)).order_by("at", "pk")
