"""The list of codes that an engagement is read against."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from antiphon.insight import actions, queries, rules
from antiphon.insight.models import Code
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import attempt, need, person, press
from antiphon.workspace.insight import forms
from antiphon.workspace.insight.pages import FORM, asked, page

EDIT = Permission.THEME_EDIT


@FORM
def codes(request: HttpRequest, slug: str) -> HttpResponse:
    """The codes with their meanings and how often each is used; add one of your own."""
    engagement = asked(request, slug)
    form = forms.CodeForm(request.POST or None)
    if request.method == "POST":
        need(person(request), EDIT, on=engagement)
    if attempt(request, form, lambda data: actions.add_local_code(engagement, by=person(request), **data),
               done="The code is added."):  # fmt: skip
        return redirect("workspace:insight:codes", slug=slug)
    use = queries.frame_use(engagement)
    groups: dict[str, list[Code]] = {}
    for code in queries.codes_with_use(engagement):
        groups.setdefault(code.group or "Other", []).append(code)
    return page(request, "codes", engagement, here="codes", use=use, groups=groups, form=form,
                frame_form=forms.FrameForm(frames=_frames()))  # fmt: skip


@FORM
def frame(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose the list of codes."""
    engagement = asked(request, slug, EDIT)
    form = forms.FrameForm(request.POST or None, frames=_frames())
    if attempt(request, form, lambda data: actions.use_frame(engagement, by=person(request), **data),
               done="The list of codes is chosen. Suggestions for each comment follow within a minute or two."):  # fmt: skip
        return redirect("workspace:insight:codes", slug=slug)
    return page(request, "frame", engagement, here="codes", form=form, use=queries.frame_use(engagement))


@require_POST
def retire(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Stop using a code of this engagement."""
    return _press(request, slug, pk, lambda code, user: actions.retire_code(code, by=user), "The code is no longer used.")


@require_POST
def restore(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Use it again."""
    return _press(request, slug, pk, lambda code, user: actions.restore_code(code, by=user), "The code is in use again.")


def _press(request: HttpRequest, slug: str, pk: int, do: Callable[[Code, User], object], done: str) -> HttpResponse:
    engagement = asked(request, slug, EDIT)
    code = queries.local_code(engagement, pk)
    if code is None:
        raise Http404
    return press(request, lambda: do(code, person(request)), done=done, to="workspace:insight:codes", slug=slug)


def _frames() -> list[tuple[str, str]]:
    return list({**rules.SHIPPED_FRAMES, **{frame.name: frame.title for frame in queries.frames()}}.items())
