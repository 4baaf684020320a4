"""What the public site may ask about answers that are on their way: those that were saved, by the code that the person holds."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from antiphon.core import receipts
from antiphon.core.sealing import key_for
from antiphon.engagement.models import Engagement
from antiphon.voices.models import Response, Saved

EMPTY: Mapping[str, Any] = {"answers": {}, "about": {}, "last": {}, "step": "", "stays": False}


@dataclass(frozen=True)
class File:
    """A file that waits with saved answers."""

    pk: int
    question: int
    name: str
    size: int


@dataclass(frozen=True)
class Kept:
    """Answers so far, opened with the code of the person who gave them. It is never stored or logged.

    `answers`: as the form holds them, by the series of the question; `about`: category by characteristic; `last`: what the
    last page asks; `step`: where the person was; `stays`: whether they asked to come back; `mailed`: whether a link was sent.
    """

    pk: int
    code: str
    engagement: Engagement
    twin: int | None
    submission: uuid.UUID
    answers: Mapping[str, Any] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)
    last: Mapping[str, Any] = field(default_factory=dict)
    step: str = ""
    stays: bool = False
    mailed: bool = False
    ends_at: Any = None
    files: tuple[File, ...] = ()

    def __repr__(self) -> str:
        return f"Kept({self.pk})"


def key_of(code: str) -> str:
    """Return what stands for a code in the table."""
    return key_for("saved", code)


def kept(code: str | None) -> Kept | None:
    """Return the answers behind a code, however it was typed; None when there are none, or their time is over."""
    read = receipts.read_return(code) if code else None
    if read is None:
        return None
    rows = Saved.objects.select_related("engagement", "engagement__owner").filter(key=key_of(read), ends_at__gt=timezone.now())
    try:
        row = rows.first()
        return opened(row, read) if row else None
    except ValueError:  # no key opens it any more
        return None


def opened(row: Saved, code: str) -> Kept:
    """Return a row of saved answers as data."""
    said = {**EMPTY, **(json.loads(row.answers) if row.answers else {})}
    files = tuple(File(*one) for one in row.uploads.order_by("pk").values_list("pk", "question", "name", "size"))
    return Kept(
        pk=row.pk, code=code, engagement=row.engagement, twin=row.twin_id, submission=row.submission, answers=said["answers"],
        about=said["about"], last=said["last"], step=said["step"], stays=said["stays"], mailed=row.person is not None,
        ends_at=row.ends_at, files=files,
    )  # fmt: skip


def receipt_of(engagement: Engagement, submission: uuid.UUID | None) -> str | None:
    """Return the receipt code of a form that was sent already, or None."""
    if submission is None:
        return None
    found = Response.objects.filter(engagement=engagement, submission=submission).values_list("receipt", flat=True).first()
    return str(found) if found else None
