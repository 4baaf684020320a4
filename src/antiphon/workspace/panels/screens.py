"""What every panel screen does: show a page, or a page with one form on it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from antiphon.core.forms import Form


def sent(request: HttpRequest) -> Any:
    """Return what a form was sent with, even when that is nothing; None when it is shown for the first time."""
    return request.POST if request.method == "POST" else None


def page(request: HttpRequest, name: str, said: dict[str, Any]) -> HttpResponse:
    """Show a page of the panels."""
    return render(request, f"workspace/panels/{name}.html", {"section": "panels", **said})


def form_page(request: HttpRequest, form: Form, *, title: str, button: str, **said: Any) -> HttpResponse:
    """Show one form with its title, a few words before it and its button."""
    return page(request, "form", {"form": form, "title": title, "button": button, **said})
