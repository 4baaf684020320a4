"""Cascades for tests: fictional networks at example.org."""

import datetime
import itertools
from typing import Any

from django.utils import timezone

from antiphon.audiences.tests.factories import make_lead as make_network_lead
from antiphon.audiences.tests.factories import make_network
from antiphon.cascades.models import Cascade, Declared, Filled, Hop, Lead, Notice, Outgoing, Partner, Path, Reply, Route
from antiphon.core.actors import Visitor
from antiphon.delivery.tests.factories import make_send
from antiphon.network.models import Organisation
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.packs.actions import share
from antiphon.packs.models import PackVersion
from antiphon.packs.tests.factories import make_pack, make_pack_version, make_reader
from antiphon.people.actions import remember

_number = itertools.count(1)
HOUR = datetime.timedelta(hours=1)


def make_led_network(organisation: Organisation, *, name: str = "", deputy: bool = True, **overrides: Any) -> Any:
    """Return a network with a lead and, unless said, a deputy."""
    network = make_network(organisation=organisation, **({"name": name} if name else {}), **overrides)
    make_network_lead(network=network)
    if deputy:
        make_network_lead(network=network, part="deputy")
    return network


def make_route(*, above: Organisation | None = None, **overrides: Any) -> Route:
    """Return a route to a network of an organisation's own register, or to an organisation."""
    above = above or make_organisation()
    fields: dict[str, Any] = dict(overrides)
    if "organisation" not in fields and "network" not in fields:
        fields["network"] = make_led_network(above)
    if fields.get("organisation") and "lead" not in fields:
        fields["lead"] = make_user(role="communications_officer", organisation=fields["organisation"])
    fields.setdefault("written_by", None)
    fields["written_by"] = fields["written_by"] or make_user(role="communications_officer", organisation=above)
    return Route.objects.create(above=above, **fields)


def make_version(owner: Organisation, **overrides: Any) -> PackVersion:
    """Return an approved version of an announcement of an organisation."""
    embargo = overrides.pop("embargo_until", None)
    return make_pack_version(pack=make_pack(owner=owner, embargo_until=embargo), approved=True, **overrides)


def make_cascade(*, running: bool = False, **overrides: Any) -> Cascade:
    """Return a cascade that is planned, or runs. Everyone of its sender is on the pack's list."""
    now = timezone.now()
    fields = {"opens_at": now, "ack_by": now + 10 * HOUR, "publish_by": now + 20 * HOUR, "question": "What do people ask you?",
              "title": f"A new desk {next(_number)}", **overrides}  # fmt: skip
    fields.setdefault("owner", None)
    fields["owner"] = fields["owner"] or make_organisation()
    fields.setdefault("version", None)
    fields["version"] = fields["version"] or make_version(fields["owner"])
    fields.setdefault("written_by", None)
    fields["written_by"] = fields["written_by"] or make_user(role="communications_officer", organisation=fields["owner"])
    if running:
        fields |= {"status": "running", "started_at": now, "started_by": fields["written_by"]}
    return Cascade.objects.create(**fields)


def make_partner(*, cascade: Cascade | None = None, organisation: Organisation | None = None) -> Partner:
    cascade, organisation = cascade or make_cascade(running=True), organisation or make_organisation()
    share(cascade.version.pack, organisations=[organisation], by=Visitor())
    return Partner.objects.get_or_create(cascade=cascade, organisation=organisation)[0]


def make_hop(*, cascade: Cascade | None = None, **overrides: Any) -> Hop:
    """Return a hop that was offered: an organisation, a partner of the cascade, unless another kind is said."""
    cascade = cascade or make_cascade(running=True)
    now = timezone.now()
    fields = {"kind": "organisation", "state": "offered", "offered_at": now, "answer_by": cascade.ack_by, **overrides}
    if fields["kind"] == "network" and "network" not in fields:
        fields["network"] = make_led_network(fields.get("keeper") or cascade.owner)
    if "keeper" not in fields:
        fields["keeper"] = fields["network"].organisation if fields.get("network") else make_organisation()
    fields.setdefault("name", fields["network"].name if fields.get("network") else fields["keeper"].name)
    if fields["keeper"] != cascade.owner:
        make_partner(cascade=cascade, organisation=fields["keeper"])
    hop = Hop.objects.create(cascade=cascade, **fields)
    make_path(hop=hop)
    return hop


def make_path(*, hop: Hop | None = None, via: Hop | None = None) -> Path:
    return Path.objects.get_or_create(hop=hop or make_hop(), via=via)[0]


def make_lead(*, hop: Hop | None = None, part: str = "lead", **overrides: Any) -> Lead:
    """Return the lead of a hop, or the deputy, by token."""
    number = next(_number)
    if "person" not in overrides:
        overrides["person"] = remember(
            name=f"Lead Example {number}", email=f"hop.{number}@example.org", wants_reply=True, by=Visitor()
        )
    return Lead.objects.create(hop=hop or make_hop(), part=part, **overrides)


def make_notice(*, hop: Hop | None = None, **overrides: Any) -> Notice:
    return Notice.objects.create(hop=hop or make_hop(), **{"kind": "offer", "part": "lead", **overrides})


def make_filled(*, hop: Hop | None = None, **overrides: Any) -> Filled:
    """Return an organisation's own words in the first open place."""
    hop = hop or make_hop(state="localised")
    fields = {"value": "Open on weekdays from 8am", **overrides}
    if "slot" not in fields:
        fields["slot"] = hop.cascade.version.slots.first()
    if "written_by" not in fields:
        fields["written_by"] = make_user(role="communications_officer", organisation=hop.keeper)
    return Filled.objects.create(hop=hop, **fields)


def make_outgoing(*, hop: Hop | None = None, **overrides: Any) -> Outgoing:
    hop = hop or make_hop(state="published", acknowledged_at=timezone.now(), acknowledged_as="lead")
    fields = dict(overrides)
    if "send" not in fields:
        fields["send"] = make_send(organisation=hop.keeper, occasion=hop.cascade.occasion)
    return Outgoing.objects.create(cascade=hop.cascade, hop=hop, **fields)


def make_declared(*, hop: Hop | None = None, **overrides: Any) -> Declared:
    fields = {"channel": "poster", "number": 120, "source": "estimate", "on": timezone.localdate(), **overrides}
    return Declared.objects.create(hop=hop or make_hop(), **fields)


def make_reply(*, hop: Hop | None = None, **overrides: Any) -> Reply:
    hop = hop or make_hop()
    return Reply.objects.create(cascade=hop.cascade, hop=hop, **{"words": "People ask who opens the desk.", **overrides})


__all__ = [
    "make_cascade", "make_declared", "make_filled", "make_hop", "make_lead", "make_led_network", "make_notice", "make_outgoing",
    "make_partner", "make_path", "make_reader", "make_reply", "make_route", "make_version",
]  # fmt: skip
