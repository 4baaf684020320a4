"""Writes of microsites: built from the plan in one press, written, signed by a second person, shown, looked at again."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from antiphon.campaigns import publishing
from antiphon.campaigns.models import Campaign, Microsite
from antiphon.campaigns.patterns import TEMPLATES
from antiphon.campaigns.queries import sites
from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.network.access import Body, require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.signoff.actions import sign

WRITE, APPROVE = Permission.CAMPAIGN_WRITE, Permission.CAMPAIGN_APPROVE
CHECK_EVERY = datetime.timedelta(days=90)
HELP = "You can also ask by telephone, by post or in person. Say here the number, the address and the hours."


@action
def build_site(campaign: Campaign, *, by: User) -> Microsite:
    """Make the draft of a microsite from the plan, in one press. The one that is there is left as it is."""
    require(by, WRITE, on=Body(campaign.owner))
    now = sites.site_of(campaign)
    if now is not None:
        return now
    if campaign.starts_on is None or campaign.ends_on is None:
        raise Refused("Say first when the campaign begins and when it ends: its page is on show between these days.")
    pattern = TEMPLATES.get(campaign.template)
    parts = [{"heading": heading, "words": words} for heading, words in pattern.parts] if pattern else []
    if not parts:
        parts = [{"heading": "What this is about", "words": campaign.summary or campaign.title}]
    site = Microsite.objects.create(
        campaign=campaign, slug=_free(campaign.slug), title=campaign.title, summary=campaign.summary[:300] or campaign.title,
        parts=parts, help=HELP, starts_on=campaign.starts_on, ends_on=campaign.ends_on,
        review_on=min(campaign.ends_on, campaign.starts_on + CHECK_EVERY),
    )
    site.writers.add(by)
    trail.leave("build microsite", site, by=by, campaign=campaign.pk)
    return site


def _free(start: str) -> str:
    taken = set(Microsite.objects.filter(slug__startswith=start[:50]).values_list("slug", flat=True))
    return next(one for one in (start[:60], *(f"{start[:50]}-{number}" for number in range(2, 10_000))) if one not in taken)


@action
def write_site(site: Microsite, *, parts: Sequence[dict[str, str]], by: User, **fields: Any) -> Microsite:
    """Write the words and days of a microsite. What the public reads stays until a second person has signed the new words."""
    require(by, WRITE, on=Body(site.campaign.owner))
    found = Microsite.objects.select_for_update(of=("self",)).select_related("campaign__owner").get(pk=site.pk)
    before = sites.words_to_sign(found)
    for name, value in fields.items():
        setattr(found, name, value.replace("\r\n", "\n").strip() if isinstance(value, str) else value)
    found.parts = [{"heading": part["heading"].strip(), "words": part["words"].replace("\r\n", "\n").strip()} for part in parts]
    if not found.parts:
        raise Refused("Write at least one part.")
    if any(not part["heading"] or not part["words"] for part in found.parts):
        raise Refused("Each part has a heading and words.")
    if not found.help:
        raise Refused("Say how people get help without the internet.")
    if found.ends_on < found.starts_on:
        raise Refused("The last day comes before the first.")
    if found.review_on > found.ends_on:
        raise Refused("The next check comes after the last day. Choose an earlier one.")
    if Microsite.objects.filter(slug=found.slug).exclude(pk=found.pk).exists():
        raise Refused("Another campaign has this address. Choose another.")
    if before != sites.words_to_sign(found):
        found.writers.add(by)
        found.asked_at = None
    found.save()
    trail.leave("write microsite", found, by=by)
    return found


@action
def ask_to_publish(site: Microsite, *, by: User) -> Microsite:
    """Ask a second person to read the words and publish them."""
    require(by, WRITE, on=Body(site.campaign.owner))
    if sites.stands(site):
        raise Refused("The public reads these words already.")
    site.asked_at = timezone.now()
    site.save(update_fields=["asked_at"])
    trail.leave("ask to publish", site, by=by)
    return site


@action
def publish_site(site: Microsite, *, words: str, by: User) -> Microsite:
    """Sign the exact words that were shown, and put them on the public site. Somebody who wrote none of them does so."""
    require(by, APPROVE, on=Body(site.campaign.owner))
    found = Microsite.objects.select_for_update(of=("self",)).select_related("campaign__owner").get(pk=site.pk)
    if words != sites.words_to_sign(found):
        raise Refused("The words have changed since you opened this page. Read the new ones first.")
    if sites.stands(found):
        raise Refused("The public reads these words already.")
    if found.campaign.status != Campaign.Status.LIVE:
        raise Refused("The campaign is not live. A second person signs its plan first, then its public page.")
    if found.ends_on < timezone.localdate():
        raise Refused("The last day of this page has passed. Choose a later one first.")
    signature = sign(found, words=words, authors=list(found.writers.all()), by=by)
    found.published, found.published_at, found.published_by = sites.as_published(found), timezone.now(), by
    found.checked_on, found.checked_by, found.asked_at = timezone.localdate(), by, None
    found.save()
    publishing.show(found)
    trail.leave("publish microsite", found, by=by, signature=signature.pk)
    return found


@action
def check_again(site: Microsite, *, review_on: datetime.date, by: User) -> Microsite:
    """Say that the words were looked at today and still hold, and when somebody looks at them next."""
    require(by, WRITE, on=Body(site.campaign.owner))
    today = timezone.localdate()
    if not site.published or not sites.stands(site):
        raise Refused("The words have changed and wait for a second person.")
    if not today < review_on <= site.ends_on:
        raise Refused("Choose a day after today, and not after the last day of the page.")
    site.checked_on, site.checked_by, site.review_on = today, by, review_on
    site.save(update_fields=["checked_on", "checked_by", "review_on"])
    trail.leave("check microsite", site, by=by)
    return site


@action
def take_down(site: Microsite, *, by: User) -> Microsite:
    """Take the page off the public site today. Visitors read that the campaign is over."""
    require(by, WRITE, on=Body(site.campaign.owner))
    found = Microsite.objects.select_for_update(of=("self",)).select_related("campaign__owner").get(pk=site.pk)
    if not found.published:
        raise Refused("It is not on the public site.")
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    found.published = {**found.published, "ends_on": yesterday.isoformat()}
    found.save(update_fields=["published"])
    trail.leave("take down", found, by=by)
    return found
