"""Screens of the reach register: which partner can reach whom, said in under a minute."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.network import actions, queries
from antiphon.network.access import Body, require
from antiphon.network.groups import GROUPS, words
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import attempt, person
from antiphon.workspace.network.forms import ReachForm


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Whom each partner can reach, and whom to ask; by group."""
    group = request.GET.get("group", "")
    found = queries.who_reaches([group]) if group in GROUPS else queries.reach_register()
    me = person(request)
    mine = list(queries.own_organisations(me, Permission.LIBRARY_WRITE))
    rows = [(one, [words(key) for key in one.groups]) for one in found]
    return render(request, "workspace/network/reach.html", {
        "section": "organisations", "rows": rows, "mine": mine, "group": group, "groups": list(GROUPS.values()),
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whom one of my organisations can reach."""
    organisation = queries.organisation_called(pk)
    require(person(request), Permission.LIBRARY_WRITE, on=Body(organisation))
    known = queries.reach_of(organisation)
    form = ReachForm(request.POST or None, initial={
        "groups": known.groups, "places": ", ".join(known.places), "note": known.note, "contact": known.contact} if known else {})
    if attempt(request, form, lambda data: actions.say_reach(organisation, by=person(request), **data),
               done="It is in the register. Partners see it where they miss these people."):  # fmt: skip
        return redirect("workspace:network:reach")
    return render(request, "workspace/network/say_reach.html", {
        "section": "organisations", "organisation": organisation, "form": form, "known": known, "today": timezone.localdate(),
    })  # fmt: skip


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one of my organisations off the register."""
    organisation = queries.organisation_called(pk)
    require(person(request), Permission.LIBRARY_WRITE, on=Body(organisation))
    known = queries.reach_of(organisation)
    if known is None:
        raise Http404
    actions.take_reach_back(known, by=person(request))
    messages.success(request, f"{organisation} is off the register.")
    return redirect("workspace:network:reach")
