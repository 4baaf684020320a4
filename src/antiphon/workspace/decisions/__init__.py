"""Screens of decisions: the paper, what weighed, equality, the record, answers, closing and telling."""
