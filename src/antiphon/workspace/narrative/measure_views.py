"""Screens of measures, claims and evidence."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.narrative.actions import measuring as actions
from antiphon.narrative.models import Clause
from antiphon.narrative.queries import writing as queries
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.narrative import forms, presenters
from antiphon.workspace.narrative.screens import POSTED, find, form_page, page, sent

ALL = "workspace:narrative:measures"
ONE = "workspace:narrative:measure"


@require_safe
def measures(request: HttpRequest, narrative: str) -> HttpResponse:
    """Show every claim with how it is settled, and every measure."""
    return page(request, "measures", **presenters.measures(find(request, narrative), person(request)))


@require_http_methods(POSTED)
def new(request: HttpRequest, narrative: str) -> HttpResponse:
    """Say how something will be counted."""
    found = find(request, narrative, write=True)
    form = forms.MeasureForm(sent(request))
    if attempt(request, form, lambda said: actions.add_measure(found, by=person(request), **said), done="The measure is there."):
        return redirect(ALL, narrative)
    return form_page(request, form, title="Add a measure", button="Save", narrative=found)


@require_http_methods(POSTED)
def measure(request: HttpRequest, narrative: str, measure: int) -> HttpResponse:
    """Show a measure over time, in words and as a chart; write down a number."""
    found = find(request, narrative, write=request.method == "POST")
    one = queries.measure_in(found, measure)
    form = forms.PointForm(sent(request))
    if attempt(request, form, lambda said: actions.add_point(one, by=person(request), **said), done="The number is kept."):
        return redirect(ONE, narrative, measure)
    return page(request, "measure", form=form, **presenters.measure(found, one, person(request)))


@require_http_methods(POSTED)
def rebase(request: HttpRequest, narrative: str, measure: int) -> HttpResponse:
    """Draw the limits of a measure anew, for a reason."""
    found = find(request, narrative, write=True)
    one = queries.measure_in(found, measure)
    form = forms.RebaseForm(sent(request), initial={"on": one.rebased_on, "why": one.rebased_why})
    if attempt(request, form, lambda said: actions.rebase(one, by=person(request), **said), done="The limits are drawn anew."):
        return redirect(ONE, narrative, measure)
    return form_page(request, form, title=f"Draw limits anew: {one}", button="Save", narrative=found, intro=[
        "Do this only when something really changed, and say what. The reason stands beside the chart."])  # fmt: skip


@require_POST
def drop(request: HttpRequest, narrative: str, measure: int) -> HttpResponse:
    """Take a measure out that nothing rests on."""
    one = queries.measure_in(find(request, narrative, write=True), measure)
    return press(request, lambda: actions.drop_measure(one, by=person(request)), done="The measure is gone.", to=ALL,
                 narrative=narrative)  # fmt: skip


@require_http_methods(POSTED)
def claim(request: HttpRequest, narrative: str, clause: int) -> HttpResponse:
    """List words of a part as a claim, and settle it."""
    found = find(request, narrative, write=True)
    part = queries.clause_in(found, clause)
    form = forms.ClaimForm(sent(request), measures=list(queries.measures_of(found)),
                           initial={"words": request.GET.get("words", "")[:400]})  # fmt: skip
    if attempt(request, form, lambda said: actions.list_claim(part, by=person(request), **form.said()), done="It is saved."):
        return redirect(ALL, narrative)
    return form_page(request, form, title=f"A claim in “{part}”", button="Save", narrative=found, quote=part.words,
                     quoted=str(part))  # fmt: skip


@require_http_methods(POSTED)
def statement(request: HttpRequest, narrative: str, clause: int) -> HttpResponse:
    """Say which measure shows whether a promise is kept."""
    found = find(request, narrative, write=True)
    part = queries.clause_in(found, clause)
    form = forms.StatementForm(sent(request), measures=list(queries.measures_of(found)), initial={"measure": part.measure_id})
    if attempt(request, form, lambda said: actions.measure_statement(part, by=person(request), **said), done="Saved."):
        return redirect("workspace:narrative:clause", narrative, clause)
    return form_page(request, form, title=f"Measure: {part}", button="Save", narrative=found)


@require_http_methods(POSTED)
def evidence(request: HttpRequest, narrative: str, clause: int) -> HttpResponse:
    """Write down what shows how far a promise is kept."""
    found = find(request, narrative, write=True)
    part: Clause = queries.clause_in(found, clause)
    form = forms.EvidenceForm(sent(request))
    if attempt(request, form, lambda said: actions.add_evidence(part, by=person(request), **said), done="The evidence is kept."):
        return redirect("workspace:narrative:clause", narrative, clause)
    return form_page(request, form, title=f"Evidence: {part}", button="Save", narrative=found, quote=part.commitment,
                     quoted=part.answers_for)  # fmt: skip
