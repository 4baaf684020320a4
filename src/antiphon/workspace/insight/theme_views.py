"""Themes: the list, one theme with its voices and quotes, merging, groups, the file."""

import csv
from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from antiphon.insight import actions, queries
from antiphon.insight.models import Stance, Theme
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.voices.models import Voice
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.insight import forms, presenters
from antiphon.workspace.insight.pages import FORM, asked, page, theme_at, voice_at

READ, EDIT = Permission.VOICE_READ, Permission.THEME_EDIT
PAGE = 25


@require_safe
def themes(request: HttpRequest, slug: str) -> HttpResponse:
    """Every theme in its order, with its voices, share and stances."""
    engagement = asked(request, slug)
    full = presenters.rights(person(request), engagement)["read"]
    return page(request, "themes", engagement, here="themes", rows=presenters.theme_rows(engagement, full=full),
                merged=queries.merged_themes(engagement), proposals=list(queries.proposals_waiting(engagement)),
                progress=queries.progress(engagement), full=full)  # fmt: skip


@require_safe
def groups(request: HttpRequest, slug: str) -> HttpResponse:
    """Who took part, and what each group spoke of; small numbers hidden for everyone."""
    engagement = asked(request, slug)
    return page(request, "groups", engagement, here="groups", profile=queries.profile(engagement), tables=[
        ("By place", queries.breakdown(engagement, by="place")),
        ("By how people took part", queries.breakdown(engagement, by="channel")),
    ])  # fmt: skip


@require_safe
def download(request: HttpRequest, slug: str) -> HttpResponse:
    """The themes and their groups as a file, small numbers hidden as on the public page."""
    engagement = asked(request, slug, Permission.EXPORT)
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{engagement.slug}-themes.csv"'
    csv.writer(answer).writerows(presenters.table_for_a_file(engagement))
    return answer


@FORM
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a theme."""
    engagement = asked(request, slug, EDIT)
    form = forms.ThemeForm(request.POST or None, codes=queries.codes_of(engagement))
    made: list[Theme] = []
    if attempt(request, form, lambda data: made.append(actions.write_theme(engagement, by=person(request), **data)),
               done="The theme is written, and its comments are gathered."):  # fmt: skip
        return redirect("workspace:insight:theme", slug=slug, pk=made[0].pk)
    return page(request, "write_theme", engagement, here="themes", form=form, theme=None)


@FORM
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a theme's words and codes."""
    engagement = asked(request, slug, EDIT)
    theme = theme_at(engagement, pk)
    own = list(theme.codes.all())
    codes = {code.pk: code for code in [*queries.codes_of(engagement), *own]}
    form = forms.ThemeForm(request.POST or None, codes=codes.values(), initial={
        "name": theme.name, "description": theme.description, "minority": theme.minority, "strength": theme.strength,
        "codes": [str(code.pk) for code in own],
    })  # fmt: skip
    if attempt(request, form, lambda data: actions.change_theme(theme, by=person(request), **data), done="The theme is saved."):
        return redirect("workspace:insight:theme", slug=slug, pk=pk)
    return page(request, "write_theme", engagement, here="themes", form=form, theme=theme)


@require_safe
def theme(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One theme: its figures, a sample of its voices, and the quotes that the public may see."""
    engagement = asked(request, slug)
    found = theme_at(engagement, pk)
    may = presenters.rights(person(request), engagement)
    full, may_approve = may["read"], may["approve"]
    count = queries.count_of(found)
    shown = count if full else queries.public_theme(count)
    sample = queries.sample_of(found) if full else {}
    return page(
        request, "theme", engagement, here="themes", theme=found, count=shown, full=full, codes=queries.codes_gathered_by(found),
        stances=presenters.stances({key: str(number) for key, number in shown.by_stance.items()}),
        sample=[(str(Stance(stance).label), [(row, presenters.pieces(row.voice.clean_words)) for row in rows])
                for stance, rows in sample.items()],
        quoted=[(row, presenters.pieces(row.voice.clean_words)) for row in (
            queries.quoted_in(found) if full else queries.quotable_in(found) if may_approve else queries.quotes(found))],
        may_approve=may_approve, typical=queries.typical_of(found) if full and not found.merged_into_id else [],
        proposals=list(queries.proposals_for(found)),
        waiting=queries.not_gathered(found) if full and not found.merged_into_id else (0, 0),
    )  # fmt: skip


@require_safe
def voices(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Every voice of a theme, all or those of one stance."""
    engagement = asked(request, slug, READ)
    found = theme_at(engagement, pk)
    stance = request.GET.get("stance", "")
    stance = stance if stance in Stance.values else ""
    rows = Paginator(queries.voices_in(found, stance=stance), PAGE).get_page(request.GET.get("page"))
    return page(request, "theme_voices", engagement, here="themes", theme=found, stance=stance, stances=forms.STANCES,
                label=str(Stance(stance).label) if stance else "", rows=rows,
                shown=[(row, presenters.pieces(row.voice.clean_words)) for row in rows])  # fmt: skip


@FORM
def add(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Find a voice by its words and add it by hand."""
    engagement = asked(request, slug, EDIT)
    found = theme_at(engagement, pk)
    form = forms.AddVoiceForm(request.POST or None)
    if attempt(request, form, lambda data: actions.add_voice(
        found, voice=voice_at(engagement, data["voice"]), stance=data["stance"], by=person(request)),
        done="The comment is added."):  # fmt: skip
        return redirect("workspace:insight:theme", slug=slug, pk=pk)
    words = request.GET.get("words", "").strip()
    rows = Paginator(queries.voices_outside(found, words=words), PAGE).get_page(request.GET.get("page"))
    return page(request, "add_voice", engagement, here="themes", theme=found, form=form, words=words, rows=rows,
                stances=forms.STANCES, shown=[(voice, presenters.pieces(voice.clean_words)) for voice in rows])  # fmt: skip


@FORM
def merge(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Merge a theme into another, with the reason."""
    engagement = asked(request, slug, EDIT)
    found = theme_at(engagement, pk)
    others = [one.theme for one in queries.themes_of(engagement) if one.theme.pk != pk]
    form = forms.MergeForm(request.POST or None, themes=others)
    if attempt(request, form, lambda data: actions.merge(found, by=person(request), **data),
               done=f"“{found.name}” is merged. You can undo this from the list of themes."):  # fmt: skip
        return redirect("workspace:insight:theme", slug=slug, pk=form.cleaned_data["into"].pk)
    return page(request, "merge", engagement, here="themes", theme=found, form=form, others=others,
                count=queries.count_of(found))  # fmt: skip


@require_POST
def unmerge(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Undo a merge."""
    return _press(request, slug, pk, lambda theme, user: actions.unmerge(theme, by=user), "The theme stands on its own again.")


@require_POST
def gather(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Bring the voices of a theme up to date with how they were read."""
    return _press(request, slug, pk, lambda theme, user: actions.gather(theme, by=user), "The comments are gathered again.")


@require_POST
def move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Move a theme one place up or down."""
    engagement = asked(request, slug, EDIT)
    found = theme_at(engagement, pk)
    way = "up" if request.POST.get("way") == "up" else "down"
    return press(request, lambda: actions.move_theme(found, way=way, by=person(request)),  # type: ignore[arg-type]
                 done=f"“{found.name}” is moved {way}.", to="workspace:insight:themes", slug=slug)  # fmt: skip


@require_POST
def quote(request: HttpRequest, slug: str, pk: int, voice: int) -> HttpResponse:
    """Choose a voice as a quote for the public."""
    return _press_voice(request, slug, pk, voice, lambda theme, one, user: actions.quote(theme, voice=one, by=user),
                        "The quote is chosen. Another person approves it before the public sees it.")  # fmt: skip


@require_POST
def quote_typical(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Choose the most typical comment of each stance as a quote."""
    engagement = asked(request, slug, EDIT)
    found = theme_at(engagement, pk)
    return press(request, lambda: actions.quote_typical(found, by=person(request)),
                 done="The quotes are chosen. Another person approves each before the public sees it.",
                 to="workspace:insight:theme", slug=slug, pk=pk)  # fmt: skip


@require_POST
def approve_quote(request: HttpRequest, slug: str, pk: int, voice: int) -> HttpResponse:
    """Approve a quote that somebody else chose."""
    engagement = asked(request, slug, Permission.REPORT_APPROVE)
    found, one = theme_at(engagement, pk), voice_at(engagement, voice)
    return press(request, lambda: actions.approve_quote(found, voice=one, by=person(request)),
                 done="The quote is approved. The public sees it once the report is published.",
                 to="workspace:insight:theme", slug=slug, pk=pk)  # fmt: skip


@require_POST
def unquote(request: HttpRequest, slug: str, pk: int, voice: int) -> HttpResponse:
    """Take a quote off the public page."""
    return _press_voice(request, slug, pk, voice, lambda theme, one, user: actions.unquote(theme, voice=one, by=user),
                        "The quote is taken off.")  # fmt: skip


@require_POST
def remove(request: HttpRequest, slug: str, pk: int, voice: int) -> HttpResponse:
    """Take out a voice that was added by hand."""
    return _press_voice(request, slug, pk, voice, lambda theme, one, user: actions.remove_voice(theme, voice=one, by=user),
                        "The comment is taken out.")  # fmt: skip


def _press(request: HttpRequest, slug: str, pk: int, do: Callable[[Theme, User], object], done: str) -> HttpResponse:
    engagement = asked(request, slug, EDIT)
    found = theme_at(engagement, pk)
    return press(request, lambda: do(found, person(request)), done=done, to="workspace:insight:theme", slug=slug, pk=pk)


def _press_voice(
    request: HttpRequest, slug: str, pk: int, voice: int, do: Callable[[Theme, Voice, User], object], done: str
) -> HttpResponse:
    engagement = asked(request, slug, EDIT)
    found, one = theme_at(engagement, pk), voice_at(engagement, voice)
    return press(request, lambda: do(found, one, person(request)), done=done, to="workspace:insight:theme", slug=slug, pk=pk)
