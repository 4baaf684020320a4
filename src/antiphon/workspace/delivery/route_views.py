"""Screens: the ways out, how each stands, and a test message to oneself."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.delivery import actions, queries
from antiphon.network.models import User
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.delivery import presenters
from antiphon.workspace.delivery.forms import TryForm

TRIALS_SHOWN = 10


@require_safe
def routes(request: HttpRequest) -> HttpResponse:
    """Show every way out: whether it is open, how fast it may go, what was last answered, and my own test messages."""
    me = _who_may(request, queries.may_look(person(request)))
    return render(request, "workspace/delivery/routes.html", {
        "ways": [presenters.RouteShown(way) for way in queries.ways()], "not_set_up": queries.not_set_up(),
        "trials": [presenters.TrialShown(trial) for trial in queries.trials_of(me)[:TRIALS_SHOWN]],
        "may_try": queries.may_try(me),
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def try_route(request: HttpRequest, route: str) -> HttpResponse:
    """Send a test message to oneself by one route."""
    me = _who_may(request, queries.may_try(person(request)))
    way = queries.route_named(route)
    form = TryForm(request.POST if request.method == "POST" else None, channel=way.channel)
    if attempt(request, form, lambda data: actions.try_out(route, by=me, number=data.get("number", "")), done=presenters.TRIED):
        return redirect("workspace:delivery:routes")
    return render(request, "workspace/delivery/try_route.html", {"way": way, "form": form, "me": me})


@require_POST
def open_route(request: HttpRequest, route: str) -> HttpResponse:
    """Try a stopped route again now."""
    me = _who_may(request, queries.may_try(person(request)))
    way = queries.route_named(route)
    return press(request, lambda: actions.try_again_now(way.name, by=me), done="The route is tried again in the next minute.",
                 to="workspace:delivery:routes")  # fmt: skip


def _who_may(request: HttpRequest, yes: bool) -> User:
    if not yes:
        raise PermissionDenied("Your role does not allow this. A communications officer or an administrator can do it.")
    return person(request)
