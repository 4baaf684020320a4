"""The door through which many insights come in at once: a table file."""
