"""Writes of this room, by what they are about."""

from antiphon.voices.actions.checking import key_again, settle_difference
from antiphon.voices.actions.correcting import correct_words
from antiphon.voices.actions.entering import close_batch, key_sheet, open_batch, undo_batch, undo_last_sheet
from antiphon.voices.actions.erasing import (
    Copy,
    copy_for_the_person,
    erase,
    erase_by_receipt,
    forget_person,
    stop_by_receipt,
    stop_messages,
)
from antiphon.voices.actions.files import RowsRefused, import_file, take_records, undo_import
from antiphon.voices.actions.groups import (
    GroupPage,
    correct_group_words,
    give_group_code,
    lock_group_words,
    open_group_words,
)
from antiphon.voices.actions.mail import erase_mail, settle_mail, take_mail, take_waiting_mail
from antiphon.voices.actions.receiving import MAKE_SAFE, Said, receive, receive_many
from antiphon.voices.actions.safe import UNREADABLE, look, make_all_safe, make_safe, open_sealed, set_aside
from antiphon.voices.actions.waiting import (
    TAKE_FILES,
    begin_reading,
    drop_file,
    forget_files,
    guess_again,
    keep_file,
    match_columns,
    move_heading,
    queue_file,
    refuse_file,
    take_file,
)

__all__ = [
    "MAKE_SAFE", "TAKE_FILES", "UNREADABLE", "Copy", "GroupPage", "RowsRefused", "Said", "begin_reading", "close_batch",
    "copy_for_the_person", "correct_group_words", "correct_words", "drop_file", "erase", "erase_by_receipt", "erase_mail",
    "forget_files", "forget_person", "give_group_code", "guess_again", "import_file", "keep_file", "key_again", "key_sheet",
    "lock_group_words", "look", "make_all_safe", "make_safe", "match_columns", "move_heading", "open_batch",
    "open_group_words", "open_sealed", "queue_file", "receive", "receive_many", "refuse_file", "set_aside",
    "settle_difference", "settle_mail", "stop_by_receipt", "stop_messages", "take_file", "take_mail", "take_records",
    "take_waiting_mail", "undo_batch", "undo_import", "undo_last_sheet",
]  # fmt: skip
