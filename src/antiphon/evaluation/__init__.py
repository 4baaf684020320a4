"""How far we are: a saved checklist for each plan, and five success factors judged by ourselves, with evidence, owner and day.

An *assessment* is a list of *marks* that people fill in over time. A *snapshot* keeps how it stood on a day, so that two days,
two plans or two places can be laid side by side. It is a way to talk about what comes next, never a score to be published.
"""
