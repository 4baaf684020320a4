"""The list of codes that an engagement is read against: the codebook, its changes, and its files."""

import csv
from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from antiphon.core.problems import BadFile
from antiphon.engagement.models import Engagement
from antiphon.insight import actions, codebook, queries, rules
from antiphon.insight.models import Code
from antiphon.network.access import may
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import attempt, need, person, press
from antiphon.workspace.insight import code_forms, forms, presenters
from antiphon.workspace.insight.pages import FORM, asked, page, voice_at

EDIT, READ, CONFIRM = Permission.THEME_EDIT, Permission.VOICE_READ, Permission.CODE_CONFIRM
PAGE = 10
HOME = "workspace:insight:codes"


@FORM
def codes(request: HttpRequest, slug: str) -> HttpResponse:
    """The codebook: each code with its meaning and how often it is used; add one of your own."""
    engagement = asked(request, slug)
    form = forms.CodeForm(request.POST or None)
    if request.method == "POST":
        need(person(request), EDIT, on=engagement)
    if attempt(request, form, lambda data: actions.add_local_code(engagement, by=person(request), **data),
               done="The code is added."):  # fmt: skip
        return redirect(HOME, slug=slug)
    full = may(person(request), READ, on=engagement)
    groups: dict[str, list[codebook.Entry]] = {}
    for entry in codebook.entries(engagement, with_examples=full):
        groups.setdefault(entry.code.group or "Other", []).append(entry)
    return page(
        request, "codes", engagement, here="codes", use=queries.frame_use(engagement), groups=groups, form=form, full=full,
        last=codebook.last_change(engagement), again=codebook.to_read_for_a_split(engagement).count() if full else 0,
        count=presenters.count_for(full),
    )  # fmt: skip


@FORM
def frame(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose the list of codes."""
    engagement = asked(request, slug, EDIT)
    form = forms.FrameForm(request.POST or None, frames=_frames())
    if attempt(request, form, lambda data: actions.use_frame(engagement, by=person(request), **data),
               done="The list of codes is chosen. Suggestions for each comment follow within a minute or two."):  # fmt: skip
        return redirect(HOME, slug=slug)
    return page(request, "frame", engagement, here="codes", form=form, use=queries.frame_use(engagement))


@require_safe
def code(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One code: what it means, its examples, and for those who may read them the comments that have it."""
    engagement = asked(request, slug)
    found = _code(engagement, pk)
    full = may(person(request), READ, on=engagement)
    entry = next((one for one in codebook.entries(engagement, with_examples=full) if one.code.pk == pk), None)
    rows = Paginator(codebook.comments_with(engagement, found).order_by("pk"), PAGE) if full else None
    shown = rows.get_page(request.GET.get("page")) if rows else None
    chosen = {voice.pk for voice in entry.examples} if entry else set()
    return page(
        request, "code", engagement, here="codes", code=found, entry=entry, full=full, rows=shown,
        count=presenters.count_for(full),
        comments=[(voice, presenters.pieces(voice.clean_words), voice.pk in chosen) for voice in shown or ()],
    )  # fmt: skip


@FORM
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a code's words."""
    engagement = asked(request, slug, EDIT)
    found = _code(engagement, pk)
    initial = {name: getattr(found, name) for name in ("name", "group", "meaning", "include", "exclude")}
    form = code_forms.WordsForm(request.POST or None, initial={**initial, "examples": "\n".join(found.examples)})
    made: list[Code] = []
    if attempt(request, form, lambda data: made.append(
        actions.change_code(found, engagement=engagement, by=person(request), **data)), done="The code is changed."):  # fmt: skip
        return redirect("workspace:insight:code", slug=slug, pk=made[0].pk)
    return page(request, "change_code", engagement, here="codes", form=form, code=found)


@FORM
def split(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Split a code into several."""
    engagement = asked(request, slug, EDIT)
    found = _code(engagement, pk)
    form = code_forms.SplitForm(request.POST or None)
    if attempt(request, form, lambda data: actions.split_code(
        found, engagement=engagement, by=person(request), **data), done="The code is split."):  # fmt: skip
        return redirect(HOME, slug=slug)
    used = next((one.used for one in codebook.entries(engagement) if one.code.pk == pk), 0)
    return page(request, "split_code", engagement, here="codes", form=form, code=found, used=used)


@FORM
def merge(request: HttpRequest, slug: str) -> HttpResponse:
    """Merge two codes or more."""
    engagement = asked(request, slug, EDIT)
    form = code_forms.MergeCodesForm(request.POST or None, codes=queries.codes_of(engagement))
    if attempt(request, form, lambda data: actions.merge_codes(
        data.pop("codes"), engagement=engagement, by=person(request), **data), done="The codes are merged."):  # fmt: skip
        return redirect(HOME, slug=slug)
    return page(request, "merge_codes", engagement, here="codes", form=form)


@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Every change of the codes: who, when and why, with what each code was called before."""
    engagement = asked(request, slug)
    changes = list(codebook.history(engagement))
    return page(request, "code_history", engagement, here="codes", use=queries.frame_use(engagement),
                changes=[(one, presenters.change_lines(one)) for one in changes],
                last=next((one for one in changes if one.undone_at is None), None))  # fmt: skip


@require_POST
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    """Undo the last change of the codes."""
    engagement = asked(request, slug, EDIT)
    return press(request, lambda: actions.undo_change(engagement, by=person(request)), done="The last change is undone.",
                 to="workspace:insight:code_history", slug=slug)  # fmt: skip


@FORM
def take_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Take in a codebook from a file: all of it or nothing."""
    engagement = asked(request, slug, EDIT)
    form = code_forms.CodebookForm(request.POST or None, request.FILES or None)
    wrong: list[tuple[int, str]] = []

    def take(data: dict[str, Any]) -> None:
        try:
            actions.import_codebook(engagement, lines=codebook.read_table(data["file"].read()), why=data["why"],
                                    by=person(request))  # fmt: skip
        except BadFile as problem:
            wrong.extend(problem.rows)
            raise

    if attempt(request, form, take, done="The codebook is taken in."):
        return redirect(HOME, slug=slug)
    return page(request, "import_codes", engagement, here="codes", form=form, wrong=wrong)


@require_safe
def table(request: HttpRequest, slug: str) -> HttpResponse:
    """The codebook as a spreadsheet. No comment stands in it."""
    engagement = asked(request, slug)
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{engagement.slug}-codes.csv"'
    csv.writer(answer).writerows([[presenters.formula_safe(cell) for cell in row] for row in codebook.as_table(engagement)])
    return answer


@require_safe
def exchange(request: HttpRequest, slug: str) -> HttpResponse:
    """The codebook for other tools (REFI-QDA)."""
    engagement = asked(request, slug)
    answer = HttpResponse(codebook.as_qda(engagement), content_type="application/xml")
    answer["Content-Disposition"] = f'attachment; filename="{engagement.slug}-codes.qdc"'
    return answer


@require_POST
def retire(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Stop using a code in this engagement."""
    why = request.POST.get("why", "")
    return _press(request, slug, pk, lambda code, on, user: actions.retire_code(code, engagement=on, why=why, by=user),
                  "The code is no longer used.")  # fmt: skip


@require_POST
def restore(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Use it again."""
    return _press(request, slug, pk, lambda code, on, user: actions.restore_code(code, engagement=on, by=user),
                  "The code is in use again.")  # fmt: skip


@require_POST
def choose_example(request: HttpRequest, slug: str, pk: int, voice: int) -> HttpResponse:
    """Choose a comment as an example of a code, or take it off."""
    engagement = asked(request, slug, CONFIRM)
    found, comment = _code(engagement, pk), voice_at(engagement, voice)
    do = actions.drop_example if "drop" in request.POST else actions.choose_example
    done = "The example is taken off." if "drop" in request.POST else "The comment is an example now."
    return press(request, lambda: do(found, voice=comment, by=person(request)), done=done, to="workspace:insight:code",
                 slug=slug, pk=pk)  # fmt: skip


def _press(
    request: HttpRequest, slug: str, pk: int, do: Callable[[Code, Engagement, User], object], done: str
) -> HttpResponse:
    engagement = asked(request, slug, EDIT)
    found = _code(engagement, pk)
    return press(request, lambda: do(found, engagement, person(request)), done=done, to=HOME, slug=slug)


def _code(engagement: Engagement, pk: int) -> Code:
    found = codebook.code_in(engagement, pk)
    if found is None:
        raise Http404
    return found


def _frames() -> list[tuple[str, str]]:
    return list({**rules.SHIPPED_FRAMES, **{frame.name: frame.title for frame in queries.frames()}}.items())
