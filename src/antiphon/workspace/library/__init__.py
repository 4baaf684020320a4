"""Screens of the insight library."""
