"""Screens of the narrative: writing it with others, signing it word for word, publishing it."""
