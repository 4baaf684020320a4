"""Writes of this room, by what they are about."""

from antiphon.decisions.actions.answering import (
    ask_to_tell,
    close,
    follow_up,
    publish_answer,
    publish_follow_up,
    take_down_answer,
    tell,
    write_answer,
)
from antiphon.decisions.actions.deciding import (
    analyse_equality,
    change_decision,
    draft_decision,
    finish_mitigation,
    publish_decision,
    record_decision,
    remove_impact,
    remove_mitigation,
    remove_option,
    table,
    take_off_the_table,
    test_wording,
    weigh,
    write_impact,
    write_mitigation,
    write_option,
)
from antiphon.decisions.actions.standing import answer_comments, change_revision, close_door, mark_read, publish_revision

__all__ = [
    "analyse_equality", "answer_comments", "ask_to_tell", "change_decision", "change_revision", "close", "close_door",
    "draft_decision", "finish_mitigation", "follow_up", "mark_read", "publish_answer", "publish_decision", "publish_follow_up",
    "publish_revision", "record_decision", "remove_impact", "remove_mitigation", "remove_option", "table", "take_down_answer",
    "take_off_the_table", "tell", "test_wording", "weigh", "write_answer", "write_impact", "write_mitigation", "write_option",
]  # fmt: skip
