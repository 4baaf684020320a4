"""Screens of the register of councillors and members of boards."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.network.access import may
from antiphon.network.queries import organisations_on
from antiphon.network.roles import Permission
from antiphon.stakeholders import actions, queries
from antiphon.stakeholders.models import Stakeholder
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.stakeholders import forms

WRITE, READ = Permission.STAKEHOLDER_WRITE, Permission.STAKEHOLDER_READ
FORM = require_http_methods(["GET", "HEAD", "POST"])
HUB = {"text": "What we say", "href": "/workspace/saying/"}
PLACES = {"councillor": ("Councillors and members", "/workspace/saying/councillors/"),
          "lay": ("Councillors and members", "/workspace/saying/councillors/"),
          "champion": ("Champions", "/workspace/saying/champions/")}  # fmt: skip
NEW = {"councillor": "Add a councillor", "lay": "Add a lay member or non-executive", "champion": "Add a champion"}


def sent(request: HttpRequest) -> Any:
    """Return what a form was sent with, even when that is nothing; None when it is shown for the first time."""
    return request.POST if request.method == "POST" else None


def page(request: HttpRequest, name: str, crumbs: list[dict[str, str]], **said: Any) -> HttpResponse:
    """Show a page of these rooms, with the way back."""
    return render(request, f"workspace/{name}.html", {"section": "saying", "crumbs": [HUB, *crumbs], **said})


def form_page(
    request: HttpRequest, form: Any, crumbs: list[dict[str, str]], *, title: str, button: str, **said: Any
) -> HttpResponse:
    """Show one form with its title, a few words before it and its button."""
    return page(request, "stakeholders/form", crumbs, form=form, title=title, button=button, **said)


def place(kind: str, *more: Stakeholder) -> list[dict[str, str]]:
    """Return the way back from a page of somebody of a kind."""
    text, href = PLACES[kind]
    found = [{"text": text, "href": href}]
    if more:
        name = queries.with_names(more, today=timezone.localdate())[0].name
        found.append({"text": name, "href": f"/workspace/saying/people/{more[0].pk}/"})
    return found


def need(request: HttpRequest, permission: Permission) -> None:
    """Keep a screen from whoever may not, in any of their organisations."""
    if not queries.keepers(person(request), permission):
        raise PermissionDenied("Your role does not allow this. An engagement lead or a director can do it.")


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """List the councillors with what they are trying to do, and the members of boards with their seats."""
    need(request, READ)
    today = timezone.localdate()
    listed = queries.with_names(queries.register(person(request)).exclude(kind=Stakeholder.Kind.CHAMPION), today=today)
    wanted = request.GET.get("role", "")
    councillors = [one for one in listed if one.stakeholder.kind == Stakeholder.Kind.COUNCILLOR]
    shown = [one for one in councillors if not wanted or wanted in one.stakeholder.roles]
    return page(
        request, "stakeholders/list", [], councillors=shown, of=len(councillors), wanted=wanted,
        members=[one for one in listed if one.stakeholder.kind == Stakeholder.Kind.LAY], roles=forms.rules.COUNCILLOR.values(),
        unknown=sum(not one.stakeholder.roles for one in councillors), may_write=bool(queries.keepers(person(request))),
    )  # fmt: skip


@FORM
def new(request: HttpRequest, who: str) -> HttpResponse:
    """Add a councillor, a member of a board or a champion."""
    if who not in Stakeholder.Kind.values:
        raise Http404
    need(request, WRITE)
    keepers = queries.keepers(person(request))
    form = forms.PersonForm(sent(request), kind=who, bodies=_bodies(who), keepers=keepers)
    made: list[Stakeholder] = []
    if attempt(request, form, lambda _: made.append(actions.add(
        form.keeper(), kind=who, contact=form.contact(), by=person(request), **form.kept()
    )), done="They are on the list."):  # fmt: skip
        return redirect("workspace:stakeholders:stakeholder", made[0].pk)
    return form_page(request, form, place(who), title=NEW[who], button="Add", intro=INTRO[who])


INTRO = {
    "councillor": ["We keep what they are trying to do, so that they get what helps them. We do not keep a party."],
    "lay": ["Add the person first. Then say on which board they sit."],
    "champion": ["They choose the way and the pace. Every message has a link to leave at once."],
}


@require_safe
def stakeholder(request: HttpRequest, stakeholder: int) -> HttpResponse:
    """Show one person: how they are reached, what they are there for, and what was done with them."""
    found = queries.stakeholder_for(person(request), stakeholder)
    listed = queries.with_names([found], today=timezone.localdate())[0]
    champion = found.kind == Stakeholder.Kind.CHAMPION
    return page(
        request, "stakeholders/stakeholder", place(found.kind), stakeholder=found, listed=listed,
        seats=list(queries.seats_of(found)), lines=list(queries.lines_of(found)) if champion else [],
        copies=list(queries.copies_of(found)) if champion else [], path=queries.path_of(found) if champion else "",
        may_write=may(person(request), WRITE, on=found), today=timezone.localdate(), colours=COLOURS,
    )  # fmt: skip


COLOURS = {"held": "yellow", "posted": "green", "by_hand": "blue", "done": "green", "dropped": "grey"}


@FORM
def edit(request: HttpRequest, stakeholder: int) -> HttpResponse:
    """Change who somebody is and what they are there for."""
    found = queries.stakeholder_for(person(request), stakeholder, WRITE)
    known = queries.with_names([found], today=timezone.localdate())[0].person
    first = {name: getattr(found, name) for name in ("post", "ward", "roles", "way", "cap")} | {"body": found.body_id}
    if known:
        first |= {"name": known.name, "email": known.email, "telephone": known.telephone, "address": known.post}
    form = forms.PersonForm(sent(request), kind=found.kind, bodies=_bodies(found.kind), initial=first)
    if attempt(request, form, lambda _: actions.change(found, contact=form.contact(), by=person(request), **form.kept()),
               done="Your changes are saved."):  # fmt: skip
        return redirect("workspace:stakeholders:stakeholder", stakeholder)
    return form_page(request, form, place(found.kind, found), title="Change what we know", button="Save")


@FORM
def leave(request: HttpRequest, stakeholder: int) -> HttpResponse:
    """Take somebody off the register, at once."""
    found = queries.stakeholder_for(person(request), stakeholder, WRITE)
    form = forms.LeaveForm(sent(request))
    if found.left_at:
        if request.method == "POST":
            return press(request, lambda: actions.forget(found, by=person(request)), done="They are forgotten.",
                         to="workspace:stakeholders:stakeholder", stakeholder=stakeholder)  # fmt: skip
        form.fields.clear()
        return form_page(request, form, place(found.kind, found), title="Forget who they are?", button="Forget them",
                         warning=True, intro=["Their name and addresses are erased. It cannot be undone."])  # fmt: skip
    if attempt(request, form, lambda said: actions.leave(found, by=person(request), **said),
               done="They have left. Nothing more goes to them."):  # fmt: skip
        return redirect(PLACES[found.kind][1])
    return form_page(request, form, place(found.kind, found), title="Take them off the list?", button="Take them off",
                     warning=True, intro=["It holds at once: nothing that waits is sent to them."])  # fmt: skip


@FORM
def seat(request: HttpRequest, stakeholder: int) -> HttpResponse:
    """Write down where somebody sits."""
    found = queries.stakeholder_for(person(request), stakeholder, WRITE)
    form = forms.SeatForm(sent(request), bodies=queries.keepers(person(request)), initial={"body": found.organisation_id})
    if attempt(request, form, lambda said: actions.seat(
        found, body=form.bodies[said.pop("body")], by=person(request), **said
    ), done="The seat is saved."):  # fmt: skip
        return redirect("workspace:stakeholders:stakeholder", stakeholder)
    return form_page(request, form, place(found.kind, found), title="Where do they sit?", button="Save")


@FORM
def end_seat(request: HttpRequest, seat: int) -> HttpResponse:
    """Write down that somebody sits there no longer."""
    found = queries.seat_for(person(request), seat)
    form = forms.EndForm(sent(request))
    if attempt(request, form, lambda said: actions.end_seat(found, by=person(request), **said), done="The seat has ended."):
        return redirect("workspace:stakeholders:stakeholder", found.stakeholder_id)
    crumbs = place(found.stakeholder.kind, found.stakeholder)
    return form_page(request, form, crumbs, title=f"End of seat: {found}", button="Save")


def _bodies(kind: str) -> list[Any]:
    councils = organisations_on(timezone.localdate()).filter(kind="council")
    return list(councils) if kind == Stakeholder.Kind.COUNCILLOR else []
