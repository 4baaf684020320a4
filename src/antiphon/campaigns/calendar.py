"""The calendar of all partners: rooms above say here what of theirs stands in it.

A room registers a provider in the `ready()` of its AppConfig; this room knows none of them. A provider takes the person who
asks and two days, and yields what stands between them and may be seen by them, in a fixed number of queries.

    from antiphon.campaigns import calendar
    calendar.register("events", queries.calendar_entries)

    def calendar_entries(user: User, first: datetime.date, last: datetime.date) -> Iterator[calendar.Entry]: ...

What all partners should know of each other, such as when whom is written to, a provider yields to everyone who works here,
with a `link` only for those who may open it.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from antiphon.network.models import User


@dataclass(frozen=True)
class Entry:
    """One thing in the calendar.

    `kind` and `key` name its row (`"event", "12"`); `what` is its kind as the screen says it (“Event”). `groups` are keys of
    `network/groups.py`; without any it is for everyone. `places` are names; without any it is everywhere. `lead` is the id of
    the account that answers for it. `speaks` says whether people hear from us because of it: only such entries clash or tire.
    """

    kind: str
    key: str
    what: str
    title: str
    starts_on: datetime.date
    ends_on: datetime.date
    organisation: int
    owner: str
    groups: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    link: str = ""
    lead: int | None = None
    state: str = ""
    speaks: bool = True

    @property
    def name(self) -> tuple[str, str]:
        return self.kind, self.key


Provider = Callable[[User, datetime.date, datetime.date], Iterable[Entry]]
_PROVIDERS: dict[str, Provider] = {}


def register(name: str, provider: Provider) -> None:
    """Let a room's things stand in the calendar. The name is the room's; registering it again replaces what it said."""
    _PROVIDERS[name] = provider


def entries(user: User, *, first: datetime.date, last: datetime.date) -> list[Entry]:
    """Return everything between two days that this person may see, in the order of first days."""
    found = [entry for name in sorted(_PROVIDERS) for entry in _PROVIDERS[name](user, first, last)]
    inside = [entry for entry in found if entry.starts_on <= last and entry.ends_on >= first]
    return sorted(inside, key=lambda entry: (entry.starts_on, entry.ends_on, entry.kind, entry.title, entry.key))
