"""Screens of the register of networks."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from antiphon.audiences import actions, queries, rules
from antiphon.audiences.doors.network_file import TITLES
from antiphon.audiences.models import Lead, Network
from antiphon.core.problems import BadFile
from antiphon.network.access import may
from antiphon.network.queries import organisations_on, people_of
from antiphon.workspace.attempts import attempt, person
from antiphon.workspace.audiences import forms
from antiphon.workspace.audiences.parts import (
    FORM,
    NETWORKS,
    READ,
    WRITE,
    bad_rows,
    form_page,
    need,
    page,
    sent,
    table_file,
)

FIELDS = ("name", "kind", "audience", "place", "estimate", "source", "estimated_on", "channels")


@require_safe
def networks(request: HttpRequest) -> HttpResponse:
    """List the networks, with who leads them and what has to be mended."""
    need(request, READ)
    writes = bool(queries.keepers(person(request)))
    found = queries.listed(queries.networks(person(request)), today=timezone.localdate(), names=writes)
    shown = [one for one in found if one.flags] if request.GET.get("show") == "mend" else found
    return page(
        request, "networks", [], listed=shown, total=len(found), mend=sum(bool(one.flags) for one in found), may_write=writes,
        only_mend=request.GET.get("show") == "mend", reach=queries.reach(one.network for one in found),
    )  # fmt: skip


@require_safe
def network(request: HttpRequest, network: int) -> HttpResponse:
    """Show one network: whom it reaches, who leads it, and when we were last in touch."""
    found = queries.network_for(person(request), network)
    writes = may(person(request), WRITE, on=found)
    return page(
        request, "network", [NETWORKS], network=found, may_write=writes, touches=list(queries.touches_of(found)[:20]),
        listed=queries.listed([found], today=timezone.localdate(), names=writes)[0],
        channels=[rules.CHANNELS[key] for key in found.channels],
    )  # fmt: skip


@FORM
def new(request: HttpRequest) -> HttpResponse:
    """Put a network on the register."""
    need(request)
    form = forms.NetworkForm(sent(request), keepers=queries.keepers(person(request)), bodies=_bodies())
    made: list[Network] = []
    if attempt(request, form, lambda _: made.append(actions.add_network(form.keeper(), by=person(request), **form.kept())),
               done="The network is on the register. Now say who leads it."):  # fmt: skip
        return redirect("workspace:audiences:network", made[0].pk)
    return form_page(request, form, [NETWORKS], title="Add a network", button="Add")


@FORM
def edit(request: HttpRequest, network: int) -> HttpResponse:
    """Change what is known of a network."""
    found = queries.network_for(person(request), network, WRITE)
    first = {name: getattr(found, name) for name in FIELDS} | {"body": found.body_id}
    form = forms.NetworkForm(sent(request), bodies=_bodies(), initial=first)
    if attempt(request, form, lambda _: actions.change_network(found, by=person(request), **form.kept()),
               done="Your changes are saved."):  # fmt: skip
        return redirect("workspace:audiences:network", network)
    return form_page(request, form, _to(found), title="Change what we know", button="Save")


@FORM
def lead(request: HttpRequest, network: int, part: str) -> HttpResponse:
    """Say who leads a network, or stands in."""
    if part not in Lead.Part.values:
        raise Http404
    found = queries.network_for(person(request), network, WRITE)
    listed = queries.listed([found], today=timezone.localdate(), names=True)[0]
    now, first = (listed.lead if part == "lead" else listed.deputy), dict[str, Any]()
    if now is not None:
        first = {"user": now.user_id or "", "post": now.post}
        if part in listed.people:
            who = listed.people[part]
            first |= {"name": who.name, "email": who.email, "telephone": who.telephone}
    form = forms.LeadForm(sent(request), people=people_of(person(request)), initial=first)
    if attempt(request, form, lambda _: actions.name_lead(found, part=part, by=person(request), **form.said()),
               done="It is saved."):  # fmt: skip
        return redirect("workspace:audiences:network", network)
    intro = ["Choose somebody with an account, or give a name and a way to reach them. Leave everything empty if nobody does it.",
             "Whoever did it before is forgotten here."]  # fmt: skip
    return form_page(request, form, _to(found), button="Save", intro=intro,
                     title="Who leads it?" if part == "lead" else "Who stands in for the lead?")  # fmt: skip


@FORM
def touch(request: HttpRequest, network: int) -> HttpResponse:
    """Write down that we were in touch."""
    found = queries.network_for(person(request), network, WRITE)
    form = forms.TouchForm(sent(request))
    if attempt(request, form, lambda said: actions.note_touch(found, by=person(request), **said), done="It is written down."):
        return redirect("workspace:audiences:network", network)
    return form_page(request, form, _to(found), title="When were you last in touch?", button="Save")


@FORM
def close(request: HttpRequest, network: int) -> HttpResponse:
    """Take a network off the register."""
    found = queries.network_for(person(request), network, WRITE)
    form = forms.Form(sent(request))
    if attempt(request, form, lambda _: actions.close_network(found, by=person(request)), done="It is off the register."):
        return redirect("workspace:audiences:networks")
    return form_page(request, form, _to(found), title="Take it off the register?", button="Take it off", warning=True,
                     intro=["Nothing more is passed on through it. Who led it is forgotten."])  # fmt: skip


@FORM
def take_file(request: HttpRequest) -> HttpResponse:
    """Bring in a file of networks, whole or not at all."""
    need(request)
    form = forms.FileForm(sent(request), request.FILES or None, keepers=queries.keepers(person(request)))
    said: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            said["brought"] = actions.take_networks(form.keeper(), file=form.cleaned_data["file"], by=person(request))
        except BadFile as problem:
            said |= bad_rows(form, problem)
    return page(request, "import_networks", [NETWORKS], form=form, columns=list(TITLES.values()),
                kinds=list(rules.KINDS.values()), channels=list(rules.CHANNELS.values()), **said)  # fmt: skip


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Have the register as a file."""
    need(request, READ)
    return table_file(list(queries.network_lines(person(request))), "networks")  # type: ignore[return-value]


def _to(found: Network) -> list[dict[str, str]]:
    return [NETWORKS, {"text": found.name, "href": f"/workspace/sending/networks/{found.pk}/"}]


def _bodies() -> list[Any]:
    return list(organisations_on(timezone.localdate()))
