"""Reads of campaigns."""

from antiphon.campaigns.queries.dates import calendar_entries
from antiphon.campaigns.queries.sites import live_items, words_for

__all__ = ["calendar_entries", "live_items", "words_for"]
