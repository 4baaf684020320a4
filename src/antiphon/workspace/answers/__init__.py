"""Screens of agreed answers and of the shared inbox of enquiries."""
