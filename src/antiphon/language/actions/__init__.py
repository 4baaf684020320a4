"""Writes of this room, by what they are about."""

from antiphon.language.actions.reviews import review_done, set_review
from antiphon.language.actions.trying import keep_test, let_stand
from antiphon.language.actions.words import (
    approve,
    approve_batch,
    bring_in,
    change,
    propose,
    refuse,
    take_back,
    withdraw,
)

__all__ = [
    "approve",
    "approve_batch",
    "bring_in",
    "change",
    "keep_test",
    "let_stand",
    "propose",
    "refuse",
    "review_done",
    "set_review",
    "take_back",
    "withdraw",
]
