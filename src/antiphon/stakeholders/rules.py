"""What stakeholders are there for, and how often a champion may be asked. Plain Python: no clock, no table."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

WEEK = datetime.timedelta(days=7)
CAP, MOST = 2, 7  # messages in any seven days: unless said, and the most that somebody may choose
WAYS: Mapping[str, str] = {"email": "E-mail", "telephone": "Telephone", "post": "Post"}


@dataclass(frozen=True)
class Role:
    """What somebody is trying to do, and so what they need from us."""

    key: str
    title: str
    needs: str


# What a councillor is trying to do. One person may do several, and we ask rather than assume.
COUNCILLOR = {
    role.key: role
    for role in (
        Role("decides", "Decides", "Real options with what each risks and costs, and what is asked of them by when."),
        Role("scrutinises", "Scrutinises", "What changes, how people were heard, what was not taken up and why."),
        Role("ward", "Answers for a ward", "What it means for the people of the ward, with figures of the ward."),
        Role("community", "Stands for a community group", "Plain words to pass on, and how the group can have its say."),
    )
}
# What somebody does on a board.
BOARD = {
    role.key: role
    for role in (
        Role("chair", "Chair", "The decision that is asked for, the options, and where people disagree."),
        Role("non_executive", "Non-executive director", "What could go wrong, and how we know that it is under control."),
        Role("lay_member", "Lay member", "What people said, and what was done about it."),
        Role("governor", "Governor", "What members and the public should know, and what they told us."),
    )
}
ROLES = COUNCILLOR | BOARD


def titles(keys: Iterable[str]) -> list[str]:
    """Return roles by their titles, in the order of the lists above."""
    wanted = set(keys)
    return [role.title for role in ROLES.values() if role.key in wanted]


def wrong_roles(keys: Iterable[str]) -> list[str]:
    """Return the keys that are no role of a councillor."""
    return [key for key in keys if key not in COUNCILLOR]


def room_for(sent: Iterable[datetime.datetime], *, cap: int, now: datetime.datetime) -> int:
    """Return how many more messages fit into the seven days that end now."""
    return max(0, cap - sum(now - WEEK < at <= now for at in sent))
