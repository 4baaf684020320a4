"""What the access matrix walks of announcements: one of everything, of the owner, passed on to its partners."""

from itertools import product
from typing import Any

from antiphon.engagement.languages import LANGUAGES
from antiphon.engagement.models import Engagement
from antiphon.engagement.queries import partners_of
from antiphon.packs.models import Pack
from antiphon.packs.tests.factories import (
    make_asset,
    make_fact,
    make_pack,
    make_pack_partner,
    make_pack_version,
    make_posting,
    make_reader,
    make_slot,
    make_spokesperson,
    make_variant,
)
from antiphon.packs.wording import CHANNELS


def of_an_announcement(engagement: Engagement) -> dict[str, Any]:
    """Make an announcement with an approved version and a draft; return what stands in its addresses."""
    pack = make_pack(owner=engagement.owner, written_by=engagement.lead)
    make_pack_version(pack=pack, approved=True)
    draft = make_pack_version(pack=pack)
    for partner in partners_of(engagement).all():
        make_pack_partner(pack=pack, organisation=partner.organisation)
    return {"pack": pack.slug, "number": draft.number, "earlier": 1, "kind": "words", "part": draft.variants.first().pk,
            "reader": make_reader(pack=pack).pk}  # fmt: skip


def more_of_an_announcement(rows: dict[str, Any], number: int) -> None:
    """Add one more of everything that a page lists."""
    pack = Pack.objects.get(slug=rows["pack"])
    make_reader(pack=pack)
    for version in pack.versions.all():
        make_fact(version=version, words=f"Fact {number}")
        make_spokesperson(version=version, role=f"Role {number}")
        make_slot(version=version, key=f"place_{number}")
        there = set(version.variants.values_list("channel", "language"))
        channel, language = next(one for one in product(CHANNELS, LANGUAGES) if one not in there)
        make_variant(version=version, channel=channel, language=language)
        asset = make_asset(version=version)
        post = version.variants.filter(channel="social").first()
        if post is not None:
            make_posting(variant=post)
            post.picture = asset
            post.save()
    other = make_pack(owner=pack.owner)
    make_pack_version(pack=other, approved=True)
    make_pack_version(pack=make_pack(owner=pack.owner), asked_at=pack.made_at)
