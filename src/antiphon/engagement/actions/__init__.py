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
from antiphon.engagement.actions.asks import go_on, record_session, say_about, set_ground, start_pulse
from antiphon.engagement.actions.channels import (
    approve_channel,
    begin_register,
    disable_channel,
    enable_channel,
    review_channel,
    write_channel,
)

__all__ = [
    "CHANGEABLE",
    "SIGNED",
    "add_partner",
    "add_question",
    "approve_channel",
    "begin_register",
    "change",
    "disable_channel",
    "draft",
    "enable_channel",
    "extend",
    "go_on",
    "mark_closed",
    "publish",
    "record_session",
    "remove_partner",
    "remove_question",
    "review_channel",
    "say_about",
    "set_ground",
    "set_question",
    "start_pulse",
    "test_duty",
    "write_channel",
]
