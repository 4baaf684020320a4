"""Writes of this room, by what they are about."""

from antiphon.voices.actions.erasing import (
    Copy,
    copy_for_the_person,
    erase,
    erase_by_receipt,
    forget_person,
    stop_by_receipt,
    stop_messages,
)
from antiphon.voices.actions.files import import_file, undo_import
from antiphon.voices.actions.receiving import MAKE_SAFE, Said, receive, receive_many
from antiphon.voices.actions.safe import UNREADABLE, look, make_all_safe, make_safe, open_sealed, set_aside

__all__ = [
    "MAKE_SAFE", "UNREADABLE", "Copy", "Said", "copy_for_the_person", "erase", "erase_by_receipt", "forget_person", "import_file",
    "look", "make_all_safe", "make_safe", "open_sealed", "receive", "receive_many", "set_aside", "stop_by_receipt",
    "stop_messages", "undo_import",
]  # fmt: skip
