"""Requests for information: record one, see what is held and hidden, make the bundle in one action, say it is answered."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.core.days import working_days_between
from antiphon.core.problems import Refused
from antiphon.exports import actions, disclosure, queries
from antiphon.exports.models import InformationRequest
from antiphon.exports.rules import FOI_SOON
from antiphon.network.queries import own_organisations
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.exports.request_forms import AnswerForm, HideForm, RequestForm

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """List the requests: those that wait first, each with how many working days are left."""
    found = list(queries.requests_of(person(request))[:200])
    waiting = [(one, left(one)) for one in found if not one.answered_on]
    return _page(request, "requests", waiting=waiting, answered=[one for one in found if one.answered_on],
                 may=_organisations(request).exists())  # fmt: skip


@FORM
def new(request: HttpRequest) -> HttpResponse:
    """Record a request as it came."""
    organisations, clauses = _organisations(request), queries.clauses_to_ask_for(person(request))
    if not organisations.exists():
        raise PermissionDenied("Your role does not allow this. An engagement lead or a director can do it.")
    choices = [(str(one.pk), f"{one.narrative.title}: {one.heading or one.get_section_display()}") for one in clauses]
    form = RequestForm(request.POST if request.method == "POST" else None, organisations=organisations, clauses=choices)
    made: list[InformationRequest] = []

    def record(data: dict[str, Any]) -> None:
        fields = dict(data)
        wanted = fields.pop("clause")
        clause = next(one for one in clauses if str(one.pk) == wanted)
        made.append(actions.record_request(fields.pop("organisation"), clause=clause, by=person(request), **fields))

    if attempt(request, form, record):
        return redirect("workspace:exports:request", pk=made[0].pk)
    return _page(request, "new_request", form=form, clauses=clauses)


@FORM
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is held, with what is hidden marked; choose what else is hidden or shown."""
    found = queries.request_for(person(request), pk)
    initial = {"hide": "\n".join(f"{words} | {why}" for words, why in found.hide), "keep": "\n".join(found.keep)}
    form = HideForm(request.POST if request.method == "POST" else None, initial=initial)
    if attempt(request, form, lambda _: actions.choose_hidden(found, by=person(request), **form.chosen()),
               done="Your choices are in the preview."):  # fmt: skip
        return redirect("workspace:exports:request", pk=pk)
    return _page(request, "request", found=found, form=form, held=disclosure.disclosure(found), left=left(found),
                 mine=found.prepared_by_id == person(request).pk)  # fmt: skip


@require_POST
def make(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the bundle from what the preview shows."""
    found = queries.request_for(person(request), pk)
    return press(request, lambda: actions.make_bundle(found, by=person(request)), done="The bundle is made.",
                 to="workspace:exports:request", pk=pk)  # fmt: skip


@require_safe
def bundle(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the bundle as it was made."""
    found = queries.request_for(person(request), pk)
    try:
        content = actions.take_out_bundle(found, by=person(request))
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
        return redirect("workspace:exports:request", pk=pk)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{slugify(found.reference) or "request"}.zip"'
    return response


@FORM
def answered(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what became of a request, and stop the clock."""
    found = queries.request_for(person(request), pk)
    if found.answered_on:
        raise Http404
    form = AnswerForm(request.POST if request.method == "POST" else None, initial={"answered_on": timezone.localdate()})
    if attempt(request, form, lambda data: actions.answer_request(found, by=person(request), **data),
               done="The clock has stopped."):  # fmt: skip
        return redirect("workspace:exports:requests")
    return _page(request, "answer_request", found=found, form=form)


def left(found: InformationRequest) -> dict[str, Any]:
    """Return how many working days are left, in words and a colour."""
    today = timezone.localdate()
    if today > found.due_on:
        late = working_days_between(found.due_on, today)
        return {"words": f"Late by {late} working {'day' if late == 1 else 'days'}", "colour": "red"}
    days = working_days_between(today, found.due_on)
    colour = "orange" if days <= FOI_SOON else "green"
    return {"words": f"{days} working {'day' if days == 1 else 'days'} left" if days else "Due today", "colour": colour}


def _organisations(request: HttpRequest) -> Any:
    me = person(request)
    return own_organisations(me, Permission.EXPORT)


def _page(request: HttpRequest, name: str, **more: Any) -> HttpResponse:
    return render(request, f"workspace/exports/{name}.html", {"section": "saying", **more})
