"""Files that come in: elections by council area."""
