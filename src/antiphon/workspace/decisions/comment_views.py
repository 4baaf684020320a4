"""A standing door: comments that wait to be read, answers to them, and closing it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.core.forms import Form
from antiphon.core.problems import Refused
from antiphon.decisions import actions
from antiphon.decisions import standing as door
from antiphon.decisions.models import Revision
from antiphon.engagement.models import Engagement
from antiphon.engagement.queries import engagement_for
from antiphon.network.access import may
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import attempt, need, person, press
from antiphon.workspace.saying.checked import Checked

MOST = 100


class RevisionForm(Checked, Form):
    """What was changed because of comments, or why it was not."""

    checked = ("said", "words")
    kind = forms.ChoiceField(
        label="Was something changed?", choices=Revision.Kind.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose whether something was changed"},
    )  # fmt: skip
    said = forms.CharField(
        label="What did people say?", max_length=300, help_text="In a sentence of your own. No quotes: the public reads it.",
        error_messages={"required": "Say in a sentence what people said"},
    )  # fmt: skip
    words = forms.CharField(
        label="What was changed, or why not?", widget=forms.Textarea,
        error_messages={"required": "Say what was changed, or why it was not"},
    )  # fmt: skip


def _door(request: HttpRequest, slug: str) -> Engagement:
    engagement = engagement_for(request.user, slug)  # type: ignore[arg-type]
    if engagement.kind != Engagement.Kind.STANDING:
        raise Http404
    need(person(request), Permission.ANSWER_WRITE, Permission.ANSWER_APPROVE, on=engagement)
    return engagement


def _chosen(request: HttpRequest) -> list[int]:
    return [int(key) for key in request.POST.getlist("comment") if key.isdigit()]


@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the comments that wait; say that some were read, or write the answer to them."""
    engagement = _door(request, slug)
    chosen = _chosen(request)
    form = RevisionForm(request.POST if request.POST.get("do") == "answer" else None)
    if request.POST.get("do") == "read":
        return press(request, lambda: actions.mark_read(engagement, comments=chosen, by=person(request)),
                     done="Their senders see on their receipts that you have read them.", to="workspace:decisions:comments",
                     slug=slug)  # fmt: skip
    made: list[Revision] = []
    if attempt(request, form, lambda said: made.append(
        actions.answer_comments(engagement, comments=chosen, by=person(request), **said)
    ), done="The answer is written. Another person publishes it."):  # fmt: skip
        return redirect("workspace:decisions:revision", slug=slug, pk=made[0].pk)
    waiting = door.comments_to_answer(engagement)
    user = person(request)
    return _page(request, "comments", {
        "engagement": engagement, "form": form, "comments": list(waiting[:MOST]), "total": waiting.count(), "chosen": set(chosen),
        "revisions": list(door.revisions_of(engagement)), "missing": door.missing_before_the_door_closes(engagement),
        "may_write": may(user, Permission.ANSWER_WRITE, on=engagement) and engagement.closed_at is None,
        "may_read": may(user, Permission.VOICE_READ, on=engagement),
        "may_close": may(user, Permission.ENGAGEMENT_CLOSE, on=engagement) and engagement.closed_at is None,
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def revision(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show one answer to comments; change it, or publish what another person wrote."""
    engagement = _door(request, slug)
    found = door.revision_in(engagement, pk)
    if found is None:
        raise Http404
    form = RevisionForm(request.POST or None, initial={"kind": found.kind, "said": found.said, "words": found.words})
    if attempt(request, form, lambda said: actions.change_revision(found, by=person(request), **said), done="Saved."):
        return redirect("workspace:decisions:revision", slug=slug, pk=pk)
    user = person(request)
    return _page(request, "revision", {
        "engagement": engagement, "form": form, "revision": found, "wrote": door.wrote_revision(found, user),
        "may_write": may(user, Permission.ANSWER_WRITE, on=engagement),
        "may_publish": may(user, Permission.ANSWER_APPROVE, on=engagement),
    })  # fmt: skip


@require_POST
def publish(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Publish an answer that somebody else wrote."""
    engagement = _door(request, slug)
    found = door.revision_in(engagement, pk)
    if found is None:
        raise Http404
    return press(request, lambda: actions.publish_revision(found, by=person(request)), done="It is in the public list.",
                 to="workspace:decisions:revision", slug=slug, pk=pk)  # fmt: skip


@require_POST
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """Close the door, once everything was read and answered."""
    engagement = _door(request, slug)
    try:
        actions.close_door(engagement, by=person(request))
    except Refused as problem:
        messages.error(request, " ".join(problem.reasons))
        return redirect("workspace:decisions:comments", slug=slug)
    messages.success(request, "The door is closed.")
    return redirect("workspace:engagement:story", slug=slug)


def _page(request: HttpRequest, name: str, page: dict[str, Any]) -> HttpResponse:
    return render(request, f"workspace/decisions/{name}.html", {"section": "engagements", **page})
