"""Screens of briefings: their parts, who gets which pack, what became of them, questions and attendance."""
