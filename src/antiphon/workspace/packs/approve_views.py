"""Screens on which an announcement is approved, read by its clinician, begun anew or recalled."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from antiphon.network.access import may
from antiphon.network.roles import Permission
from antiphon.packs import actions, queries, rules
from antiphon.packs.models import PackVersion
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.packs import forms
from antiphon.workspace.packs.views import APPROVE, FORM, READ, WRITE, form_page, found_in, here, page, sent
from antiphon.workspace.saying.presenters import standing

URGENT = "It stops being sent and shown at once. One person can do this, since it may be urgent."


@require_POST
def begin(request: HttpRequest, pack: str) -> HttpResponse:
    """Begin the next version."""
    me = person(request)
    found = queries.pack_for(me, pack, WRITE)
    return press(request, lambda: actions.begin_version(found, by=me), done="A new version is begun, with the words of the last.",
                 to="workspace:packs:pack", pack=pack)  # fmt: skip


@require_POST
def ask(request: HttpRequest, pack: str, number: int) -> HttpResponse:
    """Ask for approval."""
    me = person(request)
    found = found_in(request, pack, number, WRITE)
    return press(request, lambda: actions.ask(found, by=me), done="It waits for approval. Any change asks anew.",
                 to="workspace:packs:version", pack=pack, number=number)  # fmt: skip


@FORM
def clinical(request: HttpRequest, pack: str, number: int) -> HttpResponse:
    """Show the exact words to the clinical approver who is named, and take their signature."""
    me = person(request)
    found = found_in(request, pack, number, Permission.CLINICAL_APPROVE)
    if request.method == "POST":
        words = request.POST.get("words", "")
        return press(request, lambda: actions.read_clinically(found, words=words, by=me), done="You signed these words.",
                     to="workspace:packs:version", pack=pack, number=number)  # fmt: skip
    return _signing(request, found, "clinical", "Read the clinical words", "I have read these words and answer for them",
                    me.pk == found.clinical_approver_id)  # fmt: skip


@FORM
def approve(request: HttpRequest, pack: str, number: int) -> HttpResponse:
    """Show the exact words to somebody who did not write them, and take their signature."""
    me = person(request)
    found = found_in(request, pack, number, APPROVE)
    if request.method == "POST":
        words = request.POST.get("words", "")
        return press(request, lambda: actions.approve(found, words=words, by=me),
                     done="It is approved. It never changes from now on.", to="workspace:packs:version", pack=pack,
                     number=number)  # fmt: skip
    return _signing(request, found, "approve", "Approve this version", "Approve these words", me not in found.writers.all())


def _signing(request: HttpRequest, found: PackVersion, what: str, title: str, button: str, may_sign: bool) -> HttpResponse:
    if found.approved_at is not None:
        raise Http404
    whole = queries.whole(found)
    missing = rules.missing(whole, timezone.localdate())
    unread = what == "approve" and found.clinical and queries.clinically_read(found) is None
    if unread:
        missing.append(f"{found.clinical_approver} has not read and signed the clinical words. It cannot go before.")
    return page(
        request, "sign", here(found.pack, found.number), pack=found.pack, version=found, title=title, button=button,
        words=queries.words_of(found), missing=missing, may_sign=may_sign, asked=found.asked_at is not None,
        standing=standing(person(request), found, whole.words()), sounds=rules.sounds_clinical(whole.words()), what=what,
        read=queries.clinically_read(found) if found.clinical else None,
    )  # fmt: skip


@FORM
def recall(request: HttpRequest, pack: str, number: int) -> HttpResponse:
    """Take an approved version back."""
    me = person(request)
    found = found_in(request, pack, number, READ)
    clinician = found.clinical and found.clinical_approver_id == me.pk
    if not clinician and not may(me, APPROVE, on=found):
        found_in(request, pack, number, APPROVE)
    form = forms.RecallForm(sent(request))
    if attempt(request, form, lambda said: actions.recall(found, by=me, **said),
               done="It is recalled. The public page says why."):  # fmt: skip
        return redirect("workspace:packs:version", pack, number)
    return form_page(request, form, here(found.pack, number), title="Recall this version", button="Recall it now",
                     warning=True, intro=[URGENT])
