"""What every insight page has: the engagement, what the person may do, where they are."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from antiphon.engagement.models import Engagement
from antiphon.engagement.queries import engagement_for
from antiphon.insight import queries
from antiphon.insight.models import Theme
from antiphon.network.roles import Permission
from antiphon.voices.models import Voice
from antiphon.workspace.attempts import need, person
from antiphon.workspace.insight import presenters

FORM = require_http_methods(["GET", "HEAD", "POST"])


def page(request: HttpRequest, name: str, engagement: Engagement, *, here: str, **more: Any) -> HttpResponse:
    """Render one page of insight; `here` says which of its parts is open."""
    context = {"section": "engagements", "engagement": engagement, "here": here,
               "may": presenters.rights(person(request), engagement), **more}  # fmt: skip
    return render(request, f"workspace/insight/{name}.html", context)


def asked(request: HttpRequest, slug: str, *permissions: Permission) -> Engagement:
    """Return the engagement of the address, for someone who may; 404 for a stranger."""
    engagement = engagement_for(request.user, slug)
    if permissions:
        need(person(request), *permissions, on=engagement)
    return engagement


def theme_at(engagement: Engagement, pk: int) -> Theme:
    """Return the theme of the address, or 404."""
    found = queries.theme_for(engagement, pk)
    if found is None:
        raise Http404
    return found


def voice_at(engagement: Engagement, pk: int) -> Voice:
    """Return the voice of the address, or 404 when it is not of this engagement or not made safe."""
    found = queries.voice_for(engagement, pk)
    if found is None:
        raise Http404
    return found
