"""What the pages of keying in say, made ready for their templates."""

from typing import Any

from django.core.paginator import Paginator

from antiphon.core.forms import Form
from antiphon.engagement.models import Engagement
from antiphon.engagement.queries import mail_address
from antiphon.network.access import may
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.voices import entries, queries
from antiphon.voices.deidentification import deidentify
from antiphon.voices.models import Difference, EntryBatch, ReceivedMail, Response

ON_A_PAGE = 50
MAIL_COLOURS = {"taken": "green", "waiting": "yellow", "machine": "grey", "settled": "blue"}


def home_page(engagement: Engagement, user: User, form: Form) -> dict[str, Any]:
    """Return the batches, what waits for a second keying, the sessions, and how many e-mails wait."""
    return {
        "engagement": engagement, "form": form, "batches": list(entries.batches_of(engagement, user)),
        "again": entries.batches_to_key_again(engagement, user), "sessions": list(entries.sessions_of(engagement)),
        "keyed_today": entries.keyed_today(engagement, user), "mail": entries.mail_waiting(engagement),
        "may_mail": may(user, Permission.VOICE_MAKE_SAFE, on=engagement),
        "may_see_groups": may(user, Permission.VOICE_IMPORT, on=engagement),
    }  # fmt: skip


def batch_page(engagement: Engagement, batch: EntryBatch, user: User, form: Form) -> dict[str, Any]:
    """Return how far a batch is, what is missing, what differs, and how often a keyed field was wrong."""
    missing = entries.missing_numbers(batch)
    labels = entries.labels(engagement)
    differences = [(one, labels.get(one.field, "A question that is not asked any more")) for one in entries.differences_of(batch)]
    return {
        "engagement": engagement, "batch": batch, "form": form, "missing": missing,
        "missing_said": missing.in_words() if missing.count else "", "rate": entries.error_rate(batch),
        "differences": differences, "waiting": entries.to_key_again(batch).count(),
        "for_you": entries.to_key_again(batch, user).count(), "twice": entries.keyed_twice(batch),
        "own": batch.opened_by_id == user.pk or may(user, Permission.VOICE_IMPORT, on=engagement),
        "worked_on": queries.worked_on_any(entries.worked_on_batch(batch)),
        "may_settle": may(user, Permission.VOICE_MAKE_SAFE, on=engagement),
    }  # fmt: skip


def difference_page(engagement: Engagement, found: Difference, user: User, form: Form) -> dict[str, Any]:
    """Return one field as two people keyed it, with what tells who someone is hidden in both."""
    sheet = found.keying.sheet
    first, second = (entries.keyed(text).get(found.field, "") for text in (str(sheet.keyed), str(found.keying.keyed)))
    shown = [deidentify(text).text for text in (first, second)]
    return {
        "engagement": engagement, "difference": found, "sheet": sheet, "form": form,
        "label": entries.labels(engagement).get(found.field, "A question that is not asked any more"),
        "sides": list(zip(("First keying", "Second keying"), (sheet.keyed_by, found.keying.keyed_by), shown, strict=True)),
        "hidden": shown[0] == shown[1], "third": user.pk not in (sheet.keyed_by_id, found.keying.keyed_by_id),
    }  # fmt: skip


def groups_page(engagement: Engagement) -> dict[str, Any]:
    """Return the groups by neighbourhood, each with how far its words are."""
    places: dict[str, list[Response]] = {}
    for one in entries.group_responses(engagement):
        places.setdefault(one.place or "No place given", []).append(one)
    return {"engagement": engagement, "places": places, "groups": entries.groups_in(engagement)}


def group_page(engagement: Engagement, response: Response, user: User, form: Form, code: str = "") -> dict[str, Any]:
    """Return one group's record: its log, and whether it has a code. What it said is read like any other words."""
    record = getattr(response, "group_record", None)
    return {
        "engagement": engagement, "response": response, "record": record, "form": form, "code": code,
        "log": list(entries.log_of(record)) if record else [],
        "voices": list(queries.voices_in(response)) if may(user, Permission.VOICE_READ, on=engagement) else [],
    }  # fmt: skip


def mail_page(engagement: Engagement, number: str) -> dict[str, Any]:
    """Return the e-mails of an engagement, those that wait first."""
    page = Paginator(entries.mail_of(engagement), ON_A_PAGE).get_page(number)
    return {"engagement": engagement, "page": page, "colours": MAIL_COLOURS, "waiting": entries.mail_waiting(engagement),
            "address": mail_address(engagement)}  # fmt: skip


def one_mail(engagement: Engagement, mail: ReceivedMail, form: Form) -> dict[str, Any]:
    """Return one e-mail, masked: what is surely a personal detail is hidden, what is in doubt is marked."""
    return {"engagement": engagement, "mail": mail, "form": form, "colour": MAIL_COLOURS[mail.status],
            "pieces": entries.mail_pieces(mail)}  # fmt: skip
