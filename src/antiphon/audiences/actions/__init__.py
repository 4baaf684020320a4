"""Writes of audiences: the register of networks, lists of people, errands, and what people do not want."""

from antiphon.audiences.actions.errands import do_errand, plan_errands
from antiphon.audiences.actions.lists import (
    add_contact,
    change_audience,
    change_contact,
    close_audience,
    forget,
    make_audience,
    take_list,
    take_off,
    take_out,
)
from antiphon.audiences.actions.networks import (
    add_network,
    change_network,
    close_network,
    name_lead,
    note_touch,
    take_networks,
)
from antiphon.audiences.actions.wishes import choose, leave, note_objection, note_wish

__all__ = [
    "add_contact", "add_network", "change_audience", "change_contact", "change_network", "choose", "close_audience",
    "close_network", "do_errand", "forget", "leave", "make_audience", "name_lead", "note_objection", "note_touch", "note_wish",
    "plan_errands", "take_list", "take_networks", "take_off", "take_out",
]  # fmt: skip
