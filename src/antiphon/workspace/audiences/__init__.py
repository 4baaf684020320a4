"""Screens of networks, lists of people, errands and what people do not want."""
