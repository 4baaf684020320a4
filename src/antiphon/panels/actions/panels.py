"""Writes of panels: found one, say what it should look like, share it, close it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.network.access import holds, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission
from antiphon.panels.models import Panel, PanelPartner, Target
from antiphon.panels.profile import PLACE, characteristics

CHANGEABLE = frozenset({"name", "lead", "purpose", "places", "term_months", "cap", "offers", "safeguarding"})


@action
def found(*, owner: Organisation, lead: User, name: str, by: User, **fields: Any) -> Panel:
    """Start a panel. Only the owner's people see it, until it is shared."""
    if not holds(by, Permission.PANEL_MANAGE, organisation=owner.pk):
        raise PermissionDenied("Your role does not allow you to start a panel for this organisation.")
    panel = Panel(owner=owner, lead=lead, name=name.strip())
    _set(panel, fields)
    panel.save()
    trail.leave("found", panel, by=by)
    return panel


@action
def change(panel: Panel, *, by: User, **fields: Any) -> Panel:
    """Change what a panel says of itself, how long a term is, or how often a member may be asked."""
    require(by, Permission.PANEL_MANAGE, on=panel)
    panel = Panel.objects.select_for_update().get(pk=panel.pk)
    changed = _set(panel, fields)
    panel.save()
    trail.leave("change", panel, by=by, fields=changed)
    return panel


@action
def set_targets(panel: Panel, *, characteristic: str, shares: Mapping[str, Decimal], by: User) -> None:
    """Say what share of the panel each category should have. No share at all takes the characteristic out."""
    require(by, Permission.PANEL_MANAGE, on=panel)
    one = characteristics(panel.places).get(characteristic)
    if one is None or set(shares) - {key for key, _ in one.categories}:
        raise Refused("This panel does not know that characteristic or category.")
    total = sum(shares.values(), Decimal(0))
    if shares and total != 100:
        raise Refused(f"The shares for {one.text.lower()} add up to {total.normalize():f}, not to 100.")
    if any(share < 0 for share in shares.values()):
        raise Refused("A share is 0 or more.")
    Target.objects.filter(panel=panel, characteristic=characteristic).delete()
    Target.objects.bulk_create(
        Target(panel=panel, characteristic=characteristic, category=key, share=shares[key])
        for key, _ in one.categories if key in shares
    )  # fmt: skip
    trail.leave("set targets", panel, by=by, characteristic=characteristic, categories=len(shares))


@action
def share_with(panel: Panel, *, organisation: Organisation, way: str, by: User) -> PanelPartner:
    """Share the panel with another organisation: its people work with it as their roles allow, or see what it looks like."""
    require(by, Permission.PANEL_MANAGE, on=panel)
    if organisation.pk == panel.owner_id:
        raise Refused(f"{organisation} owns this panel already.")
    partner, _ = PanelPartner.objects.update_or_create(panel=panel, organisation=organisation, defaults={"way": way})
    panel.__dict__.pop("_ways_in", None)
    trail.leave("share", panel, by=by, organisation=organisation.pk, way=way)
    return partner


@action
def stop_sharing(panel: Panel, *, organisation: Organisation, by: User) -> None:
    """Stop sharing the panel with an organisation."""
    require(by, Permission.PANEL_MANAGE, on=panel)
    PanelPartner.objects.filter(panel=panel, organisation=organisation).delete()
    panel.__dict__.pop("_ways_in", None)
    trail.leave("stop sharing", panel, by=by, organisation=organisation.pk)


@action
def close(panel: Panel, *, by: User) -> Panel:
    """End a panel that has no members any more."""
    require(by, Permission.PANEL_MANAGE, on=panel)
    panel = Panel.objects.select_for_update().get(pk=panel.pk)
    if panel.members.standing().exists():
        raise Refused("There are still members. End their terms first: each of them should hear from you why.")
    panel.closed_at = panel.closed_at or timezone.now()
    panel.save(update_fields=["closed_at"])
    trail.leave("close", panel, by=by)
    return panel


def _set(panel: Panel, fields: Mapping[str, Any]) -> list[str]:
    unknown = set(fields) - CHANGEABLE
    if unknown:
        raise TypeError(f"A panel has no {', '.join(sorted(unknown))} to change.")
    for name, value in fields.items():
        setattr(panel, name, _places(value) if name == "places" else value.strip() if isinstance(value, str) else value)
    if not panel.name:
        raise Refused("Enter the name of the panel.")
    if not 1 <= panel.term_months <= 120:
        raise Refused("A term is 1 to 120 months long.")
    if not 1 <= panel.cap <= 52:
        raise Refused("Members can be asked 1 to 52 times in 12 months.")
    aimed_at = panel.targets.filter(characteristic=PLACE).values_list("category", flat=True) if panel.pk else ()
    if gone := set(aimed_at) - set(panel.places):
        raise Refused(f"There is a target for {', '.join(sorted(gone))}. Change the targets for place first.")
    return sorted(fields)


def _places(said: Iterable[str]) -> list[str]:
    """Return the places that were meant: each once, in the order said, none longer than 60 characters."""
    found = [" ".join(one.split())[:60] for one in said]
    return list(dict.fromkeys(one for one in found if one))
