"""Briefings for councillors and members of boards: each gets the pack of their role, once, before the public hears.

A *briefing* is written in *parts*. A *pack* is the parts that one role needs, no longer than that role can use. A *copy* is one
person's link to their packs. *Opened* means that they pressed “Open”; nothing is watched in secret.
"""
