"""What joint work changed, told so that others can use it: *case studies* in one order (challenge, actions, impacts, lessons,
next steps), and *stories* of people: real ones, which stand on a *consent* with an end, and made-up ones, marked as such.
"""
