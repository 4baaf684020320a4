"""What waits among announcements: on the hub, and on everyone's own list of work."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.packs import queries
from antiphon.stakeholders.queries import keepers
from antiphon.workspace.home.items import Item

SOON = datetime.timedelta(days=2)
LEAVE = datetime.timedelta(days=14)  # before it ends


def shows(user: User) -> bool:
    """Return whether this person sees announcements at all."""
    return bool(keepers(user, Permission.PACK_READ))


def waits(user: User) -> list[str]:
    """Return what waits for this person, for the hub."""
    approve, read = len(queries.to_approve(user)), len(queries.clinical_to_read(user))
    said = [f"{approve} to approve"] if approve else []
    return [*said, f"{read} to read as a clinician"] if read else said


def things(user: Any, today: datetime.date) -> Iterator[Item]:
    """Yield what a person has to do so that announcements go out in time."""
    for version in queries.clinical_to_read(user):
        yield Item("Read clinical words", version.headline, _at("clinical", version), _due(version.pack.embargo_until), mine=True)
    for version in queries.to_approve(user):
        due = _due(version.pack.embargo_until)
        yield Item("Read and approve an announcement", version.headline, _at("approve", version), due)
    for pack in queries.embargo_soon(user, timezone.now() + SOON):
        link = reverse("workspace:packs:pack", kwargs={"pack": pack.slug})
        yield Item("The embargo ends soon, and no version is approved", pack.title, link, _due(pack.embargo_until),
                   mine=pack.written_by_id == user.pk)  # fmt: skip
    for asset in queries.leave_ends(user, today + LEAVE):
        pack = asset.version.pack
        yield Item("Leave to show a file ends: renew it in a new version, or take it out", f"{asset.title}, in {pack.title}",
                   reverse("workspace:packs:pack", kwargs={"pack": pack.slug}), asset.rights_until,
                   mine=pack.written_by_id == user.pk)  # fmt: skip


def _due(moment: datetime.datetime | None) -> datetime.date | None:
    return timezone.localtime(moment).date() if moment else None


def _at(name: str, version: Any) -> str:
    return reverse(f"workspace:packs:{name}", kwargs={"pack": version.pack.slug, "number": version.number})
