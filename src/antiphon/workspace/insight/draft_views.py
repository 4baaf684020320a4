"""Themes proposed from the words alone: asked for, looked through, named, split, merged, discarded."""

from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from antiphon.engagement.models import Engagement
from antiphon.insight import actions, drafts
from antiphon.insight.models import DraftTheme, Theme
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.insight import forms, presenters
from antiphon.workspace.insight.pages import FORM, asked, page

READ, EDIT = Permission.VOICE_READ, Permission.THEME_EDIT
PAGE = 25


@FORM
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a draft, and look through the one there is."""
    engagement = asked(request, slug, EDIT if request.method == "POST" else READ)
    questions = drafts.questions_with_words(engagement)
    form = forms.DraftForm(request.POST or None, questions=questions)
    if attempt(request, form, lambda data: actions.ask_for_draft(engagement, by=person(request), **data),
               done="The draft is being made. It takes a minute or two: come back to this page."):  # fmt: skip
        return redirect("workspace:insight:draft", slug=slug)
    found = drafts.draft_of(engagement)
    rows = drafts.rows_of(found) if found else []
    return page(
        request, "draft", engagement, here="themes", form=form, draft=found, questions=questions,
        rows=[(row, presenters.stances({key: str(number) for key, number in sorted(row.stances.items())}),
               [(voice, presenters.pieces(voice.clean_words)) for voice in row.typical]) for row in rows],
        away=drafts.put_away(found) if found else [], left=drafts.in_no_theme(found) if found else 0,
        steady=drafts.steadiness(found.steady) if found else "",
    )  # fmt: skip


@FORM
def draft_theme(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One group: every comment in it, and what can be made of it."""
    engagement = asked(request, slug, EDIT if request.method == "POST" else READ)
    found = _at(engagement, pk)
    taken = {"name": found.suggested_name} if request.GET.get("take") == "suggested" else None
    form = forms.NameDraftForm(request.POST or None, initial=taken)
    named: list[Theme] = []
    if attempt(request, form, lambda data: named.append(actions.name_draft_theme(found, by=person(request), **data)),
               done="The theme is written, and its comments are gathered."):  # fmt: skip
        return redirect("workspace:insight:theme", slug=slug, pk=named[0].pk)
    rows = Paginator(drafts.members(found), PAGE).get_page(request.GET.get("page"))
    return page(request, "draft_theme", engagement, here="themes", theme=found, form=form, others=drafts.others(found), rows=rows,
                steady=drafts.steadiness(found.steady),
                shown=[(row, presenters.pieces(row.voice.clean_words)) for row in rows])  # fmt: skip


@require_POST
def merge_draft(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Put a group into another."""
    engagement = asked(request, slug, EDIT)
    found = _at(engagement, pk)
    chosen = request.POST.get("into", "")
    into = drafts.draft_theme_in(engagement, int(chosen)) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else None
    return press(request, lambda: actions.merge_draft_theme(found, into=into or found, by=person(request)),
                 done="The groups are together. You can take them apart again below.", to="workspace:insight:draft",
                 slug=slug)  # fmt: skip


@require_POST
def split_draft(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Split a group in two."""
    return _press(request, slug, pk, lambda theme, user: actions.split_draft_theme(theme, by=user), "The group is split in two.")


@require_POST
def discard_draft(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Set a group aside."""
    return _press(request, slug, pk, lambda theme, user: actions.discard_draft_theme(theme, by=user),
                  "The group is discarded. You can take it back below.")  # fmt: skip


@require_POST
def restore_draft(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take back a group that was discarded or merged."""
    return _press(request, slug, pk, lambda theme, user: actions.restore_draft_theme(theme, by=user), "The group stands again.")


def _press(request: HttpRequest, slug: str, pk: int, do: Callable[[DraftTheme, User], object], done: str) -> HttpResponse:
    engagement = asked(request, slug, EDIT)
    found = _at(engagement, pk)
    return press(request, lambda: do(found, person(request)), done=done, to="workspace:insight:draft", slug=slug)


def _at(engagement: Engagement, pk: int) -> DraftTheme:
    found = drafts.draft_theme_in(engagement, pk)
    if found is None:
        raise Http404
    return found
