"""Webinars, virtual meetings and learning forums: who comes, how many came, and what was said afterwards.

Its words: *event*, *host* (the organisation that answers for it), *place* (somebody's seat, held by a token), *attendance*
(somebody came to one event), *views* (how often a recording was started, as its source counts them), *forum* (what is said
after it). People, attendances and views are three different numbers, and are never added to one another.
"""
