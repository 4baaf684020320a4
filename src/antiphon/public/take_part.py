"""Taking part: the form, the thanks with the receipt code, and the same questions on paper."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.core.actors import Visitor
from antiphon.core.problems import Refused
from antiphon.engagement import queries as engagements
from antiphon.engagement.models import Engagement
from antiphon.engagement.rules import Phase
from antiphon.public import gate
from antiphon.public.forms import SCORES, TakePartForm
from antiphon.voices import actions as voices

WEB = "web"
RECEIPT = "receipt"
RECEIPT_KEPT = 60 * 60  # seconds: long enough to print it, short enough for a computer in a library
SALT = "antiphon.public.receipt"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def respond(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form; take what was sent. No account and no script is needed."""
    engagement = engagements.public_engagement(slug)
    questions = list(engagements.questions_of(engagement))
    if engagement.phase is not Phase.OPEN or not questions:
        return render(request, "public/not_open.html", {"engagement": engagement, "phase": engagement.phase}, status=200)
    entry = gate.passed(request, engagement)
    if entry is None:
        return gate.ask(request, engagement)
    form = TakePartForm(request.POST or None, questions=questions)
    if request.method == "POST" and form.is_valid():
        try:
            return _taken(engagement, _receive(engagement, form, gate.came(request, engagement, entry)))
        except gate.SlowDown as slow:
            return gate.slow_down(request, engagement, slow)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason)
    return render(request, "public/take_part.html", {"engagement": engagement, "form": form})


@never_cache
@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the receipt code, big and ready to print. It comes in a signed cookie that only this page is sent."""
    engagement = engagements.public_engagement(slug)
    code = request.get_signed_cookie(RECEIPT, default=None, salt=SALT, max_age=RECEIPT_KEPT)
    if not code:
        return redirect("public:engagement", slug=slug)
    return render(request, "public/thanks.html", {"engagement": engagement, "code": code})


@require_safe
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the questions as a form to print, with where to send it."""
    engagement = engagements.public_engagement(slug)
    questions = list(engagements.questions_of(engagement))
    if engagement.phase not in (Phase.OPEN, Phase.PLANNED) or not questions:
        raise Http404
    return render(request, "public/paper.html", {"engagement": engagement, "questions": questions, "scores": SCORES})


def _receive(engagement: Engagement, form: TakePartForm, came: dict[str, Any]) -> str:
    sent = form.cleaned_data
    response = voices.receive(
        engagement,
        answers=form.answers(),
        channel=WEB,
        said_on=timezone.localdate(),
        score=int(sent["score"]) if sent["score"] else None,
        place=sent["place"],
        name=sent["name"],
        email=sent["email"],
        wants_reply=bool(sent["email"]),
        may_quote=sent["may_quote"],
        submission=sent["submission"],
        by=Visitor(),
        **came,
    )
    return response.receipt


def _taken(engagement: Engagement, receipt: str) -> HttpResponse:
    address = reverse("public:thanks", kwargs={"slug": engagement.slug})
    answer = redirect(address)
    answer.set_signed_cookie(
        RECEIPT, receipt, salt=SALT, max_age=RECEIPT_KEPT, path=address, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return answer
