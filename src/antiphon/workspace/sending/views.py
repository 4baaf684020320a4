"""The hub of “What we send”."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from antiphon.workspace.attempts import person
from antiphon.workspace.cards import shown_to
from antiphon.workspace.sending.cards import CARDS


@require_safe
def hub(request: HttpRequest) -> HttpResponse:
    """Show every part of what we send, each with what waits there."""
    return render(request, "workspace/sending/hub.html", {"section": "sending", "cards": shown_to(person(request), CARDS)})
