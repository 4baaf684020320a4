"""What the public reads: packs whose moment has come. Every page, feed and file asks here."""

import datetime
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils import timezone

from antiphon.packs.models import Pack, PackVersion, Variant
from antiphon.packs.queries.versions import full


@dataclass(frozen=True)
class Announced:
    """A pack as the public reads it: its newest approved version, which may have been recalled."""

    pack: Pack
    version: PackVersion

    @property
    def recalled(self) -> bool:
        return self.version.recalled_at is not None

    @property
    def changed_at(self) -> datetime.datetime:
        """When it last changed for a reader."""
        assert self.pack.public_from is not None
        assert self.version.approved_at is not None
        return max(self.pack.public_from, self.version.approved_at, self.version.recalled_at or self.version.approved_at)

    @property
    def path(self) -> str:
        return f"/announcements/{self.pack.slug}/"


def _open(now: datetime.datetime | None = None) -> QuerySet[Pack]:
    """Return the packs that are public now. Written out, though the second wall says the same."""
    found: QuerySet[Pack] = Pack.objects.filter(public=True, public_from__lte=now or timezone.now()).select_related("owner")
    return found


def announced(most: int = 100, *, now: datetime.datetime | None = None) -> list[Announced]:
    """Return what was announced, newest first. Two queries."""
    approved = PackVersion.objects.filter(approved_at__isnull=False).order_by("-number")
    found = _open(now).prefetch_related(Prefetch("versions", approved)).order_by("-public_from", "-pk")[:most]
    return [Announced(one, one.versions.all()[0]) for one in found if one.versions.all()]


def announced_under(slug: str, *, now: datetime.datetime | None = None) -> Announced:
    """Return one announcement with all that belongs to it; 404 when there is none, or not yet."""
    pack = _open(now).filter(slug=slug).first()
    newest = pack.versions.filter(approved_at__isnull=False).order_by("-number").first() if pack else None
    if pack is None or newest is None:
        raise Http404
    version = full(newest)
    version.pack = pack
    return Announced(pack, version)


def posts_of(version: PackVersion) -> list[Variant]:
    """Return the social posts of a version."""
    return [one for one in version.variants.all() if one.channel == "social"]


def posts_waiting(now: datetime.datetime) -> QuerySet[PackVersion]:
    """Return the versions whose posts other systems have not been offered yet, though their moment has come."""
    found: QuerySet[PackVersion] = PackVersion.objects.filter(
        approved_at__isnull=False, recalled_at__isnull=True, announced_at__isnull=True, variants__channel="social",
    ).exclude(pack__embargo_until__gt=now).select_related("pack__owner").distinct()  # fmt: skip
    return found
