"""Audiences for tests."""
