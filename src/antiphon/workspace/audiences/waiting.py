"""What waits among networks, lists and errands, for the hub and for a person's work list."""

import datetime
from collections.abc import Iterator

from django.urls import reverse

from antiphon.audiences import queries
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.workspace.home.items import Item


def sees(user: User) -> bool:
    """Return whether the person may see networks and lists."""
    return bool(queries.keepers(user, Permission.AUDIENCE_READ))


def keeps(user: User) -> bool:
    """Return whether the person keeps networks and lists."""
    return bool(queries.keepers(user))


def networks(user: User) -> list[str]:
    """Return what is to be mended among networks, in words."""
    number = queries.to_mend(user)
    return [f"{number} {'needs' if number == 1 else 'need'} a lead, a deputy or a word from us"] if number else []


def errands(user: User) -> list[str]:
    """Return how many calls and letters wait, in words."""
    number, _ = queries.errands_left(user)
    return [f"{number:,} to do"] if number else []


def items(user: User, today: datetime.date) -> Iterator[Item]:
    """Yield what waits for the person's work list: calls and letters, and networks that lack something."""
    if not keeps(user):
        return
    number, due = queries.errands_left(user)
    if number:
        what = f"Ring or post {number:,} {'message' if number == 1 else 'messages'} for people on lists"
        yield Item(what, "Calls and letters to do", reverse("workspace:audiences:errands"), due)
    if number := queries.to_mend(user):
        what = f"Find a lead or deputy for, or speak with, {number} {'network' if number == 1 else 'networks'}"
        yield Item(what, "Networks", reverse("workspace:audiences:networks") + "?show=mend")
