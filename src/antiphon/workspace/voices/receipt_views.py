"""Somebody rings with a receipt code: what we hold, a copy for them, no more messages, or everything erased."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.core.problems import Refused
from antiphon.engagement.models import Engagement
from antiphon.engagement.queries import engagement_for
from antiphon.network.access import require
from antiphon.network.roles import Permission
from antiphon.voices import actions, queries
from antiphon.voices.models import Response
from antiphon.workspace.voices import receipts
from antiphon.workspace.voices.forms import CodeForm, EraseForm

NOT_HERE = "No response in this engagement has this code. Check the code, and that this is the right engagement"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest, slug: str) -> HttpResponse:
    """Find a response by its receipt code. The code is posted, so that no address and no log holds it."""
    engagement = _engagement(request, slug)
    if request.method != "POST":
        return _ask(request, engagement, CodeForm())
    form = CodeForm(request.POST)
    found = _found(engagement, form)
    return _show(request, engagement, found) if found else _ask(request, engagement, form)


@never_cache
@require_POST
def copy(request: HttpRequest, slug: str) -> HttpResponse:
    """Download all that we hold of one response, for the person who sent it."""
    engagement = _engagement(request, slug)
    form = CodeForm(request.POST)
    found = _found(engagement, form)
    if found is None:
        return _ask(request, engagement, form)
    try:
        held = receipts.copied(actions.copy_for_the_person(found, by=request.user))  # type: ignore[arg-type]
    except Refused as problem:
        return _show(request, engagement, found, wrong=problem.reasons)
    if request.POST.get("as") == "json":
        answer: HttpResponse = JsonResponse(held, json_dumps_params={"indent": 2, "ensure_ascii": False})
    else:
        answer = HttpResponse(receipts.in_words(held), content_type="text/plain; charset=utf-8")
    kind = "json" if request.POST.get("as") == "json" else "txt"
    answer["Content-Disposition"] = f'attachment; filename="what-we-hold-{found.receipt}.{kind}"'
    return answer


@never_cache
@require_POST
def stop(request: HttpRequest, slug: str) -> HttpResponse:
    """Write no more to the person about this engagement."""
    engagement = _engagement(request, slug)
    form = CodeForm(request.POST)
    found = _found(engagement, form)
    if found is None:
        return _ask(request, engagement, form)
    actions.stop_messages(found, by=request.user)  # type: ignore[arg-type]
    return _show(request, engagement, found, done="We will not write to this person about this engagement.")


@never_cache
@require_POST
def erase(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask why and whether it is meant, and then erase a response for good."""
    engagement = _engagement(request, slug)
    form = CodeForm(request.POST)
    found = _found(engagement, form)
    if found is None:
        return _ask(request, engagement, form)
    why = EraseForm(request.POST if request.POST.get("sure") == "yes" else None)
    if found.erased_at is None and not why.is_valid():
        return _page(request, "erase", {"engagement": engagement, "response": found, "form": why})
    if found.erased_at is None:
        found = actions.erase(found, why=why.cleaned_data["why"], by=request.user)  # type: ignore[arg-type]
    return _show(request, engagement, found, done="The response is erased.")


def _engagement(request: HttpRequest, slug: str) -> Engagement:
    """Return the engagement: 404 for a stranger, 403 for one who may not erase."""
    engagement = engagement_for(request.user, slug)  # type: ignore[arg-type]
    require(request.user, Permission.VOICE_ERASE, on=engagement)
    return engagement


def _found(engagement: Engagement, form: CodeForm) -> Response | None:
    """Return the response that the code stands for, or None with the reason on the form."""
    if not form.is_valid():
        return None
    found = queries.receipt_in(engagement, form.cleaned_data["code"])
    if found is None:
        form.add_error("code", NOT_HERE)
    return found


def _ask(request: HttpRequest, engagement: Engagement, form: CodeForm) -> HttpResponse:
    return _page(request, "receipt", {"engagement": engagement, "form": form})


def _show(request: HttpRequest, engagement: Engagement, found: Response, **said: Any) -> HttpResponse:
    return _page(request, "held", {**receipts.held(engagement, found, request.user), **said})


def _page(request: HttpRequest, name: str, page: dict[str, Any]) -> HttpResponse:
    return render(request, f"workspace/voices/{name}.html", {"section": "engagements", **page})
