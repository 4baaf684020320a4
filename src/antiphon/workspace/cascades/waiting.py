"""What waits among cascades: for those who hand on, for those who approve, and for those who send."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from antiphon.cascades.queries import cascades, hops, replies
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.workspace.home.items import Item


def items(user: Any, today: datetime.date) -> Iterator[Item]:
    """Yield what a person has to do so that an announcement goes on. A fixed number of queries."""
    for hop in hops.waiting_for(user):
        yield Item(f"Say that {hop.name} has an announcement", hop.cascade.title, _hop(hop), _day(hop.answer_by))
    for hop in hops.to_approve(user):
        yield Item(f"Read and approve the own words of {hop.name}", hop.cascade.title,
                   reverse("workspace:cascades:approve", kwargs={"hop": hop.pk}), _day(hop.cascade.publish_by))  # fmt: skip
    for hop in hops.back_at_sender(user):
        what = f"Nobody answered for {hop.name}: ring them, or find another way"
        yield Item(what, hop.cascade.title, _hop(hop), _day(hop.answer_by))
    for hop in hops.to_hear(user):
        yield Item(f"Taken back: say that {hop.name} has the recall", hop.cascade.title, _hop(hop), today)
    if number := replies.open_replies(user).count():
        what = f"Settle {number} {'answer' if number == 1 else 'answers'} that came back"
        yield Item(what, "Cascades", reverse("workspace:cascades:replies"))


def lines(user: User) -> list[str]:
    """Return what the card says waits there."""
    found = []
    if number := len(hops.waiting_for(user)):
        found.append(f"{number} to acknowledge")
    if number := len(hops.to_approve(user)):
        found.append(f"{number} with own words to approve")
    if number := len(hops.back_at_sender(user)):
        found.append(f"{number} that nobody answered for")
    if number := replies.open_replies(user).count():
        found.append(f"{number} {'answer' if number == 1 else 'answers'} to settle")
    return found


def shows(user: User) -> bool:
    """Return whether the card is for this person."""
    return bool(cascades.keepers(user, Permission.CASCADE_READ))


def _hop(hop: Any) -> str:
    return reverse("workspace:cascades:hop", kwargs={"hop": hop.pk})


def _day(moment: datetime.datetime | None) -> datetime.date | None:
    return timezone.localtime(moment).date() if moment else None
