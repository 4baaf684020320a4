"""Screens of events: planning, places, who came, what people thought, and the forum."""
