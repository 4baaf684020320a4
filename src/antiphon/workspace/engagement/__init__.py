"""Screens of engagements: the list, the story with its seven steps, writing, partners, the duty test, publishing."""
