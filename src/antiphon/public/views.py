"""The pages that everyone reads: what we ask, what was decided, what we did."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from antiphon.core import keeping
from antiphon.decisions import queries as decided
from antiphon.decisions import standing as door
from antiphon.engagement import queries as asked
from antiphon.insight import queries as understood
from antiphon.insight import results as answered
from antiphon.language import queries as said
from antiphon.network import queries as network
from antiphon.public.forms import ReceiptForm
from antiphon.public.presenters import DecisionPage, Story, answers_by_engagement, in_years, promises_in_words

PER_PAGE = 20
ANSWERS_AT_HOME = 3
# The pages hold nothing of the visitor, but they change with the day and carry form tokens: a browser asks again.
fresh = cache_control(private=True, no_cache=True)


@fresh
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what is open and planned, how it works, and the latest answers."""
    today = timezone.localdate()
    return render(request, "public/home.html", {
        "open": list(asked.open_engagements(today)),
        "planned": list(asked.planned_engagements(today)),
        "answers": list(decided.published_answers()[:ANSWERS_AT_HOME]),
        "form": ReceiptForm(),
    })  # fmt: skip


@fresh
@require_safe
def engagements(request: HttpRequest) -> HttpResponse:
    """List everything that we ask and asked about, by where it stands."""
    today = timezone.localdate()
    return render(request, "public/engagements.html", {
        "open": list(asked.open_engagements(today)),
        "planned": list(asked.planned_engagements(today)),
        "considering": list(asked.considered_engagements(today)),
        "answered": Paginator(asked.closed_engagements(), PER_PAGE).get_page(request.GET.get("page")),
    })  # fmt: skip


@fresh
@require_safe
def engagement(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one engagement with its whole story; each part appears when it is published."""
    story = Story.of(asked.public_engagement(slug))
    return render(request, "public/engagement.html", {"story": story, "late": said.late_for_public([story.engagement])})


@fresh
@require_safe
def results(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what was answered to each question, once the report is published; until then the page is not there."""
    engagement = asked.public_engagement(slug)
    report = understood.report_of(engagement)
    if report is None or report.published_on is None:
        raise Http404
    by = request.GET.get("by", "")
    return render(request, "public/results.html", {"engagement": engagement, "report": report,
                                                   "found": answered.results(engagement, by=by)})  # fmt: skip


@fresh
@require_safe
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what was changed because of comments on something published, and what was not, and why."""
    found = asked.public_engagement(slug)
    if found.kind != found.Kind.STANDING:
        raise Http404
    page = Paginator(door.public_changes(found), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "public/changes.html", {"engagement": found, "changes": page})


@fresh
@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """List every decision that was published."""
    page = Paginator(decided.published_decisions(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "public/decisions.html", {"decisions": page})


@fresh
@require_safe
def decision(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one decision: what, why, on what grounds, who disagreed, and when it is checked."""
    page = DecisionPage.of(decided.published_decision(slug))
    return render(request, "public/decision.html", {"page": page, "late": said.late_for_public([page.decision])})


@fresh
@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """Show what we did, will do and cannot do about each thing that people raised."""
    return render(request, "public/answers.html", {
        "groups": answers_by_engagement(decided.published_answers()), "promises": promises_in_words(decided.promises_kept()),
    })


@fresh
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how this site can be used by everyone, and what to do when it cannot."""
    return render(request, "public/accessibility.html")


@fresh
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what we keep, for how long, and how to have it deleted."""
    kept = {"names": keeping.NAMES, "words": keeping.WORDS, "messages": keeping.MESSAGES}
    return render(request, "public/privacy.html", {"kept": {what: in_years(years) for what, years in kept.items()}})


@cache_control(public=True, max_age=3600)
@require_safe
def logo(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the logo of a partner, as it uploaded it."""
    found = network.logo_of(pk)
    if found is None or not found.logo:
        raise Http404
    return HttpResponse(bytes(found.logo), content_type="image/png")
