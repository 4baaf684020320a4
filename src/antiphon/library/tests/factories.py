"""Insights for tests."""

import datetime
import itertools
from typing import Any

from antiphon.library.models import Citation, Insight
from antiphon.network.tests.factories import make_organisation, make_user

_number = itertools.count(1)


def make_insight(**overrides: Any) -> Insight:
    """Return an insight that everyone who works here may see."""
    number = next(_number)
    fields = {
        "title": f"What carers said {number}", "learned": "Carers ask for one number to ring.", "method": "interviews",
        "groups": ["carers"], "places": ["millbeck"], "topics": ["caring"], "learned_on": datetime.date(2025, 3, 1),
        "people": 24, "limits": "One town only.", **overrides,
    }  # fmt: skip
    if "organisation" not in fields:
        fields["organisation"] = make_organisation()
    if "written_by" not in fields:
        fields["written_by"] = make_user(role="engagement_lead", organisation=fields["organisation"])
    return Insight.objects.create(**fields)


def make_citation(*, insight: Insight | None = None, **overrides: Any) -> Citation:
    """Return a use of an insight, in an option of a decision."""
    insight = insight or make_insight()
    fields = {"kind": "decisions.Option", "key": str(next(_number)), "place": "An option of a decision",
              "organisation": insight.organisation, "cited_by": insight.written_by, **overrides}  # fmt: skip
    return Citation.objects.create(insight=insight, **fields)
