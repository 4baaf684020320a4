"""The promises around an engagement: that each person answers once where it says so, and that what people left is let go of
in time.

Words: *entry code* (in a letter or on a card), *invitation* (a link of one's own), *address check* (six digits by e-mail),
*hold* (nothing may be erased for now), *proof* (what was erased, how many, when, by which rule).
"""
