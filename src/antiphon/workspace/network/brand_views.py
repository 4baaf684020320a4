"""Screens of joint branding: how each partner is named and shown, and whether something made together names them all."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from antiphon.core.problems import Refused
from antiphon.network import actions, queries
from antiphon.network.access import Body, require
from antiphon.network.branding import ORDERS, Mark, flags
from antiphon.network.doors import asset_file
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import attempt, person
from antiphon.workspace.network.forms import AssetForm, BrandForm


@require_http_methods(["GET", "HEAD", "POST"])
def brands(request: HttpRequest) -> HttpResponse:
    """Show how each partner is named, and look through something made together for the names that must stand on it."""
    me, today = person(request), timezone.localdate()
    form = AssetForm(request.POST or None, request.FILES or None, organisations=queries.organisations_at_work(today))
    looked: dict[str, Any] = {}

    def look(data: dict[str, Any]) -> None:
        file = data["file"]
        text = asset_file.words(file.name, file.read()) if file else data["words"]
        if not text.strip():
            raise Refused("There are no words in it. Choose a file, or paste the words.")
        marks = queries.marks_of([one.pk for one in data["partners"]], lead=data["lead"].pk)
        looked.update(marks=marks, flags=flags(text, marks), words=len(text.split()))

    attempt(request, form, look)
    mine = list(queries.own_organisations(me, Permission.CONTENT_EDIT))
    return render(request, "workspace/network/brands.html", {
        "section": "saying", "brands": list(queries.brands()), "mine": mine, "form": form, "looked": looked, "orders": ORDERS,
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how one of my organisations is named and shown."""
    organisation = queries.organisation_called(pk)
    require(person(request), Permission.CONTENT_EDIT, on=Body(organisation))
    known = queries.brand_of(organisation)
    initial: dict[str, Any] = {"name": organisation.name, "required": True, "order": "lead_first"}
    if known:
        initial = {"name": known.name, "avoid": "\n".join(known.avoid), "required": known.required, "order": known.order,
                   "logo_alt": known.logo_alt, "logo_rights": known.logo_rights}  # fmt: skip
    form = BrandForm(request.POST or None, request.FILES or None, initial=initial)

    def save(data: dict[str, Any]) -> None:
        file = data.pop("logo")
        actions.say_brand(organisation, by=person(request), logo=file.read() if file else None, **data)

    if attempt(request, form, save, done=f"This is how {organisation} is named and shown."):
        return redirect("workspace:network:brands")
    return render(request, "workspace/network/say_brand.html", {
        "section": "saying", "organisation": organisation, "form": form, "known": known, "mark": Mark(organisation.pk, ""),
    })  # fmt: skip
