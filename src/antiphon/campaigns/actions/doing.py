"""Writes of what is done: activities and who leads them, outputs counted once, results with their source."""

import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from antiphon.campaigns import rules
from antiphon.campaigns.models import Activity, Campaign, Credit, Duty, Objective, Output, PlanChange, Result
from antiphon.campaigns.queries import plan
from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.network.access import require, roles_of
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission

WRITE = Permission.CAMPAIGN_WRITE


@action
def add_activity(
    campaign: Campaign, *, organisation: Organisation, by: User, lead: User | None = None, **fields: Any
) -> Activity:
    """Add something that a partner does, with the one person who leads it (they can be named later)."""
    found = _open(campaign, by)
    _takes_part(found, organisation)
    _right(found, None, fields)
    one = Activity.objects.create(campaign=found, organisation=organisation, **fields)
    if lead is not None:
        Duty.objects.create(activity=one, role="lead", organisation=organisation, user=_of(lead, organisation))
    _log(found, f"New activity: {one}", by)
    trail.leave("add activity", one, by=by, lead=lead.pk if lead else None)
    return one


@action
def change_activity(activity: Activity, *, by: User, **fields: Any) -> Activity:
    """Change what is done, when and how far it is."""
    campaign = _open(activity.campaign, by)
    one = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    _right(campaign, one, fields)
    for name, value in fields.items():
        setattr(one, name, value.strip() if isinstance(value, str) else value)
    one.save()
    _log(campaign, f"Changed activity: {one}", by, plan_changed=set(fields) != {"status"})
    trail.leave("change activity", one, by=by, fields=sorted(fields))
    return one


@action
def give_duty(activity: Activity, *, role: str, organisation: Organisation, by: User, user: User | None = None) -> Duty:
    """Say who leads, approves, contributes to or hears of an activity. A second lead is refused, by the activity's name."""
    campaign = _open(activity.campaign, by)
    Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    if role not in rules.DUTIES:
        raise Refused("Say what they do: lead, approve, contribute or be told.")
    if organisation.pk not in campaign.ways_in():
        raise Refused(f"{organisation} has no part in this campaign yet. Add it as a partner first.")
    if role == "lead":
        if user is None:
            raise Refused(f"A lead is a person. Name who leads “{activity}”.")
        now = activity.duties.filter(role="lead").select_related("user").first()
        if now is not None:
            raise Refused(f"“{activity}” has a lead already: {now.user}. It has exactly one. Hand it over instead.")
    if activity.duties.filter(role=role, organisation=organisation, user=user).exists():
        raise Refused("This is written down already.")
    duty = Duty.objects.create(activity=activity, role=role, organisation=organisation, user=_of(user, organisation))
    _log(campaign, f"{duty.get_role_display()} “{activity}”: {organisation}", by)
    trail.leave("give duty", activity, by=by, duty=duty.pk, role=role)
    return duty


@action
def hand_over(activity: Activity, *, organisation: Organisation, user: User, by: User) -> Duty:
    """Give the lead to another person. There is one before and one after."""
    campaign = _open(activity.campaign, by)
    Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    if organisation.pk not in campaign.ways_in():
        raise Refused(f"{organisation} has no part in this campaign yet. Add it as a partner first.")
    _of(user, organisation)
    duty, _ = Duty.objects.update_or_create(activity=activity, role="lead", defaults={"organisation": organisation, "user": user})
    _log(campaign, f"Another person leads “{activity}”: {organisation}", by)
    trail.leave("hand over", activity, by=by, duty=duty.pk, user=user.pk)
    return duty


@action
def lead_the_rest(campaign: Campaign, *, by: User) -> list[Duty]:
    """Lead what one's own organisations do and nobody leads yet; return the new leads. What a template brings has none."""
    found = _open(campaign, by)
    activities = list(plan.unled(by, found).select_for_update(of=("self",)))
    if not activities:
        raise Refused("Each activity of your organisation has somebody who leads it.")
    made = [Duty(activity=one, role="lead", organisation=one.organisation, user=by) for one in activities]
    Duty.objects.bulk_create(made)
    _log(found, f"Now with a lead: {', '.join(one.title for one in activities)}", by)
    trail.leave("lead the rest", found, by=by, activities=[one.pk for one in activities])
    return made


@action
def take_duty(duty: Duty, *, by: User) -> None:
    """Take away that somebody approves, contributes or is told. The lead is handed over and never taken away."""
    campaign = _open(duty.activity.campaign, by)
    if duty.role == "lead":
        raise Refused(f"“{duty.activity}” would have no lead. Hand it over instead.")
    _log(campaign, f"No longer {duty.get_role_display().lower()} “{duty.activity}”: {duty.organisation}", by)
    trail.leave("take duty", duty.activity, by=by, role=duty.role)
    duty.delete()


# --- Outputs -------------------------------------------------------------------------------------------------------


@action
def report_output(campaign: Campaign, *, organisation: Organisation, key: str, number: int, by: User, **fields: Any) -> Output:
    """Report something that was put out. Somebody of the partner whose it is does so; its key is counted once."""
    found = _for(campaign, organisation, by)
    now = found.outputs.filter(key=key).select_related("organisation").first()
    if now is not None and now.organisation_id == organisation.pk:
        raise Refused(f"You reported “{key}” already: {now.number:,}. Correct that number instead.")
    if now is not None:
        raise Refused(f"“{key}” is counted already, by {now.organisation}. Say that {organisation} took part in it instead: "
                      "then it is named for both and counted once.")  # fmt: skip
    if number < 1:
        raise Refused("Enter a number from 1.")
    if fields.get("on") and fields["on"] > timezone.localdate():
        raise Refused("That day has not come yet.")
    one = Output.objects.create(campaign=found, organisation=organisation, key=key, number=number, reported_by=by, **fields)
    trail.leave("report output", one, by=by, number=number)
    return one


@action
def correct_output(output: Output, *, number: int, source: str, by: User) -> Output:
    """Correct how many there were. The trail keeps the number before."""
    _for(output.campaign, output.organisation, by)
    one = Output.objects.select_for_update(of=("self",)).get(pk=output.pk)
    if number < 1:
        raise Refused("Enter a number from 1.")
    before, one.number, one.source = one.number, number, source.strip()
    one.save(update_fields=["number", "source"])
    trail.leave("correct output", one, by=by, before=before, number=number)
    return one


@action
def take_part(output: Output, *, organisation: Organisation, did: str, by: User) -> Credit:
    """Say that another partner took part in an output: it is named, and not counted again."""
    _for(output.campaign, organisation, by)
    if organisation.pk == output.organisation_id:
        raise Refused("This output is your own already.")
    if not did.strip():
        raise Refused("Say what you did.")
    credit, made = Credit.objects.get_or_create(output=output, organisation=organisation,
                                                defaults={"did": did.strip(), "said_by": by})  # fmt: skip
    if not made:
        raise Refused(f"{organisation} is named for this already.")
    trail.leave("take part", output, by=by, organisation=organisation.pk)
    return credit


# --- Results -------------------------------------------------------------------------------------------------------


@action
def enter_result(
    campaign: Campaign, *, stage: str, on: datetime.date, source: str, by: User, objective: Objective | None = None,
    value: Decimal | None = None, words: str = "",
) -> Result:
    """Enter what was found, with its source."""
    require(by, WRITE, on=campaign)
    _stage(stage)
    if objective is not None and objective.campaign_id != campaign.pk:
        raise Refused("This objective belongs to another campaign.")
    if not source.strip():
        raise Refused("Say where this comes from.")
    if objective is not None and value is None:
        raise Refused("Enter the value.")
    if objective is None and not words.strip():
        raise Refused("Say what was found.")
    if on > timezone.localdate():
        raise Refused("That day has not come yet.")
    one = Result.objects.create(campaign=campaign, stage=stage, objective=objective, value=value, words=words.strip(), on=on,
                                source=source.strip(), entered_by=by)  # fmt: skip
    trail.leave("enter result", one, by=by, stage=stage)
    return one


@action
def not_measured(campaign: Campaign, *, stage: str, because: str, by: User) -> Result:
    """Say that a stage was not measured, and why."""
    require(by, WRITE, on=campaign)
    _stage(stage)
    if not because.strip():
        raise Refused("Say why it was not measured.")
    one = Result.objects.create(campaign=campaign, stage=stage, measured=False, words=because.strip(), on=timezone.localdate(),
                                entered_by=by)  # fmt: skip
    trail.leave("not measured", one, by=by, stage=stage)
    return one


# --- Kept between them -----------------------------------------------------------------------------------------------


def _open(campaign: Campaign, by: User) -> Campaign:
    require(by, WRITE, on=campaign)
    found: Campaign = Campaign.objects.select_for_update(of=("self",)).select_related("owner", "lead").get(pk=campaign.pk)
    if found.status == Campaign.Status.ENDED:
        raise Refused("This campaign has ended. Its plan stays as it was.")
    return found


def _for(campaign: Campaign, organisation: Organisation, by: User) -> Campaign:
    """Return the campaign when this person may report for that partner."""
    require(by, WRITE, on=campaign)
    _takes_part(campaign, organisation)
    if organisation not in plan.speaks_for(by, campaign):
        raise Refused(f"Somebody of {organisation} reports for it.")
    return campaign


def _takes_part(campaign: Campaign, organisation: Organisation) -> None:
    if organisation not in plan.taking_part(campaign):
        raise Refused(f"{organisation} does not take part in this campaign. Add it as a partner first.")


def _of(user: User | None, organisation: Organisation) -> User | None:
    if user is not None and organisation.pk not in roles_of(user):
        raise Refused(f"{user} has no role in {organisation}.")
    return user


def _stage(stage: str) -> None:
    if stage not in rules.STAGES:
        raise Refused("There is no such stage.")


def _right(campaign: Campaign, one: Activity | None, fields: dict[str, Any]) -> None:
    title = str(fields.get("title", one.title if one else "")).strip()
    first, last = (fields.get(name, getattr(one, name, None)) for name in ("starts_on", "ends_on"))
    if not title:
        raise Refused("Say what is done.")
    if campaign.activities.filter(title__iexact=title).exclude(pk=one.pk if one else None).exists():
        raise Refused(f"“{title}” is in the plan already.")
    if first and last and last < first:
        raise Refused(f"“{title}”: the last day comes before the first.")


def _log(campaign: Campaign, words: str, by: User, *, plan_changed: bool = True) -> None:
    """Keep who wrote and what changed. A plan that was ready is a draft again: what is signed must be what was read."""
    if plan_changed:
        campaign.writers.add(by)
        if campaign.status == Campaign.Status.READY:
            campaign.status = Campaign.Status.DRAFT
            campaign.save(update_fields=["status"])
    PlanChange.objects.create(campaign=campaign, on=timezone.localdate(), words=words[:500], changed_by=by,
                              credit=plan.credit_of(by, campaign)[:200])  # fmt: skip
