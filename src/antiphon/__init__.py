"""Antiphon: what a health and care system says, what it hears, and how it answers."""
