"""Writes of packs: write, add files, approve, pass on, recall, and note where a post went."""

from antiphon.packs.actions.approving import approve, ask, begin_version, read_clinically, recall, share
from antiphon.packs.actions.files import add_file, add_video, describe_asset, remove_asset
from antiphon.packs.actions.posting import note_posting, offer_posts
from antiphon.packs.actions.writing import (
    change,
    draft,
    list_reader,
    move_embargo,
    remove_part,
    say_fact,
    say_slot,
    say_spokesperson,
    say_variant,
    unlist_reader,
    write,
)

__all__ = [
    "add_file", "add_video", "approve", "ask", "begin_version", "change", "describe_asset", "draft", "list_reader",
    "move_embargo", "note_posting", "offer_posts", "read_clinically", "recall", "remove_asset", "remove_part", "say_fact",
    "say_slot", "say_spokesperson", "say_variant", "share", "unlist_reader", "write",
]  # fmt: skip
