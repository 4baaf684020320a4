"""Screens of who may answer, and of how long things are kept."""
