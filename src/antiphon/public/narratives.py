"""What partners say together, as they signed it: the newest version, those before it, and what changed between two."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from antiphon.narrative import queries

fresh = cache_control(private=True, no_cache=True)


@fresh
@require_safe
def narratives(request: HttpRequest) -> HttpResponse:
    """List every narrative that partners have signed."""
    return render(request, "public/narrative/list.html", {"narratives": queries.published_narratives()})


@fresh
@require_safe
def narrative(request: HttpRequest, slug: str, number: str = "") -> HttpResponse:
    """Show a signed version: the newest, or the one of that number."""
    return render(request, "public/narrative/narrative.html", {"narrative": queries.published_under(slug, number)})


@fresh
@require_safe
def compare(request: HttpRequest, slug: str, earlier: str, later: str) -> HttpResponse:
    """Show what changed between two versions."""
    before, after = queries.published_under(slug, earlier), queries.published_under(slug, later)
    if before.number == after.number:
        raise Http404
    return render(request, "public/narrative/compare.html", {
        "narrative": after, "earlier": before, "later": after, "compares": queries.compare_versions(before, after),
    })  # fmt: skip
