"""Screens of announcements: the list, one announcement, one version, who may know, and the words as people meet them."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.network.access import may
from antiphon.network.models import User
from antiphon.network.queries import holders
from antiphon.network.roles import Permission
from antiphon.packs import actions, queries, rules
from antiphon.packs.models import Pack, PackVersion
from antiphon.stakeholders.queries import keepers
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.packs import forms
from antiphon.workspace.packs.presenters import compared, shown

READ, WRITE, APPROVE = Permission.PACK_READ, Permission.PACK_WRITE, Permission.PACK_APPROVE
FORM = require_http_methods(["GET", "HEAD", "POST"])
HUB = {"text": "What we send", "href": "/workspace/sending/"}
HOME = {"text": "Announcements", "href": "/workspace/sending/packs/"}


def sent(request: HttpRequest) -> Any:
    """Return what a form was sent with; None when it is shown for the first time."""
    return request.POST if request.method == "POST" else None


def here(pack: Pack, number: int = 0) -> list[dict[str, str]]:
    """Return the way back from a page below an announcement, or below one of its versions."""
    found = [HOME, {"text": pack.title, "href": f"/workspace/sending/packs/{pack.slug}/"}]
    if number:
        found.append({"text": f"Version {number}", "href": f"/workspace/sending/packs/{pack.slug}/versions/{number}/"})
    return found


def page(request: HttpRequest, name: str, crumbs: list[dict[str, str]], **said: Any) -> HttpResponse:
    """Show a page of announcements, with the way back."""
    return render(request, f"workspace/packs/{name}.html", {"section": "sending", "crumbs": [HUB, *crumbs], **said})


def form_page(
    request: HttpRequest, form: Any, crumbs: list[dict[str, str]], *, title: str, button: str, **said: Any
) -> HttpResponse:
    """Show one form with its title, a few words before it and its button."""
    return page(request, "form", crumbs, form=form, title=title, button=button, **said)


def found_in(request: HttpRequest, pack: str, number: int, permission: Permission = READ) -> PackVersion:
    """Return a version of an announcement, for those who may."""
    me = person(request)
    return queries.version_in(queries.pack_for(me, pack, permission), number, me)


@require_safe
def packs(request: HttpRequest) -> HttpResponse:
    """List the announcements that the person may know of."""
    me = person(request)
    if not keepers(me, READ):
        raise PermissionDenied("Your role does not allow this. An engagement lead or a director can do it.")
    return page(request, "list", [], packs=[shown(one) for one in queries.packs_of(me)],
                may_write=bool(keepers(me, WRITE)))  # fmt: skip


@FORM
def new(request: HttpRequest) -> HttpResponse:
    """Begin an announcement."""
    me = person(request)
    if not keepers(me, WRITE):
        raise PermissionDenied("Your role does not allow this. An engagement lead or a director can do it.")
    form = forms.PackForm(sent(request), keepers=keepers(me, WRITE), campaigns=queries.campaigns_for(me))
    made: list[Pack] = []

    def begin(_: dict[str, Any]) -> None:
        made.append(actions.draft(form.keeper(), by=me, embargo_until=form.until(), **form.kept()))

    if attempt(request, form, begin):
        return redirect("workspace:packs:write", made[0].slug, 1)
    return form_page(request, form, [HOME], title="Write an announcement", button="Go on to the words")


@FORM
def edit(request: HttpRequest, pack: str) -> HttpResponse:
    """Change what it is called and where it goes."""
    me = person(request)
    found = queries.pack_for(me, pack, WRITE)
    first = {"title": found.title, "public": "yes" if found.public else "no", "campaign": found.campaign_id or ""}
    form = forms.PackForm(sent(request), keepers=[found.owner], campaigns=queries.campaigns_for(me), initial=first)
    for name in ("embargo_on", "embargo_at"):
        del form.fields[name]
    if attempt(request, form, lambda _: actions.change(found, by=me, **form.kept()), done="Your changes are saved."):
        return redirect("workspace:packs:pack", pack)
    return form_page(request, form, here(found), title="Title, campaign and public page", button="Save")


@require_safe
def pack(request: HttpRequest, pack: str) -> HttpResponse:
    """Show where an announcement stands: its versions, its embargo, and who may know."""
    me = person(request)
    found = queries.pack_for(me, pack)
    return page(
        request, "pack", [HOME], pack=found, versions=queries.versions_of(found, me), current=queries.current(found),
        draft=queries.drafts_of(found), readers=list(queries.readers_of(found)) if found.embargo_until else [],
        may_write=may(me, WRITE, on=found), now=timezone.now(),
    )  # fmt: skip


@FORM
def embargo(request: HttpRequest, pack: str) -> HttpResponse:
    """Set, move or lift the embargo."""
    me = person(request)
    found = queries.pack_for(me, pack, WRITE)
    moment = timezone.localtime(found.embargo_until) if found.embargo_until else None
    form = forms.Embargo(sent(request), initial={"embargo_on": moment.date() if moment else None,
                                                 "embargo_at": f"{moment:%H:%M}" if moment else "00:01"})  # fmt: skip
    if attempt(request, form, lambda _: actions.move_embargo(found, until=form.until(), by=me), done="The embargo is set."):
        return redirect("workspace:packs:pack", pack)
    intro = ["Before this moment, only those on the list know that there is anything. Nothing is sent and nothing is shown."]
    return form_page(request, form, here(found), title="Embargo", button="Save", intro=intro)


@FORM
def readers(request: HttpRequest, pack: str) -> HttpResponse:
    """Show who may know before the embargo ends, and put somebody on the list."""
    me = person(request)
    found = queries.pack_for(me, pack, WRITE)
    listed = list(queries.readers_of(found))
    there = {one.user_id for one in listed}
    people = {one.pk: one for organisation in found.ways_in() for one in holders(organisation, READ) if one.pk not in there}
    form = forms.ReaderForm(sent(request), people=people.values())
    if attempt(request, form, lambda said: actions.list_reader(found, user=form.people[said["user"]], by=me),
               done="They are on the list."):  # fmt: skip
        return redirect("workspace:packs:readers", pack)
    return page(request, "readers", here(found), pack=found, readers=listed, form=form)


@require_POST
def unlist(request: HttpRequest, pack: str, reader: int) -> HttpResponse:
    """Take somebody off the list."""
    me = person(request)
    found = queries.pack_for(me, pack, WRITE)
    one = queries.reader_in(found, reader)
    return press(request, lambda: actions.unlist_reader(one, by=me), done="They are off the list.",
                 to="workspace:packs:readers", pack=pack)  # fmt: skip


@require_safe
def version(request: HttpRequest, pack: str, number: int) -> HttpResponse:
    """Show one version with everything in it, what is missing, and what comes next."""
    me, today = person(request), timezone.localdate()
    found = found_in(request, pack, number)
    whole = queries.whole(found)
    wrote = me in found.writers.all()
    draft = found.approved_at is None
    return page(
        request, "version", here(found.pack), pack=found.pack, version=found, draft=draft,
        missing=rules.missing(whole, today) if draft else [], advice=rules.advice(whole) if draft else [],
        earlier=[one.number for one in queries.versions_of(found.pack, me) if one.number < number],
        may_write=draft and may(me, WRITE, on=found), wrote=wrote,
        may_approve=draft and found.asked_at is not None and may(me, APPROVE, on=found) and not wrote,
        may_read=draft and found.asked_at is not None and found.clinical and found.clinical_approver_id == me.pk,
        may_recall=_may_recall(me, found), postings=queries.postings_of(found), posts={one.pk for one in queries.posts_of(found)},
        intact=draft or rules.content_hash(whole) == found.content_hash,
    )  # fmt: skip


def _may_recall(me: User, found: PackVersion) -> bool:
    clinician = found.clinical and found.clinical_approver_id == me.pk
    return bool(found.approved_at and not found.recalled_at and (clinician or may(me, APPROVE, on=found)))


@require_safe
def look(request: HttpRequest, pack: str, number: int, part: int) -> HttpResponse:
    """Show the words of one channel as people meet them, with the open places marked."""
    found = found_in(request, pack, number)
    variant = queries.variant_in(found, part)
    return page(
        request, "look", here(found.pack, number), pack=found.pack, version=found, variant=variant,
        pieces=rules.pieces(variant.text, found.slots.all(), {}), slots={one.key: one for one in found.slots.all()},
        length=rules.longest(variant), channel=rules.CHANNELS[variant.channel],
        may_note=bool(keepers(person(request), WRITE)),
    )  # fmt: skip


@FORM
def posted(request: HttpRequest, pack: str, number: int, part: int) -> HttpResponse:
    """Write down where a post was put up."""
    me = person(request)
    found = found_in(request, pack, number)
    variant, mine = queries.variant_in(found, part), keepers(me, WRITE)
    if not mine:
        raise PermissionDenied("Your role does not allow this. An engagement lead or a director can do it.")
    form = forms.PostedForm(sent(request), keepers=mine)
    def note(said: dict[str, Any]) -> None:
        actions.note_posting(variant, organisation=form.keeper(), place=said["place"], link=said["link"], by=me)

    if attempt(request, form, note, done="It is written down."):
        return redirect("workspace:packs:version", pack, number)
    return form_page(request, form, here(found.pack, number), title="Where did you put it up?", button="Write it down")


@require_safe
def compare(request: HttpRequest, pack: str, number: int, earlier: int) -> HttpResponse:
    """Show what changed from one version to a later one, word by word."""
    found, old = found_in(request, pack, number), found_in(request, pack, earlier)
    return page(request, "compare", here(found.pack, number), pack=found.pack, version=found, old=old,
                parts=compared(old, found), again=queries.locked_words_changed(old, found))  # fmt: skip
