"""Screens of the rows of a plan: objectives, sources, channels, risks, what partners put in, who made it with us."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from antiphon.campaigns.actions import plan as actions
from antiphon.campaigns.models import Campaign
from antiphon.campaigns.queries import plan
from antiphon.network.models import User
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.campaigns import forms
from antiphon.workspace.campaigns.views import FORM, WRITE, form_page, here, sent


@dataclass(frozen=True)
class Part:
    """A part of the plan: its screen's titles, its form, what saves a row, and which rows there are."""

    new: str
    change: str
    form: Callable[..., Any]
    keep: Callable[..., object]
    rows: str
    fields: tuple[str, ...] = ()
    intro: tuple[str, ...] = ()


def _objective(data: Any, campaign: Campaign, me: User, first: dict[str, Any]) -> Any:
    return forms.ObjectiveForm(data, initial=first)


def _source(data: Any, campaign: Campaign, me: User, first: dict[str, Any]) -> Any:
    key = f"{first.get('kind')}:{first.get('key')}"
    things = plan.things_here(me)
    known = key in {f"{one.kind}:{one.key}" for one in things}
    return forms.SourceForm(data, things=things, initial={**first, **({"here": key, "title": "", "link": ""} if known else {})})


def _audience(data: Any, campaign: Campaign, me: User, first: dict[str, Any]) -> Any:
    return forms.AudienceForm(data, initial=first)


def _risk(data: Any, campaign: Campaign, me: User, first: dict[str, Any]) -> Any:
    return forms.RiskForm(data, initial=first or {"look_on": forms.in_a_month()})


def _contribution(data: Any, campaign: Campaign, me: User, first: dict[str, Any]) -> Any:
    return forms.ContributionForm(data, organisations=plan.speaks_for(me, campaign), initial=first)


def _producer(data: Any, campaign: Campaign, me: User, first: dict[str, Any]) -> Any:
    return forms.ProducerForm(data, initial=first)


def _credit(data: Any, campaign: Campaign, me: User, first: dict[str, Any]) -> Any:
    return forms.CreditForm(data, producers=campaign.producers.all())


PARTS = {
    "objective": Part(
        "Add an objective", "Change an objective", _objective,
        lambda campaign, row, said, me: actions.set_objective(campaign, objective=row, by=me, **said), "objectives",
        ("words", "measure", "unit", "baseline", "baseline_source", "target", "due_on"),
        ("The plan is ready only when at least one objective has its baseline, measure, target and day.",),
    ),
    "source": Part(
        "Add a source", "Change a source", _source,
        lambda campaign, row, said, me: actions.name_source(campaign, source=row, by=me, **said), "sources",
        ("kind", "key", "title", "says", "link"),
    ),
    "audience": Part(
        "Add people and channels", "Change people and channels", _audience,
        lambda campaign, row, said, me: actions.set_audience(campaign, audience=row, by=me, **said), "audiences",
        ("name", "group", "need", "channels", "formats"),
        ("Think of those who do not use the internet: a letter, a poster, a telephone or a person reaches them.",),
    ),
    "risk": Part(
        "Add a risk", "Change a risk", _risk,
        lambda campaign, row, said, me: actions.set_risk(campaign, risk=row, by=me, **said), "risks",
        ("words", "likely", "bad", "answer", "look_on"),
    ),
    "contribution": Part(
        "Add what you put in", "", _contribution,
        lambda campaign, row, said, me: actions.contribute(
            campaign, by=me, **{**said, "organisation": _body(campaign, said["organisation"])}), "contributions",
    ),
    "producer": Part(
        "Add people who made it with us", "", _producer,
        lambda campaign, row, said, me: actions.co_produce(campaign, by=me, **said), "producers",
        intro=("People who use services, carers, patients: by their role, never by name.",),
    ),
    "credit": Part(
        "Say what changed because of people", "", _credit,
        lambda campaign, row, said, me: actions.credit(campaign, by=me, **said), "changes",
    ),
}  # fmt: skip
DROPPED = {"objective", "source", "audience", "contribution"}


def _body(campaign: Campaign, pk: str) -> Any:
    return next(one for one in plan.taking_part(campaign) if str(one.pk) == pk)


def part_of(name: str) -> Part:
    """Return a part of the plan by its name in the address, or raise Http404."""
    if name not in PARTS:
        raise Http404
    return PARTS[name]


@FORM
def new_row(request: HttpRequest, campaign: str, part: str) -> HttpResponse:
    """Add a row to a part of the plan."""
    me = person(request)
    found = plan.campaign_for(me, campaign, WRITE)
    kind = part_of(part)
    form = kind.form(sent(request), found, me, {})
    if attempt(request, form, lambda said: kind.keep(found, None, said, me), done="It is in the plan."):
        return redirect("workspace:campaigns:campaign", campaign)
    return form_page(request, form, here(found), title=kind.new, button="Save", intro=kind.intro)


@FORM
def row(request: HttpRequest, campaign: str, part: str, row: int) -> HttpResponse:
    """Change a row of the plan."""
    me = person(request)
    found = plan.campaign_for(me, campaign, WRITE)
    kind = part_of(part)
    if not kind.change:
        raise Http404
    one = plan.row_in(getattr(found, kind.rows), row)
    form = kind.form(sent(request), found, me, {name: getattr(one, name) for name in kind.fields})
    if attempt(request, form, lambda said: kind.keep(found, one, said, me), done="Your changes are saved."):
        return redirect("workspace:campaigns:campaign", campaign)
    return form_page(request, form, here(found), title=kind.change, button="Save", intro=kind.intro,
                     drop=part if part in DROPPED else "", row=one.pk, campaign=found)  # fmt: skip


@require_POST
def drop(request: HttpRequest, campaign: str, part: str, row: int) -> HttpResponse:
    """Take a row out of the plan."""
    me = person(request)
    found = plan.campaign_for(me, campaign, WRITE)
    if part not in DROPPED:
        raise Http404
    one = plan.row_in(getattr(found, part_of(part).rows), row)
    return press(request, lambda: actions.drop(one, by=me), done="It is taken out. The log of changes keeps that it was there.",
                 to="workspace:campaigns:campaign", campaign=campaign)  # fmt: skip


@require_POST
def close_risk(request: HttpRequest, campaign: str, risk: int) -> HttpResponse:
    """Say that something can no longer go wrong."""
    me = person(request)
    found = plan.campaign_for(me, campaign, WRITE)
    one = plan.row_in(found.risks, risk)
    return press(request, lambda: actions.close_risk(one, by=me), done="The risk is closed.",
                 to="workspace:campaigns:campaign", campaign=campaign)  # fmt: skip
