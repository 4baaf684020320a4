"""Screens that plan events: the list, one event, its words and times, who presents, and what stays of it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.events.actions import planning
from antiphon.events.models import Event, Material, Presenter
from antiphon.events.queries import events, figures, forum, places
from antiphon.network.access import may
from antiphon.network.queries import organisations_at_work
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.events import forms

WRITE, READ = Permission.EVENT_WRITE, Permission.EVENT_READ
FORM = require_http_methods(["GET", "HEAD", "POST"])
HUB = {"text": "What we send", "href": "/workspace/sending/"}
ALL = {"text": "Events", "href": "/workspace/events/"}
STATES = {"draft": ("Draft", "grey"), "coming": ("On the site", "green"), "now": ("Now", "blue"), "over": ("Over", "grey"),
          "cancelled": ("Cancelled", "red")}  # fmt: skip


def page(request: HttpRequest, name: str, *crumbs: dict[str, str], **said: Any) -> HttpResponse:
    """Show a page of events, with the way back."""
    found = {"section": "sending", "crumbs": [HUB, *crumbs], "states": STATES, **said}
    return render(request, f"workspace/events/{name}.html", found)


def crumb(event: Event) -> tuple[dict[str, str], dict[str, str]]:
    """Return the way back from a page of an event."""
    return ALL, {"text": event.title, "href": f"/workspace/events/{event.pk}/"}


def form_page(request: HttpRequest, form: Any, *crumbs: dict[str, str], title: str, button: str, **said: Any) -> HttpResponse:
    """Show one form."""
    found = {"section": "sending", "crumbs": [HUB, *crumbs], "form": form, "title": title, "button": button, **said}
    return render(request, "workspace/events/form.html", found)


def sent(request: HttpRequest) -> Any:
    """Return what a form was sent with; None when it is shown for the first time."""
    return request.POST if request.method == "POST" else None


def need(request: HttpRequest, permission: Permission) -> None:
    """Keep a screen from whoever may not, in any of their organisations."""
    if not events.hosts(person(request), permission):
        raise PermissionDenied("Your role does not allow this. An engagement lead or a director can do it.")


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the events of the person's organisations: coming, drafts, over."""
    need(request, READ)
    some = list(events.events_of(person(request))[:500])
    groups = (
        ("Coming", [one for one in some if one.state in ("coming", "now")]),
        ("Drafts", [one for one in some if one.state == "draft"]),
        ("Over or cancelled", [one for one in reversed(some) if one.state in ("over", "cancelled")]),
    )
    return page(request, "list", groups=groups, may_write=bool(events.hosts(person(request))))


def _form(request: HttpRequest, event: Event | None = None, **more: Any) -> forms.EventForm:
    user = person(request)
    return forms.EventForm(
        sent(request), hosts=events.hosts(user), series=events.series_of(user), campaigns=events.campaigns_for(user), event=event,
        **more,
    )  # fmt: skip


def _fields(form: forms.EventForm, host: Any, request: HttpRequest) -> dict[str, Any]:
    name = form.cleaned_data["new_series"].strip()
    begun = planning.begin_series(host, title=name, by=person(request)) if name else None
    return form.fields_of_event() | {"series": begun or form.series.get(form.cleaned_data.get("series") or "")}


@FORM
def new(request: HttpRequest) -> HttpResponse:
    """Plan an event."""
    need(request, WRITE)
    form = _form(request)
    made: list[Event] = []
    if attempt(request, form, lambda _: made.append(
        planning.plan(form.host(), by=person(request), **_fields(form, form.host(), request))
    ), done="The event is planned. Add who presents, then ask another person to publish it."):  # fmt: skip
        return redirect("workspace:events:event", made[0].pk)
    return form_page(request, form, ALL, title="Plan an event", button="Save")


@require_safe
def event(request: HttpRequest, event: int) -> HttpResponse:
    """Show one event: what it is, who presents, places, letters, what was counted, and the forum."""
    user = person(request)
    found = events.event_for(user, event)
    return page(
        request, "event", ALL, event=found, may_write=may(user, WRITE, on=found), presenters=events.presenters_of(found),
        materials=list(events.materials_of(found)), rounds=list(events.rounds_of(found)), missing=events.missing_of(found),
        counts=places.counts(found), came=figures.came_to(found, user), views=figures.latest_views(figures.views_of(found)),
        posts=forum.counts(found), mine=events.wrote_some_of(found, user), me=user,
    )  # fmt: skip


@FORM
def edit(request: HttpRequest, event: int) -> HttpResponse:
    """Change an event."""
    found = events.event_for(person(request), event, WRITE)
    form = _form(request, found, initial=forms.EventForm.of(found))
    if found.published_at:
        for name in ("title", "summary", "about", "audience"):
            form.fields.pop(name)
    if attempt(request, form, lambda _: planning.change(found, by=person(request), **_kept(form, found, request)),
               done="Your changes are saved."):  # fmt: skip
        return redirect("workspace:events:event", event)
    intro = ["The words are on the site and stay. A new time, place or way to join is told to everyone who has a place."]
    return form_page(request, form, *crumb(found), title="Change the event", button="Save",
                     intro=intro if found.published_at else [])  # fmt: skip


def _kept(form: forms.EventForm, event: Event, request: HttpRequest) -> dict[str, Any]:
    form.cleaned_data = {name: getattr(event, name) for name in planning.WORDS} | form.cleaned_data
    return _fields(form, event.organisation, request)


@FORM
def publish(request: HttpRequest, event: int) -> HttpResponse:
    """Read the words, and put the event on the site."""
    found = events.event_for(person(request), event, WRITE)
    words = events.words_of(found)
    if request.method == "POST":
        return press(request, lambda: planning.publish(found, words=request.POST.get("words", "").replace("\r\n", "\n"),
                     by=person(request)), done="The event is on the site.", to="workspace:events:event", event=event)  # fmt: skip
    return page(request, "publish", *crumb(found), event=found, words=words, missing=events.missing_of(found),
                writers=[one.name for one in found.writers.order_by("name")],
                presenters=events.presenters_of(found), mine=events.wrote_some_of(found, person(request)))  # fmt: skip


@require_POST
def take_off(request: HttpRequest, event: int) -> HttpResponse:
    """Take an event off the site to change its words."""
    found = events.event_for(person(request), event, WRITE)
    return press(request, lambda: planning.take_off(found, by=person(request)), to="workspace:events:event", event=event,
                 done="It is off the site. Change the words; then another person publishes it again.")  # fmt: skip


@FORM
def cancel(request: HttpRequest, event: int) -> HttpResponse:
    """Cancel an event, with a reason that everyone reads."""
    found = events.event_for(person(request), event, WRITE)
    form = forms.CancelForm(sent(request))
    if attempt(request, form, lambda said: planning.cancel(found, by=person(request), **said),
               done="The event is cancelled. Everyone with a place is told."):  # fmt: skip
        return redirect("workspace:events:event", event)
    waiting = sum(places.counts(found)[status] for status in ("coming", "waiting"))
    intro = [f"{waiting:,} {'person has' if waiting == 1 else 'people have'} a place or wait for one. Each is told once."]
    return form_page(request, form, *crumb(found), title="Cancel the event?", button="Cancel the event", warning=True,
                     intro=intro)  # fmt: skip


@require_POST
def follow(request: HttpRequest, event: int) -> HttpResponse:
    """Send everyone who had a place what stays of the event."""
    found = events.event_for(person(request), event, WRITE)
    return press(request, lambda: planning.send_what_follows(found, by=person(request)), to="workspace:events:event",
                 event=event, done="Everyone who had a place is written to, once.")  # fmt: skip


@FORM
def present(request: HttpRequest, event: int) -> HttpResponse:
    """Add somebody who presents."""
    found = events.event_for(person(request), event, WRITE)
    form = forms.PresenterForm(
        sent(request), organisations=organisations_at_work(timezone.localdate()),
        colleagues=events.colleagues_who_moderate(found), initial={"organisation": found.organisation_id},
    )  # fmt: skip
    done = _added(found, "They are on the list.")
    if attempt(request, form, lambda _: planning.present(found, by=person(request), **form.kept()), done=done):
        return redirect("workspace:events:event", event)
    return form_page(request, form, *crumb(found), title="Who presents?", button="Add")


@require_POST
def present_no_more(request: HttpRequest, presenter: int) -> HttpResponse:
    """Take somebody off the list of presenters."""
    found = events.presenter_for(person(request), presenter)
    return press(request, lambda: planning.present_no_more(found, by=person(request)), done="They are off the list.",
                 to="workspace:events:event", event=found.event_id)  # fmt: skip


@require_POST
def show_presenter(request: HttpRequest, presenter: int) -> HttpResponse:
    """Show on the site somebody who presents, whom another person added."""
    return _show(request, events.presenter_for(person(request), presenter))


@require_POST
def show_material(request: HttpRequest, material: int) -> HttpResponse:
    """Show on the site a recording or other material that another person added."""
    return _show(request, events.material_for(person(request), material))


def _show(request: HttpRequest, part: Presenter | Material) -> HttpResponse:
    return press(request, lambda: planning.show(part, words=request.POST.get("words", ""), by=person(request)),
                 done="It is on the site.", to="workspace:events:event", event=part.event_id)  # fmt: skip


def _added(event: Event, done: str) -> str:
    return f"{done} Another person shows it on the site." if event.published_at else done


@FORM
def add_material(request: HttpRequest, event: int) -> HttpResponse:
    """Add a recording, slides or a transcript."""
    found = events.event_for(person(request), event, WRITE)
    form = forms.MaterialForm(sent(request))
    done = _added(found, "It is on the list.")
    if attempt(request, form, lambda said: planning.add_material(found, by=person(request), **said), done=done):
        return redirect("workspace:events:event", event)
    return form_page(request, form, *crumb(found), title="What stays of it?", button="Add")


@require_POST
def remove_material(request: HttpRequest, material: int) -> HttpResponse:
    """Take a recording or other material off."""
    found = events.material_for(person(request), material)
    return press(request, lambda: planning.remove_material(found, by=person(request)), done="It is off the page.",
                 to="workspace:events:event", event=found.event_id)  # fmt: skip
