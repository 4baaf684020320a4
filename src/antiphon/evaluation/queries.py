"""Reads of assessments: one's own, those that others share, and several side by side."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from antiphon.evaluation import rules
from antiphon.evaluation.models import Assessment, Mark, Snapshot
from antiphon.network.access import holds, may
from antiphon.network.models import Organisation, User
from antiphon.network.queries import own_organisations
from antiphon.network.roles import Permission


def keepers(user: User) -> list[Organisation]:
    """Return the organisations for which the person may keep assessments."""
    return list(own_organisations(user, Permission.CHECKLIST_EDIT))


@dataclass(frozen=True)
class Standing:
    """An assessment and how far it is."""

    assessment: Assessment
    sum: rules.Sum
    snapshots: int
    last: datetime.date | None
    mine: bool


def assessments(user: User, kind: str) -> list[Standing]:
    """Return the assessments of a kind that the person may see, their own first. Three queries."""
    held = Assessment.objects.visible_to(user).filter(kind=kind).select_related("organisation")
    held = held.prefetch_related(
        Prefetch("marks", queryset=Mark.objects.only("assessment_id", "value")),
        Prefetch("snapshots", queryset=Snapshot.objects.only("assessment_id", "taken_on")),
    )
    which, found = rules.KINDS[kind], []
    for one in held:
        days = [snapshot.taken_on for snapshot in one.snapshots.all()]
        found.append(Standing(
            one, rules.sum_up(which, [mark.value for mark in one.marks.all()]), len(days), max(days, default=None),
            holds(user, Permission.CHECKLIST_READ, organisation=one.organisation_id),
        ))  # fmt: skip
    return sorted(found, key=lambda one: (not one.mine, one.assessment.title.casefold(), one.assessment.pk))


def assessment_for(user: User, pk: int) -> Assessment:
    """Return an assessment that the person may see, or raise Http404."""
    found: Assessment | None = Assessment.objects.visible_to(user).select_related("organisation").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def may_edit(user: User, assessment: Assessment) -> bool:
    """Return whether the person may change it."""
    return may(user, Permission.CHECKLIST_EDIT, on=assessment)


def marks_of(assessment: Assessment) -> dict[str, Mark]:
    """Return the marks by item."""
    return {mark.item: mark for mark in assessment.marks.select_related("marked_by")}


def snapshots_of(assessment: Assessment) -> QuerySet[Snapshot]:
    """Return how it stood on earlier days, the newest first."""
    return assessment.snapshots.select_related("taken_by")


def comparable(user: User, kind: str) -> QuerySet[Snapshot]:
    """Return every snapshot of a kind that the person may lay beside others: their own and those that are shared."""
    seen = Assessment.objects.visible_to(user).filter(kind=kind)
    return Snapshot.objects.filter(assessment__in=seen).select_related("assessment__organisation").order_by(
        "assessment__title", "assessment", "taken_on"
    )  # fmt: skip


def chosen(user: User, kind: str, keys: Iterable[int]) -> list[Snapshot]:
    """Return the snapshots that were chosen and that the person may see, the oldest first."""
    return sorted(comparable(user, kind).filter(pk__in=list(keys)), key=lambda one: (one.taken_on, one.pk))


def due(user: User, until: datetime.date) -> QuerySet[Mark]:
    """Return what was begun and is due until a day, in assessments that the person may change."""
    keeping = [one.pk for one in keepers(user)]
    return Mark.objects.filter(
        assessment__organisation__in=keeping, assessment__kind="checklist", value=1, due_on__lte=until
    ).select_related("assessment").order_by("due_on", "pk")  # fmt: skip
