"""Screens of other formats and languages, of the digital inclusion check, and of sharing the form."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.engagement import actions, queries
from antiphon.engagement.languages import language
from antiphon.engagement.models import Engagement, Twin
from antiphon.network.access import may, require
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.engagement import twin_forms as forms


@require_safe
def twins(request: HttpRequest, slug: str) -> HttpResponse:
    """Show which formats and languages there are, and where each stands."""
    engagement = queries.engagement_for(request.user, slug)
    found = list(queries.twins_of(engagement))
    may_edit = may(person(request), Permission.ENGAGEMENT_EDIT, on=engagement)
    return _page(request, "twins", {"engagement": engagement, "twins": found, "may_edit": may_edit})


@require_http_methods(["GET", "HEAD", "POST"])
def new_twin(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin the same questions in another format or language."""
    engagement = queries.engagement_for(request.user, slug)
    require(request.user, Permission.ENGAGEMENT_EDIT, on=engagement)
    form = forms.NewTwin(_sent(request), initial={"language": "en"})
    made: list[Twin] = []
    done = lambda sent: made.append(actions.make_twin(engagement, by=person(request), **sent))  # noqa: E731
    if attempt(request, form, done, done="It is begun. Now put each question into words."):
        return redirect("workspace:engagement:twin", slug, made[0].pk)
    return _page(request, "new_twin", {"engagement": engagement, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def twin(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write the words of a twin; see what is missing, and who can publish it."""
    engagement = queries.engagement_for(request.user, slug)
    found = queries.twin_in(engagement, pk)
    may_edit = may(person(request), Permission.ENGAGEMENT_EDIT, on=engagement)
    if request.method == "POST":
        require(request.user, Permission.ENGAGEMENT_EDIT, on=engagement)
    questions = list(queries.questions_of(engagement))
    names = list(forms.AboutTwin.base_fields)
    about = forms.AboutTwin(_sent(request), initial={name: getattr(found, name) for name in names})
    words = forms.TwinWords(_sent(request), questions=questions, known=queries.twin_words(found))
    if request.method == "POST" and words.is_valid() and attempt(
        request, about, lambda sent: _save(found, questions, words, sent, person(request)), done="Your words are saved."
    ):  # fmt: skip
        return redirect("workspace:engagement:twin", slug, pk)
    signers = queries.who_may_publish_twin(found)
    return _page(request, "twin", {
        "engagement": engagement, "twin": found, "about": about, "words": words, "questions": questions, "may_edit": may_edit,
        "language": language(found.language), "missing": queries.missing_of_twin(found), "signers": signers,
        "may_sign": person(request) in signers, "outdated": queries.outdated(found),
        "preview": reverse("public:preview_in", args=[slug, found.key]),
    })  # fmt: skip


def _save(found: Twin, questions: list[Any], words: forms.TwinWords, sent: dict[str, Any], by: Any) -> None:
    """Save all of the page or nothing."""
    with transaction.atomic():
        actions.change_twin(found, by=by, **sent)
        for question in questions:
            actions.set_twin_words(found, question=question, words=words.words(question), by=by)


@require_POST
def publish_twin(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Let the public read it in this format."""
    engagement = queries.engagement_for(request.user, slug)
    require(request.user, Permission.ENGAGEMENT_APPROVE, on=engagement)
    found = queries.twin_in(engagement, pk)
    return press(
        request, lambda: actions.publish_twin(found, by=person(request)), to="workspace:engagement:twin", slug=slug, pk=pk,
        done="It is published. The public page lists it.",
    )  # fmt: skip


@require_POST
def withdraw_twin(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take it off the public page."""
    engagement = queries.engagement_for(request.user, slug)
    require(request.user, Permission.ENGAGEMENT_EDIT, on=engagement)
    found = queries.twin_in(engagement, pk)
    return press(
        request, lambda: actions.withdraw_twin(found, by=person(request)), to="workspace:engagement:twin", slug=slug, pk=pk,
        done="It is off the public page. Change it, then have it published again.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def inclusion(request: HttpRequest, slug: str) -> HttpResponse:
    """Check whether everyone can take part."""
    engagement = queries.engagement_for(request.user, slug)
    if request.method == "POST":
        require(request.user, Permission.ENGAGEMENT_EDIT, on=engagement)
    check = queries.inclusion_check_of(engagement)
    form = forms.InclusionForm.of(_sent(request), check)
    done = lambda sent: actions.check_inclusion(engagement, by=person(request), **sent)  # noqa: E731
    if attempt(request, form, done, done="Your check is saved."):
        return redirect("workspace:engagement:inclusion", slug)
    may_edit = may(person(request), Permission.ENGAGEMENT_EDIT, on=engagement)
    return _page(request, "inclusion", {
        "engagement": engagement, "form": form, "check": check, "may_edit": may_edit, "twins": list(queries.twins_of(engagement)),
    })  # fmt: skip


@require_safe
def share(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the short address, the QR code, the poster, and what to put on another site."""
    engagement = queries.engagement_for(request.user, slug)
    address = f"{settings.PUBLIC_ADDRESS}{reverse('public:short', args=[engagement.pk])}"
    return _page(request, "share", {
        "engagement": engagement, "address": address, "link": _link(engagement, address), "card": _card(engagement, address),
    })  # fmt: skip


def _link(engagement: Engagement, address: str) -> str:
    return _to_copy(format_html('<a href="{}">Have your say: {}</a>', address, engagement.title))


def _to_copy(html: str) -> str:
    """Return markup as plain text that a page shows and does not run."""
    return "".join([html])


def _card(engagement: Engagement, address: str) -> str:
    """Return a card that works in any page: no frame, no script, nothing fetched from us."""
    closes = f"Take part by {engagement.closes_on:%-d %B %Y}." if engagement.closes_on else ""
    return _to_copy(format_html(
        '<div style="border:2px solid #005eb8;padding:16px;max-width:30em;font-family:Arial,sans-serif">\n'
        '  <p style="margin:0 0 8px"><strong>{}</strong></p>\n'
        '  <p style="margin:0 0 8px">{}</p>\n'
        '  <p style="margin:0 0 8px">{}</p>\n'
        '  <p style="margin:0"><a href="{}">Have your say: {}</a></p>\n'
        "</div>",
        engagement.title, engagement.summary, closes, address, engagement.title,
    ))  # fmt: skip


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _page(request: HttpRequest, name: str, page: dict[str, Any]) -> HttpResponse:
    return render(request, f"workspace/engagement/{name}.html", {"section": "engagements", **page})
