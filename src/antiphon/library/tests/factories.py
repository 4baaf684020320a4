"""Insights for tests."""

import datetime
import itertools
from typing import Any

from antiphon.library.models import Citation, Glossary, Insight, Passage, Waiting, Word
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


def make_passage(**overrides: Any) -> Passage:
    """Return a passage on the shelf that stands for nothing else."""
    number = next(_number)
    fields = {"kind": "theme", "key": 1_000_000 + number, "title": f"Waiting times {number}", "words": "People wait too long.",
              **overrides}  # fmt: skip
    if "organisation" not in fields:
        fields["organisation"] = make_organisation()
    return Passage.objects.create(**fields)


def make_word(**overrides: Any) -> Word:
    """Return a word of the shelf."""
    return Word.objects.create(**{"word": f"word{next(_number)}", "stem": "word", **overrides})


def make_waiting(**overrides: Any) -> Waiting:
    """Return something that waits for the shelf, and is not there."""
    return Waiting.objects.create(**{"kind": "voice", "key": 1_000_000 + next(_number), **overrides})


def make_glossary(**overrides: Any) -> Glossary:
    """Return an organisation's words that mean the same."""
    fields = {"lines": "red book, child health record", **overrides}
    if "organisation" not in fields:
        fields["organisation"] = make_organisation()
    if "written_by" not in fields:
        fields["written_by"] = make_user(role="engagement_lead", organisation=fields["organisation"])
    return Glossary.objects.create(**fields)
