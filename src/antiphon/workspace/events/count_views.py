"""Screens of what was counted: who came, views of recordings, what people thought, and the figures over many events."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from antiphon.core.csv_fields import cell
from antiphon.core.problems import BadFile, Refused
from antiphon.events import rules
from antiphon.events.actions import counting, feedback
from antiphon.events.queries import events
from antiphon.events.queries import figures as counted
from antiphon.network.access import may
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.events import forms
from antiphon.workspace.events.files import table
from antiphon.workspace.events.views import ALL, FORM, READ, WRITE, crumb, need, page, sent


@FORM
def attendance(request: HttpRequest, event: int) -> HttpResponse:
    """Take a file of who came, whole or not at all, and show what each file brought."""
    user = person(request)
    found = events.event_for(user, event, WRITE)
    form = forms.AttendanceForm(sent(request), request.FILES if request.method == "POST" else None)
    wrong: list[tuple[int, str]] = []
    if getattr(request, "upload_too_large", False):
        form.add_error("file", "The file is larger than 100 MB. Split it into smaller files.")
    elif request.method == "POST" and form.is_valid():
        before = {one.pk for one in counted.files_of(found)}
        try:
            made = counting.take_attendance(found, content=form.cleaned_data["file"].read(), by=user)
        except Refused as problem:
            wrong = problem.rows if isinstance(problem, BadFile) else []
            form.add_error("file", " ".join(problem.reasons))
        else:
            messages.success(request, _said(made, again=made.pk in before))
            return redirect("workspace:events:attendance", event)
    return page(request, "attendance", *crumb(found), event=found, form=form, wrong=wrong, files=list(counted.files_of(found)),
                came=counted.came_to(found, user))  # fmt: skip


def _said(made: Any, *, again: bool) -> str:
    if again:
        return "This file was taken before, so it brought nobody."
    said = f"{made.new:,} new {'attendance' if made.new == 1 else 'attendances'}."
    if made.there:
        said += f" {made.there:,} were there from an earlier file."
    if made.repeated:
        said += f" {made.repeated:,} {'row names' if made.repeated == 1 else 'rows name'} somebody again; they count once."
    return said


@require_POST
def take_back(request: HttpRequest, file: int) -> HttpResponse:
    """Take back what the latest file brought."""
    found = counted.file_for(person(request), file)
    return press(request, lambda: counting.take_back(found, by=person(request)), done="What the file brought is taken back.",
                 to="workspace:events:attendance", event=found.event_id)  # fmt: skip


@FORM
def note_views(request: HttpRequest, event: int) -> HttpResponse:
    """Write down how many views a recording has; what was noted before stands below."""
    found = events.event_for(person(request), event, WRITE)
    form = forms.ViewsForm(sent(request))
    if attempt(request, form, lambda said: counting.note_views(found, by=person(request), **said), done="The views are noted."):
        return redirect("workspace:events:note_views", event)
    return page(request, "views", *crumb(found), event=found, form=form, rows=list(counted.views_of(found)))


@require_POST
def remove_views(request: HttpRequest, views: int) -> HttpResponse:
    """Take out a number that was noted by mistake."""
    found = counted.views_for(person(request), views)
    return press(request, lambda: counting.remove_views(found, by=person(request)), done="It is taken out.",
                 to="workspace:events:note_views", event=found.event_id)  # fmt: skip


@FORM
def questions(request: HttpRequest, event: int) -> HttpResponse:
    """Show what people thought, and add questions as long as nobody has answered."""
    user = person(request)
    found = events.event_for(user, event, WRITE if request.method == "POST" else READ)
    form = forms.QuestionForm(sent(request))

    def ask(said: dict[str, Any]) -> object:
        return feedback.ask(found, words=said["words"], kind=said["kind"], choices=said["choices"].splitlines(), by=user)

    if attempt(request, form, ask, done="The question is added."):
        return redirect("workspace:events:questions", event)
    writes = may(user, WRITE, on=found)
    return page(request, "questions", *crumb(found), event=found, form=form, results=counted.results(found, words=writes),
                may_write=writes, begun=counted.begun(found))  # fmt: skip


@require_POST
def drop_question(request: HttpRequest, question: int) -> HttpResponse:
    """Take a question out."""
    found = counted.question_for(person(request), question)
    return press(request, lambda: feedback.drop_question(found, by=person(request)), done="The question is out.",
                 to="workspace:events:questions", event=found.event_id)  # fmt: skip


def _which(request: HttpRequest) -> tuple[forms.WhichForm, counted.Figures]:
    user = person(request)
    series = list(events.series_read(user))
    form = forms.WhichForm(request.GET, series=series)
    wanted = form.which() if form.is_valid() else {}
    return form, counted.figures(counted.in_figures(user, **wanted))


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show people, attendances and views over many events, each with its label and apart."""
    need(request, READ)
    form, found = _which(request)
    return page(request, "figures", ALL, form=form, figures=found, units=rules.UNITS, query=request.GET.urlencode())


@require_safe
def figures_file(request: HttpRequest) -> HttpResponse:
    """Hand out the figures as a table: one number in a row, with what it counts. Small numbers stay hidden."""
    need(request, READ)
    return table("events", ["What", "Event", "Day", "Counts", "Number", "Source", "As of"], _rows(_which(request)[1]))


def _rows(found: counted.Figures) -> Iterator[list[object]]:
    for line in found.lines:
        day = f"{line.event.starts_at:%Y-%m-%d}"
        yield ["Event", cell(line.event.title), day, "places", line.registered, "", ""]
        yield ["Event", cell(line.event.title), day, "attendances", line.attended, "", ""]
        for views in line.views:
            yield ["Event", cell(line.event.title), day, "views", views.count, cell(views.source), f"{views.as_of:%Y-%m-%d}"]
    yield ["All", "", "", "attendances", found.attendances, "", ""]
    yield ["All", "", "", "different people, each counted once", found.people, "", ""]
    yield ["All", "", "", "attendances without an address: who came cannot be told apart", found.unknown, "", ""]
    for source, count in found.views.items():
        yield ["All", "", "", "views", count, cell(source), ""]
