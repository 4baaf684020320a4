"""Pages behind the signed links of champions and of those who are briefed. No account, no script, and no name.

Whoever has the link is taken for the person: it goes to them alone. Opening a page changes nothing, since mail programs
open links by themselves; what changes something is a button.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.briefings import actions as briefings
from antiphon.briefings import queries as briefed
from antiphon.briefings import rules as packs
from antiphon.briefings.models import Copy
from antiphon.core.actors import Visitor
from antiphon.core.forms import tried
from antiphon.public.stakeholder_forms import AskForm, WayForm
from antiphon.stakeholders import actions, queries
from antiphon.stakeholders.models import Stakeholder

POSTED = require_http_methods(["GET", "HEAD", "POST"])
DONE = {"way": "Thank you. We have changed how we reach you.", "rest": "We send you nothing for a week.",
        "wake": "Messages come again.", "asked": "Thank you. We have your question."}  # fmt: skip


def _page(request: HttpRequest, name: str, **said: Any) -> HttpResponse:
    response = render(request, f"public/stakeholders/{name}.html", {"done": DONE.get(request.GET.get("done", ""), ""), **said})
    patch_cache_control(response, private=True, no_store=True)
    response["X-Robots-Tag"] = "noindex"
    return response


def _champion(link: str, *, left_too: bool = False) -> Stakeholder:
    found = queries.champion_by_link(link)
    if found is None or (found.left_at and not left_too):
        raise Http404
    return found


@POSTED
def champion(request: HttpRequest, link: str) -> HttpResponse:
    """Show a champion how and how often we reach them, and what they had; they change it here."""
    found = _champion(link, left_too=True)
    form = WayForm(request.POST if request.method == "POST" else None, initial={"way": found.way, "cap": found.cap})
    if request.method == "POST" and form.is_valid() and tried(
        form, lambda: actions.choose(found, by=Visitor(), **form.cleaned_data)
    ):
        return redirect(f"{queries.path_of(found)}?done=way")
    today = timezone.localdate()
    return _page(request, "champion", champion=found, link=link, form=form, copies=list(queries.copies_of(found)[:20]),
                 resting=found.resting_until if found.resting_until and found.resting_until > today else None)  # fmt: skip


@require_POST
def rest(request: HttpRequest, link: str) -> HttpResponse:
    """Have nothing for a week, or again."""
    found = _champion(link)
    resting = found.resting_until and found.resting_until > timezone.localdate()
    (actions.wake if resting else actions.rest)(found, by=Visitor())
    return redirect(f"{queries.path_of(found)}?done={'wake' if resting else 'rest'}")


@POSTED
def leave(request: HttpRequest, link: str) -> HttpResponse:
    """Ask whether the champion really wants to stop; a button does it, at once."""
    found = _champion(link, left_too=True)
    if request.method == "POST" and not found.left_at:
        erase = request.POST.get("erase") == "yes"
        actions.leave(found, erase=erase, by=Visitor())
        return _page(request, "left", erased=erase)
    return _page(request, "left", erased=False) if found.left_at else _page(request, "leave", champion=found, link=link)


def _copy(link: str) -> Copy:
    found = briefed.copy_by_link(link)
    if found is None:
        raise Http404
    return found


@POSTED
def briefing(request: HttpRequest, link: str) -> HttpResponse:
    """Show a reader that a briefing is there; once they pressed “Open”, the packs of their roles."""
    copy = _copy(link)
    if request.method == "POST":
        briefings.open_copy(copy, by=Visitor())
        return redirect(briefed.path_of(copy))
    found, now = copy.briefing, timezone.now()
    words = briefed.parts_of(found) if copy.opened_at else {}
    return _page(
        request, "briefing" if copy.opened_at else "closed", copy=copy, briefing=found, link=link, form=AskForm(None),
        packs=[(packs.AUDIENCES[key], packs.pack_of(key, words)) for key in copy.audiences],
        agreed=briefed.agreed_beside(found) if copy.opened_at else [],
        figures=found.figures.get(copy.ward, []), questions=list(copy.questions.all()),
        embargo=found.embargo_until if found.embargo_until and found.embargo_until > now else None,
    )  # fmt: skip


@POSTED
def ask(request: HttpRequest, link: str) -> HttpResponse:
    """Take a question about a briefing. The clock of the reply starts."""
    copy = _copy(link)
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and tried(
        form, lambda: briefings.ask(copy, words=form.cleaned_data["words"], by=Visitor())
    ):
        return redirect(f"{briefed.path_of(copy)}?done=asked")
    return _page(request, "ask", copy=copy, briefing=copy.briefing, link=link, form=form)


