"""Screens of one part of a narrative: writing it, what it was before, and words that two people wrote at once."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.narrative.actions import writing as actions
from antiphon.narrative.models import Clause
from antiphon.narrative.queries import writing as queries
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.narrative import forms, presenters
from antiphon.workspace.narrative.screens import HOME, POSTED, find, form_page, page, sent

ONE = "workspace:narrative:clause"


@require_http_methods(POSTED)
def new(request: HttpRequest, narrative: str, kind: str) -> HttpResponse:
    """Write a new part."""
    found = find(request, narrative, write=True)
    titles = dict(Clause.Section.choices)
    if kind not in titles:
        raise Http404
    form = forms.ClauseForm(sent(request), section=kind, partners=queries.partners_of(found), new=True)
    made: list[Clause] = []

    def save(said: dict[str, Any]) -> None:
        made.append(actions.add_clause(found, section=kind, by=person(request), **form.fields_said()))

    if attempt(request, form, save, done="The part is saved."):
        return redirect(HOME, narrative)
    return page(request, "clause_form", form=form, narrative=found, title=f"Write: {titles[kind]}", kind=kind, clause=None)


@require_safe
def clause(request: HttpRequest, narrative: str, clause: int) -> HttpResponse:
    """Show a part: every text it had, and everything that partners said to it."""
    found = find(request, narrative)
    return page(request, "clause", **presenters.clause(found, queries.clause_in(found, clause), person(request)))


@require_http_methods(POSTED)
def edit(request: HttpRequest, narrative: str, clause: int) -> HttpResponse:
    """Change the words of a part. Where another person changed them meanwhile, nobody's words are lost."""
    found = find(request, narrative, write=True)
    part, user = queries.clause_in(found, clause), person(request)
    form = forms.ClauseForm(sent(request), section=part.section, partners=queries.partners_of(found),
                            initial=presenters.as_written(part))  # fmt: skip
    result: list[actions.Revised] = []

    def save(said: dict[str, Any]) -> None:
        result.append(actions.revise(part, based_on=said["based_on"] or 0, by=user, **form.fields_said()))

    if attempt(request, form, save):
        aside = result[0].set_aside
        if aside is not None:
            messages.warning(request, BOTH)
            return redirect("workspace:narrative:set_aside", narrative, clause, aside.pk)
        messages.success(request, MERGED if result[0].merged else "The words are saved.")
        return redirect(ONE, narrative, clause)
    return page(request, "clause_form", form=form, narrative=found, title=f"Change: {part}", kind=part.section, clause=part,
                signed=presenters.who_signed(found, part))  # fmt: skip


BOTH = "Another person changed the same words while you wrote. Nothing is lost: look at both here."
MERGED = "Another person changed other words of this part while you wrote. Your changes and theirs are both saved."


@require_http_methods(POSTED)
def set_aside(request: HttpRequest, narrative: str, clause: int, aside: int) -> HttpResponse:
    """Show words that were set aside beside those that stand, and let a person put them together."""
    found = find(request, narrative, write=True)
    part, user = queries.clause_in(found, clause), person(request)
    kept = queries.set_aside_in(part).filter(pk=aside).first()
    if kept is None:
        raise Http404
    if request.method == "POST" and "leave" in request.POST:
        return press(request, lambda: actions.deal_with(kept, by=user), to=ONE, narrative=narrative, clause=clause,
                     done="The words that stand stay. The others can still be read in the history.")  # fmt: skip
    form = forms.ClauseForm(sent(request), section=part.section, partners=queries.partners_of(found),
                            initial=presenters.as_set_aside(part, kept))  # fmt: skip
    result: list[actions.Revised] = []

    def save(said: dict[str, Any]) -> None:
        result.append(actions.revise(part, based_on=said["based_on"] or 0, by=user, **form.fields_said()))
        actions.deal_with(kept, by=user)

    if attempt(request, form, save):
        again = result[0].set_aside
        if again is not None:
            messages.warning(request, "They changed once more while you wrote. Look at both again.")
            return redirect("workspace:narrative:set_aside", narrative, clause, again.pk)
        messages.success(request, "The words are saved.")
        return redirect(ONE, narrative, clause)
    return page(request, "set_aside", form=form, **presenters.both(found, part, kept))


@require_http_methods(POSTED)
def take_out(request: HttpRequest, narrative: str, clause: int) -> HttpResponse:
    """Take a part out, for a reason."""
    found = find(request, narrative, write=True)
    part = queries.clause_in(found, clause)
    form = forms.WhyForm(sent(request))
    if attempt(request, form, lambda said: actions.take_out(part, by=person(request), **said), done="The part is taken out."):
        return redirect(HOME, narrative)
    return form_page(request, form, title=f"Take out: {part}", button="Take it out", narrative=found, warning=True,
                     intro=["Partners who signed it are asked to sign that it is gone. Its texts stay readable."])  # fmt: skip


@require_POST
def put_back(request: HttpRequest, narrative: str, clause: int) -> HttpResponse:
    """Put a part back that was taken out."""
    part = queries.clause_in(find(request, narrative, write=True), clause)
    return press(request, lambda: actions.put_back(part, by=person(request)), done="The part is back.", to=ONE,
                 narrative=narrative, clause=clause)  # fmt: skip


@require_POST
def move(request: HttpRequest, narrative: str, clause: int) -> HttpResponse:
    """Move a part up or down in its section."""
    part = queries.clause_in(find(request, narrative, write=True), clause)
    up = request.POST.get("to") == "up"
    return press(request, lambda: actions.move(part, up=up, by=person(request)), done="Moved.", to=HOME, narrative=narrative)
