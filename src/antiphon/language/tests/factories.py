"""Words, and what is known of them, for tests."""
