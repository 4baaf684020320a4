"""Quotes: one person chooses them, by a rule or by hand, and another approves them before the public sees any."""

from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.insight import queries
from antiphon.insight.models import Gathering, Theme
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.voices.models import Voice

GONE = {"quoted": False, "quoted_by": None, "quote_approved_at": None, "quote_approved_by": None}


@action
def quote(theme: Theme, *, voice: Voice, by: User) -> Gathering:
    """Choose a voice as a quote. Only where the person agreed to be quoted. Another person approves it for the public."""
    _may_edit(theme, by=by)
    row = Gathering.objects.belonging().select_related("voice__response").filter(theme=theme, voice=voice).first()
    if row is None:
        raise Refused("This comment is not in the theme.")
    if not row.voice.response.may_quote:
        raise Refused("This person did not agree to be quoted. Choose another comment.")
    if not row.quoted:
        row.quoted, row.quoted_by = True, by
        row.save(update_fields=["quoted", "quoted_by"])
        trail.leave("quote", theme, by=by, voice=voice.pk)
    return row


@action
def quote_typical(theme: Theme, *, by: User) -> int:
    """Choose the most typical comment of each stance as a quote, of those that may be quoted. Return how many are new."""
    _may_edit(theme, by=by)
    new = [row for row in queries.typical_of(theme) if not row.quoted]
    if not new:
        raise Refused("The most typical comments that may be quoted are chosen already.")
    for row in new:
        quote(theme, voice=row.voice, by=by)
    trail.leave("quote_typical", theme, by=by, voices=[row.voice_id for row in new])
    return len(new)


@action
def approve_quote(theme: Theme, *, voice: Voice, by: User) -> Gathering:
    """Approve a quote for the public, as somebody who did not choose it. If its words change, it is approved anew."""
    require(by, Permission.REPORT_APPROVE, on=theme)
    if theme.engagement.closed_at:
        raise Refused("This engagement is closed. What was understood is kept as it was.")
    rows = Gathering.objects.belonging().select_for_update(of=("self",)).select_related("voice__response")
    row = rows.filter(theme=theme, voice=voice, quoted=True).first()
    if row is None or row.voice.status != Voice.Status.CLEAN or not row.voice.response.may_quote:
        raise Refused("This comment is not a quote of this theme, or may not be quoted any more.")
    if row.quoted_by_id == by.pk:
        raise Refused("You chose this quote, so another person must approve it.")
    row.quote_approved_at, row.quote_approved_by = timezone.now(), by
    row.save(update_fields=["quote_approved_at", "quote_approved_by"])
    trail.leave("approve_quote", theme, by=by, voice=voice.pk)
    return row


@action
def unquote(theme: Theme, *, voice: Voice, by: User) -> None:
    """Take a quote off the public page. A voice that no longer belongs to the theme leaves it."""
    _may_edit(theme, by=by)
    rows = Gathering.objects.filter(theme=theme, voice=voice, quoted=True)
    rows.filter(left_at__isnull=False).delete()
    rows.update(**GONE)
    trail.leave("unquote", theme, by=by, voice=voice.pk)


def _may_edit(theme: Theme, *, by: User) -> None:
    require(by, Permission.THEME_EDIT, on=theme)
    if theme.engagement.closed_at:
        raise Refused("This engagement is closed. What was understood is kept as it was.")
    if theme.merged_into_id:
        raise Refused("This theme was merged into another. Undo the merge to change it.")
