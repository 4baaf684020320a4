"""What the screens of this part share: the page with its way back, who may, and files that come in or go out."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from antiphon.audiences import queries
from antiphon.core.csv_fields import cell
from antiphon.core.problems import BadFile
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import person

WRITE, READ = Permission.AUDIENCE_WRITE, Permission.AUDIENCE_READ
FORM = require_http_methods(["GET", "HEAD", "POST"])
HUB = {"text": "What we send", "href": "/workspace/sending/"}
NETWORKS = {"text": "Networks", "href": "/workspace/sending/networks/"}
LISTS = {"text": "Lists of people", "href": "/workspace/sending/lists/"}
MOST_BAD = 50  # rows that are shown one by one


def sent(request: HttpRequest) -> Any:
    """Return what a form was sent with, even when that is nothing; None when it is shown for the first time."""
    return request.POST if request.method == "POST" else None


def page(request: HttpRequest, name: str, crumbs: list[dict[str, str]], **said: Any) -> HttpResponse:
    """Show a page of this part, with the way back."""
    return render(request, f"workspace/audiences/{name}.html", {"section": "sending", "crumbs": [HUB, *crumbs], **said})


def form_page(
    request: HttpRequest, form: Any, crumbs: list[dict[str, str]], *, title: str, button: str, **said: Any
) -> HttpResponse:
    """Show one form with its title, a few words before it and its button."""
    return page(request, "form", crumbs, form=form, title=title, button=button, **said)


def need(request: HttpRequest, permission: Permission = WRITE) -> None:
    """Keep a screen from whoever may not, in any of their organisations."""
    if not queries.keepers(person(request), permission):
        raise PermissionDenied("Your role does not allow this. A communications officer or a director can do it.")


def bad_rows(form: Any, problem: BadFile) -> dict[str, Any]:
    """Put what is wrong with a file beside its field, and return the rows that cannot be taken."""
    for reason in problem.reasons:
        form.add_error("file", reason)
    by_row: dict[int, list[str]] = {}
    for row, reason in problem.rows:
        by_row.setdefault(row, []).append(reason)
    return {"bad_rows": list(by_row.items())[:MOST_BAD], "bad_total": len(by_row), "good_total": problem.accepted}


def table_file(lines: Iterable[list[object]], name: str) -> StreamingHttpResponse:
    """Return lines as a table file, written as they are read."""
    response = StreamingHttpResponse(_csv(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def _csv(lines: Iterable[list[object]]) -> Iterator[bytes]:
    out = io.StringIO("\ufeff")
    out.seek(0, 2)
    writer = csv.writer(out)
    for number, line in enumerate(lines, start=1):
        writer.writerow([cell(value) for value in line])
        if number % 500 == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()
