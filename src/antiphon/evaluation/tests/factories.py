"""Assessments for tests."""

import datetime
import itertools
from typing import Any

from antiphon.evaluation.models import Assessment, Mark, Snapshot
from antiphon.evaluation.rules import EDITION
from antiphon.network.tests.factories import make_organisation, make_user

_number = itertools.count(1)


def make_assessment(**overrides: Any) -> Assessment:
    """Return a checklist of a plan that only its organisation sees."""
    fields = {"kind": "checklist", "title": f"Plan {next(_number)}", **overrides}
    if "organisation" not in fields:
        fields["organisation"] = make_organisation()
    if "started_by" not in fields:
        fields["started_by"] = make_user(role="engagement_lead", organisation=fields["organisation"])
    return Assessment.objects.create(**fields)


def make_mark(*, assessment: Assessment | None = None, **overrides: Any) -> Mark:
    """Return an item that is done."""
    assessment = assessment or make_assessment()
    fields = {"item": "story.experts", "value": 2, "evidence": "Notes of three meetings", "marked_by": assessment.started_by,
              **overrides}  # fmt: skip
    return Mark.objects.create(assessment=assessment, **fields)


def make_snapshot(*, assessment: Assessment | None = None, values: dict[str, int] | None = None, **overrides: Any) -> Snapshot:
    """Return how an assessment stood on a day."""
    assessment = assessment or make_assessment()
    marks = {key: {"value": value, "evidence": "", "owner": "", "due_on": ""}
             for key, value in (values or {"story.experts": 2}).items()}  # fmt: skip
    fields = {"taken_on": datetime.date(2026, 3, 1), "edition": EDITION, "marks": marks, "taken_by": assessment.started_by,
              **overrides}  # fmt: skip
    return Snapshot.objects.create(assessment=assessment, **fields)
