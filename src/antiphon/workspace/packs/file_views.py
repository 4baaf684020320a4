"""Files of an announcement for colleagues: what was added, and the whole as a PDF."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from antiphon.core.documents import NoFont
from antiphon.packs import queries
from antiphon.packs.outputs.page import made
from antiphon.packs.wording import TYPES
from antiphon.workspace.attempts import person
from antiphon.workspace.packs.views import found_in


@never_cache
@require_safe
def open_file(request: HttpRequest, pack: str, number: int, part: int) -> HttpResponse:
    """Show a file of a version, to those who may know of it."""
    asset = queries.asset_in(found_in(request, pack, number), part)
    if asset.file is None:
        raise Http404
    file = queries.file_of(asset)
    response = HttpResponse(bytes(file.content), content_type=file.media_type)
    response["Content-Disposition"] = f'inline; filename="{pack}-{asset.pk}.{TYPES[file.media_type]}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@never_cache
@require_safe
def pdf(request: HttpRequest, pack: str, number: int) -> HttpResponse:
    """Give the whole version as a tagged PDF, with what only colleagues read."""
    found = found_in(request, pack, number)
    try:
        content = made(found, address=f"{settings.PUBLIC_ADDRESS.rstrip('/')}/announcements/{pack}/", inside=True,
                       large="large" in request.GET, by=person(request).name)  # fmt: skip
    except NoFont:
        return render(request, "workspace/packs/no_pdf.html", {"section": "sending", "version": found}, status=503)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{pack}-{number}.pdf"'
    return response
