"""A group and its own words: with its code it sees them, corrects them, and says that they are its own. No account needed.

The code is sent by POST, so that no address holds it. It is another code than the receipt, which never shows words.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.core.actors import Visitor
from antiphon.core.problems import Refused
from antiphon.engagement import queries as engagements
from antiphon.engagement.rules import Phase
from antiphon.insight import actions as insight
from antiphon.insight import queries as themes
from antiphon.public.forms import GroupForm
from antiphon.public.receipts import TOO_MANY, count_miss, too_many
from antiphon.voices import actions as voices

NOT_FOUND = "We have no group with this code. Check it, or ask whoever gave it to you for a new one."
FORM = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@FORM
def words(request: HttpRequest) -> HttpResponse:
    """Ask for the group's code; show its words as they were entered."""
    return _answer(request)


@never_cache
@FORM
def correct(request: HttpRequest) -> HttpResponse:
    """The group corrects an answer."""

    def do(code: str) -> str:
        sent = request.POST.get("words", "")
        voice = request.POST.get("voice", "")
        changed = voices.correct_group_words(code, voice=int(voice) if voice.isdigit() else 0, words=sent, by=Visitor())
        return "Your correction is in. We look for personal details in it once more." if changed else "Nothing was changed."

    return _answer(request, do, typed={request.POST.get("voice", ""): request.POST.get("words", "")})


@never_cache
@FORM
def lock(request: HttpRequest) -> HttpResponse:
    """The group says: these are our words."""

    def do(code: str) -> str:
        if request.POST.get("sure") != "yes":
            raise Refused("Tick the box to say that these are your words.")
        voices.lock_group_words(code, by=Visitor())
        return "Your words are locked. Nobody changes them any more."

    return _answer(request, do)


@never_cache
@FORM
def theme(request: HttpRequest) -> HttpResponse:
    """The group proposes other words for a theme that its words are in."""

    def do(code: str) -> str:
        key = request.POST.get("theme", "")
        insight.propose_theme_words(
            code, theme=int(key) if key.isdigit() else 0, name=request.POST.get("name", ""),
            description=request.POST.get("description", ""), by=Visitor(),
        )  # fmt: skip
        return "We have your words for the theme. You will read our answer here."

    proposed = {request.POST.get("theme", ""): (request.POST.get("name", ""), request.POST.get("description", ""))}
    return _answer(request, do, proposed=proposed)


@require_safe
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the questions as a sheet that a group fills in together, to print."""
    engagement = engagements.public_engagement(slug)
    questions = [question.asked() for question in engagements.questions_of(engagement)]
    if engagement.phase not in (Phase.OPEN, Phase.PLANNED) or not questions:
        return render(request, "public/not_open.html", {"engagement": engagement, "phase": engagement.phase}, status=404)
    return render(request, "public/group_sheet.html", {"engagement": engagement, "questions": questions})


def _answer(request: HttpRequest, do: Any = None, **typed: Any) -> HttpResponse:
    if request.method != "POST":
        return render(request, "public/group_code.html", {"form": GroupForm()}) if do is None else redirect("public:group_words")
    form = GroupForm(request.POST)
    if too_many(request):
        form.add_error("code", TOO_MANY)
        return render(request, "public/group_code.html", {"form": form}, status=429)
    if not form.is_valid():
        return render(request, "public/group_code.html", {"form": form})
    code, done, wrong = form.cleaned_data["code"], "", []
    if voices.open_group_words(code, by=Visitor()) is None:
        count_miss(request)
        form.add_error("code", NOT_FOUND)
        return render(request, "public/group_code.html", {"form": form})
    if do is not None:
        try:
            done = do(code)
            typed = {}
        except Refused as problem:
            wrong = problem.reasons
    page = voices.open_group_words(code, by=Visitor())
    assert page is not None
    return render(request, "public/group_words.html", {
        "page": page, "code": code, "done": done, "wrong": wrong, "themes": list(themes.themes_of_group(page.record)),
        "proposals": list(themes.proposals_of_group(page.record)), "typed": typed.get("typed", {}),
        "proposed": typed.get("proposed", {}),
    })  # fmt: skip
