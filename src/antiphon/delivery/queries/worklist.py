"""What the worker looks up: where something waits, which mailings may go now, and what letters say to whom."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from antiphon.delivery import rules
from antiphon.delivery.models import Delivery, Line, Recipient, Route, Send
from antiphon.people.queries import addresses_of

Status = Delivery.Status


def has_work(route: str) -> bool:
    """Return whether anything may go by a route now."""
    return bool(letters_waiting(route).exists() or any(_waits(send) for send in open_sends(route)))


def letters_waiting(route: str) -> QuerySet[Delivery]:
    """Return the letters whose turn has come."""
    now = timezone.now()
    return Delivery.objects.filter(Q(not_before=None) | Q(not_before__lte=now), stage="waiting", route=route, send__isnull=True)


def _waits(send: Send) -> bool:
    now = timezone.now()
    rows = Delivery.objects.filter(Q(not_before=None) | Q(not_before__lte=now), stage="waiting", route=send.route, send=send)
    return bool(rows.exists())


def open_sends(route: str) -> list[Send]:
    """Return the mailings that may go by a route now, the most urgent first: none that is early, late or in quiet hours."""
    now = timezone.now()
    rows = (
        Send.objects.filter(Q(opens_at=None) | Q(opens_at__lte=now), Q(closes_at=None) | Q(closes_at__gt=now), route=route,
                            status=Send.Status.SENDING)
        .select_related("organisation").prefetch_related("wordings").order_by("priority", "pk")
    )  # fmt: skip
    return [send for send in rows if not rules.is_quiet(now, send.quiet_from, send.quiet_to, send.zone)]


def come_to_an_end() -> list[Send]:
    """Return the mailings that are being sent and have nothing left that a worker could do."""
    waiting = Delivery.objects.filter(send=OuterRef("pk"), stage="waiting")
    ended = Send.objects.filter(~Exists(waiting), status=Send.Status.SENDING, targeted__gt=0)
    held = [Status.LEASED, Status.HANDING]
    return [send for send in ended if not Delivery.objects.filter(send=send, status__in=held).exists()]


def is_open(route: Route) -> bool:
    """Return whether a route is tried now, or left alone because it could not be opened."""
    return route.stopped_until is None or route.stopped_until <= timezone.now()


def lines_open() -> list[Line]:
    """Return the workers that have not said that they ended, alive or not."""
    return list(Line.objects.filter(ended_at__isnull=True).order_by("pk"))


def lines_ended(before: datetime.datetime) -> QuerySet[Line]:
    """Return the workers that ended long ago."""
    return Line.objects.filter(ended_at__lt=before)


def unknown_by_route(before: datetime.datetime) -> dict[str, list[str]]:
    """Return the references of messages that are not known and were handed over before the moment, by route."""
    found: dict[str, list[str]] = {}
    rows = Delivery.objects.filter(stage="asks", status=Status.UNKNOWN, handed_at__lt=before).order_by("pk")
    for route, reference in rows.values_list("route", "reference"):
        found.setdefault(route, []).append(reference)
    return found


def parts_of(ids: Iterable[int]) -> dict[int, tuple[str, str, dict[str, Any]]]:
    """Return name, address and facts of each letter, for those of its people who still want it. It is never stored or logged."""
    rows = list(Recipient.objects.filter(delivery__in=list(ids)).select_related("delivery").order_by("pk"))
    addresses = addresses_of(row.person for row in rows)
    wanting: dict[int, list[Recipient]] = {}
    for row in rows:
        address = addresses.get(row.person)
        if address is not None and address.wants_reply and address.key == row.delivery.address_key:
            wanting.setdefault(row.delivery_id, []).append(row)
    found = {}
    for pk, parts in wanting.items():
        names = {addresses[part.person].name for part in parts}
        email = addresses[parts[0].person].email
        found[pk] = (names.pop() if len(names) == 1 else "", email, rules.together(part.facts for part in parts))
    return found


def made_since(moment: datetime.datetime) -> list[Send]:
    """Return the mailings made since a moment."""
    return list(Send.objects.filter(made_at__gte=moment).order_by("pk"))
