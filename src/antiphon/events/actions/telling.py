"""Writes of rounds of letters: one round for each reminder, change or cancellation, and one letter for each address in it."""

from collections.abc import Iterable

from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.delivery import actions as delivery
from antiphon.delivery.models import Delivery
from antiphon.events import rules
from antiphon.events.models import Event, Place, Round
from antiphon.events.queries.places import path_of

Kind = Round.Kind
LETTERS = {Kind.DAY: "reminder", Kind.HOUR: "reminder", Kind.CHANGED: "changed", Kind.CANCELLED: "cancelled", Kind.AFTER: "after"}
REMINDERS = (Kind.DAY, Kind.HOUR)
BY_TELEPHONE = (Kind.DAY, Kind.CHANGED, Kind.CANCELLED)


@action
def remind(events: Iterable[Event], *, by: Actor) -> int:
    """Begin the rounds of reminders whose time has come; return how many are new. Twice is harmless."""
    begun = []
    for event in events:
        kind = rules.reminder(event.starts_at, event.time_zone, timezone.now())
        if kind is None or event.cancelled_at or not event.published_at:
            continue
        made, fresh = Round.objects.get_or_create(event=event, kind=kind, mark=_mark(event))
        if fresh:
            begun.append(made)
    trail.leave_many("remind", begun, by=by)
    return len(begun)


@action
def post_round(round_: Round, *, by: Actor) -> int:
    """Write to everyone whom a round is for, once; return how many letters. A reminder whose time has passed goes to none."""
    found = Round.objects.select_for_update(of=("self",)).select_related("event__organisation").get(pk=round_.pk)
    if found.posted_at:
        return 0
    letters = 0 if _stale(found) else _post(found, by=by)
    found.posted_at, found.letters = timezone.now(), letters
    found.save(update_fields=["posted_at", "letters"])
    trail.leave("post round", found, by=by, letters=letters)
    return letters


def _mark(event: Event) -> str:
    return f"{event.starts_at:%Y%m%dT%H%M}"


def _stale(round_: Round) -> bool:
    event = round_.event
    if round_.kind in REMINDERS:
        due = rules.reminder(event.starts_at, event.time_zone, timezone.now())
        return bool(event.cancelled_at) or round_.mark != _mark(event) or due != round_.kind
    if round_.kind == Kind.CHANGED:  # a later change, or a cancellation, says all
        return bool(event.cancelled_at) or round_.mark != str(event.sequence)
    return False


def _post(round_: Round, *, by: Actor) -> int:
    event = round_.event
    wanted = [Place.Status.COMING]
    if round_.kind in (Kind.CHANGED, Kind.CANCELLED):
        wanted.append(Place.Status.WAITING)
    rows = list(event.places.filter(status__in=wanted))
    facts = {"title": event.title, "when": event.when, "host": event.organisation.name, "soon": round_.kind == Kind.HOUR,
             "because": event.cancelled_because, "forum": bool(event.forum_opened_at),
             "questions": event.questions.exists(), "materials": event.materials.public().exists()}  # fmt: skip
    posted = delivery.post_many(
        occasion=f"event:e{event.pk}:{round_.kind}:{round_.mark}", letter=f"events/{LETTERS[Kind(round_.kind)]}",
        to={row.person: {**facts, "paths": [path_of(row)]} for row in rows}, purpose=str(Delivery.Purpose.SERVICE), by=by,
    )  # fmt: skip
    if round_.kind in BY_TELEPHONE:
        Place.objects.filter(pk__in=[row.pk for row in rows if row.person not in posted]).update(to_ring=True)
    return len({one.pk for one in posted.values()})
