"""Screens of councillors, members of boards and champions."""
