"""How often a group of people in a place is asked within 90 days, by whichever partner. Plain Python."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

DAYS = 90


@dataclass(frozen=True)
class Ask:
    """One engagement as the calendar of asks sees it. Without places it asks everywhere; without groups, nobody above all."""

    key: int
    title: str
    owner: str
    opens_on: datetime.date
    closes_on: datetime.date
    groups: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    address: str = ""


@dataclass(frozen=True)
class Tired:
    """A group in a place ("" for everywhere) that is asked too often, with the other asks of those 90 days."""

    group: str
    place: str
    times: int
    others: tuple[Ask, ...]

    @property
    def pair(self) -> list[str]:
        return [self.group, self.place]


def _said(words: Sequence[str]) -> dict[str, str]:
    return {word.casefold(): word for word in words}


def tired(mine: Ask, others: Sequence[Ask], *, most: int, days: int = DAYS) -> list[Tired]:
    """Return each group and place of an ask that would be asked more than `most` times in so many days, this ask included.

    The days are counted between first days: any stretch of `days` days that holds the first day of this ask.
    """
    found = []
    for group in dict.fromkeys(word.casefold() for word in mine.groups):
        asked = [one for one in others if one.key != mine.key and group in _said(one.groups)]
        for place in (_said(mine.places) or {"": ""}):
            here = [one for one in asked if not place or not one.places or place in _said(one.places)]
            worst = _worst(mine.opens_on, here, days)
            if len(worst) + 1 > most:
                found.append(Tired(_said(mine.groups)[group], _said(mine.places).get(place, ""), len(worst) + 1, tuple(worst)))
    return found


def _worst(day: datetime.date, asks: Sequence[Ask], days: int) -> list[Ask]:
    """Return the most asks whose first days lie, with this day, within one stretch of so many days."""
    span = datetime.timedelta(days=days - 1)
    near = sorted((one for one in asks if abs(one.opens_on - day) <= span), key=lambda one: (one.opens_on, one.key))
    stretches = [
        [one for one in near if start <= one.opens_on <= start + span]
        for start in {day, *(one.opens_on for one in near if one.opens_on <= day)}
    ]
    return max(stretches, key=len, default=[])
