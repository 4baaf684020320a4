"""Screens on which a draft is written: its words, facts, who speaks, places to fill in, channels and files."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from antiphon.network.queries import holders
from antiphon.network.roles import Permission
from antiphon.packs import actions, queries
from antiphon.packs.models import Asset, PackVersion
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.packs import forms
from antiphon.workspace.packs.views import FORM, READ, WRITE, form_page, found_in, here, sent

TITLES = {"facts": ("Add a fact", "The fact"), "speaks": ("Add who speaks", "Who speaks"), "places": ("Add a place", "The place"),
          "words": ("Write for a channel", "The words"), "files": ("Add a picture or PDF", "The file"),
          "videos": ("Add a video", "The video")}  # fmt: skip


@FORM
def write(request: HttpRequest, pack: str, number: int) -> HttpResponse:
    """Write what the version says in all channels."""
    me = person(request)
    found = _draft(request, pack, number)
    clinicians = holders(found.pack.owner_id, Permission.CLINICAL_APPROVE)
    first = {name: getattr(found, name) for name in ("headline", "summary", "lines", "contact", "notes", "not_clinical",
                                                     "what_changed")}  # fmt: skip
    first |= {"clinical": "yes" if found.clinical else "no", "clinical_approver": found.clinical_approver_id or ""}
    form = forms.WriteForm(sent(request), clinicians=clinicians, first=number == 1, initial=first)
    if attempt(request, form, lambda _: actions.write(found, by=me, **form.kept()), done="Your words are saved."):
        return redirect("workspace:packs:version", pack, number)
    return form_page(request, form, here(found.pack, number), title="What it says", button="Save")


@FORM
def add(request: HttpRequest, pack: str, number: int, kind: str) -> HttpResponse:
    """Add a part to a draft."""
    found = _draft(request, pack, number)
    return _part(request, found, kind, None)


@FORM
def change(request: HttpRequest, pack: str, number: int, kind: str, part: int) -> HttpResponse:
    """Change a part of a draft, or take it out."""
    found = _draft(request, pack, number)
    return _part(request, found, kind, _find(found, kind, part))


@require_POST
def remove(request: HttpRequest, pack: str, number: int, kind: str, part: int) -> HttpResponse:
    """Take a part out of a draft."""
    me = person(request)
    found = _draft(request, pack, number)
    one = _find(found, kind, part)
    take = actions.remove_asset if isinstance(one, Asset) else actions.remove_part
    return press(request, lambda: take(one, by=me), done="It is taken out.", to="workspace:packs:version", pack=pack,
                 number=number)  # fmt: skip


def _draft(request: HttpRequest, pack: str, number: int) -> PackVersion:
    found = found_in(request, pack, number, WRITE)
    if found.approved_at is not None:
        raise Http404
    return found


def _find(version: PackVersion, kind: str, part: int) -> Any:
    finders: dict[str, Callable[[PackVersion, int], Any]] = {
        "facts": queries.fact_in, "speaks": queries.spokesperson_in, "places": queries.slot_in, "words": queries.variant_in,
        "files": queries.asset_in, "videos": queries.asset_in,
    }  # fmt: skip
    if kind not in finders:
        raise Http404
    return finders[kind](version, part)


def _part(request: HttpRequest, found: PackVersion, kind: str, one: Any) -> HttpResponse:
    if kind not in TITLES:
        raise Http404
    form, do = _form(request, found, kind, one)
    if attempt(request, form, do, done="It is saved."):
        return redirect("workspace:packs:version", found.pack.slug, found.number)
    title = TITLES[kind][0 if one is None else 1]
    return form_page(request, form, here(found.pack, found.number), title=title, button="Save",
                     upload=kind == "files" and not one, kind=kind, part=one, pack=found.pack, version=found,
                     rows=10 if kind == "words" else 4)  # fmt: skip


def _form(request: HttpRequest, found: PackVersion, kind: str, one: Any) -> tuple[Any, Callable[[dict[str, Any]], object]]:
    me, data = person(request), sent(request)
    first = {name: value for name, value in vars(one).items() if not name.startswith("_")} if one is not None else {}
    if kind == "facts":
        form: Any = forms.FactForm(data, initial=first)
        return form, lambda said: actions.say_fact(found, fact=one, by=me, **said)
    if kind == "speaks":
        people = {each.pk: each for each in holders(found.pack.owner_id, READ)}
        form = forms.SpeaksForm(data, people=people.values(), initial={**first, "user": first.get("user_id") or ""})
        return form, lambda _: actions.say_spokesperson(found, spokesperson=one, by=me, **form.kept())
    if kind == "places":
        form = forms.PlaceForm(data, initial={**first, "hosts": " ".join(first.get("hosts", []))})
        return form, lambda _: actions.say_slot(found, slot=one, by=me, **form.kept())
    if kind == "words":
        pictures = [each for each in found.assets.all() if each.kind == "image"]
        places = [each.key for each in found.slots.all()]
        start = {**first, "picture": first.get("picture_id") or "", "seen": first.get("text", "")}
        form = forms.WordsForm(data, pictures=pictures, places=places, initial=start)
        return form, lambda _: actions.say_variant(found, variant=one, by=me, **form.kept())
    if one is not None:
        form = forms.Described(data, initial=first)
        return form, lambda said: actions.describe_asset(one, by=me, **said)
    if kind == "videos":
        form = forms.VideoForm(data)
        return form, lambda said: actions.add_video(found, by=me, **said)
    form = forms.FileForm(data, request.FILES if request.method == "POST" else None)
    return form, lambda said: actions.add_file(found, content=said.pop("file").read(), by=me, **said)
