"""Writes of campaigns: the plan, what is done in it, the days beside it, and its public page."""
