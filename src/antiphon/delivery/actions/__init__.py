"""Writes of this room: posting letters, mailings, the worker's steps, what became of messages, other systems told."""

from antiphon.delivery.actions.posting import NOBODY_LEFT, TASK, forget, forget_addresses, post, post_many
from antiphon.delivery.actions.receipts import HEAR, forget_receipts, hear, take, take_returned
from antiphon.delivery.actions.routes import close_route, expire_closed, finish, fold, forget_lines, look, open_route, take_turn
from antiphon.delivery.actions.sends import Enqueued, cancel, enqueue, pause, prepare, resolve_unknown, resume, start
from antiphon.delivery.actions.settling import reconcile, reconcile_answers, resolve, send_again, stop_sending
from antiphon.delivery.actions.trials import TRY, TrialMessage, begin_trial, settle_trial, try_again_now, try_out
from antiphon.delivery.actions.webhooks import (
    NOTIFY,
    add_endpoint,
    announce,
    begin_notice,
    remove_endpoint,
    settle_notice,
    start_endpoint,
    stop_endpoint,
    tell_again,
)
from antiphon.delivery.actions.working import (
    Handing,
    HandingLetter,
    appear,
    claim,
    depart,
    intend,
    intend_letters,
    record,
    recover,
    release,
    set_aside,
)

__all__ = [
    "HEAR", "NOBODY_LEFT", "NOTIFY", "TASK", "TRY", "Enqueued", "Handing", "HandingLetter", "TrialMessage", "add_endpoint",
    "announce", "appear", "begin_notice", "begin_trial", "cancel", "claim", "close_route", "depart", "enqueue",
    "expire_closed", "finish", "fold", "forget", "forget_addresses", "forget_lines",
    "forget_receipts", "hear", "intend", "intend_letters",
    "look", "open_route", "pause", "post", "post_many", "prepare", "reconcile", "reconcile_answers", "record", "recover",
    "release", "remove_endpoint", "resolve", "resolve_unknown", "resume", "send_again", "set_aside", "settle_notice",
    "settle_trial", "start", "start_endpoint", "stop_endpoint", "stop_sending", "take", "take_returned", "take_turn",
    "tell_again", "try_again_now", "try_out",
]  # fmt: skip
