"""Writes of the plan: begin, change any part of it, make it ready, sign it live, end it."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.text import slugify

from antiphon.campaigns import rules
from antiphon.campaigns.models import (
    Activity,
    Campaign,
    CampaignAudience,
    CampaignPartner,
    Contribution,
    CoProducer,
    Objective,
    PlanChange,
    Risk,
    Source,
)
from antiphon.campaigns.patterns import TEMPLATES
from antiphon.campaigns.queries import dates, plan
from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.language.rules import names_a_person
from antiphon.network.access import Body, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission
from antiphon.signoff.actions import sign

WRITE, APPROVE = Permission.CAMPAIGN_WRITE, Permission.CAMPAIGN_APPROVE
NAMES = {"title": "the title", "summary": "what it is about", "insight": "what we know", "strategy": "how we go about it",
         "scoring": "how we will know", "groups": "whom it is for", "places": "where", "areas": "the council areas",
         "starts_on": "the first day", "ends_on": "the last day", "in_calendar": "whether partners see it in the calendar",
         "essential": "whether it can wait", "essential_because": "why it cannot wait",
         "digital_because": "why it needs no way without the internet", "lead": "who leads it"}  # fmt: skip


@action
def draft(
    owner: Organisation, *, title: str, by: User, template: str = "", starts_on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
) -> Campaign:
    """Begin a campaign, from a template if one is named: its rows are then there to be changed."""
    require(by, WRITE, on=Body(owner))
    words = " ".join(title.split())
    if not words:
        raise Refused("Give the campaign a title.")
    if template and template not in TEMPLATES:
        raise Refused("There is no such template.")
    pattern = TEMPLATES.get(template)
    if pattern and starts_on and not ends_on:
        ends_on = starts_on + datetime.timedelta(days=pattern.days - 1)
    if starts_on and ends_on and ends_on < starts_on:
        raise Refused("The last day comes before the first.")
    campaign = Campaign.objects.create(
        title=words, slug=_free(words), owner=owner, lead=by, template=template, starts_on=starts_on, ends_on=ends_on,
        summary=pattern.summary if pattern else "", strategy=pattern.strategy if pattern else "",
        scoring=pattern.scoring if pattern else "",
        groups=sorted({one.group for one in pattern.hearers if one.group}) if pattern else [],
    )
    campaign.writers.add(by)
    if pattern:
        _fill(campaign, by)
    said = f"Begun from the template “{pattern.title}”" if pattern else "Begun"
    _log(campaign, said, by)
    trail.leave("draft campaign", campaign, by=by, template=template)
    return campaign


def _free(title: str) -> str:
    start = slugify(title)[:70] or "campaign"
    taken = set(Campaign.objects.filter(slug__startswith=start).values_list("slug", flat=True))
    return next(one for one in (start, *(f"{start}-{number}" for number in range(2, 10_000))) if one not in taken)


def _fill(campaign: Campaign, by: User) -> None:
    pattern = TEMPLATES[campaign.template]
    Objective.objects.bulk_create(
        [Objective(campaign=campaign, words=words, measure=measure, unit=unit) for words, measure, unit in pattern.objectives]
    )
    CampaignAudience.objects.bulk_create([
        CampaignAudience(campaign=campaign, name=one.name, group=one.group, need=one.need, channels=list(one.channels),
                         formats=list(one.formats)) for one in pattern.hearers
    ])  # fmt: skip
    day = campaign.starts_on
    Activity.objects.bulk_create([
        Activity(campaign=campaign, organisation=campaign.owner, title=one.title, words=one.words, channel=one.channel,
                 starts_on=day + datetime.timedelta(days=one.first) if day else None,
                 ends_on=day + datetime.timedelta(days=one.last) if day else None) for one in pattern.steps
    ])  # fmt: skip
    look_on = (day or timezone.localdate()) + datetime.timedelta(days=14)
    Risk.objects.bulk_create(
        [Risk(campaign=campaign, words=words, answer=answer, holder=by, look_on=look_on) for words, answer in pattern.risks]
    )


@action
def change(campaign: Campaign, *, by: User, **fields: Any) -> Campaign:
    """Change what the plan says. What really changed is written in the log, with the role of whoever did it."""
    found = _open(campaign, by)
    changed = []
    for name, value in fields.items():
        if name not in NAMES:
            raise TypeError(f"A campaign has no {name} to change.")
        tidy = value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
        if getattr(found, name) != tidy:
            setattr(found, name, tidy)
            changed.append(name)
    if not found.title:
        raise Refused("Give the campaign a title.")
    if found.starts_on and found.ends_on and found.ends_on < found.starts_on:
        raise Refused("The last day comes before the first.")
    if found.essential and not found.essential_because:
        raise Refused("Say why it cannot wait.")
    if changed:
        found.save(update_fields=changed)
        _touched(found, f"Changed {', '.join(NAMES[name] for name in changed)}", by)
    trail.leave("change campaign", found, by=by, fields=changed)
    return found


@action
def share(campaign: Campaign, *, organisation: Organisation, by: User, way: str = "contributes") -> CampaignPartner:
    """Let another organisation take part, or read."""
    require(by, WRITE, on=Body(campaign.owner))
    if organisation.pk == campaign.owner_id:
        raise Refused("This organisation owns the campaign.")
    if way not in CampaignPartner.Way.values:
        raise Refused("Say whether the partner takes part or reads.")
    partner, _ = CampaignPartner.objects.update_or_create(campaign=campaign, organisation=organisation, defaults={"way": way})
    campaign.__dict__.pop("_ways_in", None)
    _log(campaign, f"{organisation} {'takes part' if way == 'contributes' else 'may read the plan'}", by)
    trail.leave("share campaign", campaign, by=by, organisation=organisation.pk, way=way)
    return partner


@action
def set_objective(campaign: Campaign, *, by: User, objective: Objective | None = None, **fields: Any) -> Objective:
    """Add an objective, or change one. It may be half written: the gate says what is missing."""
    found = _open(campaign, by)
    one: Objective = _row(Objective, found, objective, fields, by)
    return one


@action
def name_source(campaign: Campaign, *, by: User, source: Source | None = None, **fields: Any) -> Source:
    """Say where something that we know about the people comes from."""
    found = _open(campaign, by)
    one: Source = _row(Source, found, source, {"named_by": by, **fields}, by)
    return one


@action
def set_audience(campaign: Campaign, *, by: User, audience: CampaignAudience | None = None, **fields: Any) -> CampaignAudience:
    """Add people whom it is for to the channel matrix, or change their channels and formats."""
    found = _open(campaign, by)
    if unknown := set(fields.get("channels", ())) - set(rules.CHANNELS) | set(fields.get("formats", ())) - set(rules.FORMATS):
        raise Refused(f"There is no such channel or format: {', '.join(sorted(unknown))}.")
    same = found.audiences.filter(name__iexact=str(fields.get("name", "")).strip()).exclude(pk=getattr(audience, "pk", None))
    if same.exists():
        raise Refused("These people are in the plan already. Change their row instead.")
    one: CampaignAudience = _row(CampaignAudience, found, audience, fields, by)
    return one


@action
def contribute(campaign: Campaign, *, organisation: Organisation, by: User, **fields: Any) -> Contribution:
    """Write down what a partner puts in. Somebody of that partner does it."""
    found = _open(campaign, by, touch=False)
    if organisation not in plan.speaks_for(by, found):
        raise Refused(f"Somebody of {organisation} writes down what it puts in.")
    one = Contribution.objects.create(campaign=found, organisation=organisation, **fields)
    trail.leave("contribute", one, by=by, campaign=found.pk)
    return one


@action
def set_risk(campaign: Campaign, *, by: User, risk: Risk | None = None, **fields: Any) -> Risk:
    """Write down what could go wrong, or change it."""
    found = _open(campaign, by)
    one: Risk = _row(Risk, found, risk, {"holder": by, **fields} if risk is None else fields, by)
    return one


@action
def close_risk(risk: Risk, *, by: User) -> Risk:
    """Say that something can no longer go wrong."""
    _open(risk.campaign, by, touch=False)
    if risk.closed_at is None:
        risk.closed_at, risk.closed_by = timezone.now(), by
        risk.save(update_fields=["closed_at", "closed_by"])
        trail.leave("close risk", risk, by=by)
    return risk


@action
def drop(row: Any, *, by: User) -> None:
    """Take an objective, a source, a row of channels or a contribution out of the plan. The log keeps that it was there."""
    found = _open(row.campaign, by)
    if isinstance(row, Contribution) and row.organisation not in plan.speaks_for(by, found):
        raise Refused(f"Somebody of {row.organisation} takes this back.")
    if not isinstance(row, Objective | Source | CampaignAudience | Contribution):
        raise TypeError("This is not taken out: it is closed or dropped.")
    if isinstance(row, Objective) and row.results.exists():
        raise Refused("Results were entered for this objective, so it stays.")
    _touched(found, f"Took out: {row}"[:500], by)
    trail.leave(f"drop {row._meta.verbose_name}", found, by=by, row=row.pk)
    row.delete()


@action
def co_produce(
    campaign: Campaign, *, role: str, number: int, since: datetime.date, by: User, through: Organisation | None = None
) -> CoProducer:
    """Write down that people who use services make the plan with us: by role, never by name."""
    found = _open(campaign, by, touch=False)
    words = " ".join(role.split())
    if names_a_person(words):
        raise Refused("Name the role and not a person: “carers from Quayside”, for example.")
    if since > timezone.localdate():
        raise Refused("They have not begun yet. Write them down when they have.")
    if found.producers.filter(role__iexact=words).exists():
        raise Refused("They are in the plan already.")
    one = CoProducer.objects.create(campaign=found, role=words, number=number, since=since, through=through)
    trail.leave("co-produce", found, by=by, producer=one.pk, number=number)
    return one


@action
def credit(campaign: Campaign, *, producer: CoProducer, words: str, because: str, on: datetime.date, by: User) -> PlanChange:
    """Write down what changed because of the people who made the plan with us."""
    found = _open(campaign, by, touch=False)
    if not words.strip():
        raise Refused("Say what changed.")
    if on > timezone.localdate():
        raise Refused("That day has not come yet.")
    if names_a_person(words) or names_a_person(because):
        raise Refused("Say what changed without naming anybody.")
    one = PlanChange.objects.create(
        campaign=found, on=on, words=words.strip(), because=because.strip(), producer=producer, credit=producer.role,
        changed_by=by,
    )
    trail.leave("credit", one, by=by, producer=producer.pk)
    return one


# --- Gates ---------------------------------------------------------------------------------------------------------


@action
def make_ready(campaign: Campaign, *, by: User) -> Campaign:
    """Say that the plan is whole. Raises Refused with everything that is missing."""
    require(by, WRITE, on=Body(campaign.owner))
    found = _locked(campaign)
    if found.status != Campaign.Status.DRAFT:
        raise Refused(f"This campaign is {found.get_status_display().lower()} already.")
    if missing := plan.whole(found).missing:
        raise Refused(*missing)
    found.status = Campaign.Status.READY
    found.save(update_fields=["status"])
    _log(found, "Ready to be signed", by)
    trail.leave("make ready", found, by=by)
    return found


@action
def go_live(campaign: Campaign, *, words: str, by: User) -> Campaign:
    """Sign the exact plan that was shown, and put the campaign to work. Somebody who wrote none of it does so.

    A live campaign whose plan has changed is signed again in the same way.
    """
    require(by, APPROVE, on=Body(campaign.owner))
    found = _locked(campaign)
    whole = plan.whole(found)
    if found.status == Campaign.Status.ENDED:
        raise Refused("This campaign has ended.")
    if missing := whole.missing:
        raise Refused(*missing)
    if found.status == Campaign.Status.DRAFT:
        raise Refused("The plan is a draft still. Its writers say when it is ready.")
    if words != plan.words_of(whole):
        raise Refused("The plan has changed since you opened this page. Read the new one first.")
    first = found.live_at is None
    if not first and plan.signature_of(whole):
        raise Refused("This plan is signed already.")
    if first and (polls := dates.unexplained(found)):
        raise Refused(*(
            f"It would begin in the pre-election period of {poll.area_name}: {poll.name}, {poll.starts_on:%-d %B} to "
            f"{poll.poll_on:%-d %B %Y}. Begin after the poll, or have a named person say why it cannot wait." for poll in polls
        ))  # fmt: skip
    signature = sign(found, words=words, authors=list(found.writers.all()), purpose="live", by=by)
    found.status = Campaign.Status.LIVE
    if first:
        found.live_at, found.live_by = timezone.now(), by
    found.save(update_fields=["status", "live_at", "live_by"])
    _log(found, "Signed by a second person, and live" if first else "Signed again by a second person", by)
    trail.leave("go live", found, by=by, signature=signature.pk)
    return found


@action
def end(campaign: Campaign, *, by: User) -> Campaign:
    """End a campaign. Results can still be entered."""
    require(by, WRITE, on=Body(campaign.owner))
    found = _locked(campaign)
    if found.status != Campaign.Status.LIVE:
        raise Refused("Only a campaign that is live can end.")
    found.status, found.ended_at, found.ended_by = Campaign.Status.ENDED, timezone.now(), by
    found.save(update_fields=["status", "ended_at", "ended_by"])
    _log(found, "Ended", by)
    trail.leave("end campaign", found, by=by)
    return found


# --- Kept between them -----------------------------------------------------------------------------------------------


def _locked(campaign: Campaign) -> Campaign:
    found: Campaign = Campaign.objects.select_for_update(of=("self",)).select_related("owner", "lead").get(pk=campaign.pk)
    return found


def _open(campaign: Campaign, by: User, *, touch: bool = True) -> Campaign:
    """Return a campaign that may be changed by this person, locked. An ended one keeps its plan."""
    require(by, WRITE, on=campaign)
    found = _locked(campaign)
    if touch and found.status == Campaign.Status.ENDED:
        raise Refused("This campaign has ended. Its plan stays as it was.")
    return found


def _row(model: type[models.Model], campaign: Campaign, row: Any, fields: Mapping[str, Any], by: User) -> Any:
    if row is not None and row.campaign_id != campaign.pk:
        raise Refused("This belongs to another campaign.")
    made = row is None
    one = row or model(campaign=campaign)
    for name, value in fields.items():
        setattr(one, name, value.replace("\r\n", "\n").strip() if isinstance(value, str) else value)
    one.save()
    noun = {"Objective": "objective", "Source": "source", "CampaignAudience": "row of channels", "Risk": "risk"}[model.__name__]
    _touched(campaign, f"{'New' if made else 'Changed'} {noun}: {one}", by)
    trail.leave(f"{'add' if made else 'change'} {noun}", campaign, by=by, row=one.pk)
    return one


def _touched(campaign: Campaign, words: str, by: User) -> None:
    """Keep who wrote and what changed. A plan that was ready is a draft again: what is signed must be what was read."""
    campaign.writers.add(by)
    if campaign.status == Campaign.Status.READY:
        campaign.status = Campaign.Status.DRAFT
        campaign.save(update_fields=["status"])
    _log(campaign, words, by)


def _log(campaign: Campaign, words: str, by: User) -> None:
    PlanChange.objects.create(campaign=campaign, on=timezone.localdate(), words=words[:500], changed_by=by,
                              credit=plan.credit_of(by, campaign)[:200])  # fmt: skip
