"""Ways out: which there are, how each stands, and what a text message takes."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, QuerySet
from django.http import Http404
from django.utils import timezone

from antiphon.delivery import rules
from antiphon.delivery.channels import returned, segments
from antiphon.delivery.models import Line, Route, Trial
from antiphon.network.access import holds
from antiphon.network.models import User
from antiphon.network.roles import Permission

LOOK = (Permission.CASCADE_READ, Permission.DELIVERY_RESOLVE, Permission.PEOPLE_MANAGE)
TRY = (Permission.CASCADE_RUN, Permission.DELIVERY_RESOLVE, Permission.PEOPLE_MANAGE)
AT_WORK = datetime.timedelta(minutes=2)


@dataclass(frozen=True)
class Way:
    """One route as it stands. `row` is None while nothing has gone by it."""

    name: str
    title: str
    channel: str
    in_use: bool
    row: Route | None
    workers: int

    @property
    def stopped(self) -> bool:
        return self.row is not None and self.row.stopped_until is not None and self.row.stopped_until > timezone.now()

    @property
    def per_minute(self) -> int | None:
        return self.row.per_minute if self.row is not None else None


def may_look(user: User) -> bool:
    """Return whether somebody may see how routes stand."""
    return any(holds(user, one) for one in LOOK)


def may_try(user: User) -> bool:
    """Return whether somebody may send a test message to themselves, and open a stopped route again."""
    return any(holds(user, one) for one in TRY)


def ways() -> list[Way]:
    """Return the routes that are set up, in the order of the settings. Two queries."""
    rows = {row.name: row for row in Route.objects.all()}
    since = timezone.now() - AT_WORK
    lines = Line.objects.filter(heard_at__gt=since, ended_at__isnull=True).order_by()
    workers = dict(lines.values_list("route").annotate(Count("pk")))
    return [
        Way(name, rules.title_of(name, settings.PROVIDER), rules.WAYS[name].channel, name in settings.ROUTE_OF.values(),
            rows.get(name), workers.get(name, 0))
        for name in settings.ROUTES if name in rules.WAYS
    ]  # fmt: skip


def stopped_routes(user: User) -> QuerySet[Route]:
    """Return the routes that are stopped at this moment, for those who can see to them. One query."""
    if not may_try(user):
        return Route.objects.none()
    return Route.objects.filter(name__in=list(settings.ROUTES), stopped_until__gt=timezone.now())


def route_named(name: str) -> Way:
    """Return a route that is set up, or raise Http404."""
    for way in ways():
        if way.name == name:
            return way
    raise Http404


def not_set_up() -> list[str]:
    """Return the titles of the routes that nobody has set up."""
    return [rules.title_of(name, "") for name in rules.WAYS if name not in settings.ROUTES]


def trials_of(user: User) -> QuerySet[Trial]:
    """Return the test messages that somebody sent to themselves, the latest first."""
    return Trial.objects.filter(asked_by=user).order_by("-pk")


def trials_waiting() -> QuerySet[Trial]:
    """Return the test messages that have to go."""
    return Trial.objects.filter(status=Trial.Status.WAITING).order_by("pk")


def comes_back(address: str) -> bool:
    """Return whether an address is one that undelivered e-mails, or complaints, come to."""
    domain = settings.BOUNCE_DOMAIN
    return bool(domain) and (bool(returned.reference_in(address, domain)) or returned.is_for_complaints(address, domain))


@dataclass(frozen=True)
class Bill:
    """What text messages to so many people take and cost. `pounds` is None where no price is set."""

    people: int
    size: segments.Size
    pounds: float | None

    @property
    def messages(self) -> int:
        return self.people * self.size.parts


def bill(text: str, *, people: int) -> Bill:
    """Return what a text to so many people takes. It is counted as it is sent: in the networks' own alphabet where it can be."""
    size = segments.size(segments.plainer(text))
    pence = settings.SMS_PENCE
    return Bill(people, size, size.pence(pence) * people / 100 if pence else None)
