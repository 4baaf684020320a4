"""Screens of campaigns: the list, a new one, the plan as a whole, its gates."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.campaigns import rules
from antiphon.campaigns.actions import plan as actions
from antiphon.campaigns.models import Campaign
from antiphon.campaigns.queries import dates, plan, results, sites
from antiphon.network.access import Body, holds, may
from antiphon.network.groups import words as group_words
from antiphon.network.queries import organisations_at_work
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.campaigns import forms
from antiphon.workspace.saying.presenters import standing

WRITE, READ, APPROVE = Permission.CAMPAIGN_WRITE, Permission.CAMPAIGN_READ, Permission.CAMPAIGN_APPROVE
FORM = require_http_methods(["GET", "HEAD", "POST"])
HUB = {"text": "What we send", "href": "/workspace/sending/"}
HOME = {"text": "Campaigns", "href": "/workspace/sending/campaigns/"}
COLOURS = {"draft": "grey", "ready": "yellow", "live": "green", "ended": "white", "planned": "grey", "doing": "blue",
           "done": "green", "dropped": "white"}  # fmt: skip


def sent(request: HttpRequest) -> Any:
    """Return what a form was sent with, even when that is nothing; None when it is shown for the first time."""
    return request.POST if request.method == "POST" else None


def here(found: Campaign) -> list[dict[str, str]]:
    """Return the way back from a page below a campaign."""
    return [HOME, {"text": found.title, "href": f"/workspace/sending/campaigns/{found.slug}/"}]


def page(request: HttpRequest, name: str, crumbs: list[dict[str, str]], **said: Any) -> HttpResponse:
    """Show a page of campaigns, with the way back."""
    return render(request, f"workspace/campaigns/{name}.html", {
        "section": "sending", "crumbs": [HUB, *crumbs], "colours": COLOURS, "group_words": group_words,
        "channels": rules.CHANNELS, "formats": rules.FORMATS, "plain": rules.plain, **said,
    })  # fmt: skip


def form_page(request: HttpRequest, form: Any, crumbs: list[dict[str, str]], *, title: str, button: str,
              **said: Any) -> HttpResponse:  # fmt: skip
    """Show one form with its title, a few words before it and its button."""
    return page(request, "form", crumbs, form=form, title=title, button=button, **said)


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """List the campaigns of the person's organisations and those that they are a partner of."""
    me = person(request)
    if not holds(me, READ):
        raise plan.denied()
    return page(request, "list", [], campaigns=list(plan.campaigns_of(me)), may_write=bool(plan.owners(me)))


@FORM
def new(request: HttpRequest) -> HttpResponse:
    """Begin a campaign."""
    me = person(request)
    owners = plan.owners(me)
    if not owners:
        raise plan.denied()
    form, made = forms.BeginForm(sent(request), owners=owners), list[Campaign]()

    def do(said: dict[str, Any]) -> None:
        names = ("title", "template", "starts_on")
        made.append(actions.draft(form.owner(), by=me, **{name: said[name] for name in names}))

    if attempt(request, form, do, done="The plan is begun. See below what is still missing."):
        return redirect("workspace:campaigns:campaign", made[0].slug)
    return form_page(request, form, [HOME], title="Begin a campaign", button="Begin",
                     intro=["A template fills half of the plan. Every word of it can change."])  # fmt: skip


@require_safe
def campaign(request: HttpRequest, campaign: str) -> HttpResponse:
    """Show the plan: objectives, what we know, how we go about it, what we do, how we will know; and what is missing."""
    me = person(request)
    found = plan.campaign_for(me, campaign)
    whole = plan.whole(found)
    signature = plan.signature_of(whole)
    return page(
        request, "campaign", [HOME], campaign=found, whole=whole, missing=whole.missing, prompts=whole.prompts,
        signature=signature, site=sites.site_of(found), budget=results.budget_of(found), changes=found.changes.all()[:5],
        producers=list(found.producers.select_related("through")), partners=list(found.partners.all()),
        clashes=[one for one in dates.met_by(me, [found]) if one.answer is None], polls=dates.in_the_way(found),
        overrides=dates.overrides_of(found), may_write=may(me, WRITE, on=found),
        unled=plan.unled(me, found).exists(),
        own=may(me, WRITE, on=Body(found.owner)), may_sign=may(me, APPROVE, on=Body(found.owner)),
    )  # fmt: skip


@FORM
def edit(request: HttpRequest, campaign: str) -> HttpResponse:
    """Change the words and days of the plan."""
    me = person(request)
    found = plan.campaign_for(me, campaign, WRITE)
    form = forms.PlanForm(sent(request), areas=dates.areas_with_elections(), initial=forms.first_words(found))
    if attempt(request, form, lambda said: actions.change(found, by=me, **said), done="Your changes are saved."):
        return redirect("workspace:campaigns:campaign", campaign)
    return form_page(request, form, here(found), title="The words and days of the plan", button="Save")


@FORM
def new_partner(request: HttpRequest, campaign: str) -> HttpResponse:
    """Let another organisation take part."""
    me = person(request)
    found = plan.campaign_for(me, campaign, WRITE)
    others = {str(one.pk): one for one in organisations_at_work(timezone.localdate()).exclude(pk=found.owner_id)}
    form = forms.PartnerForm(sent(request), organisations=list(others.values()))

    def do(said: dict[str, Any]) -> None:
        actions.share(found, organisation=others[said["organisation"]], way=said["way"], by=me)

    if attempt(request, form, do, done="The partner is added."):
        return redirect("workspace:campaigns:campaign", campaign)
    return form_page(request, form, here(found), title="Add a partner", button="Add")


@require_POST
def ready(request: HttpRequest, campaign: str) -> HttpResponse:
    """Say that the plan is whole."""
    me = person(request)
    found = plan.campaign_for(me, campaign, WRITE)
    return press(request, lambda: actions.make_ready(found, by=me), done="The plan is ready. Another person reads and signs it.",
                 to="workspace:campaigns:campaign", campaign=campaign)  # fmt: skip


@FORM
def sign(request: HttpRequest, campaign: str) -> HttpResponse:
    """Show the exact plan, and sign it."""
    me = person(request)
    found = plan.campaign_for(me, campaign, APPROVE)
    whole = plan.whole(found)
    words = plan.words_of(whole)
    if request.method == "POST":
        said = request.POST.get("words", "").replace("\r\n", "\n")
        return press(request, lambda: actions.go_live(found, words=said, by=me), to="workspace:campaigns:campaign",
                     done="You signed the plan. The campaign is live.", campaign=campaign)  # fmt: skip
    return page(
        request, "sign", here(found), campaign=found, words=words, missing=whole.missing, polls=dates.unexplained(found),
        standing=standing(me, found, words), wrote=found.writers.filter(pk=me.pk).exists(), signature=plan.signature_of(whole),
    )  # fmt: skip


@require_POST
def end(request: HttpRequest, campaign: str) -> HttpResponse:
    """End the campaign."""
    me = person(request)
    found = plan.campaign_for(me, campaign, WRITE)
    return press(request, lambda: actions.end(found, by=me), done="The campaign has ended. You can still enter results.",
                 to="workspace:campaigns:campaign", campaign=campaign)  # fmt: skip


@require_safe
def changes(request: HttpRequest, campaign: str) -> HttpResponse:
    """Show every change of the plan, credited by role."""
    found = plan.campaign_for(person(request), campaign)
    return page(request, "changes", here(found), campaign=found, changes=list(found.changes.select_related("producer")))
