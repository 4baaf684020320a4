"""What was decided and why: options, what weighed, equality analysis, the decision, an answer to each theme,
telling those who spoke.
"""
