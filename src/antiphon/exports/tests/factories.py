"""Exports for tests."""

import datetime
import hashlib
from typing import Any

from django.utils import timezone

from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.exports.models import Export, ExportPart

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
