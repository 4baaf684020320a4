"""Screens of the register of channels: by which ways people's words may reach an organisation, and at what risk."""

import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.engagement import actions
from antiphon.engagement.channels import KNOWN
from antiphon.engagement.models import ChannelEntry
from antiphon.engagement.queries import channel_in, channels_of
from antiphon.network.access import Body, may, require
from antiphon.network.models import Organisation
from antiphon.network.queries import own_organisations
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.engagement.channel_forms import ChannelForm, ReviewForm


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Show the register of one of my organisations."""
    mine = list(own_organisations(person(request)))
    if not mine:
        raise Http404
    chosen = next((one for one in mine if str(one.pk) == request.GET.get("organisation")), mine[0])
    entries = list(channels_of(chosen))
    there = {entry.channel for entry in entries}
    return _page(request, "channels", {
        "organisations": mine, "chosen": chosen, "entries": entries, "today": timezone.localdate(),
        "assessed": [one for one in KNOWN.values() if one.assessed and one.key not in there],
        "not_assessed": [one for one in KNOWN.values() if not one.assessed and one.key not in there],
        "may_write": _may(request, Permission.CHANNEL_WRITE, chosen),
    })  # fmt: skip


@require_POST
def begin(request: HttpRequest, organisation: int) -> HttpResponse:
    """Write the channels that the makers of the service assessed into the register."""
    chosen = _mine(request, organisation)
    return press(request, lambda: actions.begin_register(chosen, by=person(request)), done="They stand in the register now.",
                 to="workspace:engagement:channels")  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, organisation: int) -> HttpResponse:
    """Assess a channel that is not in the register yet."""
    chosen = _mine(request, organisation)
    require(request.user, Permission.CHANNEL_WRITE, on=Body(chosen))
    known = KNOWN.get(request.GET.get("channel", ""))
    form = ChannelForm(request.POST or None, initial={"name": known.name, "use": known.use} if known else {})
    made: list[ChannelEntry] = []

    def save(given: dict[str, Any]) -> None:
        made.append(actions.write_channel(chosen, channel=known.key if known else "", by=person(request), **given))

    if attempt(request, form, save, done="Saved. Another person must approve it before it can be switched on."):
        return redirect("workspace:engagement:channel", made[0].pk)
    return _page(request, "channel_form", {"form": form, "chosen": chosen, "known": known})


@require_safe
def channel(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one channel, and what can be done with it."""
    return _page(request, "channel", _about(request, channel_in(request.user, pk)))


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what the register says of a channel that is off."""
    entry = channel_in(request.user, pk)
    require(request.user, Permission.CHANNEL_WRITE, on=entry)
    said = {name: getattr(entry, name) for name in ("name", "use", "risks", "guards", "dpia", "dpia_on", "review_on")}
    form = ChannelForm(request.POST or None, initial=said)

    def save(given: dict[str, Any]) -> None:
        actions.write_channel(entry.organisation, channel=entry.channel, by=person(request), **given)

    if attempt(request, form, save, done="Saved. Another person must approve it before it can be switched on."):
        return redirect("workspace:engagement:channel", pk)
    return _page(request, "channel_form", {"form": form, "chosen": entry.organisation, "entry": entry})


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve what somebody else wrote."""
    entry = channel_in(request.user, pk)
    return _press(request, pk, lambda: actions.approve_channel(entry, by=person(request)),
                  "Approved. An administrator can switch it on now.")  # fmt: skip


@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch a channel on or off."""
    entry = channel_in(request.user, pk)
    if request.POST.get("to") == "on":
        return _press(request, pk, lambda: actions.enable_channel(entry, by=person(request)), "The channel is on.")
    return _press(request, pk, lambda: actions.disable_channel(entry, by=person(request)), "The channel is off.")


@require_http_methods(["POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a channel was looked at again."""
    entry = channel_in(request.user, pk)
    require(request.user, Permission.CHANNEL_APPROVE, on=entry)
    form = ReviewForm(request.POST)

    def save(given: dict[str, Any]) -> None:
        actions.review_channel(entry, review_on=given["review_on"] or datetime.date.min, by=person(request))

    if attempt(request, form, save, done="It is kept that you looked at it."):
        return redirect("workspace:engagement:channel", pk)
    return _page(request, "channel", {**_about(request, entry), "form": form})


def _about(request: HttpRequest, entry: ChannelEntry) -> dict[str, Any]:
    may_approve = _may(request, Permission.CHANNEL_APPROVE, entry.organisation)
    return {
        "entry": entry, "today": timezone.localdate(), "form": ReviewForm(),
        "may_write": _may(request, Permission.CHANNEL_WRITE, entry.organisation), "may_approve": may_approve,
        "wrote": person(request) in {entry.written_by, *entry.writers.all()}, "link": entry.dpia.startswith("http"),
    }  # fmt: skip


def _press(request: HttpRequest, pk: int, do: Any, done: str) -> HttpResponse:
    return press(request, do, done=done, to="workspace:engagement:channel", pk=pk)


def _may(request: HttpRequest, permission: Permission, organisation: Organisation) -> bool:
    return may(person(request), permission, on=Body(organisation))


def _mine(request: HttpRequest, organisation: int) -> Organisation:
    found = next((one for one in own_organisations(person(request)) if one.pk == organisation), None)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, name: str, page: dict[str, Any]) -> HttpResponse:
    return render(request, f"workspace/engagement/{name}.html", {"section": "organisations", **page})
