"""Writes of this room, by what they are about."""

from antiphon.engagement.actions.asking import (
    CHANGEABLE,
    SIGNED,
    add_partner,
    add_question,
    change,
    draft,
    extend,
    mark_closed,
    publish,
    remove_partner,
    remove_question,
    set_question,
    test_duty,
)

__all__ = [
    "CHANGEABLE", "SIGNED", "add_partner", "add_question", "change", "draft", "extend", "mark_closed", "publish",
    "remove_partner", "remove_question", "set_question", "test_duty",
]  # fmt: skip
