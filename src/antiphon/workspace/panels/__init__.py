"""Screens of panels: what a panel looks like, its members, asks and draws, what a person has to do by hand, groups, money."""
