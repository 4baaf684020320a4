"""You said, we did: an answer to each theme; closing; telling those who spoke."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.core.forms import Form
from antiphon.decisions import actions, queries
from antiphon.decisions.models import Answer
from antiphon.delivery import queries as delivery
from antiphon.engagement.models import Engagement
from antiphon.engagement.queries import engagement_for
from antiphon.network.roles import Permission
from antiphon.workspace.decisions import forms, presenters
from antiphon.workspace.decisions.attempts import attempt, need, person, press
from antiphon.workspace.saying.presenters import standing

FORM = require_http_methods(["GET", "HEAD", "POST"])
HERE = "workspace:decisions:answers"


@require_safe
def answers(request: HttpRequest, slug: str) -> HttpResponse:
    """Every theme with its answer, and which still wait."""
    engagement = engagement_for(request.user, slug)
    rows = presenters.theme_rows(engagement, person(request))
    public = sum(1 for row in rows if row.answer and row.answer.published_at)
    return _page(request, "answers", engagement, rows=rows, public=public, colours=presenters.KIND_COLOURS)


@FORM
def answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Answer one theme: did, will, or cannot and why."""
    engagement = engagement_for(request.user, slug)
    need(person(request), Permission.ANSWER_WRITE, on=engagement)
    theme = queries.standing_theme(engagement, pk)
    before = queries.answer_to(theme)
    form = forms.AnswerForm(request.POST or None, initial=forms.AnswerForm.of(before))
    if attempt(request, form, lambda data: actions.write_answer(theme, by=person(request), **data),
               done=f"The answer to “{theme.name}” is saved. Another person publishes it."):  # fmt: skip
        return redirect(HERE, slug=slug)
    return _page(request, "answer", engagement, theme=theme, answer=before, form=form, facts=presenters.theme_facts(theme))


@FORM
def publish(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The exact words of an answer; another person signs them."""
    engagement = engagement_for(request.user, slug)
    need(person(request), Permission.ANSWER_APPROVE, on=engagement)
    found = _answer(engagement, pk)
    form = Form(request.POST or None)
    form.is_bound = request.method == "POST"
    if attempt(request, form, lambda data: actions.publish_answer(found, by=person(request)), done="The answer is public."):
        return redirect(HERE, slug=slug)
    return _page(
        request, "publish_answer", engagement, theme=found.theme, answer=found, form=form, words=queries.words_of_answer(found),
        standing=standing(person(request), found),
    )


@require_POST
def take_down(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a public answer down, to change it."""
    engagement = engagement_for(request.user, slug)
    found = _answer(engagement, pk)
    return press(request, lambda: actions.take_down_answer(found, by=person(request)),
                 done=f"The answer to “{found.theme.name}” is no longer public.", to=HERE, slug=slug)  # fmt: skip


@FORM
def follow_up(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say what became of something that was promised, also after closing."""
    engagement = engagement_for(request.user, slug)
    need(person(request), Permission.ANSWER_WRITE, on=engagement)
    found = _answer(engagement, pk)
    promise = queries.promise_of(found)
    form = forms.FollowUpForm(request.POST or None, initial=forms.FollowUpForm.of(promise.waiting if promise else None))
    if attempt(request, form, lambda data: actions.follow_up(found, by=person(request), **data),
               done="It is saved. Another person publishes it."):  # fmt: skip
        return redirect(HERE, slug=slug)
    return _page(request, "follow_up", engagement, theme=found.theme, answer=found, promise=promise, form=form)


@FORM
def publish_follow_up(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The exact words of what became of a promise; another person signs them."""
    engagement = engagement_for(request.user, slug)
    need(person(request), Permission.ANSWER_APPROVE, on=engagement)
    found = _answer(engagement, pk)
    waiting = next((one for one in found.follow_ups.all() if not one.published_at), None)
    if waiting is None:
        raise Http404
    form = Form(request.POST or None)
    form.is_bound = request.method == "POST"
    if attempt(request, form, lambda data: actions.publish_follow_up(waiting, by=person(request)), done="It is public."):
        return redirect(HERE, slug=slug)
    words = queries.words_of_follow_up(waiting)
    return _page(request, "publish_follow_up", engagement, theme=found.theme, waiting=waiting, form=form, words=words,
                 standing=standing(person(request), waiting, f"{waiting.words}\n\n{waiting.why}"))


@FORM
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """What is still open before the engagement closes, and the button that closes it."""
    engagement = engagement_for(request.user, slug)
    need(person(request), Permission.ENGAGEMENT_CLOSE, on=engagement)
    form = Form(request.POST or None)
    form.is_bound = request.method == "POST"
    if attempt(request, form, lambda data: actions.close(engagement, by=person(request)),
               done="The engagement is closed. Every theme has its answer."):  # fmt: skip
        return redirect("workspace:decisions:tell", slug=slug)
    return _page(
        request, "close", engagement, form=form, missing=queries.missing_before_closing(engagement),
        unanswered=queries.unanswered(engagement), decision=queries.decision_of(engagement),
    )  # fmt: skip


@FORM
def tell(request: HttpRequest, slug: str) -> HttpResponse:
    """How many people will be told and what the letter says; or how far the telling has come."""
    engagement = engagement_for(request.user, slug)
    need(person(request), Permission.CONTRIBUTORS_TELL, on=engagement)
    form = Form(request.POST or None)
    form.is_bound = request.method == "POST"
    if attempt(request, form, lambda data: actions.ask_to_tell(engagement, by=person(request)),
               done="People are being told now. You can leave this page."):  # fmt: skip
        return redirect("workspace:decisions:tell", slug=slug)
    return _page(
        request, "tell", engagement, form=form, telling=queries.telling_of(engagement),
        missing=queries.missing_before_closing(engagement), number=queries.letters_to_send(engagement),
        letter=queries.sample_letter(engagement), summary=delivery.summaries([queries.occasion(engagement)]),
    )  # fmt: skip


def _page(request: HttpRequest, name: str, engagement: Engagement, **more: Any) -> HttpResponse:
    context = {"section": "engagements", "engagement": engagement, "may": presenters.rights(person(request), engagement), **more}
    return render(request, f"workspace/decisions/{name}.html", context)


def _answer(engagement: Engagement, pk: int) -> Answer:
    """Return the answer to the theme with that number."""
    found = queries.answer_to(queries.standing_theme(engagement, pk))
    if found is None:
        raise Http404
    return found
