"""Writes of the contact point, its answers and its enquiries."""
