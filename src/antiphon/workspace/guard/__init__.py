"""Screens of flags and of the safeguarding list."""
