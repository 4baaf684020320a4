"""Reaching people by any channel, once: the one place where a token becomes an address.

Its words: *occasion* (what a message is about: one message to an address for each), *letter* (the words, a text
file beside the room that speaks), *facts* (what goes into the letter), *recipient* (one person whom a message is
for; people who share an address share the message), *worker* (a process that hands messages over).
"""
