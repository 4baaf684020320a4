"""Writes of this room, by what they are about."""

from antiphon.engagement.actions.asking import (
    CHANGEABLE,
    SIGNED,
    add_partner,
    change,
    draft,
    extend,
    mark_closed,
    publish,
    remove_partner,
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
from antiphon.engagement.actions.drafting import add_questions
from antiphon.engagement.actions.questions import (
    add_question,
    change_question,
    copy_questions,
    draft_revision,
    move_question,
    remove_question,
    set_question,
    sign_revision,
    use_template,
    withdraw_revision,
)
from antiphon.engagement.actions.twins import (
    change_twin,
    check_inclusion,
    make_twin,
    publish_twin,
    set_twin_words,
    withdraw_twin,
)

__all__ = [
    "CHANGEABLE", "SIGNED", "add_partner", "add_question", "add_questions", "approve_channel", "begin_register", "change",
    "change_question", "change_twin", "check_inclusion", "copy_questions", "disable_channel", "draft", "draft_revision",
    "enable_channel", "extend", "go_on", "make_twin", "mark_closed", "move_question", "publish", "publish_twin",
    "record_session", "remove_partner", "remove_question", "review_channel", "say_about", "set_ground", "set_question",
    "set_twin_words", "sign_revision", "start_pulse", "test_duty", "use_template", "withdraw_revision", "withdraw_twin",
    "write_channel",
]  # fmt: skip
