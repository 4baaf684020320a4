"""Screens of the room `insight`: reading and coding voices, codes, themes, the report."""
