"""Days as the health service counts them: working days in England. Pure: no clock, no table."""

import datetime
from functools import lru_cache


@lru_cache(maxsize=64)
def _bank_holidays(year: int) -> frozenset[datetime.date]:
    import holidays  # its calendars take 8 MB, and few processes count days

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: datetime.date) -> bool:
    """Return whether people work that day in England: Monday to Friday, and not a bank holiday."""
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


def working_days_after(day: datetime.date, count: int) -> datetime.date:
    """Return the day that is `count` working days after `day`. The day itself does not count."""
    if count < 0:
        raise ValueError("Count forward: `count` is 0 or more.")
    while count:
        day += datetime.timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_days_between(first: datetime.date, last: datetime.date) -> int:
    """Return how many working days come after `first`, up to and including `last`; 0 when `last` is not later."""
    return sum(is_working_day(first + datetime.timedelta(days=step)) for step in range(1, (last - first).days + 1))


def working_days_before(day: datetime.date, count: int) -> datetime.date:
    """Return the day that is `count` working days before `day`. The day itself does not count."""
    if count < 0:
        raise ValueError("Count the days as 0 or more.")
    while count:
        day -= datetime.timedelta(days=1)
        count -= is_working_day(day)
    return day


def bank_holidays(first: datetime.date, last: datetime.date) -> list[tuple[datetime.date, str]]:
    """Return the bank holidays in England between two days, both inside, with their names."""
    import holidays

    found = holidays.country_holidays("GB", subdiv="ENG", years=range(first.year, last.year + 1))
    return sorted((day, name) for day, name in found.items() if first <= day <= last)
