"""Reads of the calendar: what of our own stands in it, what clashes, and which elections are in the way."""

import datetime
from collections.abc import Iterator

from antiphon.campaigns.calendar import Entry
from antiphon.campaigns.models import Activity, Campaign
from antiphon.network.models import User


def calendar_entries(user: User, first: datetime.date, last: datetime.date) -> Iterator[Entry]:
    """Yield the campaigns and activities between two days: those of the person, and of others what all partners may see.

    Three queries.
    """
    known = set(Campaign.objects.visible_to(user).values_list("pk", flat=True))
    dated = Campaign.objects.filter(starts_on__lte=last, ends_on__gte=first).select_related("owner").order_by("pk")
    for one in dated:
        if one.pk in known or one.in_calendar:
            yield _entry(one, one.pk in known)
    doing = Activity.objects.filter(starts_on__lte=last, ends_on__gte=first, campaign__in=known).exclude(status="dropped")
    for deed in doing.select_related("campaign", "organisation").order_by("pk"):
        yield Entry(
            "activity", str(deed.pk), "Activity", f"{deed.title} ({deed.campaign.title})", deed.starts_on, deed.ends_on,  # type: ignore[arg-type]
            deed.organisation_id, str(deed.organisation), tuple(deed.groups or deed.campaign.groups), tuple(deed.campaign.places),
            _link(deed.campaign), None, deed.get_status_display(), speaks=False,
        )  # fmt: skip


def _entry(one: Campaign, known: bool) -> Entry:
    return Entry(
        "campaign", str(one.pk), "Campaign", one.title, one.starts_on, one.ends_on, one.owner_id, str(one.owner),  # type: ignore[arg-type]
        tuple(one.groups), tuple(one.places), _link(one) if known else "", one.lead_id, one.get_status_display(),
    )  # fmt: skip


def _link(campaign: Campaign) -> str:
    return f"/workspace/sending/campaigns/{campaign.slug}/"
