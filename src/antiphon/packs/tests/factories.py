"""Packs for tests: whole ones, that could be approved."""

import hashlib
import itertools
from io import BytesIO
from typing import Any

from django.utils import timezone

from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.packs import queries, rules
from antiphon.packs.models import (
    Asset,
    Fact,
    File,
    Pack,
    PackPartner,
    PackVersion,
    Posting,
    Reader,
    Slot,
    Spokesperson,
    Variant,
)

_number = itertools.count(1)
EMAIL = "Dear ((name)),\n\nThe new desk is open. ((desk_hours))\n\nYou can stop these e-mails: ((leave))"


def make_pack(**overrides: Any) -> Pack:
    """Return a pack without a version, its writer on the list."""
    number = next(_number)
    fields = {"title": f"A new desk {number}", "slug": f"a-new-desk-{number}", **overrides}
    if "owner" not in fields:
        fields["owner"] = make_organisation()
    if "written_by" not in fields:
        fields["written_by"] = make_user(role="communications_officer", organisation=fields["owner"])
    pack = Pack.objects.create(**fields)
    make_reader(pack=pack, user=pack.written_by)
    return pack


def make_reader(*, pack: Pack | None = None, **overrides: Any) -> Reader:
    """Return somebody on the list."""
    pack = pack or make_pack()
    fields = {"added_by": pack.written_by, **overrides}
    if "user" not in fields:
        fields["user"] = make_user(role="reader", organisation=pack.owner)
    return Reader.objects.get_or_create(pack=pack, user=fields["user"], defaults={"added_by": fields["added_by"]})[0]


def make_pack_partner(**overrides: Any) -> PackPartner:
    """Return an organisation that a pack is passed on to."""
    fields = dict(overrides)
    fields.setdefault("pack", None)
    if fields["pack"] is None:
        fields["pack"] = make_pack()
    if "organisation" not in fields:
        fields["organisation"] = make_organisation()
    return PackPartner.objects.create(**fields)


def make_pack_version(*, pack: Pack | None = None, parts: bool = True, approved: bool = False, **overrides: Any) -> PackVersion:
    """Return a version that is whole, as a draft or approved by somebody else. `embargo_until` and such belong to the pack."""
    pack = pack or make_pack()
    fields = {
        "number": pack.versions.count() + 1, "headline": pack.title, "summary": "People who come in are seen by one desk.",
        "lines": "One desk for everyone.\nNobody is sent away.", "written_by": pack.written_by, "contact": "The press desk",
        **overrides,
    }  # fmt: skip
    version = PackVersion.objects.create(pack=pack, **fields)
    version.writers.add(version.written_by)
    if parts:
        make_spokesperson(version=version)
        make_fact(version=version)
        make_slot(version=version)
        make_variant(version=version)
        make_variant(version=version, channel="web", text="The new desk is open. ((desk_hours))")
        make_variant(version=version, channel="sms", subject="", text="The new desk is open. ((desk_hours))")
        make_variant(version=version, channel="social", subject="", text="The new desk is open.")
    return approve_as_is(version) if approved else version


def approve_as_is(version: PackVersion) -> PackVersion:
    """Approve a version without asking whether it is whole."""
    pack = version.pack
    version.asked_at = version.approved_at = timezone.now()
    version.approved_by = make_user(role="director", organisation=pack.owner)
    if version.clinical:
        version.clinical_read_at = version.approved_at
    version.content_hash = rules.content_hash(queries.whole(queries.full(version)))
    version.save()
    if pack.public and pack.public_from is None:
        pack.public_from = max(version.approved_at, pack.embargo_until) if pack.embargo_until else version.approved_at
        pack.save()
    return version


def make_fact(*, version: PackVersion | None = None, **overrides: Any) -> Fact:
    """Return a fact with its source."""
    fields = {"words": "Four in ten people came twice last year.", "source": "Count at the doors, 2025", **overrides}
    return Fact.objects.create(version=version or make_pack_version(parts=False), **fields)


def make_spokesperson(*, version: PackVersion | None = None, **overrides: Any) -> Spokesperson:
    """Return a role that speaks."""
    fields = {"role": "Head of the desk", **overrides}
    return Spokesperson.objects.create(version=version or make_pack_version(parts=False), **fields)


def make_slot(*, version: PackVersion | None = None, **overrides: Any) -> Slot:
    """Return a place for the hours of a desk."""
    fields = {"key": "desk_hours", "label": "When your desk is open", "kind": "text", "most": 60, **overrides}
    return Slot.objects.create(version=version or make_pack_version(parts=False), **fields)


def make_variant(*, version: PackVersion | None = None, **overrides: Any) -> Variant:
    """Return the words of an e-mail."""
    fields = {"channel": "email", "subject": "One desk for everyone", "text": EMAIL, **overrides}
    return Variant.objects.create(version=version or make_pack_version(parts=False), **fields)


def picture(colour: str = "navy") -> bytes:
    """Return a small picture."""
    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (120, 80), colour).save(out, "PNG")
    return out.getvalue()


def make_file(*, pack: Pack | None = None, **overrides: Any) -> File:
    """Return the bytes of a picture."""
    content = overrides.pop("content", None) or picture()
    fields = {"sha256": hashlib.sha256(content).hexdigest(), "media_type": "image/png", "size": len(content), **overrides}
    return File.objects.create(pack=pack or make_pack(), content=content, **fields)


def make_asset(*, version: PackVersion | None = None, **overrides: Any) -> Asset:
    """Return a picture that may be used."""
    version = version or make_pack_version(parts=False)
    number = next(_number)
    fields = {"kind": "image", "title": f"The desk {number}", "alternative": "Two people talk at a low desk.",
              "rights": "Our own picture", **overrides}  # fmt: skip
    if fields["kind"] != "video" and "file" not in fields:
        fields["file"] = make_file(pack=version.pack, content=picture(f"#{number % 4096:03x}"))
    return Asset.objects.create(version=version, **fields)


def make_posting(*, variant: Variant | None = None, **overrides: Any) -> Posting:
    """Return a post that was put up."""
    variant = variant or make_variant(channel="social", subject="", text="The new desk is open.")
    owner = variant.version.pack.owner
    fields = {"organisation": owner, "place": "Facebook", "link": f"https://social.example/{next(_number)}",
              "posted_by": variant.version.pack.written_by, **overrides}  # fmt: skip
    return Posting.objects.create(variant=variant, **fields)
