"""The hub of “What we say”."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from antiphon.workspace.attempts import person
from antiphon.workspace.saying import cards


@require_safe
def hub(request: HttpRequest) -> HttpResponse:
    """Show every part of what we say, each with what waits there."""
    return render(request, "workspace/saying/hub.html", {"section": "saying", "cards": cards.shown_to(person(request))})
