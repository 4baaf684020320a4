"""How long things about people are kept: the one place. Pure: no clock, no table.

The privacy page, docs/personal-data.md and the daily tidying read the same numbers; tests hold them together.
"""

import datetime

NAMES = 2  # years after the work is finished: names and addresses
WORDS = 5  # years after the work is finished: words, places, receipt codes
MESSAGES = 2  # years after a message was settled: the key that stands for its address


def kept_until(since: datetime.date, years: int) -> datetime.date:
    """Return the day on which the time is up. What began on 29 February ends on 1 March of a common year."""
    try:
        return since.replace(year=since.year + years)
    except ValueError:
        return datetime.date(since.year + years, 3, 1)


def time_is_up(today: datetime.date, years: int) -> datetime.date:
    """Return the latest day for which the time is up today: what ended on it, or before, is kept no longer."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return datetime.date(today.year - years, 2, 28)
