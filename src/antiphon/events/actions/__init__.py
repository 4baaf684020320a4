"""Writes of events: planning, places, rounds of letters, what was counted, what people thought, and the forum."""
