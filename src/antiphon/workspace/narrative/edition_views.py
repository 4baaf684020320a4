"""Screens of versions: publishing one, and comparing two."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.narrative.actions import editions as actions
from antiphon.workspace.attempts import attempt, person
from antiphon.workspace.narrative import forms, presenters
from antiphon.workspace.narrative.screens import POSTED, find, page, sent


@require_http_methods(POSTED)
def publish(request: HttpRequest, narrative: str) -> HttpResponse:
    """Show what stands in the way of a new version; publish it when nothing does."""
    found = find(request, narrative, run=True)
    said = presenters.publishing(found, person(request))
    form = forms.PublishForm(sent(request), first=said["last"] is None)
    if attempt(request, form, lambda fields: actions.publish(found, by=person(request), **fields),
               done="The version is published. It is on the public site."):  # fmt: skip
        return redirect("workspace:narrative:versions", narrative)
    return page(request, "publish", form=form, **said)


@require_safe
def versions(request: HttpRequest, narrative: str) -> HttpResponse:
    """Show every version, and what changed between two."""
    found = find(request, narrative)
    return page(request, "versions", **presenters.versions(found, request.GET.get("from", ""), request.GET.get("to", "")))
