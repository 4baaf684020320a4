"""Screens of saved checklists and of the success factors."""
