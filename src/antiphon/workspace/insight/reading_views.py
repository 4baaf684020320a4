"""Reading voices one at a time, confirming the sure ones in one go, and how far readers agree."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from antiphon.engagement.models import Engagement
from antiphon.insight import actions, codebook, learnt, queries, rules
from antiphon.insight.models import FrameUse, Stance
from antiphon.network.roles import Permission
from antiphon.voices.models import Voice
from antiphon.workspace.attempts import attempt, need, person
from antiphon.workspace.insight import code_forms, forms, presenters
from antiphon.workspace.insight.pages import FORM, asked, page, voice_at

READ, CONFIRM = Permission.VOICE_READ, Permission.CODE_CONFIRM
AGAIN, SPLIT = "again", "split"  # read what others have read; read what has a code that was split since
SKIPPED = "insight_skipped"
LAST = "insight_last"
CODERS = {"quick": "Thousands of comments in a second, on any machine.",
          "careful": "Reads whole sentences: more often right, and slower. Once the engagement has learnt a coder of its own, "
                     "that one suggests; it grows from the words that the careful coder knows."}  # fmt: skip
PAGE = 10
KEPT = 200  # how many skipped voices a session remembers


@require_safe
def coding(request: HttpRequest, slug: str) -> HttpResponse:
    """The next voice to read, the least sure first; or what there is to do when none is left."""
    engagement = asked(request, slug, READ)
    mode = _mode(request)
    voice = _next(request, engagement, mode) if queries.frame_use(engagement) else None
    if voice is not None:
        return redirect(_address(slug, voice.pk, mode))
    return page(
        request, "coding", engagement, here="coding", use=queries.frame_use(engagement), again=mode == AGAIN, split=mode == SPLIT,
        progress=queries.progress(engagement), others=queries.to_read_again(person(request), engagement).count(),
    )  # fmt: skip


@FORM
def read(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One voice: its words, what the coder suggests, and the person's decision."""
    engagement = asked(request, slug, CONFIRM if request.method == "POST" else READ)
    user, voice = person(request), voice_at(engagement, pk)
    mode = _mode(request)
    readings = list(queries.readings_of(voice))
    mine = next((reading for reading in readings if reading.read_by_id == user.pk), None)
    machine, book = queries.machine_reading_of(voice), codebook.book_of(engagement)
    suggested = presenters.suggestions_now(book, machine)
    given = {book.codes[book.under(code.pk)] for reading in readings for code in reading.codes.all() if code.pk in book.codes}
    kept = sorted((code for code in given if code.retired_at), key=lambda code: code.name)
    codes = [*queries.codes_of(engagement), *kept]
    start = mine or machine
    chosen = presenters.chosen_at_first(book, mine, suggested)
    form = forms.ReadForm(request.POST or None, codes=codes, initial={"stance": start.stance if start else Stance.UNCLEAR})
    settle = "settle" in request.POST

    if attempt(request, form, lambda data: actions.confirm(
        voice, codes=data["codes"], stance=data["stance"], settle=settle or mode == SPLIT, by=user)):  # fmt: skip
        request.session[LAST] = {**request.session.get(LAST, {}), slug: pk}
        if settle:
            messages.success(request, "Settled. This reading now counts.")
            return redirect("workspace:insight:agreement", slug=slug)
        return redirect(reverse("workspace:insight:coding", args=[slug]) + _query(mode))
    if form.is_bound:
        chosen = {int(key) for key in request.POST.getlist("codes") if key.isdigit()}
    use = queries.frame_use(engagement)
    return page(
        request, "read", engagement, here="coding", voice=voice, words=presenters.pieces(voice.clean_words), form=form,
        groups=presenters.code_groups(suggested, codes, chosen, learnt.words_behind(use, machine, voice)), machine=machine,
        mine=mine, again=mode == AGAIN, split=mode == SPLIT and sorted(code.name for code in given if code.split_at),
        mode=mode, stance_hint=presenters.stance_words(machine), progress=queries.progress(engagement),
        why=presenters.why_this_one(voice, machine, learnt.is_read_whole(engagement)) if not mine else "",
        others=presenters.others_said(readings, user) if mine or mode == SPLIT or "settle" in request.GET else [],
        last=_last(request, slug, pk), stances=forms.STANCES,
    )  # fmt: skip


@FORM
def learning(request: HttpRequest, slug: str) -> HttpResponse:
    """What the coder has learnt here: which one suggests, how right it was batch by batch, and for each code."""
    engagement = asked(request, slug, READ)
    use = queries.frame_use(engagement)
    there = learnt.coders_there(use.frame.name) if use else {}
    form = code_forms.CoderForm(
        request.POST or None, coders=[(key, label) for key, label in FrameUse.Coder.choices if there.get(key)],
        hints=CODERS, initial={"coder": use.coder if use else "quick"},
    )  # fmt: skip
    if request.method == "POST":
        need(person(request), Permission.THEME_EDIT, on=engagement)
    if attempt(request, form, lambda data: actions.choose_coder(engagement, by=person(request), **data),
               done="The coder is chosen. New suggestions follow within a few minutes."):  # fmt: skip
        return redirect("workspace:insight:learning", slug=slug)
    rated = learnt.rated(engagement) if use else []
    points = learnt.curve(engagement, rated)
    return page(
        request, "learning", engagement, here="coding", use=use, form=form, several=sum(there.values()) > 1,
        newest=learnt.newest(engagement), points=points, chart=presenters.learning_chart(points),
        rating=learnt.rating(engagement, rated), share=presenters.share_words, enough=learnt.ENOUGH,
        fewest=learnt.FEWEST_DECISIONS, whole=learnt.is_read_whole(engagement),
    )  # fmt: skip


@require_POST
def skip(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Leave a voice for later; it comes back when the others are done."""
    asked(request, slug, CONFIRM)
    skipped = request.session.get(SKIPPED, {})
    request.session[SKIPPED] = {**skipped, slug: [*skipped.get(slug, []), pk][-KEPT:]}
    return redirect(reverse("workspace:insight:coding", args=[slug]) + _query(_mode(request)))


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


def _next(request: HttpRequest, engagement: Engagement, mode: str) -> Voice | None:
    skipped = request.session.get(SKIPPED, {}).get(engagement.slug, [])
    voice = _waiting(request, engagement, mode, skipped)
    if voice is None and skipped:  # only the skipped ones are left: begin them again
        request.session[SKIPPED] = {**request.session[SKIPPED], engagement.slug: []}
        voice = _waiting(request, engagement, mode, [])
    return voice


def _waiting(request: HttpRequest, engagement: Engagement, mode: str, but: list[int]) -> Voice | None:
    user = person(request)
    if mode == AGAIN:
        return queries.to_read_again(user, engagement).exclude(pk__in=but).first()
    if mode == SPLIT:
        return codebook.to_read_for_a_split(engagement).exclude(pk__in=but).first()
    return queries.next_to_read(user, engagement, but=but)


def _mode(request: HttpRequest) -> str:
    asked_for = request.GET.get("reading", "")
    return asked_for if asked_for in (AGAIN, SPLIT) else ""


def _query(mode: str) -> str:
    return f"?reading={mode}" if mode else ""


def _last(request: HttpRequest, slug: str, pk: int) -> int | None:
    last = request.session.get(LAST, {}).get(slug)
    return last if last != pk else None


def _address(slug: str, pk: int, mode: str) -> str:
    return reverse("workspace:insight:read", args=[slug, pk]) + _query(mode)
