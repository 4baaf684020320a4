"""How long things about people are kept: the one place. Pure: no clock, no table.

The privacy page, docs/personal-data.md and the daily tidying read the same numbers; tests hold them together.
"""

import datetime

NAMES = 2  # years after the work is finished: names and addresses
WORDS = 5  # years after the work is finished: words, places, receipt codes
MESSAGES = 2  # years after a message was settled: the key that stands for its address


WORDS_MOST, NAMES_MOST = 8, 3  # the longest that an engagement may promise


def in_years(years: int) -> str:
    """Return a number of years in words: five years."""
    words = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return f"{words[years - 1] if 0 < years <= len(words) else years} {'year' if years == 1 else 'years'}"


def wrong_years(words: int, names: int) -> list[str]:
    """Return why an engagement may not promise to keep words and names for so long, as sentences."""
    wrong = []
    if not 1 <= words <= WORDS_MOST:
        wrong.append(f"Keep words for {in_years(1)} to {in_years(WORDS_MOST)}.")
    if not 1 <= names <= NAMES_MOST:
        wrong.append(f"Keep names and addresses for {in_years(1)} to {in_years(NAMES_MOST)}.")
    if names > words:
        wrong.append("Names cannot be kept for longer than words.")
    return wrong


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
