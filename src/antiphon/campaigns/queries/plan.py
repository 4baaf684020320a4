"""Reads of campaigns: the plan as a whole, what is missing, who may do what, and what waits for a person."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from antiphon.campaigns import rules
from antiphon.campaigns.models import Activity, Campaign, CampaignAudience, Duty, Objective, Risk, Source
from antiphon.engagement.models import Engagement
from antiphon.insight.models import Theme
from antiphon.library.queries import find
from antiphon.network.access import allowed_in, holds, require, roles_of
from antiphon.network.groups import words as group_words
from antiphon.network.models import Membership, Organisation, User
from antiphon.network.queries import own_organisations
from antiphon.network.roles import ROLES, Permission
from antiphon.signoff import queries as signoff
from antiphon.signoff.models import Signature

READ, WRITE, APPROVE = Permission.CAMPAIGN_READ, Permission.CAMPAIGN_WRITE, Permission.CAMPAIGN_APPROVE


def campaigns_of(user: User) -> QuerySet[Campaign]:
    """Return the campaigns that the person may see, the latest first."""
    found: QuerySet[Campaign] = Campaign.objects.visible_to(user).select_related("owner", "lead")
    return found.prefetch_related("partners__organisation").order_by("-starts_on", "title", "pk")


def campaign_for(user: User, slug: str, permission: Permission = READ) -> Campaign:
    """Return a campaign by its address, or raise: Http404 for a stranger, PermissionDenied for whoever may not."""
    found = Campaign.objects.filter(slug=slug).select_related("owner", "lead", "live_by").prefetch_related(
        "partners__organisation"
    ).first()  # fmt: skip
    if found is None:
        raise Http404
    require(user, permission, on=found)
    return found


def owners(user: User) -> list[Organisation]:
    """Return the organisations for which the person may begin a campaign."""
    return list(own_organisations(user, WRITE))


def denied() -> PermissionDenied:
    """Return what is raised for a person who may begin nothing."""
    return PermissionDenied("Your role does not allow this. An engagement lead or a director can do it.")


def taking_part(campaign: Campaign) -> list[Organisation]:
    """Return the owner and the partners that contribute: those who do activities and report on them."""
    return [campaign.owner, *(one.organisation for one in campaign.partners.all() if one.way == "contributes")]


def speaks_for(user: User, campaign: Campaign) -> list[Organisation]:
    """Return those of them for which the person may report."""
    return [one for one in taking_part(campaign) if holds(user, WRITE, organisation=one.pk)]


def unled(user: User, campaign: Campaign) -> QuerySet[Activity]:
    """Return what the person's own organisations do in a campaign and nobody leads yet."""
    bare = campaign.activities.exclude(status=Activity.Status.DROPPED).exclude(duties__role="lead")
    found: QuerySet[Activity] = bare.filter(organisation__in=speaks_for(user, campaign))
    return found.select_related("organisation").order_by("pk")


def credit_of(user: User, campaign: Campaign) -> str:
    """Return the role to which a change of the plan is credited: never a name."""
    held = roles_of(user)
    for one in taking_part(campaign):
        if one.pk in held:
            key = next((key for key, role in ROLES.items() if key in held[one.pk] and WRITE in role.allows), min(held[one.pk]))
            return f"{ROLES[key].title}, {one}"
    return "Staff"


@dataclass(frozen=True)
class Deed:
    """An activity with who does what in it."""

    activity: Activity
    duties: list[Duty] = field(default_factory=list)

    @property
    def leads(self) -> list[Duty]:
        return [one for one in self.duties if one.role == "lead"]

    @property
    def others(self) -> list[Duty]:
        return [one for one in self.duties if one.role != "lead"]


@dataclass(frozen=True)
class Whole:
    """A campaign with all parts of its plan."""

    campaign: Campaign
    objectives: list[Objective]
    sources: list[Source]
    audiences: list[CampaignAudience]
    deeds: list[Deed]
    risks: list[Risk]

    @property
    def missing(self) -> list[str]:
        """Return why it is not ready, as sentences."""
        one = self.campaign
        return rules.missing(rules.Plan(
            filled={key: bool(getattr(one, key).strip()) for key in rules.NEEDED},
            aims=[rules.Aim(aim.words, aim.missing) for aim in self.objectives],
            deeds=[rules.Deed(deed.activity.title, len(deed.leads), deed.activity.channel, deed.activity.status == "dropped",
                              bool(deed.activity.starts_on and deed.activity.ends_on)) for deed in self.deeds],
            listeners=[listener(row) for row in self.audiences], sources=len(self.sources), risks=len(self.risks),
            dated=bool(one.starts_on and one.ends_on), digital_because=one.digital_because,
        ))  # fmt: skip

    @property
    def prompts(self) -> list[str]:
        """Return the rows that no way without the internet reaches, as sentences."""
        return [rules.prompt(one) for one in rules.only_digital([listener(row) for row in self.audiences])]


def listener(row: CampaignAudience) -> rules.Listener:
    """Return a row of the channel matrix as the rules see it."""
    return rules.Listener(row.name, row.channels, row.formats)


def whole(campaign: Campaign) -> Whole:
    """Return a campaign with its plan. Six queries."""
    duties: dict[int, list[Duty]] = {}
    for duty in Duty.objects.filter(activity__campaign=campaign).select_related("organisation", "user"):
        duties.setdefault(duty.activity_id, []).append(duty)
    activities = Activity.objects.filter(campaign=campaign).select_related("organisation")
    return Whole(
        campaign, list(campaign.objectives.all()), list(campaign.sources.all()), list(campaign.audiences.all()),
        [Deed(one, duties.get(one.pk, [])) for one in activities], list(campaign.risks.select_related("holder", "closed_by")),
    )  # fmt: skip


def words_of(found: Whole) -> str:
    """Return the exact words of a plan: what the second person reads and signs."""
    one = found.campaign
    parts = [one.title, one.summary, f"For: {', '.join(group_words(key) for key in one.groups) or 'everyone'}.",
             _days(one.starts_on, one.ends_on)]  # fmt: skip
    if one.essential:
        parts.append(f"It cannot wait for an election: {one.essential_because}")
    parts += ["Objectives", *(_objective(aim) for aim in found.objectives), "What we know", one.insight]
    parts += [f"{source.title}: {source.says}" for source in found.sources]
    parts += ["How we go about it", one.strategy, "Who hears of it, and how"]
    parts += [f"{row.name}: {_named(row.channels, {key: channel.title for key, channel in rules.CHANNELS.items()})}. "
              f"{_named(row.formats, rules.FORMATS)}. {row.need}" for row in found.audiences]  # fmt: skip
    if one.digital_because:
        parts.append(f"Without a way that needs no internet, because: {one.digital_because}")
    parts += ["What we do", *(_deed(deed) for deed in found.deeds if deed.activity.status != "dropped")]
    parts += ["What could go wrong", *(f"{risk.words} {risk.answer}" for risk in found.risks if not risk.closed_at)]
    parts += ["How we will know", one.scoring]
    return "\n\n".join(part.strip() for part in parts if part.strip())


def _objective(aim: Objective) -> str:
    if aim.missing or aim.baseline is None or aim.target is None:
        return f"{aim.words}. Cannot be measured yet."
    return (f"{aim.words}. {aim.measure}: from {rules.plain(aim.baseline)} ({aim.baseline_source}) to "
            f"{rules.plain(aim.target)} {aim.unit} "
            f"by {aim.due_on:%-d %B %Y}.")  # fmt: skip


def _deed(deed: Deed) -> str:
    one = deed.activity
    lead = f"{deed.leads[0].user}, {deed.leads[0].organisation}" if deed.leads else "nobody yet"
    days = _days(one.starts_on, one.ends_on)
    return f"{one.title} ({one.get_channel_display()}, {one.organisation}). {one.words} {days} Lead: {lead}."


def _days(first: datetime.date | None, last: datetime.date | None) -> str:
    return f"From {first:%-d %B %Y} to {last:%-d %B %Y}." if first and last else "No days yet."


def _named(keys: Iterable[str], names: Any) -> str:
    return ", ".join(str(names.get(key, key)) for key in keys) or "none yet"


def signature_of(found: Whole) -> Signature | None:
    """Return the signature under the plan as it stands, or None when it was never signed or has changed since."""
    return signoff.signed(found.campaign, words=words_of(found), purpose="live")


def row_in(rows: Any, pk: int) -> Any:
    """Return one row of a campaign (`campaign.risks`), or raise Http404."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def activity_in(campaign: Campaign, pk: int) -> Activity:
    """Return one activity of a campaign, or raise Http404."""
    found = campaign.activities.filter(pk=pk).select_related("organisation", "campaign__owner").first()
    if found is None:
        raise Http404
    return found


# --- What waits ----------------------------------------------------------------------------------------------------


def to_sign(user: User) -> list[Campaign]:
    """Return the campaigns that are ready and that this person may sign, since others wrote them."""
    ready = Campaign.objects.filter(owner__in=allowed_in(user, APPROVE), status=Campaign.Status.READY).exclude(writers=user)
    return list(ready.order_by("starts_on", "pk"))


def risks_to_look_at(user: User, until: datetime.date) -> QuerySet[Risk]:
    """Return the open risks that the person holds and looks at again by a day."""
    held = Risk.objects.filter(holder=user, closed_at__isnull=True, look_on__lte=until, campaign__ended_at__isnull=True)
    return held.select_related("campaign").order_by("look_on", "pk")


def activities_led(user: User, until: datetime.date) -> QuerySet[Activity]:
    """Return the activities that the person leads and whose last day comes by then, of campaigns that are live."""
    led = Duty.objects.filter(user=user, role="lead").values("activity")
    open_ones = Activity.objects.filter(pk__in=led, campaign__status="live", status__in=["planned", "doing"])
    return open_ones.filter(ends_on__lte=until).select_related("campaign").order_by("ends_on", "pk")


def objectives_due(user: User, today: datetime.date) -> QuerySet[Objective]:
    """Return the objectives of the person's campaigns whose day has come and that have no result since."""
    mine = Campaign.objects.filter(owner__in=allowed_in(user, WRITE), live_at__isnull=False)
    return Objective.objects.filter(campaign__in=mine, due_on__lte=today, results__isnull=True).select_related("campaign")


# --- What a plan can rest on -----------------------------------------------------------------------------------------
MANY = 60


@dataclass(frozen=True)
class Here:
    """Something in this house that a plan can rest on: an engagement, a theme or an entry of the library."""

    kind: str
    key: str
    title: str
    link: str


def things_here(user: User) -> list[Here]:
    """Return the engagements, themes and library entries that the person may see, the latest first. Three queries."""
    asked = list(Engagement.objects.visible_to(user).order_by("-pk")[:MANY])
    themes = Theme.objects.standing().filter(engagement__in=asked).select_related("engagement").order_by("-pk")[:MANY]
    return [
        *(Here("engagement", one.slug, one.title, f"/workspace/engagements/{one.slug}/") for one in asked),
        *(Here("theme", str(one.pk), f"{one.name} ({one.engagement.title})",
               f"/workspace/engagements/{one.engagement.slug}/themes/") for one in themes),
        *(Here("library", str(one.pk), one.title, f"/workspace/library/{one.pk}/") for one in find(user)[:MANY]),
    ]  # fmt: skip


def people_at(campaign: Campaign) -> list[tuple[User, Organisation]]:
    """Return who could lead an activity: those who may write for the owner or a partner that takes part."""
    bodies = {one.pk: one for one in taking_part(campaign)}
    today = timezone.localdate()
    writing = [key for key, role in ROLES.items() if WRITE in role.allows]
    held = Membership.objects.filter(organisation__in=bodies, role__in=writing, starts_on__lte=today, user__is_active=True)
    held = held.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today))
    rows = held.select_related("user").order_by("organisation__name", "user__name", "pk")
    return list(dict.fromkeys((row.user, bodies[row.organisation_id]) for row in rows if row.user.is_person))
