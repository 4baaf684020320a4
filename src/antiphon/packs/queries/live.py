"""What of packs is live, for those who change a word and look where it stands."""

from collections.abc import Iterator

from django.utils import timezone

from antiphon.language.live import Item
from antiphon.network.models import User
from antiphon.packs.models import Pack, PackVersion
from antiphon.packs.queries.versions import full, whole, with_all


def _item(version: PackVersion) -> Item:
    pack = version.pack
    return Item(
        "packs.PackVersion", str(version.pk), version.headline, whole(version).words(), f"{version.written_by}, {pack.owner}",
        f"/workspace/sending/packs/{pack.slug}/versions/{version.number}/", pack.owner_id, version.written_by_id, "Announcement",
    )  # fmt: skip


def live_items(user: User) -> Iterator[Item]:
    """Yield the newest approved version of each pack that the person may know of. A fixed number of queries."""
    free = PackVersion.objects.filter(
        pack__in=Pack.objects.visible_to(user), approved_at__isnull=False, recalled_at__isnull=True
    ).exclude(pack__embargo_until__gt=timezone.now())  # fmt: skip
    newest: dict[int, PackVersion] = {}
    for one in with_all(free).order_by("number"):
        newest[one.pack_id] = one
    yield from (_item(one) for one in newest.values())


def words_for(user: User, key: str) -> Item | None:
    """Return one version by its number in the table, for those who may know of it."""
    found = PackVersion.objects.filter(pk=int(key) if key.isascii() and key.isdigit() and len(key) < 18 else 0,
                                       pack__in=Pack.objects.visible_to(user)).first()  # fmt: skip
    return _item(full(found)) if found is not None else None
