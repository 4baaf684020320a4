"""What the access matrix walks of campaigns: one with everything, of the engagement's owner and partners."""

from typing import Any

from antiphon.campaigns.models import Campaign
from antiphon.campaigns.tests.factories import (
    make_activity,
    make_awareness_day,
    make_campaign,
    make_campaign_audience,
    make_campaign_partner,
    make_co_producer,
    make_contribution,
    make_credit,
    make_duty,
    make_election,
    make_microsite,
    make_objective,
    make_output,
    make_plan_change,
    make_result,
    make_risk,
    make_source,
)
from antiphon.engagement.models import Engagement
from antiphon.engagement.queries import partners_of
from antiphon.network.tests.factories import make_organisation, make_user


def of_a_campaign(engagement: Engagement) -> dict[str, Any]:
    """Make a whole campaign of the same owner and partners; return what stands in its addresses."""
    campaign = make_campaign(owner=engagement.owner, lead=engagement.lead, whole=True)
    for partner in partners_of(engagement):
        make_campaign_partner(campaign=campaign, organisation=partner.organisation, way=partner.way)
    activity = campaign.activities.get()
    make_microsite(campaign=campaign)
    return {
        "campaign": campaign.slug, "part": "objective", "row": campaign.objectives.get().pk, "risk": campaign.risks.get().pk,
        "activity": activity.pk, "duty": make_duty(activity=activity, role="approve", user=None).pk,
        "output": make_output(campaign=campaign, activity=activity).pk, "election": make_election().pk,
        "kind": "campaign", "key": str(make_campaign().pk),
    }  # fmt: skip


def more_of_a_campaign(slug: str, number: int) -> None:
    """Add one more of everything that a page lists."""
    campaign = Campaign.objects.get(slug=slug)
    make_objective(campaign=campaign)
    make_source(campaign=campaign)
    make_campaign_audience(campaign=campaign)
    make_risk(campaign=campaign)
    make_plan_change(campaign=campaign, producer=make_co_producer(campaign=campaign))
    partner = make_campaign_partner(campaign=campaign)
    make_user(role="communications_officer", organisation=partner.organisation)
    make_contribution(campaign=campaign, organisation=partner.organisation)
    activity = make_activity(campaign=campaign, organisation=partner.organisation)
    make_duty(activity=activity)
    make_duty(activity=activity, role="inform", user=None)
    make_credit(output=make_output(campaign=campaign, activity=activity, organisation=partner.organisation))
    make_result(campaign=campaign)
    make_awareness_day(organisation=campaign.owner)
    make_election()
    other = make_campaign(owner=campaign.owner, lead=make_user(), whole=True, status=("ready", "live")[number % 2])
    make_campaign_partner(campaign=other)
    make_microsite(campaign=other, asked_at=other.made_at)
    make_campaign(owner=make_organisation())
