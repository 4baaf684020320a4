"""Screens of voices: how many there are, files that bring them, what needs human eyes, one voice."""
