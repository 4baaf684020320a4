"""Flags and concerns."""
