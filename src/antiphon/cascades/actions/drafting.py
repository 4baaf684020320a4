"""Routes, and the draft of a cascade: which version goes to whom, when, and what we want to hear back."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction

from antiphon.audiences.models import Network
from antiphon.cascades import rules
from antiphon.cascades.models import Cascade, Hop, Path, Route
from antiphon.cascades.queries import cascades
from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.problems import Refused
from antiphon.network.access import Body, holds, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission
from antiphon.packs.models import PackVersion

FIELDS = ("title", "priority", "opens_at", "ack_by", "publish_by", "useful_until", "question", "to_champions")
RUN = Permission.CASCADE_RUN


@action
def add_route(
    above: Organisation,
    *,
    by: User,
    organisation: Organisation | None = None,
    network: Network | None = None,
    lead: User | None = None,
    deputy: User | None = None,
) -> Route:
    """Write down that one organisation hands on to another one, or to a network. A circle is refused."""
    require(by, RUN, on=Body(above))
    if (organisation is None) == (network is None):
        raise Refused("Choose one organisation or one network.")
    if organisation is not None:
        Organisation.objects.select_for_update().filter(pk__in=sorted([above.pk, organisation.pk])).count()
        pairs = Route.objects.filter(organisation__isnull=False).values_list("above", "organisation")
        if rules.closes_a_circle(pairs, above.pk, organisation.pk):
            raise Refused(f"{organisation} hands on to {above} already, straight or through others. That would be a circle.")
        if lead is None or not holds(lead, RUN, organisation=organisation.pk):
            raise Refused(f"Choose a lead who works at {organisation} and may run cascades.")
        if deputy is not None and (deputy == lead or not holds(deputy, RUN, organisation=organisation.pk)):
            raise Refused(f"Choose as deputy another person who works at {organisation} and may run cascades.")
    try:
        with transaction.atomic():
            made = Route.objects.create(above=above, organisation=organisation, network=network, written_by=by,
                                        lead=lead if organisation else None, deputy=deputy if organisation else None)  # fmt: skip
    except IntegrityError as problem:
        raise Refused("This route is on the list already.") from problem
    trail.leave("add route", made, by=by)
    return made


@action
def remove_route(route: Route, *, by: User) -> None:
    """Take a route away. Cascades that took it stay as they are."""
    require(by, RUN, on=route)
    trail.leave("remove route", route, by=by)
    route.delete()


@action
def draft(owner: Organisation, *, version: PackVersion, routes: Iterable[Route], by: User, **fields: Any) -> Cascade:
    """Plan a cascade of one approved version along some of the organisation's own routes."""
    require(by, RUN, on=Body(owner))
    require(by, Permission.PACK_READ, on=version)
    cascade = Cascade(owner=owner, version=version, written_by=by)
    _set(cascade, fields)
    cascade.save()
    _plan(cascade, routes, by)
    trail.leave("draft cascade", cascade, by=by, version=version.pk)
    return cascade


@action
def change(cascade: Cascade, *, routes: Iterable[Route], by: User, **fields: Any) -> Cascade:
    """Change a cascade that has not started: dates, question, and along which routes it goes."""
    found = cascades.to_change(cascade, by)
    if found.status != Cascade.Status.DRAFT:
        raise Refused("It has started, so this stays as it is.")
    _set(found, fields)
    found.save()
    found.hops.all().delete()
    _plan(found, routes, by)
    trail.leave("change cascade", found, by=by)
    return found


@action
def join(cascade: Cascade, *, route: Route, via: Hop | None, by: Actor) -> Hop | None:
    """Put the end of a route among the hops; return it, or None when it was there: a second path only adds where it came from."""
    network = route.network
    if network is None:
        assert route.organisation is not None
        what: dict[str, Any] = {"kind": Hop.Kind.ORGANISATION, "keeper": route.organisation}
        said: dict[str, Any] = {"name": route.organisation.name}
    else:
        what = {"kind": Hop.Kind.NETWORK, "network": network}
        said = {"keeper": network.organisation, "name": network.name, **_estimate(network)}
    hop, fresh = Hop.objects.get_or_create(cascade=cascade, **what, defaults=said)
    Path.objects.get_or_create(hop=hop, via=via)
    trail.leave("join", hop, by=by, via=via.pk if via else None)
    return hop if fresh else None


def _estimate(network: Network) -> dict[str, Any]:
    return {"estimate": network.estimate, "estimate_source": network.source, "estimate_on": network.estimated_on}


def _plan(cascade: Cascade, routes: Iterable[Route], by: User) -> None:
    for route in routes:
        if route.above_id != cascade.owner_id:
            raise Refused("Choose from your own routes.")
        if route.organisation_id == cascade.owner_id:
            continue
        join(cascade, route=route, via=None, by=by)


def _set(cascade: Cascade, fields: dict[str, Any]) -> None:
    if unknown := set(fields) - set(FIELDS):
        raise TypeError(f"A cascade has no such field: {', '.join(sorted(unknown))}")
    for name, value in fields.items():
        setattr(cascade, name, " ".join(value.split()) if isinstance(value, str) else value)
    version = cascade.version
    cascade.title = cascade.title or version.headline
    wrong = [] if cascade.question else ["Say what you want to hear back: what leads tell you comes from this question."]
    if version.approved_at is None:
        wrong.append("This version is not approved yet, so it cannot be passed on.")
    if version.recalled_at is not None:
        wrong.append("This version was taken back, so it cannot be passed on.")
    if cascade.priority not in rules.PRIORITIES:
        wrong.append("Choose how urgent it is.")
    moments = (cascade.opens_at, cascade.ack_by, cascade.publish_by)
    if not all(isinstance(one, datetime.datetime) for one in moments):
        wrong.append("Say from when, and by when.")
    else:
        wrong += rules.wrong_dates(*moments, version.pack.embargo_until, cascade.useful_until)
    if wrong:
        raise Refused(*wrong)
