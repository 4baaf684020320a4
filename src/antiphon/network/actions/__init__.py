"""Writes of this room, by what they are about."""

from antiphon.network.actions.bodies import Loaded, add_organisation, end, load, load_boards, merge, rename
from antiphon.network.actions.brands import say_brand
from antiphon.network.actions.keys import MadeKey, make_key, revoke_key, use_key
from antiphon.network.actions.people import (
    accept_invitation,
    clear_second_factor,
    deactivate,
    end_role,
    give_role,
    invite,
    invite_again,
    reactivate,
)
from antiphon.network.actions.population import load_margins, say_reach, take_reach_back

__all__ = [
    "Loaded", "MadeKey", "accept_invitation", "add_organisation", "clear_second_factor", "deactivate", "end", "end_role",
    "give_role", "invite", "invite_again", "load", "load_boards", "load_margins", "make_key", "merge", "reactivate", "rename",
    "revoke_key", "say_brand", "say_reach", "take_reach_back", "use_key",
]  # fmt: skip
