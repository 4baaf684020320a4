"""Screens of announcements: write them for every channel, approve, keep under embargo, pass on, recall."""
