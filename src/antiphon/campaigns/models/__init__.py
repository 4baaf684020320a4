"""Campaigns, what is done in them, and what stands in the calendar beside them."""

from antiphon.campaigns.models.dates import AwarenessDay, ClashAnswer, Election, ElectionOverride
from antiphon.campaigns.models.doing import Activity, Credit, Duty, Output, Result
from antiphon.campaigns.models.plan import (
    Campaign,
    CampaignAudience,
    CampaignPartner,
    CampaignSet,
    Contribution,
    CoProducer,
    Objective,
    PlanChange,
    Risk,
    Source,
)
from antiphon.campaigns.models.sites import Microsite

__all__ = [
    "Activity",
    "AwarenessDay",
    "Campaign",
    "CampaignAudience",
    "CampaignPartner",
    "CampaignSet",
    "ClashAnswer",
    "CoProducer",
    "Contribution",
    "Credit",
    "Duty",
    "Election",
    "ElectionOverride",
    "Microsite",
    "Objective",
    "Output",
    "PlanChange",
    "Result",
    "Risk",
    "Source",
]
