"""Screens of what was sent: how far each telling has come, and what only a person can settle."""
