"""Screens of “What we say”: the hub of what the system says with one voice, the words we use, the checker."""
