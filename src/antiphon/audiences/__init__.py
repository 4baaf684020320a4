"""Whom we reach: the networks that pass a message on, and each organisation's own lists of people.

A *network* has a lead, a deputy, an audience and an estimate of its reach, always marked an estimate. An *audience* is one
list of one organisation: why it may write to them, and where they are. A *contact* is one person on a list, known here by a
token, with the language, the format and the way that they need. What somebody does not want stands in `people`, for every list.
"""
