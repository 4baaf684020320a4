"""Taking part: a form of one page or several, with no account and no script, and the thanks with the receipt code."""

import re
import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.core.actors import Visitor
from antiphon.core.problems import Refused
from antiphon.engagement import queries as engagements
from antiphon.engagement.answering import Kind
from antiphon.engagement.models import Engagement
from antiphon.engagement.rules import Phase
from antiphon.public import gate, saved
from antiphon.public.answering import question_field
from antiphon.public.forms import StepForm
from antiphon.public.questionnaire import Questionnaire, Step
from antiphon.voices import actions as voices
from antiphon.voices import journeys
from antiphon.voices.doors.upload_file import ACCEPT, LARGEST
from antiphon.voices.journeys import Kept

WEB = "web"
RECEIPT = "receipt"
RECEIPT_KEPT = 60 * 60  # seconds: long enough to print it, short enough for a computer in a library
SALT = "antiphon.public.receipt"
CHANGED = "A question was changed while you were writing. Your answers are still here: check them, and go on."
NOT_KEPT = "The pages before this one are not kept any more. What is on this page is still here. Please fill in the others again."
ASKED_NAME = re.compile(r"question_(\d+)(.*)", re.DOTALL)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def respond(request: HttpRequest, slug: str, twin: str = "") -> HttpResponse:
    """Show a step of the form; take what was sent. No account and no script is needed."""
    questionnaire = Questionnaire.published(slug, twin)
    engagement = questionnaire.engagement
    if engagement.phase is not Phase.OPEN or not questionnaire.every:
        page = {"engagement": engagement, "phase": engagement.phase, "typed": _typed(request.POST)}
        return render(request, "public/not_open.html", page)
    entry = gate.passed(request, engagement)
    if entry is None:
        sent = journeys.receipt_of(engagement, _submission(request.POST)) if request.method == "POST" else None
        return _taken(engagement, sent, None) if sent else gate.ask(request, engagement)
    kept = saved.kept_of(request, engagement)
    if request.method != "POST":
        return _ask(request, questionnaire, kept)
    return _take(request, questionnaire, kept, gate.came(request, engagement, entry))


@never_cache
@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the receipt code, big and ready to print. It comes in a signed cookie that only this page is sent."""
    engagement = engagements.public_engagement(slug)
    code = request.get_signed_cookie(RECEIPT, default=None, salt=SALT, max_age=RECEIPT_KEPT)
    if not code:
        return redirect("public:engagement", slug=slug)
    return render(request, "public/thanks.html", {"engagement": engagement, "code": code})


def _ask(request: HttpRequest, questionnaire: Questionnaire, kept: Kept | None) -> HttpResponse:
    steps = questionnaire.steps(kept.answers if kept else {})
    step = _step(steps, request.GET.get("page", ""))
    form = StepForm(questionnaire=questionnaire, step=step, kept=kept)
    if request.GET.get("look") and kept:  # sent on from the last page: say what is wrong here
        wrong = questionnaire.routed(kept.answers, form.file_ids())
        form.more = [
            {"text": text, "href": f"#id_{question_field(one.pk)}"} for one in step.asked for text in wrong.get(one.pk, ())
        ]  # fmt: skip
    return show(request, questionnaire, form, steps)


def _take(request: HttpRequest, questionnaire: Questionnaire, kept: Kept | None, came: dict[str, Any]) -> HttpResponse:
    engagement = questionnaire.engagement
    data, changed = _current(engagement, questionnaire, request.POST)
    steps = questionnaire.steps(kept.answers if kept else {})
    step = _step([*steps, *questionnaire.steps({}, all_of_them=True)], data.get("step", ""))
    if "forget" in data:
        return saved.forget(kept, redirect("public:engagement", slug=engagement.slug), engagement)
    refusals: list[str] = []
    file_problems: dict[int, list[str]] = {}
    if request.FILES or data.getlist("drop"):
        try:
            kept, file_problems = _keep_files(request, questionnaire, step, kept, data)
        except Refused as refused:
            refusals += refused.reasons
    form = StepForm(data, questionnaire=questionnaire, step=step, kept=kept, file_problems=file_problems)
    if changed:
        refusals.append(CHANGED)
    if "begun" in data and kept is None:
        if known := journeys.receipt_of(engagement, _submission(data)):
            return _taken(engagement, known, None)  # sent already: the back button, and once more
        kept = form.kept = voices.save_answers(
            engagement, twin=_twin(questionnaire), step=steps[0].key, by=Visitor(), **form.parts()
        )  # fmt: skip
        refusals.append(NOT_KEPT)
    if refusals:
        return _again(request, questionnaire, form, steps, refusals)
    try:
        if "save" in data or "back" in data:
            to = step.key if "save" in data else steps[max(0, step.number - 2)].key
            kept = voices.save_answers(
                engagement, code=kept.code if kept else None, twin=_twin(questionnaire), step=to, stays="save" in data,
                by=Visitor(), **form.parts(),
            )  # fmt: skip
            where = redirect("public:saved", slug=engagement.slug) if "save" in data else redirect(_address(questionnaire, to))
            return saved.remember(where, kept)
        if form.is_valid():
            return _finish(questionnaire, form, kept, came) if step.last else _go_on(questionnaire, form, kept)
    except gate.SlowDown as slow:
        return gate.slow_down(request, engagement, slow)
    except Refused as refused:
        return _again(request, questionnaire, form, steps, refused.reasons)
    return saved.remember(show(request, questionnaire, form, steps), kept)


def _go_on(questionnaire: Questionnaire, form: StepForm, kept: Kept | None) -> HttpResponse:
    """Keep this step and go on to the next one that is asked of this person."""
    following = questionnaire.steps(form.raw())
    keys = [one.key for one in following]
    at = keys.index(form.step.key) if form.step.key in keys else -1
    to = following[min(at + 1, len(following) - 1)].key
    code = kept.code if kept else None
    now = voices.save_answers(
        questionnaire.engagement, code=code, twin=_twin(questionnaire), step=to, by=Visitor(), **form.parts()
    )
    return saved.remember(redirect(_address(questionnaire, to)), now)


def _finish(questionnaire: Questionnaire, form: StepForm, kept: Kept | None, came: dict[str, Any]) -> HttpResponse:
    """Send everything; when something on an earlier page is wrong, go there with all of it kept."""
    engagement = questionnaire.engagement
    wrong = {pk for pk, texts in questionnaire.routed(form.raw(), form.file_ids()).items() if texts}
    for step in questionnaire.steps(form.raw()):
        if step.key != form.step.key and wrong & {one.pk for one in step.asked}:
            if known := journeys.receipt_of(engagement, form.cleaned_data["submission"]):
                return _taken(engagement, known, kept)
            code = kept.code if kept else None
            now = voices.save_answers(
                engagement, code=code, twin=_twin(questionnaire), step=step.key, by=Visitor(), **form.parts()
            )
            return saved.remember(redirect(f"{_address(questionnaire, step.key)}&look=1"), now)
    try:
        receipt = _receive(questionnaire, form, kept, came)
    except Refused:
        known = journeys.receipt_of(engagement, form.cleaned_data["submission"])
        if known is None:
            raise
        receipt = known  # sent already, by the back button or a second press: what is wrong by now does not matter
    return _taken(engagement, receipt, kept)


def _receive(questionnaire: Questionnaire, form: StepForm, kept: Kept | None, came: dict[str, Any]) -> str:
    sent = form.cleaned_data
    asked = {one.pk for one in questionnaire.every}
    speaks_as = sent.get("speaks_as") or "self"
    response = voices.receive(
        questionnaire.engagement,
        answers={pk: value for pk, value in form.answered().items() if pk in asked},
        channel=WEB,
        said_on=timezone.localdate(),
        score=int(sent["score"]) if sent.get("score") else None,
        place=sent["place"],
        name=sent["name"],
        email=sent["email"],
        wants_reply=bool(sent["email"]),
        may_quote=sent["may_quote"],
        may_reuse=sent["may_reuse"],
        about=dict(kept.about) if kept and questionnaire.about else {},
        speaks_as=speaks_as,
        speaks_for=sent.get("speaks_for") if speaks_as == "group" else None,
        language=questionnaire.language.code,
        twin=questionnaire.twin,
        submission=kept.submission if kept else sent["submission"],
        asked=questionnaire.every,
        looks=True,
        by=Visitor(),
        **came,
    )
    return response.receipt


def _taken(engagement: Engagement, receipt: str, kept: Kept | None) -> HttpResponse:
    address = reverse("public:thanks", kwargs={"slug": engagement.slug})
    answer = redirect(address)
    answer.set_signed_cookie(
        RECEIPT, receipt, salt=SALT, max_age=RECEIPT_KEPT, path=address, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return saved.forget(kept, answer, engagement)


def _keep_files(
    request: HttpRequest, questionnaire: Questionnaire, step: Step, kept: Kept | None, data: QueryDict
) -> tuple[Kept | None, dict[int, list[str]]]:
    """Keep the files of this step at once, so that a mistake elsewhere loses none; return what is wrong with others."""
    engagement = questionnaire.engagement
    drop = [int(one) for one in data.getlist("drop") if one.isdecimal() and len(one) < 19]
    if kept and drop:
        voices.drop_uploads(kept, files=drop, by=Visitor())
    sent = [(one, request.FILES.getlist(question_field(one.pk))) for one in step.asked if one.kind is Kind.FILE]
    wrong: dict[int, list[str]] = {}
    if any(files for _, files in sent):
        kept = voices.save_answers(engagement, code=kept.code if kept else None, twin=_twin(questionnaire), by=Visitor())
        questions = {question.pk: question for question in engagements.questions_of(engagement)}
        for one, files in sent:
            for file in files[:10]:
                try:
                    voices.keep_upload(
                        kept, question=questions[one.pk], name=str(file.name), content=file.read(LARGEST + 1), by=Visitor()
                    )
                except Refused as refused:
                    wrong.setdefault(one.pk, []).extend(refused.reasons)
    return (journeys.kept(kept.code) if kept else None), wrong


def show(
    request: HttpRequest, questionnaire: Questionnaire, form: StepForm, steps: list[Step], **more: Any
) -> HttpResponse:
    """Draw a step."""
    page = {
        "engagement": questionnaire.engagement, "questionnaire": questionnaire, "form": form, "step": form.step, "steps": steps,
        "language": questionnaire.language, "accept": ACCEPT, "kept": form.kept, "action": request.path, **more,
    }  # fmt: skip
    return render(request, "public/take_part.html", page)


def _again(
    request: HttpRequest, questionnaire: Questionnaire, form: StepForm, steps: list[Step], reasons: list[str]
) -> HttpResponse:
    """Draw a step once more with what was typed, and say why."""
    form.more = [{"text": reason} for reason in reasons]
    return saved.remember(show(request, questionnaire, form, steps), form.kept)


def _step(steps: list[Step], key: str) -> Step:
    return next((step for step in steps if step.key == key), steps[0])


def _address(questionnaire: Questionnaire, page: str) -> str:
    return f"{address_of(questionnaire.engagement.slug, questionnaire.twin.key if questionnaire.twin else '')}?page={page}"


def address_of(slug: str, twin: str = "") -> str:
    """Return the address of the form, in a twin's words when it is named."""
    return reverse("public:take_part_in", args=[slug, twin]) if twin else reverse("public:take_part", args=[slug])


def _submission(data: QueryDict) -> uuid.UUID | None:
    try:
        return uuid.UUID(data.get("submission", ""))
    except ValueError:
        return None


def _twin(questionnaire: Questionnaire) -> int | None:
    return questionnaire.twin.pk if questionnaire.twin else None


def _current(engagement: Engagement, questionnaire: Questionnaire, sent: QueryDict) -> tuple[QueryDict, bool]:
    """Return what was sent with its boxes under the questions of now, and whether one was answered in its older words."""
    now = {one.pk for one in questionnaire.every}
    named = {int(found[1]) for name in sent if (found := ASKED_NAME.fullmatch(name)) and len(found[1]) < 19}
    stands_for = engagements.question_changed(engagement, named - now) if named - now else {}
    if not stands_for:
        return sent, False
    data = QueryDict(mutable=True)
    for name, values in sent.lists():
        found = ASKED_NAME.fullmatch(name)
        pk = stands_for.get(int(found[1])) if found and len(found[1]) < 19 else None
        data.setlist(f"{question_field(pk)}{found[2]}" if found and pk else name, values)
    return data, True


def _typed(sent: Mapping[str, Any]) -> list[str]:
    """Return the words in what was sent too late, so that the person can copy them."""
    return [said for name in sent if name.startswith("question_") and len(said := str(sent[name]).strip()) > 1][:100]
