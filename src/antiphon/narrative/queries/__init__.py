"""Reads of this room: what is being written, who has signed what, and what is published."""

from antiphon.narrative.queries.editions import (
    ComparedClause,
    PublishedChange,
    PublishedClause,
    PublishedNarrative,
    PublishedPartner,
    PublishedSection,
    compare_versions,
    published,
    published_narratives,
    published_under,
)

__all__ = ["ComparedClause", "PublishedChange", "PublishedClause", "PublishedNarrative", "PublishedPartner", "PublishedSection",
           "compare_versions", "published", "published_narratives", "published_under"]  # fmt: skip
