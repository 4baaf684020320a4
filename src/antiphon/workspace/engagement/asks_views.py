"""Screens across engagements: what we know already, the calendar of asks, who is asked too often, pulses."""

import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.core.problems import Refused
from antiphon.engagement import actions, asks, queries
from antiphon.engagement.fatigue import DAYS
from antiphon.engagement.rules import PULSES
from antiphon.network.access import may, require
from antiphon.network.queries import areas_with_margins
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.engagement import asks_forms as forms
from antiphon.workspace.engagement import asks_presenters as presenters

EDIT = Permission.ENGAGEMENT_EDIT
FORM = require_http_methods(["GET", "HEAD", "POST"])
MANY_AREAS = 60


@FORM
def asked(request: HttpRequest, slug: str) -> HttpResponse:
    """What we know already: say what it is about, and see what partners learned and whom they asked."""
    engagement, me = queries.engagement_for(request.user, slug), person(request)
    if request.method == "POST":
        require(me, EDIT, on=engagement)
    first = {"topics": ", ".join(engagement.topics), "groups": engagement.groups, "places": ", ".join(engagement.places)}
    form = forms.AboutForm(request.POST or None, initial=first)
    if attempt(request, form, lambda data: actions.say_about(engagement, by=me, **data), done="Saved. This is what we know."):
        return redirect("workspace:engagement:asked", slug)
    return _page(request, "asked", engagement=engagement, form=form, go_on=forms.GoOnForm(),
                 may_edit=may(me, EDIT, on=engagement),
                 **presenters.known(engagement, me))  # fmt: skip


@require_POST
def go_on(request: HttpRequest, slug: str) -> HttpResponse:
    """Record why the same people must be asked again."""
    engagement = queries.engagement_for(request.user, slug)
    form = forms.GoOnForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return press(request, lambda: actions.go_on(engagement, reason=reason, by=person(request)),
                 done="Your reason is recorded.", to="workspace:engagement:asked", slug=slug)  # fmt: skip


@FORM
def areas(request: HttpRequest, slug: str) -> HttpResponse:
    """Set by hand the areas whose people should be heard."""
    engagement = queries.engagement_for(request.user, slug)
    require(request.user, EDIT, on=engagement)
    codes, by_hand = asks.ground_of(engagement)
    find = request.GET.get("find", "").strip()[:60]
    known = areas_with_margins()
    shown = [pair for pair in known if pair[0] in codes or find.casefold() in pair[1].casefold()][: MANY_AREAS + len(codes)]
    form = forms.AreasForm(request.POST or None, areas=known if request.method == "POST" else shown,
                           initial={"codes": codes if by_hand else []})  # fmt: skip
    if attempt(request, form, lambda data: actions.set_ground(engagement, codes=data["codes"], by=request.user),
               done="The areas are set."):  # fmt: skip
        return redirect("workspace:insight:missing", slug)
    return _page(request, "areas", engagement=engagement, form=form, find=find, many=len(known) > MANY_AREAS, known=known,
                 by_hand=by_hand)  # fmt: skip


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Who asks whom, and when: published asks of all partners, drafts of our own."""
    me = person(request)
    form = forms.CalendarForm(request.GET or None, places=asks.places_asked(me), organisations=list(asks.who_asks(me)))
    return _page(request, "calendar", section="calendar", form=form, most=settings.ASKS_IN_90_DAYS, days=DAYS,
                 query=request.GET.urlencode(),
                 **presenters.calendar(_shown(me, form), me, timezone.localdate()))  # fmt: skip


@require_safe
def ics(request: HttpRequest) -> HttpResponse:
    """The same as a file that a calendar programme reads."""
    me = person(request)
    form = forms.CalendarForm(request.GET or None, places=asks.places_asked(me), organisations=list(asks.who_asks(me)))
    found = _shown(me, form)
    response = HttpResponse(presenters.icalendar(found, timezone.now()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="asks.ics"'
    return response


def _shown(me: Any, form: forms.CalendarForm) -> Any:
    wanted = form.cleaned_data if form.is_valid() else {}
    first = timezone.localdate().replace(day=1)
    return asks.calendar(me, first=first - datetime.timedelta(days=62), last=first + datetime.timedelta(days=396), **wanted)


@FORM
def pulse(request: HttpRequest) -> HttpResponse:
    """Start a pulse: choose one of three questions, and it is ready for a second person."""
    owners = queries.possible_owners(person(request))
    if request.method == "POST":
        if not owners:
            raise PermissionDenied("Your role does not allow this. An engagement lead or a director can do it.")
        form = forms.PulseForm(request.POST, owners=owners)
        if form.is_valid():
            try:
                made = actions.start_pulse(by=person(request), **form.cleaned_data)
            except Refused as problem:
                messages.error(request, " ".join(problem.reasons))
            else:
                messages.success(request, "The pulse is ready. A second person reads it and publishes it.")
                return redirect("workspace:engagement:publish", made.slug)
        else:
            messages.error(request, "Choose one of the questions.")
    return _page(request, "pulse", owners=owners, templates=list(PULSES.values()))


def _page(request: HttpRequest, name: str, **page: Any) -> HttpResponse:
    return render(request, f"workspace/engagement/{name}.html", {"section": "engagements", **page})
