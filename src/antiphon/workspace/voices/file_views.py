"""Screens of a file on its way in: send it, look at what it becomes, mend that, take it, or throw it away."""

import csv
from typing import Any

from django.contrib import messages
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.core.problems import Refused
from antiphon.engagement import actions as engagements
from antiphon.engagement.models import Engagement
from antiphon.engagement.queries import engagement_for
from antiphon.network.access import require
from antiphon.network.roles import Permission
from antiphon.voices import actions, queries
from antiphon.voices.doors.columns import Matching
from antiphon.voices.models import WaitingFile
from antiphon.workspace.attempts import attempt, need, person, press
from antiphon.workspace.voices import files, forms
from antiphon.workspace.voices.presenters import brought

BROKEN = (
    "The database was interrupted while the file was taken. Nothing was added, and your file is still here: take it again "
    "in a moment."
)
TOO_LARGE = "The file is larger than 100 MB. Split it into smaller files."


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a file. It is sealed, and what its columns could be is guessed."""
    engagement = _may(request, slug)
    form = forms.FileForm(request.POST if request.method == "POST" else None, request.FILES or None)
    kept: list[WaitingFile] = []

    def keep(given: dict[str, Any]) -> None:
        file = given["file"]
        kept.append(actions.keep_file(engagement, file=file.file, name=file.name, by=person(request)))

    if request.method == "POST" and getattr(request, "upload_too_large", False):
        form.is_valid()
        form.errors.pop("file", None)
        form.add_error("file", TOO_LARGE)
    elif attempt(request, form, keep):
        return redirect("workspace:voices:file", slug, kept[0].pk)
    mine = queries.waiting_files(engagement, of=person(request))
    return _page(request, "import", {"engagement": engagement, "form": form, "waiting": mine})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show a file as it will be taken. Posting saves what its columns become, and takes it when asked to."""
    waiting = _file(request, slug, pk)
    if waiting.status == WaitingFile.Status.TAKEN:
        return redirect("workspace:voices:batch", slug, waiting.batch_id) if waiting.batch_id else redirect(
            "workspace:voices:list", slug)  # fmt: skip
    if waiting.status in (WaitingFile.Status.QUEUED, WaitingFile.Status.READING):
        return _page(request, "file_progress", {"engagement": waiting.engagement, "file": waiting})
    reasons: list[str] = []
    if request.method == "POST":
        try:
            _match(request, waiting)
            if request.POST.get("do") == "take":
                return _take(request, waiting)
            messages.success(request, "Saved. Look at the first rows below.")
            return redirect(request.get_full_path())
        except Refused as problem:
            reasons = problem.reasons
            waiting = _file(request, slug, pk)
    page = files.file_page(waiting, request.GET)
    return _page(request, "file", {**page, "faults": [{"text": reason} for reason in reasons]})


@require_POST
def heading(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say in which sheet and row the heading stands."""
    waiting = _file(request, slug, pk)
    first, rows = (int(value) if value.isdecimal() else 0 for value in (
        request.POST.get("first", ""), request.POST.get("rows", "1")))  # fmt: skip
    return press(
        request, lambda: actions.move_heading(waiting, first=first, rows=rows, sheet=request.POST.get("sheet", ""),
                                              by=person(request)),
        done="The headings are read from there now. Look at what each column becomes.", to="workspace:voices:file",
        slug=slug, pk=pk,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Make questions of the columns that no question is for yet, while the engagement is a draft."""
    waiting = _file(request, slug, pk)
    need(person(request), Permission.ENGAGEMENT_EDIT, on=waiting.engagement)
    reasons: list[str] = []
    if request.method == "POST":
        chosen = files.chosen_drafts(waiting, request.POST)
        try:
            if not chosen:
                raise Refused("Tick at least one question to make.")
            made = engagements.add_questions(waiting.engagement, drafts=chosen, by=person(request))
            actions.guess_again(waiting, by=person(request))
            messages.success(request, f"{len(made)} {'question is' if len(made) == 1 else 'questions are'} in the draft now.")
            return redirect("workspace:voices:file", slug, pk)
        except Refused as problem:
            reasons = problem.reasons
    return _page(request, "file_questions", {**files.drafts_page(waiting), "faults": [{"text": reason} for reason in reasons]})


@never_cache
@require_safe
def report(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Download what is wrong, row by row."""
    waiting = _file(request, slug, pk)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="report-{waiting.pk}.csv"'
    response.write("\ufeff")
    csv.writer(response).writerows(files.report_lines(waiting))
    return response


@require_POST
def drop(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Throw the file away."""
    waiting = _file(request, slug, pk)
    return press(request, lambda: actions.drop_file(waiting, by=person(request)), done="The file is gone. Nothing was added.",
                 to="workspace:voices:import", slug=slug)  # fmt: skip


def _match(request: HttpRequest, waiting: WaitingFile) -> None:
    matching = Matching.from_json(waiting.matching)
    actions.match_columns(
        waiting, uses=files.uses_of(request.POST, matching), told=files.told_of(request.POST),
        day_first=request.POST.get("day_first", "yes") == "yes", channel=request.POST.get("channel", "file"), by=person(request),
    )


def _take(request: HttpRequest, waiting: WaitingFile) -> HttpResponse:
    slug, me = waiting.engagement.slug, person(request)
    if waiting.size > files.INLINE:
        actions.queue_file(waiting, by=me)
        return redirect("workspace:voices:file", slug, waiting.pk)
    try:
        batch = actions.take_file(waiting, by=me)
    except Refused as problem:
        actions.refuse_file(waiting, problem=problem, by=me)
        return redirect("workspace:voices:file", slug, waiting.pk)
    except (OperationalError, InterfaceError):
        connection.close()  # the next query opens a new one
        messages.error(request, BROKEN)
        return redirect("workspace:voices:file", slug, waiting.pk)
    messages.success(request, brought(batch.rows))
    return redirect("workspace:voices:batch", slug, batch.pk)


def _may(request: HttpRequest, slug: str) -> Engagement:
    engagement = engagement_for(request.user, slug)
    require(request.user, Permission.VOICE_IMPORT, on=engagement)
    return engagement


def _file(request: HttpRequest, slug: str, pk: int) -> WaitingFile:
    return queries.waiting_file_in(_may(request, slug), pk, of=person(request))


def _page(request: HttpRequest, name: str, page: dict[str, Any]) -> HttpResponse:
    return render(request, f"workspace/voices/{name}.html", {"section": "engagements", **page})
