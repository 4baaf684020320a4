"""Bringing people to the form: a short address, its QR code, and a poster."""

import base64
from typing import Any
from urllib.parse import unquote

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import formats
from django.views.decorators.http import require_safe

from antiphon.core.words import points
from antiphon.engagement import queries as engagements
from antiphon.engagement.models import Engagement
from antiphon.public.paper import as_pdf

KINDS = {"svg": "image/svg+xml", "png": "image/png"}


def short_address(engagement: Engagement) -> str:
    """Return the address that is short enough to type from a poster."""
    return f"{settings.PUBLIC_ADDRESS}{reverse('public:short', args=[engagement.pk])}"


@require_safe
def short(request: HttpRequest, number: int) -> HttpResponse:
    """Lead from the short address to the engagement's page."""
    return redirect("public:engagement", slug=engagements.public_engagement_by_number(number).slug)


def _svg(code: segno.QRCode, **how: Any) -> str:
    return unquote(code.svg_data_uri(**how).split(",", 1)[1])


@require_safe
def qr(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Give the QR code of the short address."""
    if kind not in KINDS:
        raise Http404
    engagement = engagements.public_engagement(slug)
    code = segno.make(short_address(engagement), error="m", micro=False)
    if kind == "svg":
        drawn = _svg(code, scale=8, border=4, title=f"QR code: {short_address(engagement)}").encode()
    else:
        drawn = base64.b64decode(code.png_data_uri(scale=12, border=4).split(",", 1)[1])
    answer = HttpResponse(drawn, content_type=KINDS[kind])
    answer.headers["Content-Disposition"] = f'inline; filename="{slug}-qr.{kind}"'
    return answer


@require_safe
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a poster with the title, the dates, the QR code and the other ways to take part."""
    engagement = engagements.public_engagement(slug)
    code = segno.make(short_address(engagement), error="m", micro=False)
    address = short_address(engagement).split("://", 1)[-1]
    twins = ", ".join(twin.name for twin in engagements.published_twins(engagement))
    until = f"Tell us by {formats.date_format(engagement.closes_on, 'j F Y')}" if engagement.closes_on else ""
    also = [f"Also as: {twins}"] if twins else []
    data = {
        "owner": engagement.owner.name, "heading": engagement.title, "summary": engagement.summary, "until": until,
        "qr": _svg(code, scale=10, border=2), "alt": f"QR code that opens {address}", "address": address,
        "ways": [*(line for block in points(engagement.other_ways) for line in block.lines), *also],
        "by": f"Run by {engagement.owner.name}",
    }  # fmt: skip
    return as_pdf("public/poster", data, lang="en-GB", title=f"Poster: {engagement.title}", name=f"{slug}-poster")
