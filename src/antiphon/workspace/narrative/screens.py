"""What every screen of the narrative does: find it for who asks, show a page, or a page with one form on it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from antiphon.core.forms import Form
from antiphon.narrative.models import Narrative
from antiphon.narrative.queries import signing, writing
from antiphon.network.access import may
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import person

POSTED = ["GET", "HEAD", "POST"]
HOME = "workspace:narrative:narrative"
NOT_YOURS = "Your role does not allow this. An engagement lead or a director of the organisation that owns it can do it."


def find(request: HttpRequest, slug: str, *, write: bool = False, run: bool = False) -> Narrative:
    """Return the narrative; keep a screen from someone who may only look, since they would fill it in for nothing."""
    narrative = writing.narrative_for(person(request), slug)
    if write and not may(person(request), Permission.NARRATIVE_WRITE, on=narrative):
        raise PermissionDenied("Your role does not allow this. A communications officer or an engagement lead can do it.")
    if run and not signing.may_run(person(request), narrative):
        raise PermissionDenied(NOT_YOURS)
    return narrative


def sent(request: HttpRequest) -> Any:
    """Return what a form was sent with, even when that is nothing; None when it is shown for the first time."""
    return request.POST if request.method == "POST" else None


def page(request: HttpRequest, name: str, **said: Any) -> HttpResponse:
    """Show a page of the narrative."""
    return render(request, f"workspace/narrative/{name}.html", {"section": "saying", **said})


def form_page(request: HttpRequest, form: Form, *, title: str, button: str, **said: Any) -> HttpResponse:
    """Show one form with its title, a few words before it and its button."""
    return page(request, "form", form=form, title=title, button=button, **said)
