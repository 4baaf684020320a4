"""Social posts: offered to other systems once, or put up by hand with the link noted."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.problems import Refused
from antiphon.delivery.actions import announce
from antiphon.delivery.queries import listening
from antiphon.delivery.rules import Happening
from antiphon.network.access import Body, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission
from antiphon.packs import queries, rules
from antiphon.packs.access import need
from antiphon.packs.models import PackVersion, Posting, Variant

POST = "post.approved"


@action
def note_posting(variant: Variant, *, organisation: Organisation, place: str, link: str, by: User) -> Posting:
    """Write down where an organisation put a post up. The post is approved and current, and its embargo is over."""
    version = variant.version
    need(by, Permission.PACK_READ, on=version.pack)
    require(by, Permission.PACK_WRITE, on=Body(organisation))
    now = queries.current(version.pack)
    if variant.channel != "social" or now is None or now.pk != version.pk:
        raise Refused("This post is not the approved one any more.")
    if version.pack.under_embargo:
        raise Refused("The embargo has not ended yet.")
    parts = urlsplit(link.strip())
    if not place.strip() or parts.scheme not in ("https", "http") or not parts.hostname:
        raise Refused("Say where it was put up, and give its link.")
    if Posting.objects.filter(variant=variant, link=link.strip()).exists():
        raise Refused("This link is written down already.")
    posting = Posting.objects.create(
        variant=variant, organisation=organisation, place=place.strip(), link=link.strip(), posted_by=by
    )
    trail.leave("note posting", posting, by=by, variant=variant.pk)
    return posting


@action
def offer_posts(version: PackVersion, *, by: Actor) -> int:
    """Offer the approved posts of a version to the other systems that its owner named, each once; return how many notices.

    A version under embargo, recalled or not approved is left alone.
    """
    found = PackVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    pack = found.pack
    if found.approved_at is None or found.recalled_at is not None or found.announced_at is not None or pack.under_embargo:
        return 0
    found.announced_at = timezone.now()
    found.save(update_fields=["announced_at"])
    whole = queries.full(found)
    happenings = [
        Happening(kind=POST, key=f"{pack.slug}:{found.number}:{one.language}:{one.format}", at=found.approved_at,
                  facts=_facts(whole, one))
        for one in queries.posts_of(whole)
    ]  # fmt: skip
    told = sum(announce(one, happenings=happenings, by=by) for one in listening().filter(organisation=pack.owner_id))
    trail.leave("offer posts", found, by=by, notices=told)
    return told


def _facts(version: PackVersion, post: Variant) -> dict[str, object]:
    address = f"{settings.PUBLIC_ADDRESS.rstrip('/')}/announcements/{version.pack.slug}/"
    picture = post.picture if post.picture and post.picture.usable else None
    return {
        "text": rules.as_it_stands(post).text, "language": post.language, "format": post.format, "announcement": address,
        "version": version.number, "content_hash": version.content_hash,
        "picture": {"link": f"{address}files/{picture.pk}/", "alternative": picture.alternative} if picture else None,
    }  # fmt: skip
