"""A signed narrative to take along: bulletin text, questions and answers, slides and one page, made now from the one version."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from antiphon.narrative import queries
from antiphon.narrative.outputs import OUTPUTS
from antiphon.narrative.outputs.page import TooLong
from antiphon.narrative.outputs.snippets import snippets
from antiphon.network.branding import Mark
from antiphon.network.queries import marks_of

fresh = cache_control(private=True, no_cache=True)


@fresh
@require_safe
def files(request: HttpRequest, slug: str, number: str = "") -> HttpResponse:
    """Show every form of a signed narrative: questions and answers to read here, and files to take along."""
    narrative = queries.published_under(slug, number)
    return render(request, "public/narrative/files.html", {
        "narrative": narrative, "outputs": list(OUTPUTS.values()),
        "snippets": snippets(narrative, marks(narrative), _where(narrative)),
    })  # fmt: skip


@fresh
@require_safe
def file(request: HttpRequest, slug: str, part: str, number: str = "") -> HttpResponse:
    """Hand out one form of a signed narrative."""
    narrative = queries.published_under(slug, number)
    found = next((one for one in OUTPUTS.values() if one.file == part), None)
    if found is None:
        raise Http404
    try:
        content = found.make(narrative, marks(narrative), _where(narrative))
    except TooLong as problem:
        return render(request, "public/narrative/no_page.html", {"narrative": narrative, "problem": str(problem)}, status=503)
    response = HttpResponse(content, content_type=found.type)
    stem, _, kind = found.file.rpartition(".")
    response["Content-Disposition"] = f'attachment; filename="{narrative.slug}-{narrative.number}-{stem}.{kind}"'
    return response


def marks(narrative: queries.PublishedNarrative) -> list[Mark]:
    """Return how the partners who signed are named and shown, in the order of whoever owns the narrative."""
    signed = [one.organisation for one in narrative.partners]
    lead = next((one.organisation for one in narrative.partners if one.name == narrative.owner), signed[0] if signed else 0)
    return marks_of(signed, lead=lead)


def _where(narrative: queries.PublishedNarrative) -> str:
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}{narrative.path}"
