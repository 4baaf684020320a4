"""The first page of the workspace, and help."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from antiphon.workspace.home import presenters


@require_safe
def worklist(request: HttpRequest) -> HttpResponse:
    """Show what waits for this person: late, now, soon."""
    only_mine = request.GET.get("show") == "mine"
    return render(request, "workspace/home/worklist.html", {"section": "home", **presenters.worklist(request.user, only_mine)})


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Explain the seven steps, the roles and the keys, and say where to get support."""
    return render(request, "workspace/home/help.html", {"section": "help", **presenters.help_page()})
