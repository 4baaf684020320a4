"""Screens of voices. Each view parses, asks one query or action, and shows a page."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.core.problems import Refused
from antiphon.engagement.queries import engagement_for
from antiphon.network.access import require
from antiphon.network.roles import Permission
from antiphon.voices import actions, queries
from antiphon.voices.rules import WITHHOLD
from antiphon.workspace.attempts import need, person
from antiphon.workspace.voices import forms, presenters


@require_safe
def voices(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how many voices there are and where each stands; those who may read see a list."""
    engagement = engagement_for(request.user, slug)
    return _page(request, "list", presenters.voices(engagement, request.user, request.GET))


@require_safe
def batch(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show what one file brought."""
    engagement = engagement_for(request.user, slug)
    require(request.user, Permission.VOICE_IMPORT, on=engagement)
    found = queries.import_in(engagement, pk)
    return _page(request, "batch", {"engagement": engagement, "batch": found, "worked_on": queries.worked_on(found)})


@require_POST
def undo(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a whole file out again."""
    engagement = engagement_for(request.user, slug)
    require(request.user, Permission.VOICE_IMPORT, on=engagement)
    found = queries.import_in(engagement, pk)
    try:
        actions.undo_import(found, by=request.user)
        messages.success(request, f"“{found.name}” is out again. You can send the file again when it is right.")
        return redirect("workspace:voices:list", slug)
    except Refused as problem:
        messages.error(request, " ".join(problem.reasons))
        return redirect("workspace:voices:batch", slug, pk)


@require_safe
def eyes(request: HttpRequest, slug: str) -> HttpResponse:
    """List the voices that a person must look at."""
    engagement = engagement_for(request.user, slug)
    require(request.user, Permission.VOICE_MAKE_SAFE, on=engagement)
    waiting = queries.needing_eyes(request.user, engagement)
    first = queries.next_to_look_at(request.user, engagement)
    return _page(request, "eyes", {"engagement": engagement, "total": waiting.count(), "first": first, "reasons": WITHHOLD,
                                   "waiting": list(queries.by_urgency(waiting)[:50])})  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Look at one voice: hide more of it, say that it is safe, or keep it back."""
    engagement = engagement_for(request.user, slug)
    require(request.user, Permission.VOICE_MAKE_SAFE, on=engagement)
    found = queries.voice_in(engagement, pk)
    form = forms.LookForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            decision = form.cleaned_data["decision"]
            actions.look(found, decision=decision, hide=form.parts(), because=form.reason(), by=request.user)
            messages.success(request, "Kept back." if decision == "withheld" else "Safe to read now.")
            following = queries.next_to_look_at(request.user, engagement, after=pk)
            return redirect("workspace:voices:look", slug, following.pk) if following else redirect("workspace:voices:eyes", slug)
        except Refused as problem:
            _say(form, problem)
    return _page(request, "look", {"form": form, **presenters.look(engagement, found, request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
def voice(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show one voice. Posting a reason opens its sealed words on this one page, and is logged."""
    engagement = engagement_for(request.user, slug)
    require(request.user, Permission.VOICE_READ, on=engagement)
    if request.method == "POST":
        need(person(request), Permission.VOICE_UNSEAL, Permission.VOICE_MAKE_SAFE, on=engagement)
    found = queries.voice_in(engagement, pk)
    form = forms.OpenForm(_sent(request))
    opened = ""
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.open_sealed(found, why=form.cleaned_data["why"], by=request.user)
        except Refused as problem:
            _say(form, problem)
    response = _page(request, "voice", {"form": form, "opened": opened, **presenters.voice(engagement, found, request.user)})
    if opened:
        response["Cache-Control"] = "no-store"
    return response


def _sent(request: HttpRequest) -> Any:
    """Return what a form was sent with, even when that is nothing; None when it is shown for the first time."""
    return request.POST if request.method == "POST" else None


def _say(form: Any, problem: Refused) -> None:
    for reason in problem.reasons:
        form.add_error(None, reason)


def _page(request: HttpRequest, name: str, page: dict[str, Any]) -> HttpResponse:
    return render(request, f"workspace/voices/{name}.html", {"section": "engagements", **page})
