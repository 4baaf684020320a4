"""Reads of events: plans, places, figures, and the forum. Names come from `people`, for those who run the event."""
