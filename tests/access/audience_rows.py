"""What the access matrix walks of networks, lists, errands and objections: one of everything, of the owner."""

import datetime
from typing import Any

from antiphon.audiences.models import Audience, Network
from antiphon.audiences.tests.factories import (
    make_audience,
    make_contact,
    make_errand,
    make_lead,
    make_network,
    make_touch,
)
from antiphon.network.models import Organisation


def of_the_audiences(owner: Organisation) -> dict[str, Any]:
    """Make one of everything for an organisation; return what stands in its addresses."""
    network = make_network(organisation=owner)
    make_lead(network=network, name="Ann Example")
    listing = make_audience(organisation=owner)
    contact = make_contact(listing=listing, email="", telephone="01632 960001", way="telephone", name="Grace Example")
    errand = make_errand(contact=contact)
    return {"network": network.pk, "part": "deputy", "listing": listing.pk, "contact": contact.pk, "errand": errand.pk}


def more_of_the_audiences(owner: Organisation, rows: dict[str, Any], number: int) -> None:
    """Add one more of everything that a page lists."""
    network = make_network(organisation=owner)
    make_lead(network=network)
    make_lead(network=network, part="deputy")
    make_touch(network=Network.objects.get(pk=rows["network"]), on=datetime.date(2026, 4, 1 + number))
    listing = Audience.objects.get(pk=rows["listing"])
    make_contact(listing=listing, format="large_print")
    make_errand(contact=make_contact(listing=listing, email="", post=f"{number} Mill Lane", way="post"))
    make_contact(listing=make_audience(organisation=owner))
