"""An announcement on paper: a tagged PDF (PDF/UA-1), in ordinary or large print, for colleagues or for everyone."""

from collections.abc import Iterable
from typing import Any

from antiphon.core import documents
from antiphon.core.words import blocks
from antiphon.engagement.languages import LANGUAGES
from antiphon.narrative.outputs.base import clean, in_words
from antiphon.packs import queries
from antiphon.packs.models import Asset, PackVersion, Variant
from antiphon.packs.wording import TYPES


def made(version: PackVersion, *, address: str, inside: bool, large: bool = False, by: str = "") -> bytes:
    """Return the pack as a PDF. `inside`: with notes, names and the words for every channel, for colleagues alone.

    Raises documents.NoFont when the words are in a script for which this machine has no font.
    """
    shown = [] if version.recalled_at and not inside else [one for one in version.assets.all() if one.kind == "image"]
    figures, pictures = _pictures(shown)
    data = {**_data(version, address, inside, large, by), "figures": figures, "height": "80", "pictures_first": False}
    return documents.pdf("packs/pack", data, lang="en-GB", title=clean(version.headline), pictures=pictures)


def plain(version: PackVersion, variant: Variant, *, address: str, large: bool = False) -> bytes:
    """Return the words of one channel alone as a PDF, in their own language: to hand over, to read out or to put up."""
    language = LANGUAGES[variant.language]
    figures, pictures = _pictures([variant.picture] if variant.picture else [])
    data = {
        "figures": figures, "height": "100", "pictures_first": True,
        "owner": clean(version.pack.owner.name), "under": [f"Version {version.number}"],
        "size": "18" if _large(variant, large) else "12",
        "summary": [], "parts": [{"heading": "", "blocks": _blocks(variant.text)}], "address": address, "recalled": [],
    }  # fmt: skip
    return documents.pdf("packs/pack", data, lang="en-GB" if language.code == "en" else language.code,
                         title=clean(variant.subject or version.headline), pictures=pictures)  # fmt: skip


def _large(variant: Variant, large: bool) -> bool:
    return large or variant.format == "large_print"


def _data(version: PackVersion, address: str, inside: bool, large: bool, by: str) -> dict[str, Any]:
    pack = version.pack
    under = [pack.owner.name, f"Version {version.number}"]
    if version.approved_at:
        under.append(f"approved on {in_words(version.approved_at.date())}")
    else:
        under.append("DRAFT, not approved")
    parts = [{"heading": "Lines to take", "blocks": [{"points": True, "lines": _lines(version.lines)}]}] if version.lines else []
    facts = [f"{one.words} Source: {one.source}{f', {in_words(one.as_of)}' if one.as_of else ''}. {one.link}".rstrip()
             for one in version.facts.all()]  # fmt: skip
    parts += _points("Facts", facts)
    parts += _points("Who speaks", [
        f"{one.role}{f', {one.user.name}' if inside and one.user else ''}{f': {one.about}' if one.about else ''}"
        for one in version.spokespeople.all()
    ])  # fmt: skip
    if version.contact:
        parts.append({"heading": "For the press", "blocks": _blocks(version.contact)})
    if inside:
        if version.notes:
            parts.append({"heading": "Notes for colleagues", "blocks": _blocks(version.notes)})
        parts += [{"heading": str(one), "blocks": _blocks("\n\n".join(filter(None, (one.subject, one.text, one.video))))}
                  for one in version.variants.all()]  # fmt: skip
        parts += _points("Places to fill in", [f"(({one.key})): {one.label}" for one in version.slots.all()])
    parts += _points("Files", [f"{one.title}. {one.alternative} {one.rights}. {one.link}".rstrip()
                               for one in version.assets.all()])  # fmt: skip
    recalled = []
    if version.recalled_at:
        recalled = [f"Recalled on {in_words(version.recalled_at.date())}. {version.recall_reason}",
                    f"Instead: {version.recall_instead}"]  # fmt: skip
    elif inside and pack.under_embargo and pack.embargo_until:
        recalled = [f"UNDER EMBARGO until {pack.embargo_until:%H:%M} on {in_words(pack.embargo_until.date())}. "
                    f"Made for {by}, who may not pass it on."]  # fmt: skip
    return {
        "owner": clean(pack.owner.name), "under": [clean(" · ".join(under))], "size": "18" if large else "12", "address": address,
        "summary": [] if version.recalled_at and not inside else _blocks(version.summary),
        "parts": [] if version.recalled_at and not inside else parts, "recalled": [clean(one) for one in recalled],
    }  # fmt: skip


def _pictures(assets: list[Asset]) -> tuple[list[dict[str, str]], dict[str, bytes]]:
    """Return the pictures that we may still show, with what stands under each, and their files."""
    usable = [one for one in assets if one.usable]
    files = queries.files_of(usable)
    figures = [
        {"file": f"{one.pk}.{TYPES[files[one.pk].media_type]}", "alternative": clean(one.alternative),
         "under": clean(f"{one.title}. {one.rights}")}
        for one in usable
    ]  # fmt: skip
    return figures, {figure["file"]: bytes(files[one.pk].content) for figure, one in zip(figures, usable, strict=True)}


def _points(heading: str, lines: Iterable[str]) -> list[dict[str, Any]]:
    found = [clean(one) for one in lines]
    return [{"heading": heading, "blocks": [{"points": True, "lines": found}]}] if found else []


def _lines(text: str) -> list[str]:
    return [clean(line) for block in blocks(text) for line in block.lines]


def _blocks(text: str) -> list[dict[str, Any]]:
    return [{"points": one.points, "lines": [clean(line) for line in one.lines]} for one in blocks(text)]
