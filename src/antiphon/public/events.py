"""Events on the public site: the list, one event, asking for a place, and calendar files. No account and no script.

How to join is not on these pages: it stands behind the own link of somebody who has a place (`event_places`).
"""

from typing import Any

from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.core.actors import Visitor
from antiphon.core.forms import tried
from antiphon.core.sealing import key_for
from antiphon.events.actions import places
from antiphon.events.models import Event
from antiphon.events.queries import events as planned
from antiphon.events.queries import places as held
from antiphon.events.writers import ics
from antiphon.public.event_forms import PlaceForm
from antiphon.public.receipts import address_of

LETTERS, MINUTES = 30, 10  # asked for from one network; a hospital is one network
TOO_MANY = "Many places were asked for from your network. Wait ten minutes, then try again. What you wrote is still here."
POSTED = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """List what is coming, and what is over with what stays of it."""
    past = Paginator(planned.public_past(), 20).get_page(request.GET.get("page"))
    return render(request, "public/events/list.html", {"coming": list(planned.public_events()[:200]), "past": past})


@require_safe
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one event: what, when, who presents, how to take part, and what stays of it."""
    found = planned.public_event(pk)
    return render(request, "public/events/event.html", {
        "event": found, "presenters": planned.presenters_of(found, public=True),
        "materials": list(planned.materials_of(found, public=True)),
        "full": found.open and held.waits(found),
    })  # fmt: skip


@never_cache
@POSTED
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a place. The answer is the same for everyone: look at your e-mail."""
    found = planned.public_event(pk)
    form = PlaceForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and found.open and form.is_valid():
        if _asked(request) >= LETTERS:
            form.add_error(None, TOO_MANY)
            status = 429
        elif tried(form, lambda: places.ask_for_place(found, by=Visitor(), **form.cleaned_data)):
            _count(request)
            return render(request, "public/events/look.html", {"event": found, "email": form.cleaned_data["email"]})
    return render(request, "public/events/ask.html", {"event": found, "form": form, "full": held.waits(found)}, status=status)


@require_safe
def all_in_calendar(request: HttpRequest) -> HttpResponse:
    """Hand out everything that is coming as a calendar that can be subscribed to."""
    return as_calendar([planned.entry_of(one, path=path_of(one)) for one in planned.public_events()[:200]], "Events", "events")


@require_safe
def in_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out one event as a calendar file, without how to join."""
    found = planned.public_event(pk)
    return as_calendar([planned.entry_of(found, path=path_of(found))], found.title, f"event-{found.pk}")


def as_calendar(entries: list[ics.Entry], title: str, name: str, *, own: bool = False) -> HttpResponse:
    """Return a calendar file. Somebody's own is theirs alone."""
    response = HttpResponse(ics.calendar(entries, name=title), content_type=ics.TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    kept: dict[str, Any] = {"private": True, "no_store": True} if own else {"public": True, "max_age": 300}
    patch_cache_control(response, **kept)
    return response


def path_of(found: Event) -> str:
    """Return where an event stands on the site."""
    return f"/events/{found.pk}/"


def _key(request: HttpRequest) -> str:
    return f"event-places:{key_for('ip', address_of(request))}"


def _asked(request: HttpRequest) -> int:
    return int(cache.get(_key(request), 0))


def _count(request: HttpRequest) -> None:
    cache.add(_key(request), 0, MINUTES * 60)
    try:
        cache.incr(_key(request))
    except ValueError:  # it ran out between the two calls
        cache.set(_key(request), 1, MINUTES * 60)
