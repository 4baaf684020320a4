"""Reads of places: who has one, who waits, and the signed link that is somebody's own way in."""

from dataclasses import dataclass

from django.core import signing
from django.db import connection
from django.db.models import Count, QuerySet
from django.http import Http404
from django.utils import timezone

from antiphon.core.keeping import NAMES, time_is_up
from antiphon.events import rules
from antiphon.events.models import Event, Place
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.people.queries import Known, known

LOCK = 0x45766E74  # “Evnt”: keeps these locks apart from others
Status = Place.Status
HERE = (Status.COMING, Status.WAITING)


@dataclass(frozen=True)
class Listed:
    """A place with who has it. It is never stored or logged."""

    place: Place
    person: Known | None

    def __repr__(self) -> str:
        return f"Listed({self.place.pk})"

    @property
    def name(self) -> str:
        return self.person.name if self.person else "Forgotten"

    @property
    def needs(self) -> list[str]:
        return needs_of(self.place)


def needs_of(place: Place) -> list[str]:
    """Return what somebody needs so that they can take part, in words."""
    return [rules.NEEDS[key] for key in place.needs if key in rules.NEEDS] + ([place.needs_words] if place.needs_words else [])


def take_turns(event: Event) -> None:
    """Let those who ask for a place at the same event wait for one another, until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [LOCK, event.pk % 2**31])


def counts(event: Event) -> dict[str, int]:
    """Return how many places stand in each status. One query."""
    found = dict(event.places.order_by().values_list("status").annotate(Count("pk")))
    return {status: found.get(status, 0) for status in Status.values}


def free(event: Event) -> int | None:
    """Return how many places are left; None when there is no limit."""
    if event.capacity is None:
        return None
    return max(0, event.capacity - event.places.filter(status=Status.COMING).count())


def waits(event: Event) -> bool:
    """Return whether somebody who says yes now goes on the waiting list: it is full, or others wait already."""
    left = free(event)
    return left == 0 or (left is not None and event.places.filter(status=Status.WAITING).exists())


def in_turn(event: Event) -> QuerySet[Place]:
    """Return those on the waiting list, in their turn."""
    return event.places.filter(status=Status.WAITING).order_by("answered_at", "pk")


def before(place: Place) -> int:
    """Return how many on the waiting list come first."""
    ahead = list(in_turn(place.event).values_list("pk", flat=True))
    return ahead.index(place.pk) if place.pk in ahead else 0


def listed(event: Event) -> list[Listed]:
    """Return everyone who has a place or waits for one, by name. Two queries, whatever their number."""
    some = list(event.places.filter(status__in=HERE))
    people = known(one.person for one in some)
    found = [Listed(one, people.get(one.person)) for one in some]
    order = {Status.COMING: 0, Status.WAITING: 1}
    return sorted(found, key=lambda one: (order[Status(one.place.status)], one.name.casefold(), one.place.pk))


def place_for(user: User, pk: int) -> Place:
    """Return a place, for those who run the event."""
    found = Place.objects.filter(pk=pk).select_related("event__organisation").first()
    if found is None:
        raise Http404
    require(user, Permission.EVENT_WRITE, on=found.event)
    return found


def to_fill() -> QuerySet[Event]:
    """Return the coming events that somebody waits for."""
    open_now = Event.objects.public().filter(cancelled_at__isnull=True, starts_at__gt=timezone.now())
    return open_now.filter(pk__in=Place.objects.filter(status=Status.WAITING).values("event")).order_by("pk")


def unanswered() -> QuerySet[Place]:
    """Return the places that somebody asked for and did not confirm in time."""
    return Place.objects.filter(status=Status.ASKED, made_at__lte=timezone.now() - rules.CONFIRM_WITHIN).order_by("pk")


def to_forget() -> QuerySet[Place]:
    """Return the places of events so long ago that who had them is kept no longer."""
    day = time_is_up(timezone.localdate(), NAMES)
    return Place.objects.filter(event__ends_at__date__lte=day, forgotten_at__isnull=True).order_by("pk")


# --- The signed link: somebody's way in without an account -----------------------------------------------------------------
_signer = signing.Signer(sep="~", salt="antiphon.events.place")


def path_of(place: Place) -> str:
    """Return the address of somebody's own page. Whoever has it is taken for them, so it goes to them alone."""
    return f"/events/place/{_signer.sign(str(place.pk))}/"


def place_by_link(link: str) -> Place | None:
    """Return the place whose link this is; None when it is not whole, or they were forgotten."""
    try:
        pk = int(_signer.unsign(link))
    except (signing.BadSignature, ValueError):
        return None
    found = Place.objects.filter(pk=pk, forgotten_at__isnull=True)
    return found.select_related("event__organisation", "event__series").first()
