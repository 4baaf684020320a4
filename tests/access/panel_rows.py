"""What the access matrix walks of the panels: one of everything, shared as the engagement is."""

from typing import Any

from antiphon.engagement.models import Engagement
from antiphon.engagement.queries import partners_of
from antiphon.panels.tests.factories import (
    make_agenda_item,
    make_ask,
    make_errand,
    make_group,
    make_meeting,
    make_member,
    make_panel,
    make_panel_partner,
    make_payment,
    make_seat,
)


def of_a_panel(engagement: Engagement) -> dict[str, Any]:
    """Make a panel of the same owner and partners with one of everything; return what stands in its addresses."""
    panel = make_panel(owner=engagement.owner)
    for partner in partners_of(engagement).all():
        make_panel_partner(panel=panel, organisation=partner.organisation, way=partner.way)
    seat = make_seat(group=make_group(panel=panel))
    return {
        "panel": panel.pk, "member": seat.member_id, "ask": make_ask(panel=panel, characteristics=[]).pk,
        "errand": make_errand(member=make_member(panel=panel)).pk, "payment": make_payment(member=seat.member).pk,
        "group": seat.group_id, "seat": seat.pk, "meeting": make_meeting(group=seat.group).pk,
        "item": make_agenda_item(seat=seat).pk, "characteristic": "age",
    }  # fmt: skip
