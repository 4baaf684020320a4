"""Reads of packs. `current(pack)` is the one version that may be sent and shown."""

from antiphon.packs.queries.public import (
    Announced,
    announced,
    announced_under,
    posts_of,
    posts_waiting,
)
from antiphon.packs.queries.versions import (
    APPROVE,
    CLINICAL,
    asset_in,
    campaigns_for,
    clinical_to_read,
    clinical_words_of,
    clinically_read,
    current,
    drafts_of,
    embargo_soon,
    fact_in,
    file_of,
    files_of,
    full,
    intact,
    leave_ends,
    locked_words_changed,
    pack_for,
    packs_of,
    postings_of,
    reader_in,
    readers_of,
    slot_in,
    spokesperson_in,
    to_approve,
    variant_in,
    version_in,
    versions_of,
    whole,
    words_of,
)

__all__ = [
    "APPROVE", "CLINICAL", "Announced", "announced", "announced_under", "asset_in", "campaigns_for", "clinical_to_read",
    "clinical_words_of", "clinically_read", "current", "drafts_of", "embargo_soon", "fact_in", "file_of", "files_of", "full",
    "intact", "leave_ends", "locked_words_changed", "pack_for", "packs_of", "postings_of", "posts_of", "posts_waiting",
    "reader_in", "readers_of", "slot_in", "spokesperson_in", "to_approve", "variant_in", "version_in", "versions_of", "whole",
    "words_of",
]  # fmt: skip
