"""Screens of files that people sent with their answers: a list without names, and opening one, which is logged."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.core.problems import Refused
from antiphon.engagement.queries import engagement_for
from antiphon.network.access import require
from antiphon.network.roles import Permission
from antiphon.voices import actions, queries
from antiphon.voices.doors.upload_file import ENDINGS
from antiphon.workspace.attempts import person
from antiphon.workspace.voices import forms


@require_safe
def files(request: HttpRequest, slug: str) -> HttpResponse:
    """Show which files came, to which question and when."""
    engagement = engagement_for(request.user, slug)
    require(request.user, Permission.VOICE_READ, on=engagement)
    page = {"section": "engagements", "engagement": engagement, "files": list(queries.uploads_of(engagement)[:500])}
    return render(request, "workspace/voices/sent_files.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask why; then hand the file over as a download that no browser runs."""
    engagement = engagement_for(request.user, slug)
    found = queries.upload_in(engagement, pk)
    may_open = queries.may_open(person(request), engagement)
    if not may_open:
        require(request.user, Permission.VOICE_READ if request.method != "POST" else Permission.VOICE_UNSEAL, on=engagement)
    form = forms.OpenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            content = actions.open_upload(found, why=form.cleaned_data["why"], by=person(request))
            return _download(found.pk, found.kind, content)
        except Refused as problem:
            for reason in problem.reasons:
                form.add_error(None, reason)
    return render(request, "workspace/voices/sent_file.html", {
        "section": "engagements", "engagement": engagement, "file": found, "form": form, "may_open": may_open,
        "openings": list(queries.file_openings_of(found)),
    })  # fmt: skip


def _download(pk: int, kind: str, content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="file-{pk}.{ENDINGS.get(kind, "bin")}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "no-store, private"
    return answer
