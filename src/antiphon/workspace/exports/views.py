"""Taking files out: ask for one, see how far it is, have it; and a cross-tabulation as a spreadsheet."""

import base64
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.core import documents
from antiphon.core.problems import Refused
from antiphon.engagement.models import Engagement
from antiphon.engagement.queries import engagement_for
from antiphon.exports import actions, making, queries
from antiphon.exports.lines import cross_lines
from antiphon.exports.models import Export
from antiphon.exports.writers import TYPES, written
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import attempt, need, person
from antiphon.workspace.exports.forms import AskForm
from antiphon.workspace.exports.presenters import on_paper
from antiphon.workspace.insight.result_views import chosen

LOOK_AGAIN = 3  # seconds


@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a file, and see those that were asked for."""
    engagement = _engagement(request, slug)
    form = AskForm(request.POST if request.method == "POST" else None)
    asked: list[Export] = []
    if attempt(request, form, lambda data: asked.append(actions.ask(engagement, by=person(request), **form.wanted()))):
        if queries.is_small(asked[0]):
            making.make(asked[0], by=person(request))
        return redirect("workspace:exports:one", slug=slug, pk=asked[0].pk)
    return _page(request, "list", engagement, form=form, found=list(queries.exports_of(engagement)[:50]))


@require_safe
def export(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show the receipt of a file, or how far it is; the page looks again by itself until it is there."""
    engagement = _engagement(request, slug)
    found = queries.export_in(engagement, pk)
    going = found.state in (Export.State.WAITING, Export.State.MAKING)
    response = _page(request, "one", engagement, found=found, going=going)
    if going:
        response["Refresh"] = str(LOOK_AGAIN)
    return response


@require_safe
def file(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Hand out a file that is whole, in pieces; its length and checksum go before it."""
    engagement = _engagement(request, slug)
    found = queries.export_in(engagement, pk)
    try:
        found = actions.take_out(found, by=person(request))
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
        return redirect("workspace:exports:one", slug=slug, pk=pk)
    response = StreamingHttpResponse(queries.content_of(found), content_type=TYPES[found.format])
    response["Content-Disposition"] = f'attachment; filename="{engagement.slug}-{found.kind}.{found.format}"'
    response["Content-Length"] = str(found.size)
    response["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(found.sha256)).decode()}:"
    return response


@require_safe
def cross_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out a cross-tabulation as a spreadsheet, with the same cells hidden as on the screen."""
    engagement = _engagement(request, slug)
    try:
        found = cross_lines(chosen(engagement, request))
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
        return redirect("workspace:insight:cross", slug=slug)
    rows = list(found.rows)
    actions.take_out_table(engagement, what=request.GET.urlencode()[:200], format="csv", rows=len(rows), by=person(request))
    content = b"".join(written("csv", found.columns, rows, notes=lambda: found.notes))
    response = HttpResponse(content, content_type=TYPES["csv"])
    response["Content-Disposition"] = f'attachment; filename="{engagement.slug}-cross-tab.csv"'
    return response


@require_safe
def cross_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out a cross-tabulation as a PDF: its chart and its table, with the same cells hidden as on the screen."""
    engagement = _engagement(request, slug)
    try:
        found = chosen(engagement, request)
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
        return redirect("workspace:insight:cross", slug=slug)
    content = documents.pdf("exports/cross", on_paper(found), lang="en-GB", title=found.heading)
    rows = sum(len(table.lines) for table in found.tables)
    actions.take_out_table(engagement, what=request.GET.urlencode()[:200], format="pdf", rows=rows, by=person(request))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{engagement.slug}-cross-tab.pdf"'
    return response


def _engagement(request: HttpRequest, slug: str) -> Engagement:
    engagement = engagement_for(request.user, slug)
    need(person(request), Permission.EXPORT, on=engagement)
    return engagement


def _page(request: HttpRequest, name: str, engagement: Engagement, **more: Any) -> HttpResponse:
    return render(request, f"workspace/exports/{name}.html", {"section": "engagements", "engagement": engagement, **more})
