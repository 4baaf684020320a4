"""Campaigns for tests: one that is whole and could go live."""

import datetime
import itertools
from decimal import Decimal
from typing import Any

from django.utils import timezone

from antiphon.campaigns.models import (
    Activity,
    AwarenessDay,
    Campaign,
    CampaignAudience,
    CampaignPartner,
    ClashAnswer,
    Contribution,
    CoProducer,
    Credit,
    Duty,
    Election,
    ElectionOverride,
    Microsite,
    Objective,
    Output,
    PlanChange,
    Result,
    Risk,
    Source,
)
from antiphon.network.tests.factories import make_organisation, make_user

_number = itertools.count(1)
MONTH = datetime.timedelta(days=30)


def make_campaign(*, whole: bool = False, **overrides: Any) -> Campaign:
    """Return a campaign; `whole`: with everything that a plan needs."""
    number, today = next(_number), timezone.localdate()
    fields = {
        "title": f"Health at home {number}", "slug": f"health-at-home-{number}", "summary": "Care at home, seen by video.",
        "insight": "People told us that the way is long.", "strategy": "Show how easy it is.", "scoring": "We count visits.",
        "groups": ["older"], "starts_on": today, "ends_on": today + MONTH, **overrides,
    }  # fmt: skip
    if "owner" not in fields:
        fields["owner"] = make_organisation()
    if "lead" not in fields:
        fields["lead"] = make_user(role="communications_officer", organisation=fields["owner"])
    if fields.get("status") in ("live", "ended"):
        fields = {"live_at": timezone.now(), "live_by": make_user(), **fields}
    if fields.get("status") == "ended":
        fields = {"ended_at": timezone.now(), "ended_by": fields["lead"], **fields}
    campaign = Campaign.objects.create(**fields)
    campaign.writers.add(campaign.lead)
    if whole:
        make_objective(campaign=campaign)
        make_source(campaign=campaign)
        make_campaign_audience(campaign=campaign)
        make_duty(activity=make_activity(campaign=campaign))
        make_risk(campaign=campaign)
    return campaign


def make_campaign_partner(*, campaign: Campaign | None = None, **overrides: Any) -> CampaignPartner:
    """Return an organisation that takes part."""
    fields = {"way": "contributes", **overrides}
    if "organisation" not in fields:
        fields["organisation"] = make_organisation()
    return CampaignPartner.objects.create(campaign=campaign or make_campaign(), **fields)


def make_objective(*, campaign: Campaign | None = None, **overrides: Any) -> Objective:
    """Return an objective that can be measured."""
    fields = {
        "words": "More people take a video appointment", "measure": "Video appointments in a month", "unit": "appointments",
        "baseline": Decimal(120), "baseline_source": "Booking system, October", "target": Decimal(240),
        "due_on": timezone.localdate() + MONTH, **overrides,
    }  # fmt: skip
    return Objective.objects.create(campaign=campaign or make_campaign(), **fields)


def make_source(*, campaign: Campaign | None = None, **overrides: Any) -> Source:
    """Return where something that we know comes from."""
    campaign = campaign or make_campaign()
    fields = {"kind": "other", "title": "Interviews at Quayside", "says": "The bus is the problem.", "named_by": campaign.lead}
    return Source.objects.create(campaign=campaign, **{**fields, **overrides})


def make_campaign_audience(*, campaign: Campaign | None = None, **overrides: Any) -> CampaignAudience:
    """Return people whom it is for, with a way that works without the internet."""
    fields = {"name": f"Older people {next(_number)}", "group": "older", "channels": ["web", "poster"], "formats": ["standard"]}
    return CampaignAudience.objects.create(campaign=campaign or make_campaign(), **{**fields, **overrides})


def make_contribution(*, campaign: Campaign | None = None, **overrides: Any) -> Contribution:
    """Return what a partner puts in."""
    campaign = campaign or make_campaign()
    fields = {"organisation": campaign.owner, "kind": "hours", "what": "Design", "amount": Decimal(20), "source": "Timesheets"}
    return Contribution.objects.create(campaign=campaign, **{**fields, **overrides})


def make_risk(*, campaign: Campaign | None = None, **overrides: Any) -> Risk:
    """Return something that could go wrong."""
    campaign = campaign or make_campaign()
    fields = {"words": "People without a screen are left out", "answer": "The telephone stays open.", "holder": campaign.lead,
              "look_on": timezone.localdate() + MONTH}  # fmt: skip
    return Risk.objects.create(campaign=campaign, **{**fields, **overrides})


def make_co_producer(*, campaign: Campaign | None = None, **overrides: Any) -> CoProducer:
    """Return people who made the plan with us."""
    fields = {"role": f"Carers {next(_number)}", "number": 4, "since": timezone.localdate(), **overrides}
    return CoProducer.objects.create(campaign=campaign or make_campaign(), **fields)


def make_plan_change(*, campaign: Campaign | None = None, **overrides: Any) -> PlanChange:
    """Return a change of the plan."""
    campaign = campaign or make_campaign()
    fields = {"on": timezone.localdate(), "words": "The telephone comes first", "credit": "Carers", "changed_by": campaign.lead}
    return PlanChange.objects.create(campaign=campaign, **{**fields, **overrides})


def make_activity(*, campaign: Campaign | None = None, **overrides: Any) -> Activity:
    """Return one thing that is done."""
    campaign = campaign or make_campaign()
    fields = {"organisation": campaign.owner, "title": f"Posters {next(_number)}", "channel": "poster",
              "starts_on": campaign.starts_on, "ends_on": campaign.ends_on}  # fmt: skip
    return Activity.objects.create(campaign=campaign, **{**fields, **overrides})


def make_duty(*, activity: Activity | None = None, **overrides: Any) -> Duty:
    """Return who leads an activity."""
    activity = activity or make_activity()
    fields = {"role": "lead", "organisation": activity.organisation, "user": activity.campaign.lead, **overrides}
    return Duty.objects.create(activity=activity, **fields)


def make_output(*, campaign: Campaign | None = None, **overrides: Any) -> Output:
    """Return something that was put out."""
    campaign = campaign or make_campaign()
    fields = {"organisation": campaign.owner, "key": f"posters-{next(_number)}", "what": "Posters", "unit": "items",
              "number": 100, "on": timezone.localdate(), "source": "Printer's bill", "reported_by": campaign.lead}  # fmt: skip
    return Output.objects.create(campaign=campaign, **{**fields, **overrides})


def make_credit(*, output: Output | None = None, **overrides: Any) -> Credit:
    """Return a partner that took part in an output of another."""
    output = output or make_output()
    fields = {"did": "Put them up", "said_by": output.reported_by, **overrides}
    if "organisation" not in fields:
        fields["organisation"] = make_organisation()
    return Credit.objects.create(output=output, **fields)


def make_result(*, campaign: Campaign | None = None, **overrides: Any) -> Result:
    """Return what was found at a stage."""
    campaign = campaign or make_campaign()
    fields = {"stage": "outtakes", "words": "Half of those asked had seen it", "on": timezone.localdate(), "source": "Survey",
              "entered_by": campaign.lead}  # fmt: skip
    return Result.objects.create(campaign=campaign, **{**fields, **overrides})


def make_awareness_day(**overrides: Any) -> AwarenessDay:
    """Return a day that others keep."""
    day = timezone.localdate()
    fields = {"name": f"Day {next(_number)}", "starts_on": day, "ends_on": day, "source": "Their own site", **overrides}
    if "organisation" not in fields:
        fields["organisation"] = make_organisation()
    if "written_by" not in fields:
        fields["written_by"] = make_user()
    return AwarenessDay.objects.create(**fields)


def make_election(**overrides: Any) -> Election:
    """Return an election in whose period we are."""
    day = timezone.localdate()
    fields = {"area": f"E0{next(_number):07}", "area_name": "Vale", "name": "County council", "starts_on": day,
              "poll_on": day + MONTH, "source": "Made up for a test"}  # fmt: skip
    return Election.objects.create(**{**fields, **overrides})


def make_election_override(*, campaign: Campaign | None = None, **overrides: Any) -> ElectionOverride:
    """Return a named reason to begin all the same."""
    campaign = campaign or make_campaign()
    fields = {"because": "People come to harm if it waits.", "said_by": make_user(), **overrides}
    if "election" not in fields:
        fields["election"] = make_election()
    return ElectionOverride.objects.create(campaign=campaign, **fields)


def make_clash_answer(*, campaign: Campaign | None = None, **overrides: Any) -> ClashAnswer:
    """Return what was said about a clash."""
    campaign = campaign or make_campaign()
    fields = {"kind": "campaign", "key": "1", "title": "Another", "words": "We move ours.", "said_by": campaign.lead}
    return ClashAnswer.objects.create(campaign=campaign, **{**fields, **overrides})


def make_microsite(*, campaign: Campaign | None = None, **overrides: Any) -> Microsite:
    """Return the words of a public page."""
    campaign = campaign or make_campaign()
    fields = {
        "slug": campaign.slug, "title": campaign.title, "summary": "See a nurse by video.", "help": "Ring 01632 960100.",
        "parts": [{"heading": "How it works", "words": "You choose a time. We ring you."}],
        "starts_on": campaign.starts_on, "ends_on": campaign.ends_on, "review_on": campaign.ends_on, **overrides,
    }  # fmt: skip
    site = Microsite.objects.create(campaign=campaign, **fields)
    site.writers.add(campaign.lead)
    return site
