"""What the access matrix walks of cascades: one of everything, sent by the owner and handed on by the owner's own network."""

from typing import Any

from antiphon.cascades.models import Cascade, Hop
from antiphon.cascades.tests.factories import (
    make_cascade,
    make_declared,
    make_filled,
    make_hop,
    make_lead,
    make_led_network,
    make_notice,
    make_reply,
    make_route,
)
from antiphon.network.models import Organisation
from antiphon.network.tests.factories import make_organisation


def of_a_cascade(owner: Organisation) -> dict[str, Any]:
    """Make one of everything for an organisation; return what stands in its addresses."""
    cascade = make_cascade(owner=owner, running=True)
    hop = make_hop(cascade=cascade, kind="network", state="localised")
    make_lead(hop=hop)
    make_filled(hop=hop)
    return {
        "cascade": cascade.pk, "hop": hop.pk, "notice": make_notice(hop=hop, by_hand=True).pk, "reply": make_reply(hop=hop).pk,
        "route": make_route(above=owner).pk, "organisation": owner.pk, "body": make_organisation().pk, "what": "acknowledge",
    }  # fmt: skip


def more_of_a_cascade(owner: Organisation, rows: dict[str, Any], number: int) -> None:
    """Add one more of everything that a page lists."""
    cascade, hop = Cascade.objects.get(pk=rows["cascade"]), Hop.objects.get(pk=rows["hop"])
    make_cascade(owner=owner, running=True)
    other = make_hop(cascade=cascade)
    make_lead(hop=other)
    make_notice(hop=other, kind="half")
    make_reply(hop=hop, words=f"Answer {number}")
    make_declared(hop=hop)
    make_route(above=owner, network=make_led_network(owner, name=f"Network {number} of the matrix"))
