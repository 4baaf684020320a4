"""Reading voices one at a time, confirming the sure ones in one go, and how far readers agree."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from antiphon.engagement.models import Engagement
from antiphon.insight import actions, queries, rules
from antiphon.insight.models import Stance
from antiphon.network.roles import Permission
from antiphon.voices.models import Voice
from antiphon.workspace.attempts import attempt, person
from antiphon.workspace.insight import forms, presenters
from antiphon.workspace.insight.pages import FORM, asked, page, voice_at

READ, CONFIRM = Permission.VOICE_READ, Permission.CODE_CONFIRM
AGAIN = "again"
SKIPPED = "insight_skipped"
LAST = "insight_last"
PAGE = 10
KEPT = 200  # how many skipped voices a session remembers


@require_safe
def coding(request: HttpRequest, slug: str) -> HttpResponse:
    """The next voice to read, the least sure first; or what there is to do when none is left."""
    engagement = asked(request, slug, READ)
    again = request.GET.get("reading") == AGAIN
    voice = _next(request, engagement, again) if queries.frame_use(engagement) else None
    if voice is not None:
        return redirect(_address(slug, voice.pk, again))
    return page(
        request, "coding", engagement, here="coding", use=queries.frame_use(engagement), again=again,
        progress=queries.progress(engagement), others=queries.to_read_again(person(request), engagement).count(),
    )  # fmt: skip


@FORM
def read(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One voice: its words, what the coder suggests, and the person's decision."""
    engagement = asked(request, slug, CONFIRM if request.method == "POST" else READ)
    user, voice = person(request), voice_at(engagement, pk)
    again = request.GET.get("reading") == AGAIN
    readings = list(queries.readings_of(voice))
    mine = next((reading for reading in readings if reading.read_by_id == user.pk), None)
    machine = queries.machine_reading_of(voice)
    kept = {code for reading in readings for code in reading.codes.all() if code.retired_at}
    codes = [*queries.codes_of(engagement), *sorted(kept, key=lambda code: code.name)]
    start = mine or machine
    chosen = presenters.chosen_at_first(mine, machine)
    form = forms.ReadForm(request.POST or None, codes=codes, initial={"stance": start.stance if start else Stance.UNCLEAR})
    settle = "settle" in request.POST

    if attempt(request, form, lambda data: actions.confirm(
        voice, codes=data["codes"], stance=data["stance"], settle=settle, by=user)):  # fmt: skip
        request.session[LAST] = {**request.session.get(LAST, {}), slug: pk}
        if settle:
            messages.success(request, "Settled. This reading now counts.")
            return redirect("workspace:insight:agreement", slug=slug)
        return redirect(reverse("workspace:insight:coding", args=[slug]) + (f"?reading={AGAIN}" if again else ""))
    if form.is_bound:
        chosen = {int(key) for key in request.POST.getlist("codes") if key.isdigit()}
    return page(
        request, "read", engagement, here="coding", voice=voice, words=presenters.pieces(voice.clean_words), form=form,
        machine=machine, groups=presenters.code_groups(voice, machine, codes, chosen), mine=mine, again=again,
        stance_hint=presenters.stance_words(machine), progress=queries.progress(engagement),
        others=presenters.others_said(readings, user) if mine or "settle" in request.GET else [],
        last=_last(request, slug, pk), stances=forms.STANCES,
    )  # fmt: skip


@require_POST
def skip(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Leave a voice for later; it comes back when the others are done."""
    asked(request, slug, CONFIRM)
    skipped = request.session.get(SKIPPED, {})
    request.session[SKIPPED] = {**skipped, slug: [*skipped.get(slug, []), pk][-KEPT:]}
    again = request.GET.get("reading") == AGAIN
    return redirect(reverse("workspace:insight:coding", args=[slug]) + (f"?reading={AGAIN}" if again else ""))


@FORM
def sure(request: HttpRequest, slug: str) -> HttpResponse:
    """How many voices the coder is sure of, ten of them to look at, and one button for all."""
    engagement = asked(request, slug, CONFIRM)
    form = forms.SureForm(request.POST or request.GET or {"at_least": str(rules.SURE_FROM)})
    at_least = form.cleaned_data["at_least"] if form.is_valid() else rules.SURE_FROM
    done = []
    if attempt(request, form, lambda data: done.append(actions.confirm_sure(engagement, by=person(request), **data))):
        messages.success(request, f"{done[0]} comments are confirmed. Anyone can still change each of them.")
        return redirect("workspace:insight:coding", slug=slug)
    sample = queries.sample_of_sure(engagement, at_least=at_least)
    return page(
        request, "sure", engagement, here="coding", form=form, at_least=at_least,
        number=queries.sure_and_unread(engagement, at_least=at_least).count(),
        sample=[(one, presenters.pieces(one.voice.clean_words)) for one in sample],
    )  # fmt: skip


@require_safe
def agreement(request: HttpRequest, slug: str) -> HttpResponse:
    """How far two readers agree, code by code, and the voices that somebody must settle."""
    engagement = asked(request, slug, READ)
    rows = Paginator(queries.differing(engagement), PAGE).get_page(request.GET.get("page"))
    return page(
        request, "agreement", engagement, here="agreement", found=queries.agreement(engagement), rows=rows,
        words=rules.agreement_words,
        differing=[(voice, presenters.pieces(voice.clean_words), readings) for voice, readings in rows],
        to_read_again=queries.to_read_again(person(request), engagement).count(),
    )  # fmt: skip


def _next(request: HttpRequest, engagement: Engagement, again: bool) -> Voice | None:
    waiting = (queries.to_read_again if again else queries.to_read)(person(request), engagement)
    skipped = request.session.get(SKIPPED, {}).get(engagement.slug, [])
    voice = waiting.exclude(pk__in=skipped).first() if skipped else waiting.first()
    if voice is None and skipped:  # only the skipped ones are left: begin them again
        request.session[SKIPPED] = {**request.session[SKIPPED], engagement.slug: []}
        voice = waiting.first()
    return voice


def _last(request: HttpRequest, slug: str, pk: int) -> int | None:
    last = request.session.get(LAST, {}).get(slug)
    return last if last != pk else None


def _address(slug: str, pk: int, again: bool) -> str:
    return reverse("workspace:insight:read", args=[slug, pk]) + (f"?reading={AGAIN}" if again else "")
