"""Ways in, holds and proofs for tests."""

import datetime
import itertools
from typing import Any

from django.utils import timezone

from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.people.tests.factories import make_person
from antiphon.trust import rules
from antiphon.trust.models import AddressCheck, CodeBatch, EntryCode, Hold, Invitation, Notice, Proof
from antiphon.trust.queries import digest

_number = itertools.count(1)


def make_code_batch(*, engagement: Engagement | None = None, **overrides: Any) -> CodeBatch:
    """Return a batch without its codes."""
    engagement = engagement or make_open_engagement(trust="code")
    fields = {"label": f"Letters {next(_number)}", "number": 1, "made_by": engagement.lead, **overrides}
    return CodeBatch.objects.create(engagement=engagement, **fields)


def make_entry_code(*, batch: CodeBatch | None = None, code: str = "", **overrides: Any) -> EntryCode:
    """Return one code of a batch, as a digest."""
    batch = batch or make_code_batch()
    kept = digest(batch.engagement, "code", code or rules.new_code())
    return EntryCode.objects.create(batch=batch, engagement=batch.engagement, digest=kept, **overrides)


def make_invitation(*, engagement: Engagement | None = None, link: str = "", **overrides: Any) -> Invitation:
    """Return an invitation of one person."""
    engagement = engagement or make_open_engagement(trust="invited")
    fields = {"digest": digest(engagement, "invitation", link or rules.new_link()), "invited_by": engagement.lead, **overrides}
    fields.setdefault("person", make_person(email=f"invited{next(_number)}@example.org"))
    return Invitation.objects.create(engagement=engagement, **fields)


def make_address_check(*, engagement: Engagement | None = None, email: str = "ada@example.org", **overrides: Any) -> AddressCheck:
    """Return a check of an address that waits for its digits."""
    engagement = engagement or make_open_engagement(trust="verified")
    fields = {"address_digest": digest(engagement, "address", email), "expires_at": timezone.now() + rules.DIGITS_LAST,
              **overrides}  # fmt: skip
    return AddressCheck.objects.create(engagement=engagement, **fields)


def make_hold(*, engagement: Engagement | None = None, **overrides: Any) -> Hold:
    """Return a hold that one person placed."""
    engagement = engagement or make_open_engagement()
    return Hold.objects.create(engagement=engagement, **{"reason": "An inquiry has asked for it.", "placed_by": engagement.lead,
                                                          **overrides})  # fmt: skip


def make_proof(*, engagement: Engagement | None = None, **overrides: Any) -> Proof:
    """Return the record of words that were let go of."""
    fields = {"kind": "words", "number": 12, "done_on": datetime.date(2026, 4, 1), "rule": "Five years after it was closed.",
              **overrides}  # fmt: skip
    return Proof.objects.create(engagement=engagement or make_open_engagement(), **fields)


def make_notice(*, engagement: Engagement | None = None, **overrides: Any) -> Notice:
    """Return a notice that names are due."""
    fields = {"kind": "names", "noticed_on": timezone.localdate(), **overrides}
    return Notice.objects.create(engagement=engagement or make_open_engagement(), **fields)
