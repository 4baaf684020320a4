"""Screens of campaigns, of their public pages, and of the calendar of all partners."""
