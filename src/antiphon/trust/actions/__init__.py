"""Writes of this room, by what they are about."""

from antiphon.trust.actions.keeping import confirm_hold, let_go_of_entries, lift_hold, notice, place_hold, prove
from antiphon.trust.actions.ways_in import (
    DIGITS_WRONG,
    NOT_RIGHT,
    USED,
    check_digits,
    forget_checks,
    invite,
    make_codes,
    revoke_codes,
    revoke_invitations,
    send_digits,
    use,
)

__all__ = [
    "DIGITS_WRONG", "NOT_RIGHT", "USED", "check_digits", "confirm_hold", "forget_checks", "invite",
    "let_go_of_entries", "lift_hold", "make_codes", "notice", "place_hold", "prove", "revoke_codes",
    "revoke_invitations", "send_digits", "use",
]  # fmt: skip
