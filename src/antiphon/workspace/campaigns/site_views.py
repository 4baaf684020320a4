"""Screens of a campaign's public page: built in one press, written with the checker, signed by a second person."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from antiphon.campaigns.actions import sites as actions
from antiphon.campaigns.models import Campaign, Microsite
from antiphon.campaigns.queries import plan, sites
from antiphon.network.access import Body, may
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.campaigns import dates_forms as forms
from antiphon.workspace.campaigns.views import APPROVE, FORM, READ, WRITE, form_page, here, page, sent
from antiphon.workspace.saying.presenters import standing


def found_in(request: HttpRequest, campaign: str, permission: plan.Permission = READ) -> tuple[Campaign, Microsite]:
    """Return a campaign and its microsite, or raise Http404 while it has none."""
    found = plan.campaign_for(person(request), campaign, permission)
    one = sites.site_of(found)
    if one is None:
        raise Http404
    return found, one


@FORM
def site(request: HttpRequest, campaign: str) -> HttpResponse:
    """Show the public page of a campaign as it is written and as it stands; a press makes its first draft from the plan."""
    me = person(request)
    found = plan.campaign_for(me, campaign, WRITE if request.method == "POST" else READ)
    if request.method == "POST":
        return press(request, lambda: actions.build_site(found, by=me), to="workspace:campaigns:site", campaign=campaign,
                     done="The draft is made from the plan. Write its words now.")  # fmt: skip
    one = sites.site_of(found)
    return page(
        request, "site", here(found), campaign=found, site=one, own=may(me, WRITE, on=Body(found.owner)),
        may_sign=may(me, APPROVE, on=Body(found.owner)), stands=sites.stands(one) if one else False,
        standing=standing(me, one, sites.said(one)) if one else None, wrote=bool(one and one.writers.filter(pk=me.pk).exists()),
        public=f"{settings.PUBLIC_ADDRESS}/{one.slug}/" if one else "",
    )  # fmt: skip


@FORM
def write(request: HttpRequest, campaign: str) -> HttpResponse:
    """Write the words and days of the page."""
    me = person(request)
    found, one = found_in(request, campaign, WRITE)
    names = ("title", "slug", "summary", "help", "starts_on", "ends_on", "review_on")
    form = forms.SiteForm(sent(request), parts=one.parts, initial={name: getattr(one, name) for name in names})
    if attempt(request, form, lambda _: actions.write_site(one, by=me, **form.kept()), done="The words are saved."):
        return redirect("workspace:campaigns:site", campaign)
    back = [*here(found), {"text": "Public page", "href": f"/workspace/sending/campaigns/{campaign}/microsite/"}]
    return form_page(request, form, back, title="Write the public page", button="Save")


@require_POST
def ask(request: HttpRequest, campaign: str) -> HttpResponse:
    """Ask a second person to publish it."""
    me = person(request)
    _, one = found_in(request, campaign, WRITE)
    return press(request, lambda: actions.ask_to_publish(one, by=me), done="It waits for a second person now.",
                 to="workspace:campaigns:site", campaign=campaign)  # fmt: skip


@FORM
def publish(request: HttpRequest, campaign: str) -> HttpResponse:
    """Show the exact words, and sign and publish them."""
    me = person(request)
    found, one = found_in(request, campaign, APPROVE)
    words = sites.words_to_sign(one)
    if request.method == "POST":
        said = request.POST.get("words", "").replace("\r\n", "\n")
        return press(request, lambda: actions.publish_site(one, words=said, by=me), done="The page is on the public site.",
                     to="workspace:campaigns:site", campaign=campaign)  # fmt: skip
    return page(request, "publish", here(found), campaign=found, site=one, words=words,
                standing=standing(me, one, sites.said(one)), stands=sites.stands(one),
                wrote=one.writers.filter(pk=me.pk).exists())  # fmt: skip


@FORM
def check(request: HttpRequest, campaign: str) -> HttpResponse:
    """Say that the words still hold."""
    me = person(request)
    found, one = found_in(request, campaign, WRITE)
    form = forms.CheckForm(sent(request))
    if attempt(request, form, lambda said: actions.check_again(one, review_on=said["review_on"], by=me),
               done="The page now says that you looked at it today."):  # fmt: skip
        return redirect("workspace:campaigns:site", campaign)
    return form_page(request, form, here(found), title="Do the words still hold?", button="They still hold",
                     intro=["Read the public page first. If something has changed, write the words anew instead."])  # fmt: skip


@require_POST
def take_down(request: HttpRequest, campaign: str) -> HttpResponse:
    """Take the page down today."""
    me = person(request)
    _, one = found_in(request, campaign, WRITE)
    return press(request, lambda: actions.take_down(one, by=me), done="It is down. Visitors read that the campaign is over.",
                 to="workspace:campaigns:site", campaign=campaign)  # fmt: skip
