"""Reads of microsites."""

import datetime
from collections.abc import Iterator

from antiphon.campaigns.models import Campaign, Microsite
from antiphon.language.live import Item
from antiphon.network.models import User


def said(site: Microsite) -> str:
    """Return the words of a microsite as they are written now, an empty line between its parts: what is checked and signed."""
    parts = [site.title, site.summary, *(f"{part['heading']}\n\n{part['words']}" for part in site.parts), site.help]
    days = f"On show from {site.starts_on:%-d %B %Y} to {site.ends_on:%-d %B %Y}. Next check: {site.review_on:%-d %B %Y}."
    return "\n\n".join([*(part.strip() for part in parts if part.strip()), days])


def _item(site: Microsite) -> Item:
    campaign = site.campaign
    return Item(
        "campaigns.Microsite", str(site.pk), site.title, said(site), f"{campaign.lead}, {campaign.owner}",
        f"/workspace/sending/campaigns/{campaign.slug}/microsite/", campaign.owner_id, campaign.lead_id, "Microsite",
    )  # fmt: skip


def live_items(user: User) -> Iterator[Item]:
    """Yield the microsites that the public can read. One query."""
    shown = Microsite.objects.filter(published_at__isnull=False, ends_on__gte=datetime.date.today())
    yield from (_item(one) for one in shown.select_related("campaign__owner", "campaign__lead"))


def words_for(user: User, key: str) -> Item | None:
    """Return a microsite by its key, also while it is a draft, or None when it is not for them."""
    mine = Campaign.objects.visible_to(user).values("pk")
    found = Microsite.objects.filter(pk=int(key) if key.isdigit() and len(key) < 18 else 0, campaign__in=mine)
    one = found.select_related("campaign__owner", "campaign__lead").first()
    return _item(one) if one else None
