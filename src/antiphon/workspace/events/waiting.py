"""What waits for a person among events."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from antiphon.events.queries import events
from antiphon.workspace.home.items import Item


def waiting(user: Any, today: datetime.date) -> Iterator[Item]:
    """Yield what a person has to do so that people can take part, and so that what came of it is known. Seven queries."""
    hosts = events.hosts(user)
    if not hosts:
        return
    for one in events.to_publish(user):
        yield Item("Read and publish an event", one.title, _at("publish", one.pk), _day(one.starts_at))
    for one in events.to_show(user):
        yield Item("Read what a colleague added to an event, and show it", one.title, _at("event", one.pk))
    for one in events.to_arrange(user):
        what = f"Arrange what {one.needing:,} {'person needs' if one.needing == 1 else 'people need'} to take part"
        yield Item(what, one.title, _at("places", one.pk), _day(one.starts_at))
    for one in events.to_ring(user):
        what = f"Ring {one.ringing:,} {'person' if one.ringing == 1 else 'people'} about an event"
        yield Item(what, one.title, _at("places", one.pk))
    for one in events.to_count(user):
        yield Item("Say who came: bring the meeting tool’s file", one.title, _at("attendance", one.pk))
    for one in events.to_moderate(user):
        mine = one.moderator_id == user.pk
        if one.unread:
            what = f"Read {one.unread:,} {'post' if one.unread == 1 else 'posts'} before others see them"
            yield Item(what, one.title, _at("forum", one.pk), mine=mine)
        if one.reported:
            what = f"Look at {one.reported:,} {'report' if one.reported == 1 else 'reports'} on what was said"
            yield Item(what, one.title, _at("forum", one.pk), mine=mine)


def in_short(user: Any) -> list[str]:
    """Return what waits, in a few words for the card."""
    return list(dict.fromkeys(item.what for item in waiting(user, timezone.localdate())))[:3]


def _at(name: str, pk: int) -> str:
    return reverse(f"workspace:events:{name}", args=[pk])


def _day(moment: datetime.datetime) -> datetime.date:
    return timezone.localdate(moment)
