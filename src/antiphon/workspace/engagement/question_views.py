"""Screens that make the form: its questions in their order, one question, new words for a published one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.core.problems import Refused
from antiphon.engagement import actions, queries
from antiphon.engagement.answering import Asked
from antiphon.engagement.models import Engagement, Question
from antiphon.engagement.rules import Phase
from antiphon.engagement.wording import advice, asked_of, in_full
from antiphon.network.access import may, require
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.engagement import question_forms as forms
from antiphon.workspace.saying.checked import keep_reasons

HERE = "workspace:engagement:questions"


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the questions in their order, and what can be done with them; say whether people are asked about themselves."""
    engagement = queries.engagement_for(request.user, slug)
    if request.method == "POST":
        require(request.user, Permission.ENGAGEMENT_EDIT, on=engagement)
    form = forms.AboutForm(_sent(request), initial={"about_set": engagement.about_set or "none"})
    saved = lambda sent: actions.change(engagement, by=person(request), **sent)  # noqa: E731
    if attempt(request, form, saved, done="Your choice is saved."):
        return redirect(HERE, slug)
    found = list(queries.questions_of(engagement))
    asked = [question.asked() for question in found]
    waiting = {revision.question_id: revision for revision in queries.revisions_waiting(engagement)}
    lines = [_line(question, one, asked, waiting) for question, one in zip(found, asked, strict=True)]
    return _page(request, "questions", {
        "engagement": engagement, "lines": lines, "form": form, "ready": forms.TemplateForm(), "kinds": forms.KINDS,
        "draft": engagement.phase is Phase.DRAFT, "running": engagement.phase in (Phase.PLANNED, Phase.OPEN),
        "may_edit": may(person(request), Permission.ENGAGEMENT_EDIT, on=engagement),
        "changes": list(queries.changes_of(engagement)), "preview": reverse("public:preview", args=[slug]),
    })  # fmt: skip


def _line(question: Question, asked: Asked, every: list[Asked], waiting: dict[int, Any]) -> dict[str, Any]:
    return {
        "question": question, "kind": forms.KINDS[question.kind][0], "only": asked_of(asked, every),
        "waiting": waiting.get(question.pk),
        "advice": advice(asked.text, hint=asked.hint, options=[option.text for option in asked.options]),
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Write one more question of a kind."""
    engagement = _drafted(request, slug)
    kind = request.GET.get("kind", "text")
    if kind not in forms.KINDS:
        raise Http404
    found = [question.asked() for question in queries.questions_of(engagement)]
    form = forms.QuestionForm(_sent(request), kind=kind, earlier=found, page=found[-1].page if found else 1)
    done = lambda sent: actions.add_question(engagement, kind=kind, by=person(request), **form.fields_of_question())  # noqa: E731
    if attempt(request, form, done, done="The question is saved."):
        return redirect(HERE, slug)
    return _form(request, engagement, form, kind)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a question of a draft; write new words for one that was published, or sign them."""
    engagement = queries.engagement_for(request.user, slug)
    found = queries.question_in(engagement, pk)
    if engagement.published_at:
        return _revise(request, engagement, found)
    require(request.user, Permission.ENGAGEMENT_EDIT, on=engagement)
    form = forms.QuestionForm(_sent(request), kind=found.kind, earlier=_before(engagement, found), question=found)
    done = lambda sent: actions.change_question(found, by=person(request), **form.fields_of_question())  # noqa: E731
    if attempt(request, form, done, done="The question is saved."):
        return redirect(HERE, slug)
    return _form(request, engagement, form, found.kind, found)


def _revise(request: HttpRequest, engagement: Engagement, found: Question) -> HttpResponse:
    me = person(request)
    may_edit = may(me, Permission.ENGAGEMENT_EDIT, on=engagement)
    if request.method == "POST":
        require(me, Permission.ENGAGEMENT_EDIT, on=engagement)
    revision = queries.revision_of(found)
    form = forms.QuestionForm(
        _sent(request), kind=found.kind, earlier=_before(engagement, found), question=revision or found, revising=True,
        reason=revision.reason if revision else "",
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            actions.draft_revision(found, reason=form.cleaned_data["reason"], by=me, **form.fields_of_question())
            keep_reasons(form, by=me)
            messages.success(request, "The new words are saved. A second person must sign them.")
            return redirect("workspace:engagement:question", engagement.slug, found.pk)
        except Refused as problem:
            for reason in problem.reasons:
                form.add_error(None, reason)
    every = [one.asked() for one in queries.questions_of(engagement)]
    signers = queries.who_may_sign(revision) if revision else []
    return _form(
        request, engagement, form, found.kind, found, revising=True, revision=revision, signers=signers,
        may_sign=me in signers, may_edit=may_edit, running=engagement.phase in (Phase.PLANNED, Phase.OPEN),
        old=in_full(found.asked(), every), new=in_full(revision.asked(), every) if revision else "",
        versions=list(queries.versions_of(found)),
    )  # fmt: skip


@require_POST
def sign(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Put new words in the place of the old."""
    engagement = queries.engagement_for(request.user, slug)
    require(request.user, Permission.ENGAGEMENT_APPROVE, on=engagement)
    revision = queries.revision_of(queries.question_in(engagement, pk))
    if revision is None:
        raise Http404
    revision.question.engagement = engagement
    return press(
        request, lambda: actions.sign_revision(revision, by=person(request)), to=HERE, slug=slug,
        done="The new words are published. Old answers keep the words that they answered.",
    )  # fmt: skip


@require_POST
def withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give up new words that were not signed."""
    engagement = queries.engagement_for(request.user, slug)
    require(request.user, Permission.ENGAGEMENT_EDIT, on=engagement)
    revision = queries.revision_of(queries.question_in(engagement, pk))
    if revision is None:
        raise Http404
    return press(
        request, lambda: actions.withdraw_revision(revision, by=person(request)), to=HERE, slug=slug,
        done="The new words are gone. The question stays as it is.",
    )  # fmt: skip


@require_POST
def move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Move a question up or down."""
    engagement = _drafted(request, slug)
    found = queries.question_in(engagement, pk)
    up = request.POST.get("way") == "up"
    return press(
        request, lambda: actions.move_question(found, up=up, by=person(request)), to=HERE, slug=slug,
        done=f"“{found.text}” moved {'up' if up else 'down'}.",
    )  # fmt: skip


@require_POST
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a question out."""
    engagement = _drafted(request, slug)
    found = queries.question_in(engagement, pk)
    return press(
        request, lambda: actions.remove_question(engagement, question=found, by=person(request)), to=HERE, slug=slug,
        done=f"“{found.text}” is gone.",
    )  # fmt: skip


@require_POST
def ready_made(request: HttpRequest, slug: str) -> HttpResponse:
    """Add ready-made questions."""
    engagement = _drafted(request, slug)
    template = request.POST.get("template", "")
    return press(
        request, lambda: actions.use_template(engagement, template=template, by=person(request)), to=HERE, slug=slug,
        done="The questions are added. Change them as you like.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, slug: str) -> HttpResponse:
    """Copy questions of an earlier engagement: first choose which one, then which questions."""
    engagement = _drafted(request, slug)
    before = queries.asked_before(person(request), engagement)
    choose = forms.FromForm(request.GET or None, engagements=before)
    source = before.filter(slug=request.GET.get("source", "")).first()
    form = None
    if source is not None:
        found = list(queries.questions_of(source))
        form = forms.CopyForm(_sent(request), source=source, questions=found)
        done = lambda sent: actions.copy_questions(engagement, questions=form.chosen(), by=person(request))  # noqa: E731
        if attempt(request, form, done, done="The questions are copied."):
            return redirect(HERE, slug)
    return _page(request, "copy_questions", {"engagement": engagement, "choose": choose, "form": form, "source": source})


def _drafted(request: HttpRequest, slug: str) -> Engagement:
    engagement = queries.engagement_for(request.user, slug)
    require(request.user, Permission.ENGAGEMENT_EDIT, on=engagement)
    return engagement


def _before(engagement: Engagement, found: Question) -> list[Asked]:
    return [one.asked() for one in queries.questions_of(engagement) if one.place < found.place]


def _form(
    request: HttpRequest, engagement: Engagement, form: Any, kind: str, found: Question | None = None, **more: Any
) -> HttpResponse:
    text = str(form["text"].value() or "")
    options = str(form["options"].value() or "").splitlines() if "options" in form.fields else []
    said = advice(text, hint=str(form["hint"].value() or ""), options=options) if text else []
    page = {"engagement": engagement, "form": form, "kind": forms.KINDS[kind], "question": found, "advice": said}
    return _page(request, "question", {**page, **more})


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _page(request: HttpRequest, name: str, page: dict[str, Any]) -> HttpResponse:
    return render(request, f"workspace/engagement/{name}.html", {"section": "engagements", **page})
