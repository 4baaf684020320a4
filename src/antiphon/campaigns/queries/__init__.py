"""Reads of campaigns."""

from antiphon.campaigns.queries.dates import ask_entries, calendar_entries
from antiphon.campaigns.queries.sites import live_items, words_for

__all__ = ["ask_entries", "calendar_entries", "live_items", "words_for"]
