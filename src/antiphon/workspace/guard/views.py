"""Screens of flags and concerns. Each view parses, asks one query or action, and shows a page."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.core.problems import Refused
from antiphon.engagement.queries import engagement_for
from antiphon.guard import actions, queries
from antiphon.network.access import may, require
from antiphon.network.roles import Permission
from antiphon.voices import actions as voices
from antiphon.voices.actions.safe import MAY_HOLD
from antiphon.voices.deidentification import SAID
from antiphon.voices.queries import voice_in
from antiphon.workspace.attempts import attempt, need, person, press
from antiphon.workspace.guard import forms

ON_A_PAGE = 25
COLOURS = {"open": "yellow", "proposed": "orange", "counted": "green", "aside": "grey"}


@require_safe
def flags(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the flags, those that wait first, and what difference they make."""
    engagement = engagement_for(request.user, slug)
    require(request.user, Permission.VOICE_READ, on=engagement)
    page = Paginator(queries.flags_of(engagement), ON_A_PAGE).get_page(request.GET.get("page"))
    return _page(request, "flags", {
        "engagement": engagement, "page": page, "numbers": queries.with_and_without(engagement), "colours": COLOURS,
        "may_settle": may(person(request), Permission.VOICE_MAKE_SAFE, on=engagement),
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def flag(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show one flag with its responses; say whether they are counted."""
    engagement = engagement_for(request.user, slug)
    require(request.user, Permission.VOICE_READ, on=engagement)
    found = queries.flag_in(engagement, pk)
    form = forms.SettleForm(request.POST if request.method == "POST" else None)

    def settle(sent: dict[str, Any]) -> None:
        actions.settle_flag(found, aside=sent["what"] == "aside", because=sent["because"], by=person(request))

    if request.method == "POST":
        require(request.user, Permission.VOICE_MAKE_SAFE, on=engagement)
    if attempt(request, form, settle, done="It is settled." if request.POST.get("what") == "count" else "It is written down."):
        return redirect("workspace:guard:flags", slug)
    page = Paginator(queries.responses_of(found), ON_A_PAGE).get_page(request.GET.get("page"))
    return _page(request, "flag", {
        "engagement": engagement, "flag": queries.flag_in(engagement, pk), "form": form, "page": page, "colours": COLOURS,
        "may_settle": may(person(request), Permission.VOICE_MAKE_SAFE, on=engagement), "me": person(request).pk,
    })  # fmt: skip


@require_POST
def second(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A second person agrees that many are kept aside, or not."""
    engagement = engagement_for(request.user, slug)
    require(request.user, Permission.VOICE_MAKE_SAFE, on=engagement)
    found, agrees = queries.flag_in(engagement, pk), request.POST.get("agrees") == "yes"
    done = "They are kept aside now." if agrees else "It waits to be settled anew."
    return press(request, lambda: actions.confirm_flag(found, agrees=agrees, by=person(request)), done=done,
                 to="workspace:guard:flag", slug=slug, pk=pk)  # fmt: skip


@require_POST
def again(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a settling back."""
    engagement = engagement_for(request.user, slug)
    require(request.user, Permission.VOICE_MAKE_SAFE, on=engagement)
    found = queries.flag_in(engagement, pk)
    return press(request, lambda: actions.reopen_flag(found, by=person(request)), done="It waits to be settled anew.",
                 to="workspace:guard:flag", slug=slug, pk=pk)  # fmt: skip


@require_safe
def concerns(request: HttpRequest, slug: str) -> HttpResponse:
    """The safeguarding list. Directors see how many are late, and never what they are about."""
    engagement = engagement_for(request.user, slug)
    user = person(request)
    handles = may(user, Permission.CONCERN_HANDLE, on=engagement)
    if not handles:
        require(user, Permission.ENGAGEMENT_CLOSE, on=engagement)
    found = list(queries.concerns_of(engagement)[:200])
    lines = [{"concern": one, "late": queries.lateness(one), "about": "; ".join(SAID[kind] for kind in one.kinds if kind in SAID)}
             for one in found]  # fmt: skip
    return _page(request, "concerns", {
        "engagement": engagement, "lines": lines, "handles": handles, "handlers": queries.handlers(engagement),
        "waiting": sum(one.settled_at is None for one in found), "late": sum(bool(line["late"]) for line in lines),
    })  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def concern(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show one concern. Posting opens its words on this one page, and is logged."""
    engagement = engagement_for(request.user, slug)
    require(request.user, Permission.CONCERN_HANDLE, on=engagement)
    found = queries.concern_in(engagement, pk)
    opened = ""
    form = forms.OpenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.look_at_concern(found, why=form.cleaned_data["why"], by=person(request))
        except Refused as problem:
            for reason in problem.reasons:
                form.add_error(None, reason)
    return _concern(request, engagement, pk, opened=opened, open_form=form)


@require_POST
def step(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write what was done."""
    engagement = engagement_for(request.user, slug)
    require(request.user, Permission.CONCERN_HANDLE, on=engagement)
    found, form = queries.concern_in(engagement, pk), forms.StepForm(request.POST)

    def note(sent: dict[str, Any]) -> None:
        actions.note_step(found, what=sent["what"], by=person(request))

    if attempt(request, form, note, done="It is written down."):
        return redirect("workspace:guard:concern", slug, pk)
    return _concern(request, engagement, pk, step_form=form)


@require_POST
def settle(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say how a concern ended."""
    engagement = engagement_for(request.user, slug)
    require(request.user, Permission.CONCERN_HANDLE, on=engagement)
    found, form = queries.concern_in(engagement, pk), forms.OutcomeForm(request.POST)

    def do(sent: dict[str, Any]) -> None:
        actions.settle_concern(found, outcome=sent["outcome"], by=person(request))

    if attempt(request, form, do, done="The concern is settled."):
        return redirect("workspace:guard:concerns", slug)
    return _concern(request, engagement, pk, outcome_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def raise_one(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Put words that somebody reads on the safeguarding list."""
    engagement = engagement_for(request.user, slug)
    require(request.user, Permission.VOICE_READ, on=engagement)
    need(person(request), *MAY_HOLD, on=engagement)
    voice = voice_in(engagement, pk)
    form = forms.RaiseForm(request.POST if request.method == "POST" else None)
    done = "It is on the safeguarding list, and nobody reads it further. If somebody may be in danger now, ring 999."
    if attempt(request, form, lambda sent: actions.raise_concern(voice, kind=sent["kind"], by=person(request)), done=done):
        return redirect("workspace:voices:list", slug)
    page = {"engagement": engagement, "voice": voice, "form": form, "handlers": queries.handlers(engagement)}
    return _page(request, "raise", page)


@require_POST
def keep_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep back several comments that wait for eyes, for one reason."""
    engagement = engagement_for(request.user, slug)
    require(request.user, Permission.VOICE_MAKE_SAFE, on=engagement)
    ticked = [int(one) for one in request.POST.getlist("voice") if one.isdigit()]
    try:
        done = voices.look_at_many(engagement, voices=ticked, because=request.POST.get("because", ""), by=person(request))
        messages.success(request, f"{done} {'comment is' if done == 1 else 'comments are'} kept back.")
    except Refused as problem:
        messages.error(request, " ".join(problem.reasons))
    return redirect("workspace:voices:eyes", slug)


def _concern(request: HttpRequest, engagement: Any, pk: int, **more: Any) -> HttpResponse:
    found = queries.concern_in(engagement, pk)
    page = {
        "engagement": engagement, "concern": found, "voice": found.voice, "steps": list(queries.steps_of(found)), "opened": "",
        "late": queries.lateness(found), "about": [SAID[kind] for kind in found.kinds if kind in SAID],
        "open_form": forms.OpenForm(), "step_form": forms.StepForm(), "outcome_form": forms.OutcomeForm(), **more,
    }  # fmt: skip
    return _page(request, "concern", page)


def _page(request: HttpRequest, name: str, page: dict[str, Any]) -> HttpResponse:
    return render(request, f"workspace/guard/{name}.html", {"section": "engagements", **page})
