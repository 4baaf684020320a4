"""Writes of cascades: routes and drafts, the start, the walk from hop to hop, own words, corrections, what comes back."""

from antiphon.cascades.actions.answering import declare, reply, settle_reply, take_reply
from antiphon.cascades.actions.champions import tell_champions, tell_champions_of_recall
from antiphon.cascades.actions.correcting import correct, hear, recall, take_back
from antiphon.cascades.actions.drafting import add_route, change, draft, join, remove_route
from antiphon.cascades.actions.forgetting import forget
from antiphon.cascades.actions.letters import tell
from antiphon.cascades.actions.localising import Looked, approve_words, fill, look, look_at_sweep, publish, sweep
from antiphon.cascades.actions.starting import close, hand_on, offer, offer_due, remind_due, rung, start
from antiphon.cascades.actions.walking import acknowledge, decline, forward, not_for_us, pass_on, report, see

__all__ = [
    "Looked", "acknowledge", "add_route", "approve_words", "change", "close", "correct", "declare", "decline",
    "draft", "fill", "forget", "forward", "hand_on", "hear", "join", "look", "look_at_sweep", "not_for_us", "offer",
    "offer_due", "pass_on", "publish", "recall", "remind_due", "remove_route", "reply", "report", "rung", "see",
    "settle_reply", "start", "sweep", "take_back", "take_reply", "tell", "tell_champions",
    "tell_champions_of_recall",
]  # fmt: skip
