"""Screens of the calendar of all partners, of clashes, and of elections that are in the way."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from antiphon.campaigns.actions import dates as actions
from antiphon.campaigns.queries import dates, plan
from antiphon.network.access import Body, may
from antiphon.workspace.attempts import attempt, person
from antiphon.workspace.campaigns import dates_forms as forms
from antiphon.workspace.campaigns import presenters
from antiphon.workspace.campaigns.views import APPROVE, FORM, WRITE, form_page, here, page, sent


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Show what all partners do and when, with bank holidays, days that others keep, elections, and what clashes."""
    me, today = person(request), timezone.localdate()
    shown = presenters.shown(me, today)
    form = forms.CalendarForm(request.GET or None, organisations=shown.organisations, kinds=shown.kinds)
    wanted: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    return page(request, "calendar", [], section="calendar", form=form, query=request.GET.urlencode(),
                may_write=bool(plan.owners(me)), most=dates.MOST_IN_A_WEEK,
                **presenters.calendar(shown, wanted, today))  # fmt: skip


@require_safe
def ics(request: HttpRequest) -> HttpResponse:
    """The same as a file that a calendar programme reads."""
    me, today = person(request), timezone.localdate()
    shown = presenters.shown(me, today)
    form = forms.CalendarForm(request.GET or None, organisations=shown.organisations, kinds=shown.kinds)
    found = presenters.wanted_of(shown, form.cleaned_data if form.is_valid() else {})
    response = HttpResponse(presenters.icalendar(found, timezone.now()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="calendar.ics"'
    return response


@FORM
def new_day(request: HttpRequest) -> HttpResponse:
    """Write down a day that others keep."""
    me = person(request)
    owners = plan.owners(me)
    if not owners:
        raise plan.denied()
    form = forms.DayForm(sent(request), owners=owners)

    def do(said: dict[str, Any]) -> None:
        body = next((one for one in owners if str(one.pk) == said.pop("organisation", "")), owners[0])
        actions.keep_day(body, by=me, **said)

    if attempt(request, form, lambda said: do(dict(said)), done="The day is in the calendar."):
        return redirect("workspace:campaigns:calendar")
    return form_page(request, form, [{"text": "Calendar", "href": "/workspace/calendar/"}], title="Add a day that others keep",
                     button="Add", intro=["Facts only: what the day is, and who keeps it. All partners see it."])  # fmt: skip


@require_safe
def clashes(request: HttpRequest, campaign: str) -> HttpResponse:
    """Show what else speaks to the same people in the same week."""
    me = person(request)
    found = plan.campaign_for(me, campaign)
    return page(request, "clashes", here(found), campaign=found, met=dates.met_by(me, [found]),
                may_write=may(me, WRITE, on=found))  # fmt: skip


@FORM
def clash(request: HttpRequest, campaign: str, kind: str, key: str) -> HttpResponse:
    """Say what is done about one clash."""
    me = person(request)
    found = plan.campaign_for(me, campaign, WRITE)
    one = next((met for met in dates.met_by(me, [found]) if met.other.name == (kind, key)), None)
    if one is None:
        raise Http404
    form = forms.ClashForm(sent(request), initial={"words": one.answer.words if one.answer else ""})
    if attempt(request, form, lambda said: actions.answer_clash(found, other=one.other, words=said["words"], by=me),
               done="It is written down."):  # fmt: skip
        return redirect("workspace:campaigns:clashes", campaign)
    return form_page(request, form, here(found), title=f"What about “{one.other.title}”?", button="Save",
                     intro=presenters.clash_words(one))  # fmt: skip


@FORM
def override(request: HttpRequest, campaign: str, election: int) -> HttpResponse:
    """Let the campaign begin although an election is near: a named person, with a reason."""
    me = person(request)
    found = plan.campaign_for(me, campaign, APPROVE)
    one = next((poll for poll in dates.in_the_way(found) if poll.pk == election), None)
    if one is None or not may(me, APPROVE, on=Body(found.owner)):
        raise Http404
    form = forms.OverrideForm(sent(request))
    if attempt(request, form, lambda said: actions.override_election(found, election=one, because=said["because"], by=me),
               done="Your reason is written down, with your name."):  # fmt: skip
        return redirect("workspace:campaigns:campaign", campaign)
    return form_page(request, form, here(found), title="Begin although an election is near", button="Put my name to it",
                     intro=forms.OverrideForm.intro(one), warning=True)  # fmt: skip
