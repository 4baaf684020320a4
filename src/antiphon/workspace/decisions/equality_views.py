"""The equality analysis: groups of people, evidence or gaps, and what will be done, by whom, by when."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.decisions import actions, queries, rules
from antiphon.decisions.models import Decision, Impact, Mitigation
from antiphon.engagement.models import Engagement
from antiphon.engagement.queries import engagement_for
from antiphon.network.roles import Permission
from antiphon.workspace.decisions import forms, presenters
from antiphon.workspace.decisions.attempts import attempt, need, person, press

FORM = require_http_methods(["GET", "HEAD", "POST"])
HERE = "workspace:decisions:equality"


@FORM
def equality(request: HttpRequest, slug: str) -> HttpResponse:
    """The analysis as a whole, and its groups."""
    engagement, decision = _writable(request, slug)
    analysis = queries.equality_of(decision)
    initial = {name: getattr(analysis, name) for name in forms.EqualityForm.base_fields} if analysis else {}
    form = forms.EqualityForm(request.POST or None, initial=initial)
    if attempt(request, form, lambda data: actions.analyse_equality(decision, by=person(request), **data), done="Saved."):
        return redirect(HERE, slug=slug)
    return _page(
        request, "equality", engagement, decision=decision, form=form, analysis=analysis,
        gaps=rules.missing_in_effects(queries.effects(analysis)),
        digital=[option.name for option in decision.options.all() if option.digital_only], today=timezone.localdate(),
    )  # fmt: skip


@FORM
def group(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """What the decision means for one group."""
    engagement, decision = _writable(request, slug)
    impact = _impact(decision, pk) if pk else None
    form = forms.GroupForm(request.POST or None, initial=forms.GroupForm.of(impact))
    written: list[Impact] = []

    def write(data: dict[str, Any]) -> None:
        written.append(actions.write_impact(decision, impact=impact, by=person(request), **data))

    if attempt(request, form, write, done="The group is saved."):
        return redirect("workspace:decisions:group", slug=slug, pk=written[0].pk)
    return _page(request, "group", engagement, decision=decision, impact=impact, form=form)


@require_POST
def remove_group(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a group out of the analysis."""
    _, decision = _writable(request, slug)
    impact = _impact(decision, pk)
    return press(request, lambda: actions.remove_impact(impact, by=person(request)), done=f"“{impact.group}” is taken out.",
                 to=HERE, slug=slug)  # fmt: skip


@FORM
def promise(request: HttpRequest, slug: str, pk: int | None = None, promise: int | None = None) -> HttpResponse:
    """What will be done about an impact, by whom, by when."""
    engagement, decision = _writable(request, slug)
    mitigation = _mitigation(decision, promise) if promise else None
    impact = mitigation.impact if mitigation else _impact(decision, pk)
    people = queries.who_may_own(engagement)
    form = forms.PromiseForm(request.POST or None, initial=forms.PromiseForm.of(mitigation), people=people)

    def write(data: dict[str, Any]) -> None:
        actions.write_mitigation(impact, mitigation=mitigation, by=person(request), **data)

    if attempt(request, form, write, done="Saved."):
        return redirect("workspace:decisions:group", slug=slug, pk=impact.pk)
    return _page(request, "promise", engagement, decision=decision, impact=impact, mitigation=mitigation, form=form)


@require_POST
def remove_promise(request: HttpRequest, slug: str, promise: int) -> HttpResponse:
    """Take back what was to be done."""
    _, decision = _writable(request, slug)
    mitigation = _mitigation(decision, promise)
    return press(request, lambda: actions.remove_mitigation(mitigation, by=person(request)), done="It is taken out.",
                 to="workspace:decisions:group", slug=slug, pk=mitigation.impact_id)  # fmt: skip


@FORM
def done(request: HttpRequest, slug: str, promise: int) -> HttpResponse:
    """Say that what was promised is done: its owner may, also when the decision is public."""
    engagement = engagement_for(request.user, slug)
    decision = queries.decision_for(engagement)
    mitigation = _mitigation(decision, promise)
    if mitigation.owner_id != person(request).pk:
        need(person(request), Permission.DECISION_WRITE, on=engagement)
    form = forms.DoneForm(request.POST or None, initial={"done_on": mitigation.done_on or timezone.localdate()})
    if attempt(request, form, lambda data: actions.finish_mitigation(mitigation, by=person(request), **data),
               done="Thank you. It is marked as done."):  # fmt: skip
        return redirect("workspace:decisions:decision", slug=slug)
    return _page(request, "done", engagement, decision=decision, mitigation=mitigation, form=form)


def _page(request: HttpRequest, name: str, engagement: Engagement, **more: Any) -> HttpResponse:
    context = {"section": "engagements", "engagement": engagement, "may": presenters.rights(person(request), engagement), **more}
    return render(request, f"workspace/decisions/{name}.html", context)


def _writable(request: HttpRequest, slug: str) -> tuple[Engagement, Decision]:
    engagement = engagement_for(request.user, slug)
    need(person(request), Permission.DECISION_WRITE, on=engagement)
    return engagement, queries.decision_for(engagement)


def _impact(decision: Decision, pk: int | None) -> Impact:
    analysis = queries.equality_of(decision)
    found = next((one for one in (analysis.impacts.all() if analysis else []) if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _mitigation(decision: Decision, pk: int) -> Mitigation:
    analysis = queries.equality_of(decision)
    impacts = analysis.impacts.all() if analysis else []
    found = next((one for impact in impacts for one in impact.mitigations.all() if one.pk == pk), None)
    if found is None:
        raise Http404
    return found
