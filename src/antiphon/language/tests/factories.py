"""Words, and what is known of them, for tests."""

import datetime
import itertools
from typing import Any

from django.utils import timezone

from antiphon.language.models import Acronym, Change, Override, Review, Term, TestSession
from antiphon.language.rules import digest
from antiphon.network.tests.factories import make_organisation, make_user

_number = itertools.count(1)


def _kept_by(fields: dict[str, Any], person: str) -> dict[str, Any]:
    if "organisation" not in fields:
        fields["organisation"] = make_organisation()
    if person not in fields:
        fields[person] = make_user(role="communications_officer", organisation=fields["organisation"])
    return fields


def make_term(**overrides: Any) -> Term:
    """Return a word that is in use."""
    fields = {
        "preferred": f"same-day care {next(_number)}",
        "avoid": ["urgent treatment"],
        "meaning": "Care on the day you ask.",
        "number": 1,
        "in_use_since": timezone.now(),
        **overrides,
    }
    return Term.objects.create(**_kept_by(fields, "owner"))


def make_acronym(**overrides: Any) -> Acronym:
    """Return letters that stand for something, in use."""
    fields = {
        "letters": f"XY{next(_number)}",
        "meanings": [{"words": "X-ray yard", "note": ""}],
        "number": 1,
        "in_use_since": timezone.now(),
        **overrides,
    }
    return Acronym.objects.create(**_kept_by(fields, "owner"))


def make_change(*, term: Term | None = None, **overrides: Any) -> Change:
    """Return a change of a word that waits for a second person."""
    term = term or make_term()
    held = {"preferred": term.preferred, "avoid": term.avoid, "meaning": term.meaning, "audience": term.audience,
            "translations": term.translations, "review_on": None}  # fmt: skip
    fields = {
        "said": {**held, "preferred": f"walk-in care {next(_number)}"},
        "before": held,
        "why": "People know it.",
        "proposed_by": term.owner,
        **overrides,
    }
    return Change.objects.create(term=term, **fields)


def make_override(**overrides: Any) -> Override:
    """Return a finding that stands, and why."""
    fields = {
        "digest": digest("We will guarantee it."),
        "rule": "promise",
        "text": "will guarantee",
        "reason": "The law says so.",
        **overrides,
    }
    return Override.objects.create(**_kept_by(fields, "kept_by"))


def make_test_session(**overrides: Any) -> TestSession:
    """Return what came of trying words on people."""
    fields = {
        "kind": "engagement.Engagement",
        "key": f"clinic-times-{next(_number)}",
        "title": "Clinic times",
        "held_on": datetime.date(2026, 5, 4),
        "users": 6,
        "staff": 6,
        "read": "We plan to open earlier.",
        "digest": digest("We plan to open earlier."),
        "found": "They asked how early.",
        "changed": "We say the hour.",
        "credit": "the readers’ group of Millbeck",
        **overrides,
    }
    return TestSession.objects.create(**_kept_by(fields, "written_by"))


def make_review(**overrides: Any) -> Review:
    """Return a day on which words are looked at again."""
    fields = {
        "kind": "engagement.Engagement",
        "key": f"clinic-times-{next(_number)}",
        "title": "Clinic times",
        "link": "/engagements/clinics/",
        "due_on": datetime.date(2026, 5, 4),
        **overrides,
    }
    fields = _kept_by(fields, "owner")
    return Review.objects.create(**{"set_by": fields["owner"], **fields})
