"""Screens of people, roles and organisations."""
