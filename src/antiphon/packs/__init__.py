"""Announcements, ready to be passed on: each is a *pack* with words for every channel, and files that may be used.

A *version* of a pack never changes once another person has approved it. A *variant* is its words for one channel, in one
language and one format. A *slot* is the only place in them that others may fill in. An *embargo* is a moment before which only
those on the list know that there is anything. A *recall* takes a version back, and says why and what to do instead.
"""
