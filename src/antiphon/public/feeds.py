"""Feeds of announcements, as Atom (RFC 4287) and RSS 2.0: after the embargo, never before. A recall is an entry that changed."""

from datetime import UTC
from email.utils import format_datetime
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from antiphon.packs import queries
from antiphon.packs.queries import Announced

A_FEED = 30
fresh = cache_control(public=True, max_age=60)


@fresh
@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """Give the newest announcements as an Atom feed."""
    found, site = queries.announced(A_FEED), settings.PUBLIC_ADDRESS.rstrip("/")
    newest = max((one.changed_at for one in found), default=timezone.now())
    entries = "".join(
        f"<entry><title>{_said(_title(one))}</title><id>{site}{one.path}</id><link href=\"{site}{one.path}\"/>"
        f"<published>{_stamp(one.pack.public_from)}</published><updated>{_stamp(one.changed_at)}</updated>"
        f"<author><name>{_said(one.pack.owner.name)}</name></author><summary>{_said(_summary(one))}</summary></entry>\n"
        for one in found
    )
    return HttpResponse(
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB">'
        f"<title>{_said(settings.SYSTEM_NAME)}: announcements</title><id>{site}/announcements/feed.atom</id>"
        f'<link rel="self" href="{site}/announcements/feed.atom"/><link href="{site}/announcements/"/>'
        f"<updated>{_stamp(newest)}</updated>\n{entries}</feed>\n",
        content_type="application/atom+xml; charset=utf-8",
    )


@fresh
@require_safe
def rss(request: HttpRequest) -> HttpResponse:
    """Give the newest announcements as an RSS feed."""
    found, site = queries.announced(A_FEED), settings.PUBLIC_ADDRESS.rstrip("/")
    items = "".join(
        f"<item><title>{_said(_title(one))}</title><link>{site}{one.path}</link>"
        f'<guid isPermaLink="false">{site}{one.path}#version-{one.version.number}{"-recalled" if one.recalled else ""}</guid>'
        f"<pubDate>{format_datetime(one.changed_at.astimezone(UTC), usegmt=True)}</pubDate>"
        f"<description>{_said(_summary(one))}</description></item>\n"
        for one in found
    )
    return HttpResponse(
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f"<title>{_said(settings.SYSTEM_NAME)}: announcements</title><link>{site}/announcements/</link>"
        f'<atom:link rel="self" type="application/rss+xml" href="{site}/announcements/feed.rss"/>'
        f"<description>What the organisations of {_said(settings.SYSTEM_NAME)} announce</description><language>en-gb</language>\n"
        f"{items}</channel></rss>\n",
        content_type="application/rss+xml; charset=utf-8",
    )


def _title(one: Announced) -> str:
    return f"Recalled: {one.version.headline}" if one.recalled else one.version.headline


def _summary(one: Announced) -> str:
    version = one.version
    return f"{version.recall_reason} Instead: {version.recall_instead}" if one.recalled else version.summary


def _stamp(moment: object) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")  # type: ignore[attr-defined, no-any-return]


def _said(text: str) -> str:
    """Return text as XML may hold it: escaped, without control characters."""
    return escape("".join(mark for mark in text if mark.isprintable() or mark in "\n\t"))
