"""Campaigns: what we want to change, for whom, how, who does what, and what came of it; and the calendar of all partners.

A *plan* has five parts, in this order: *objectives* (with a baseline, a measure, a target and a day), *audience insight*,
*strategy*, *implementation* (activities, each with exactly one lead) and *scoring*. It is *ready* when nothing is missing,
and *live* once a second person has signed it. A *microsite* is its public page. A *clash* is two things for the same people
in the same week.
"""
