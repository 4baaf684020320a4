"""Reads of microsites."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from antiphon.campaigns.models import Campaign, Microsite
from antiphon.campaigns.queries.plan import APPROVE, WRITE
from antiphon.language.live import Item
from antiphon.network.access import allowed_in
from antiphon.network.models import User


def site_of(campaign: Campaign) -> Microsite | None:
    """Return the microsite of a campaign, or None while it has none."""
    found = Microsite.objects.filter(campaign=campaign).select_related("published_by", "checked_by", "campaign__owner")
    return found.first()


def said(site: Microsite) -> str:
    """Return the words of a microsite as they are written now, an empty line between its parts: what is checked."""
    parts = [site.title, site.summary, *(f"{part['heading']}\n\n{part['words']}" for part in site.parts), site.help]
    return "\n\n".join(part.strip() for part in parts if part.strip())


def words_to_sign(site: Microsite) -> str:
    """Return what a second person signs: the words, the address and the days."""
    return (f"{said(site)}\n\nAt /{site.slug}/ from {site.starts_on:%-d %B %Y} to {site.ends_on:%-d %B %Y}. "
            f"Next check: {site.review_on:%-d %B %Y}.")  # fmt: skip


def as_published(site: Microsite) -> dict[str, Any]:
    """Return the words and days of a microsite as the public page keeps them."""
    partners = [one.organisation.name for one in site.campaign.partners.select_related("organisation")
                if one.way == "contributes"]  # fmt: skip
    return {
        "slug": site.slug, "title": site.title, "summary": site.summary, "parts": site.parts, "help": site.help,
        "starts_on": site.starts_on.isoformat(), "ends_on": site.ends_on.isoformat(),
        "by": [site.campaign.owner.name, *partners],
    }  # fmt: skip


def stands(site: Microsite) -> bool:
    """Return whether the public reads the words as they are written now."""
    return bool(site.published) and site.published == as_published(site)


def to_publish(user: User) -> QuerySet[Microsite]:
    """Return the microsites that wait for a second person, and that this person may publish."""
    waiting = Microsite.objects.filter(asked_at__isnull=False, campaign__owner__in=allowed_in(user, APPROVE))
    return waiting.exclude(writers=user).select_related("campaign").order_by("asked_at")


def to_check(user: User, until: datetime.date) -> QuerySet[Microsite]:
    """Return the published microsites of the person's organisations whose next check comes by a day."""
    today = timezone.localdate()
    shown = Microsite.objects.filter(published_at__isnull=False, ends_on__gte=today, review_on__lte=until)
    return shown.filter(campaign__owner__in=allowed_in(user, WRITE)).select_related("campaign").order_by("review_on")


def _item(site: Microsite) -> Item:
    campaign = site.campaign
    return Item(
        "campaigns.Microsite", str(site.pk), site.title, said(site), f"{campaign.lead}, {campaign.owner}",
        f"/workspace/sending/campaigns/{campaign.slug}/microsite/", campaign.owner_id, campaign.lead_id, "Microsite",
    )  # fmt: skip


def live_items(user: User) -> Iterator[Item]:
    """Yield the microsites that the public can read. One query."""
    shown = Microsite.objects.filter(published_at__isnull=False, ends_on__gte=timezone.localdate())
    yield from (_item(one) for one in shown.select_related("campaign__owner", "campaign__lead"))


def words_for(user: User, key: str) -> Item | None:
    """Return a microsite by its key, also while it is a draft, or None when it is not for them."""
    mine = Campaign.objects.visible_to(user).values("pk")
    found = Microsite.objects.filter(pk=int(key) if key.isdigit() and len(key) < 18 else 0, campaign__in=mine)
    one = found.select_related("campaign__owner", "campaign__lead").first()
    return _item(one) if one else None
