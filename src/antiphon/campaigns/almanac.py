"""Days that stand in the calendar of everyone: days of awareness kept on the same date each year, with who keeps them.

Facts only, from general knowledge. Days that move each year, or that only some keep, are written down by the people who
work here.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """A day that is kept each year: month and day, the groups that it is about, and who keeps it."""

    name: str
    month: int
    day: int
    source: str
    groups: tuple[str, ...] = ()


UN, WHO = "United Nations General Assembly, resolution", "World Health Assembly, resolution"
WRITTEN_ON = datetime.date(2026, 11, 22)
EACH_YEAR = (
    Kept("World Braille Day", 1, 4, f"{UN} 73/161", ("blind",)),
    Kept("World Hearing Day", 3, 3, "World Health Organization", ("deaf",)),
    Kept("International Women’s Day", 3, 8, f"{UN} 32/142", ("women",)),
    Kept("World Down Syndrome Day", 3, 21, f"{UN} 66/149", ("learning",)),
    Kept("World Tuberculosis Day", 3, 24, "World Health Organization"),
    Kept("World Autism Awareness Day", 4, 2, f"{UN} 62/139", ("learning",)),
    Kept("World Health Day", 4, 7, "World Health Organization"),
    Kept("International Nurses Day", 5, 12, "International Council of Nurses"),
    Kept("World No Tobacco Day", 5, 31, f"{WHO} 42.19"),
    Kept("World Blood Donor Day", 6, 14, f"{WHO} 58.13"),
    Kept("World Refugee Day", 6, 20, f"{UN} 55/76", ("migrants",)),
    Kept("World Hepatitis Day", 7, 28, f"{WHO} 63.18"),
    Kept("World Suicide Prevention Day", 9, 10, "International Association for Suicide Prevention", ("mental_health",)),
    Kept("World Patient Safety Day", 9, 17, f"{WHO} 72.6"),
    Kept("International Day of Sign Languages", 9, 23, f"{UN} 72/161", ("deaf",)),
    Kept("International Day of Older Persons", 10, 1, f"{UN} 45/106", ("older",)),
    Kept("World Mental Health Day", 10, 10, "World Federation for Mental Health", ("mental_health",)),
    Kept("World Diabetes Day", 11, 14, f"{UN} 61/225"),
    Kept("World AIDS Day", 12, 1, "World Health Organization"),
    Kept("International Day of Persons with Disabilities", 12, 3, f"{UN} 47/3", ("disabled",)),
)


def between(first: datetime.date, last: datetime.date) -> Iterator[tuple[datetime.date, Kept]]:
    """Yield the days that are kept between two days, in order."""
    for year in range(first.year, last.year + 1):
        for kept in EACH_YEAR:
            day = datetime.date(year, kept.month, kept.day)
            if first <= day <= last:
                yield day, kept
