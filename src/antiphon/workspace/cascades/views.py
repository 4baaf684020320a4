"""Screens of those who send a cascade: plan it, start it, see where it stands, correct it, take it back."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.audiences.queries import left_out
from antiphon.cascades import actions
from antiphon.cascades.models import Cascade
from antiphon.cascades.queries import cascades, hops, reach, words
from antiphon.network.access import Body, may
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.cascades import forms

READ, RUN = Permission.CASCADE_READ, Permission.CASCADE_RUN
FORM = require_http_methods(["GET", "HEAD", "POST"])
HUB = {"text": "What we send", "href": "/workspace/sending/"}
HOME = {"text": "Cascades", "href": "/workspace/sending/cascades/"}


def page(request: HttpRequest, name: str, crumbs: list[dict[str, str]], **said: Any) -> HttpResponse:
    """Show a page of this room, with the way back."""
    return render(request, f"workspace/cascades/{name}.html", {"section": "sending", "crumbs": [HUB, *crumbs], **said})


def form_page(
    request: HttpRequest, form: Any, crumbs: list[dict[str, str]], *, title: str, button: str, **said: Any
) -> HttpResponse:
    """Show one form with its title and its button."""
    return page(request, "form", crumbs, form=form, title=title, button=button, **said)


def sent(request: HttpRequest) -> Any:
    """Return what a form was sent with; None when it is shown for the first time."""
    return request.POST if request.method == "POST" else None


def looks(request: HttpRequest) -> bool:
    """Return whether somebody wants to see exactly who would get it, before they send it."""
    return request.method == "POST" and bool(request.POST.get("look"))


def look(
    request: HttpRequest, form: Any, found: Cascade, crumbs: list[dict[str, str]], see: Callable[[], list[actions.Looked]],
    **said: Any,
) -> HttpResponse:
    """Show exactly who would get it by each channel, and who of the chosen lists would not, and why."""
    looked: list[actions.Looked] = []
    attempt(request, form, lambda _: looked.extend(see()))
    aside = left_out(form.kept(), capped=found.priority != "urgent") if looked else {}
    return page(request, "send", crumbs, form=form, cascade=found, looked=looked, aside=aside, **said)


def here(found: Cascade) -> list[dict[str, str]]:
    """Return the way back from a page below a cascade."""
    return [HOME, {"text": found.title, "href": f"/workspace/sending/cascades/{found.pk}/"}]


def need(request: HttpRequest, permission: Permission = RUN) -> None:
    """Keep a screen from whoever may not, in any of their organisations."""
    if not cascades.keepers(person(request), permission):
        raise PermissionDenied("Your role does not allow this. An engagement lead or a director can do it.")


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the cascades that the person's organisations send or hand on."""
    need(request, READ)
    me = person(request)
    return page(request, "list", [], cascades=list(cascades.cascades_of(me)), may_write=bool(cascades.keepers(me)))


@FORM
def new(request: HttpRequest) -> HttpResponse:
    """Plan a cascade of an approved announcement."""
    need(request)
    me = person(request)
    keepers = cascades.keepers(me)
    routes = [one for one in cascades.routes_of(me) if one.above in keepers]
    senders = [one for one in keepers if any(route.above == one for route in routes)]
    form = forms.CascadeForm(sent(request), keepers=senders or keepers, versions=cascades.versions_for(me), routes=routes,
                             initial={"opens_on": timezone.localdate(), "version": request.GET.get("version", "")})  # fmt: skip
    if not (form.versions and routes):
        return page(request, "first", [HOME], versions=form.versions, routes=routes)
    made: list[Cascade] = []

    def save(said: dict[str, Any]) -> None:
        version = form.versions[said["version"]]
        made.append(actions.draft(form.keeper(), version=version, title="", by=me, **form.kept()))

    if attempt(request, form, save, done="It is planned. Look through it, and start it."):
        return redirect("workspace:cascades:cascade", made[0].pk)
    return form_page(request, form, [HOME], title="Plan a cascade", button="Save the plan")


@FORM
def edit(request: HttpRequest, cascade: int) -> HttpResponse:
    """Change a plan that has not started."""
    me = person(request)
    found = cascades.own_cascade_for(me, cascade)
    routes = list(cascades.routes_from(found.owner))
    form = forms.CascadeForm(sent(request), keepers=[found.owner], versions=[found.version], routes=routes,
                             initial=forms.first_values(found, routes))  # fmt: skip
    if attempt(request, form, lambda _: actions.change(found, by=me, **form.kept()), done="Your changes are saved."):
        return redirect("workspace:cascades:cascade", cascade)
    return form_page(request, form, here(found), title="Change the plan", button="Save")


@require_safe
def cascade(request: HttpRequest, cascade: int) -> HttpResponse:
    """Show where a cascade stands: every hop by its state in words, and what needs somebody."""
    me, now = person(request), timezone.now()
    found = cascades.cascade_for(me, cascade)
    runs = may(me, RUN, on=Body(found.owner))
    rows = hops.table(found, now)
    mine = {one.pk for one in cascades.keepers(me, READ)}
    until = found.version.pack.embargo_until
    return page(
        request, "cascade", [HOME], cascade=found, rows=rows, states=cascades.by_state([row.hop for row in rows]), may_run=runs,
        late=sum(row.late for row in rows), ring=[one for row in rows for one in row.ring], mine=mine,
        embargo=until if until and until > now else None, sums=reach.sums_of(found), now=now,
        champions=cascades.champions_of(found),
        may_correct=runs and cascades.newer_versions(found).exists(), correction=reach.correction_of(found),
    )  # fmt: skip


@FORM
def start(request: HttpRequest, cascade: int) -> HttpResponse:
    """Look through the words and who gets them, and start."""
    me = person(request)
    found = cascades.own_cascade_for(me, cascade)
    if request.method == "POST":
        return press(request, lambda: actions.start(found, by=me), done="It has started.", to="workspace:cascades:cascade",
                     cascade=cascade)  # fmt: skip
    return page(request, "start", here(found), cascade=found, rows=hops.table(found, timezone.now()), shown=words.shown(found))


@FORM
def recall(request: HttpRequest, cascade: int) -> HttpResponse:
    """Take it back: everyone who has it hears why, and what to do instead."""
    me = person(request)
    found = cascades.own_cascade_for(me, cascade)
    form = forms.RecallForm(sent(request))
    if attempt(request, form, lambda said: actions.recall(found, by=me, **said), done="It is taken back. Every lead is told."):
        return redirect("workspace:cascades:cascade", cascade)
    return form_page(request, form, here(found), title="Take it back", button="Take it back now", warning=True,
                     intro=["Messages that wait are stopped at once. Every lead who had it gets a letter.",
               "It cannot be undone."])  # fmt: skip


@FORM
def correct(request: HttpRequest, cascade: int) -> HttpResponse:
    """Put a newer version in its place."""
    me = person(request)
    found = cascades.own_cascade_for(me, cascade)
    form = forms.CorrectForm(sent(request), versions=cascades.newer_versions(found))
    made: list[Cascade] = []
    if attempt(
        request, form, lambda _: made.append(actions.correct(found, by=me, **form.kept())), done="The correction is on its way."
    ):
        return redirect("workspace:cascades:cascade", made[0].pk)
    intro = ["Messages with the old words that wait are stopped at once. Everyone who had it gets the new words.",
             "Leads have to say again that they have it only where words changed that nobody may touch."]  # fmt: skip
    return form_page(request, form, here(found), title="Correct it", button="Send the correction", intro=intro)


@require_POST
def close(request: HttpRequest, cascade: int) -> HttpResponse:
    """End it: nobody is reminded any more."""
    found = cascades.own_cascade_for(person(request), cascade)
    return press(request, lambda: actions.close(found, by=person(request)), done="It has ended.", to="workspace:cascades:cascade",
                 cascade=cascade)  # fmt: skip


@FORM
def sweep(request: HttpRequest, cascade: int) -> HttpResponse:
    """Send it to those of the sender's own people whom nobody reached."""
    me = person(request)
    found = cascades.own_cascade_for(me, cascade)
    form = forms.PeopleForm(sent(request), audiences=reach.lists_of(found.owner))
    said = {"title": "Reach those whom nobody reached",
            "not_before": found.publish_by if found.publish_by > timezone.now() else None}  # fmt: skip
    if looks(request):
        return look(request, form, found, here(found), lambda: actions.look_at_sweep(found, audiences=form.kept(), by=me), **said)
    if attempt(
        request,
        form,
        lambda _: actions.sweep(found, audiences=form.kept(), by=me),
        done="It is on its way to those whom nobody reached.",
    ):
        return redirect("workspace:cascades:reach", cascade)
    return page(request, "send", here(found), form=form, cascade=found, **said)
