"""Announcements, once their moment has come: the list, one of them, its words in other languages and formats, and its files.

Every address asks `packs.queries.announced`, so that one under embargo is nowhere, and a recall is everywhere at once.
"""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from antiphon.core.documents import NoFont
from antiphon.engagement.languages import LANGUAGES
from antiphon.network.queries import marks_of
from antiphon.packs import queries, rules
from antiphon.packs.models import Variant
from antiphon.packs.outputs import page
from antiphon.packs.queries import Announced
from antiphon.packs.wording import FORMATS, TYPES

fresh = cache_control(private=True, no_cache=True)
READ = ("web", "poster", "intranet")  # for the public page, the first of these that there is


@fresh
@require_safe
def announcements(request: HttpRequest) -> HttpResponse:
    """List what was announced, newest first."""
    return render(request, "public/announcements/list.html", {"announced": queries.announced()})


@fresh
@require_safe
def announcement(request: HttpRequest, slug: str, language: str = "en", format: str = "standard") -> HttpResponse:
    """Show one announcement in a language and a format."""
    found = queries.announced_under(slug)
    shown = _shown(found, language, format)
    if shown is None and (language, format) != ("en", "standard"):
        raise Http404
    return render(request, "public/announcements/one.html", {
        "one": found, "pack": found.pack, "version": found.version, "variant": shown,
        "words": rules.as_it_stands(shown).text if shown else "", "others": _others(found, shown),
        "language": LANGUAGES[shown.language] if shown else LANGUAGES["en"], "formats": FORMATS,
        "marks": marks_of([found.pack.owner_id], lead=found.pack.owner_id), "posts": queries.posts_of(found.version),
    }, status=200)  # fmt: skip


@fresh
@require_safe
def file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Hand out a picture or a document of an announcement; of one that was recalled, nothing."""
    found = queries.announced_under(slug)
    if found.recalled:
        return _gone(request, found)
    asset = queries.asset_in(found.version, pk)
    if asset.file is None or not asset.usable:
        raise Http404
    kept = queries.file_of(asset)
    response = HttpResponse(bytes(kept.content), content_type=kept.media_type)
    response["Content-Disposition"] = f'inline; filename="{slug}-{asset.pk}.{TYPES[kept.media_type]}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@fresh
@require_safe
def pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the announcement as a tagged PDF, also in large print. A recalled one says why, and nothing else."""
    found = queries.announced_under(slug)
    return _made(request, found, "", lambda: page.made(
        found.version, address=_address(found), inside=False, large="large" in request.GET))  # fmt: skip


@fresh
@require_safe
def plain(request: HttpRequest, slug: str, language: str, format: str) -> HttpResponse:
    """Give the words alone as a PDF, in one language and format: to print, to hand over or to put up."""
    found = queries.announced_under(slug)
    if found.recalled:
        return _gone(request, found)
    variant = _shown(found, language, format, ("poster", "web", "intranet"))
    if variant is None or not variant.text:
        raise Http404
    as_it_stands = rules.as_it_stands(variant)
    ready = Variant(version=found.version, channel=variant.channel, language=variant.language, format=variant.format,
                    picture=variant.picture, subject=as_it_stands.subject, text=as_it_stands.text)  # fmt: skip
    return _made(request, found, f"-{language}-{format}", lambda: page.plain(
        found.version, ready, address=_address(found), large="large" in request.GET))  # fmt: skip


def _made(request: HttpRequest, found: Announced, tail: str, make: Any) -> HttpResponse:
    try:
        content = make()
    except NoFont:
        return render(request, "public/announcements/no_pdf.html", {"one": found, "pack": found.pack}, status=503)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.pack.slug}{tail}.pdf"'
    return response


def _gone(request: HttpRequest, found: Announced) -> HttpResponse:
    return render(request, "public/announcements/one.html", {
        "one": found, "pack": found.pack, "version": found.version, "variant": None, "words": "", "others": [],
        "language": LANGUAGES["en"], "formats": FORMATS, "marks": [], "posts": [],
    }, status=410)  # fmt: skip


def _shown(found: Announced, language: str, format: str, channels: tuple[str, ...] = READ) -> Variant | None:
    if found.recalled:
        return None
    there = {(one.channel, one.language, one.format): one for one in _with_version(found)}
    return next((there[channel, language, format] for channel in channels if (channel, language, format) in there), None)


def _with_version(found: Announced) -> list[Variant]:
    variants = list(found.version.variants.all())
    for one in variants:
        one.version = found.version
    return [one for one in variants if one.channel in READ]


def _others(found: Announced, shown: Variant | None) -> list[dict[str, str]]:
    """Return the other languages and formats, each with its own name and address."""
    links: dict[tuple[str, str], dict[str, str]] = {}
    for one in [] if found.recalled else _with_version(found):
        key = (one.language, one.format)
        if shown is not None and key == (shown.language, shown.format):
            continue
        language = LANGUAGES[one.language]
        text = language.own if one.format == "standard" else FORMATS[one.format]
        if one.format != "standard" and one.language != "en":
            text = f"{language.own}, {FORMATS[one.format].lower()}"
        main = key == ("en", "standard")
        href = found.path if main else f"{found.path}{one.language}/{one.format}/"
        links[key] = {"text": text, "href": href, "lang": language.code, "dir": language.direction}
    return list(links.values())


def _address(found: Announced) -> str:
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}{found.path}"
