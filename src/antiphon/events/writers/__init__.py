"""Files that are made of an event."""
