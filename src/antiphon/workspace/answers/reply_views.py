"""Screens of a reply: write it from agreed answers, have it approved, send it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.answers import wording
from antiphon.answers.actions import replies as actions
from antiphon.answers.models import Reply
from antiphon.answers.queries import enquiries as queries
from antiphon.answers.queries import faqs
from antiphon.network.models import User
from antiphon.workspace.answers import forms, presenters
from antiphon.workspace.answers.views import page
from antiphon.workspace.attempts import attempt, person, press

FORM = require_http_methods(["GET", "HEAD", "POST"])
SUGGESTED = 5
ENQUIRY = "workspace:answers:enquiry"


@FORM
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a reply. Agreed answers that fit stand beside it, and are put into it by a button."""
    me = person(request)
    enquiry = queries.enquiry_for(me, pk)
    draft = queries.draft_of(enquiry)
    if enquiry.closed_at:
        return redirect("workspace:answers:enquiry", pk=pk)
    councillor = enquiry.asker == "councillor"
    if request.method == "POST" and "insert" in request.POST:
        form = _with_answers(request, councillor)
    else:
        form = forms.ReplyForm(request.POST or None, councillor=councillor,
                               initial=_first(draft, request.GET.get("kind", "")))  # fmt: skip
        if attempt(request, form, lambda data: actions.draft(enquiry, by=me, versions=data.pop("used"), **data),
                   done="The reply is saved. It has not been sent. Read it once more below, then send it."):  # fmt: skip
            return redirect("workspace:answers:enquiry", pk=pk)
    draft = queries.draft_of(enquiry)  # somebody may have saved one meanwhile
    there = str(draft.edition) if draft else "0"
    theirs = draft if draft and form.is_bound and form.data.get("edition") != there else None
    if form.is_bound and form.data.get("edition") != there:  # what they see now is what the next save begins from
        form.data = form.data.copy()
        form.data["edition"] = there
    asked = f"{enquiry.subject} {enquiry.words}"
    typed = request.POST.get("find", "")[:200].strip()
    return page(
        request, "reply", form=form, theirs=theirs, typed=typed,
        suggested=faqs.suggested(typed or asked, topic="" if typed else enquiry.topic, most=SUGGESTED),
        **presenters.enquiry(enquiry, me),
    )  # fmt: skip


def _first(draft: Reply | None, kind: str) -> dict[str, Any]:
    if draft is None:
        return {"kind": kind if kind in Reply.Kind.values else Reply.Kind.LAST, "edition": 0}
    return {"kind": draft.kind, "words": draft.words, "promised_what": draft.promised_what, "promised_on": draft.promised_on,
            "edition": draft.edition, "used": ",".join(str(one) for one in draft.versions)}  # fmt: skip


def _with_answers(request: HttpRequest, councillor: bool) -> forms.ReplyForm:
    """Return the form as it was typed, with the chosen agreed answers at the end of its words. Nothing is saved."""
    data = request.POST.copy()
    numbers = [int(one) for one in data.getlist("answer") if one.isdecimal() and len(one) < 19]
    chosen = faqs.agreed(numbers=numbers) if numbers else []
    parts = [data.get("words", "").rstrip(), *(wording.in_a_reply([one]) for one in chosen)]
    data["words"] = "\n\n".join(part for part in parts if part)
    used = [one for one in data.get("used", "").split(",") if one]
    data["used"] = ",".join(dict.fromkeys([*used, *(str(one.version) for one in chosen)]))
    form = forms.ReplyForm(data, councillor=councillor)
    form.errors.clear()  # it was not sent: what is missing is said when it is saved
    return form


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out a reply that was not sent."""
    me = person(request)
    reply = _draft(me, pk)
    return press(request, lambda: actions.drop(reply, by=me), done="The reply is taken out.", to=ENQUIRY, pk=pk)


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve the exact words of a reply as a second person."""
    me = person(request)
    reply = _draft(me, pk)
    return press(request, lambda: actions.approve(reply, by=me), done="You approved these words. They can go now.",
                 to=ENQUIRY, pk=pk)  # fmt: skip


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a reply once."""
    me = person(request)
    reply = _draft(me, pk)
    edition = request.POST.get("edition", "")
    read = int(edition) if edition.isdecimal() and len(edition) < 9 else 0
    done = SENT[str(reply.kind)] if reply.enquiry.answer_how == "email" else SAID[str(reply.kind)]
    return press(request, lambda: actions.send(reply, edition=read, by=me), done=done, to=ENQUIRY, pk=pk)


SENT = {"last": "The reply is on its way, and the enquiry is closed.",
        "holding": "The holding reply is on its way. You have until the day that it names."}  # fmt: skip
SAID = {"last": "Written down: they have the reply. The enquiry is closed.",
        "holding": "Written down: they have the holding reply. You have until the day that it names."}  # fmt: skip


def _draft(me: User, pk: int) -> Reply:
    found = queries.draft_of(queries.enquiry_for(me, pk))
    if found is None:
        raise Http404
    return found
