"""Things to settle, for tests."""
