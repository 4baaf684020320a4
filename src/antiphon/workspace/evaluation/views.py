"""Screens of checklists and success factors: fill in, keep a day, lay side by side, print, take out as a table."""

import csv
import io
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.core import documents
from antiphon.core.csv_fields import cell
from antiphon.evaluation import actions, queries, rules
from antiphon.evaluation.models import Assessment, Snapshot
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.evaluation import forms
from antiphon.workspace.stakeholders.views import form_page, need, page, sent

HOME = {"text": "Checklists", "href": "/workspace/saying/checklists/"}
FORM = require_http_methods(["GET", "HEAD", "POST"])
COLOURS = {"checklist": {0: "grey", 1: "yellow", 2: "green", 3: "white"},
           "maturity": {0: "grey", 1: "orange", 2: "yellow", 3: "aqua-green", 4: "green"}}  # fmt: skip


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """List the checklists and the success factors that the person may see."""
    need(request, Permission.CHECKLIST_READ)
    me = person(request)
    kinds = [(kind, queries.assessments(me, kind.key)) for kind in rules.KINDS.values()]
    return page(request, "evaluation/list", [], kinds=kinds, may_start=bool(queries.keepers(me)))


@FORM
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Start a list for a plan or a place."""
    which, keepers = _kind(kind), queries.keepers(person(request))
    if not keepers:
        raise PermissionDenied("Your role does not allow this. An analyst, an engagement lead or a director can do it.")
    form = forms.StartForm(sent(request), keepers=keepers)
    made: list[Assessment] = []
    if attempt(request, form, lambda said: made.append(actions.start(
        form.keeper(), kind=kind, title=said["title"], visibility=said["visibility"], by=person(request)
    ))):  # fmt: skip
        return redirect("workspace:evaluation:fill", made[0].pk)
    return form_page(request, form, [HOME], title=f"New: {which.title.lower()}", button="Start", intro=[which.about])


@FORM
def fill(request: HttpRequest, assessment: int) -> HttpResponse:
    """Show every item as it stands, and save what the person says of them, all or nothing."""
    found = queries.assessment_for(person(request), assessment)
    kind, marks = rules.KINDS[found.kind], queries.marks_of(found)
    may_edit = queries.may_edit(person(request), found)
    form = forms.MarksForm(sent(request) if may_edit else None, kind=kind, marks=marks)

    def save(_: dict[str, Any]) -> None:
        try:
            actions.mark(found, said=form.said(), by=person(request))
        except actions.NotAll as problem:
            form.wrong(problem.items)
            raise

    if request.method == "POST" and not may_edit:
        raise PermissionDenied("Your role does not allow this. An analyst, an engagement lead or a director can do it.")
    if attempt(request, form, save, done="Your checklist is saved." if kind is rules.CHECKLIST else "It is saved."):
        return redirect("workspace:evaluation:fill", assessment)
    return page(
        request, "evaluation/fill", [HOME], assessment=found, kind=kind, form=form, marks=marks, may_edit=may_edit,
        sum=rules.sum_up(kind, [mark.value for mark in marks.values()]), snapshots=list(queries.snapshots_of(found)),
        colours=COLOURS[kind.key],
    )  # fmt: skip


@require_POST
def keep(request: HttpRequest, assessment: int) -> HttpResponse:
    """Keep how it stands today."""
    found = queries.assessment_for(person(request), assessment)
    return press(request, lambda: actions.keep_as_it_stands(found, by=person(request)),
                 done="Kept as it stands today. You can lay it beside other days.", to="workspace:evaluation:fill",
                 assessment=assessment)  # fmt: skip


@FORM
def share(request: HttpRequest, assessment: int) -> HttpResponse:
    """Say who may see it."""
    found = queries.assessment_for(person(request), assessment)
    if not queries.may_edit(person(request), found):
        raise PermissionDenied("Your role does not allow this. An analyst, an engagement lead or a director can do it.")
    form = forms.ShareForm(sent(request), initial={"visibility": found.visibility})
    if attempt(request, form, lambda said: actions.share(found, by=person(request), **said), done="Saved."):
        return redirect("workspace:evaluation:fill", assessment)
    return form_page(request, form, [HOME, _here(found)], title="Who may see it?", button="Save")


@require_safe
def compare(request: HttpRequest, kind: str) -> HttpResponse:
    """Lay days, plans or places side by side."""
    which, form, chosen = _compared(request, kind)
    return page(
        request, "evaluation/compare", [HOME], kind=which, form=form, chosen=chosen, colours=COLOURS[kind],
        parts=rules.compared(which, [one.values for one in chosen]), several=len({one.assessment_id for one in chosen}) > 1,
        query=request.GET.urlencode(),
    )  # fmt: skip


@require_safe
def compare_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Give what lies side by side as a table."""
    which, _, chosen = _compared(request, kind)
    rows = [["Item", *(f"{one.assessment.title}, {one.taken_on:%Y-%m-%d}" for one in chosen)]]
    for _part, steps in rules.compared(which, [one.values for one in chosen]):
        rows += [[step.item.words, *("" if value is None else which.values[value] for value in step.values)] for step in steps]
    return _csv(rows, f"{kind}-compared")


@require_safe
def table(request: HttpRequest, assessment: int) -> HttpResponse:
    """Give a list as it stands as a table."""
    found = queries.assessment_for(person(request), assessment)
    rows: list[list[Any]] = [["Part", "Item", "Where it stands", "What shows it", "Who sees to it", "By when"]]
    rows += [[part.title, *line] for part, lines in _lines(found) for line in lines]
    return _csv(rows, f"{found.kind}-{found.pk}")


@require_safe
def paper(request: HttpRequest, assessment: int) -> HttpResponse:
    """Give a list as it stands on paper."""
    found = queries.assessment_for(person(request), assessment)
    kind = rules.KINDS[found.kind]
    told = rules.sum_up(kind, [mark.value for mark in found.marks.all()])
    parts = [(part.title, [[str(one) for one in line] for line in lines]) for part, lines in _lines(found)]
    data = {
        "whose": f"{kind.title}, {found.organisation.name}",
        "made": f"As it stood on {timezone.localdate():%-d %B %Y}: {told.words}.",
        "parts": [{"title": title, "lines": lines} for title, lines in parts],
    }
    content = documents.pdf("evaluation/list", data, lang="en-GB", title=found.title)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.kind}-{found.pk}.pdf"'
    return response


def _lines(found: Assessment) -> list[tuple[rules.Part, list[list[Any]]]]:
    kind, marks = rules.KINDS[found.kind], queries.marks_of(found)
    return [
        (part, [[
            item.words, kind.values[mark.value] if (mark := marks.get(item.key)) else kind.values[0],
            mark.evidence if mark else "", mark.owner if mark else "",
            f"{mark.due_on:%-d %B %Y}" if mark and mark.due_on else "",
        ] for item in part.items]) for part in kind.parts
    ]  # fmt: skip


def _compared(request: HttpRequest, kind: str) -> tuple[rules.Kind, forms.CompareForm, list[Snapshot]]:
    which = _kind(kind)
    need(request, Permission.CHECKLIST_READ)
    form = forms.CompareForm(request.GET or None, snapshots=list(queries.comparable(person(request), kind)))
    chosen = queries.chosen(person(request), kind, form.cleaned_data["snapshot"]) if form.is_valid() else []
    return which, form, chosen


def _kind(kind: str) -> rules.Kind:
    if kind not in rules.KINDS:
        raise Http404
    return rules.KINDS[kind]


def _here(found: Assessment) -> dict[str, str]:
    return {"text": found.title, "href": f"/workspace/saying/checklists/{found.pk}/"}


def _csv(rows: list[list[Any]], name: str) -> HttpResponse:
    file = io.StringIO()
    csv.writer(file).writerows([[cell(value) for value in row] for row in rows])
    response = HttpResponse("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
