"""What we ask: engagements with purpose, rung of the ladder, what can and cannot change, dates, who decides;
questions; partners; the duty test.
"""
