"""Exports for tests."""

import datetime
import hashlib
import itertools
from typing import Any

from django.utils import timezone

from antiphon.core import days
from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.exports.models import Export, ExportPart, InformationRequest
from antiphon.narrative.tests.factories import make_clause

_number = itertools.count(1)

CONTENT = b"\xef\xbb\xbfQuestion,People\r\n"


def make_export(*, engagement: Engagement | None = None, **overrides: Any) -> Export:
    """Return a small file of results that is ready."""
    engagement = engagement or make_open_engagement()
    fields = {"kind": "results", "format": "csv", "state": "ready", "asked_by": engagement.lead, "rows": 0, "size": len(CONTENT),
              "sha256": hashlib.sha256(CONTENT).hexdigest(), "expires_at": timezone.now() + datetime.timedelta(days=7),
              **overrides}  # fmt: skip
    return Export.objects.create(engagement=engagement, **fields)


def make_export_part(*, export: Export | None = None, **overrides: Any) -> ExportPart:
    """Return the only piece of a file."""
    return ExportPart.objects.create(export=export or make_export(), **{"number": 0, "content": CONTENT, **overrides})


def make_information_request(**overrides: Any) -> InformationRequest:
    """Return a request for the drafts and comments on a part of a narrative."""
    fields = dict(overrides)
    if "clause" not in fields:
        fields["clause"] = make_clause()
    narrative = fields["clause"].narrative
    fields.setdefault("organisation", narrative.owner)
    fields.setdefault("recorded_by", narrative.lead)
    fields.setdefault("received_on", timezone.localdate())
    fields = {"reference": f"FOI {next(_number)}", "asked": "All drafts of the paragraph on Millbeck.",
              "due_on": days.working_days_after(fields["received_on"], 20), "prepared_by": fields["recorded_by"],
              **fields}  # fmt: skip
    return InformationRequest.objects.create(**fields)
