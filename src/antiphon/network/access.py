"""Access: may this person do this, here? Checked in the action, where the change happens. Default: no.

A thing that is shared between organisations has `ways_in()`: which organisations have a way to it, and which
way. Someone whose organisations have none is a stranger, and a stranger gets 404, so that not even the
existence of the thing is told.
"""

import datetime
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.utils import timezone

from antiphon.network.models import Membership, Organisation, Succession, User
from antiphon.network.roles import ROLES, Permission

READ_ONLY = frozenset({Permission.ENGAGEMENT_READ, Permission.VOICE_READ, Permission.PANEL_READ, Permission.CHECKLIST_READ,
                       Permission.CAMPAIGN_READ, Permission.PACK_READ, Permission.CASCADE_READ, Permission.EVENT_READ})


class Way(StrEnum):
    """How an organisation stands to a shared thing."""

    OWNER = "owner"
    CONTRIBUTES = "contributes"
    READS = "reads"


class Shared(Protocol):
    """Anything that organisations share."""

    def ways_in(self) -> dict[int, Way]:
        """Return the way of each organisation that has one, by the organisation's id."""
        ...


def ways_of(shared: Any) -> dict[int, Way]:
    """Return how each organisation stands to a row with an owner and partners. One query, kept on the row; none when
    the partners were prefetched."""
    kept: dict[int, Way] | None = getattr(shared, "_ways_in", None)
    if kept is None:
        if "partners" in getattr(shared, "_prefetched_objects_cache", {}):
            pairs = [(partner.organisation_id, partner.way) for partner in shared.partners.all()]
        else:
            pairs = list(shared.partners.values_list("organisation", "way"))
        kept = {organisation: Way(way) for organisation, way in pairs}
        kept[shared.owner_id] = Way.OWNER
        shared._ways_in = kept
    return kept


@dataclass(frozen=True)
class Body:
    """An organisation itself as a shared thing: only its own people have a way to it."""

    organisation: Organisation

    def ways_in(self) -> dict[int, Way]:
        return {self.organisation.pk: Way.OWNER}


# Whose things a person may reach: the organisations of their roles, and those that these follow wholly, however
# many steps back (docs/adr/0010-access-follows-succession.md). A body that was split between several is followed
# wholly by none of them, and one that passed on some functions lives on: neither opens to anyone by rule.
REACH = """
    with recursive reach (organisation, role, starts, ends) as (
        select organisation_id, role, starts_on, ends_on from {memberships} where user_id = %s
        union
        select one.predecessor_id, reach.role, greatest(reach.starts, one."on"), reach.ends
        from reach join {successions} one on one.successor_id = reach.organisation
        where one.kind in ('merger', 'replaced') and not exists (
            select 1 from {successions} other
            where other.predecessor_id = one.predecessor_id and other.successor_id <> one.successor_id
        )
    )
    select organisation, role, starts, ends from reach
"""


def roles_of(user: User, on: datetime.date | None = None) -> dict[int, set[str]]:
    """Return the roles by which the person reaches each organisation's things on a day (today), by its id.

    These are the organisations in which they hold a role, and those that these have followed wholly.
    One query, kept on the user.
    """
    day = on or timezone.localdate()
    held: list[tuple[int, str, datetime.date, datetime.date | None]] | None = getattr(user, "_roles_held", None)
    if held is None:
        names = {"memberships": Membership._meta.db_table, "successions": Succession._meta.db_table}
        with connection.cursor() as cursor:
            cursor.execute(REACH.format(**names), [user.pk])
            held = cursor.fetchall()
        user._roles_held = held  # type: ignore[attr-defined]
    found: dict[int, set[str]] = {}
    for organisation, role, starts, ends in held:
        if starts <= day and (ends is None or day < ends):
            found.setdefault(organisation, set()).add(role)
    return found


def forget_roles(user: User) -> None:
    """Let the next question about this person ask the table again: called where their roles change."""
    user.__dict__.pop("_roles_held", None)


def organisations_of(user: User) -> set[int]:
    """Return the ids of the organisations whose things the person may reach today."""
    return set(roles_of(user)) if user.is_active else set()


def may(user: User, permission: Permission, *, on: Shared) -> bool:
    """Return whether the person may do this to that thing. A stranger may do nothing."""
    if not user.is_active:
        return False
    ways = on.ways_in()
    for organisation, roles in roles_of(user).items():
        way = ways.get(organisation)
        if way is None:
            continue
        allowed = frozenset[Permission]().union(*(ROLES[role].allows for role in roles))
        if way is Way.READS:
            allowed &= READ_ONLY
        if permission in allowed:
            return True
    return False


def knows(user: User, thing: Shared) -> bool:
    """Return whether one of the person's organisations has a way to the thing."""
    return bool(organisations_of(user) & set(thing.ways_in()))


def require(by: object, permission: Permission, *, on: Shared) -> None:
    """Let the person through, or raise: Http404 for a stranger, PermissionDenied for one who may look only."""
    if not isinstance(by, User) or not knows(by, on):
        raise Http404
    if not may(by, permission, on=on):
        raise PermissionDenied("Your role does not allow this. An engagement lead or a director can do it.")


def holds(user: User, permission: Permission, *, organisation: int | None = None) -> bool:
    """Return whether any role of the person (in that organisation, or in any) allows this."""
    return user.is_active and any(
        permission in ROLES[role].allows
        for where, roles in roles_of(user).items()
        if organisation is None or where == organisation
        for role in roles
    )


def allowed_in(user: User, permission: Permission) -> list[int]:
    """Return the ids of the organisations in which a role of the person allows this."""
    return [pk for pk in organisations_of(user) if holds(user, permission, organisation=pk)]
