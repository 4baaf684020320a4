"""Writes of places: asking, saying yes, giving up, the waiting list, and forgetting who it was."""

from collections.abc import Iterable

from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor, Machine
from antiphon.core.nudges import nudge
from antiphon.core.problems import Refused
from antiphon.core.sealing import key_for
from antiphon.delivery import actions as delivery
from antiphon.delivery.models import Delivery
from antiphon.events import rules
from antiphon.events.actions.planning import FILL
from antiphon.events.models import Event, Place
from antiphon.events.queries import places
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.people import actions as people
from antiphon.people.actions import Contact
from antiphon.people.queries import known
from antiphon.people.rules import is_address

Status = Place.Status
CLOSED = "This event takes no more names."
NO_NAME = "Enter your name."
NO_ADDRESS = "Enter an email address in the correct format, like name@example.com."


@action
def ask_for_place(event: Event, *, name: str, email: str, by: Actor, needs: Iterable[str] = (), needs_words: str = "") -> None:
    """Take down that somebody wants a place, and write to them: they have it once they press the button in the letter.

    It says nothing of who has a place already. Somebody who asks again gets their link once more, once a day; people who share
    an address each get a place of their own.
    """
    if not event.open:
        raise Refused(CLOSED)
    name, email = " ".join(name.split()), email.strip()
    if not name:
        raise Refused(NO_NAME)
    if not email or not is_address(email):
        raise Refused(NO_ADDRESS)
    places.take_turns(event)
    key = key_for("email", email)
    there = list(event.places.filter(person_key=key, status__in=(Status.ASKED, *places.HERE)))
    names = known(one.person for one in there)
    same = next((one for one in there if one.person in names and names[one.person].name.casefold() == name.casefold()), None)
    if same:
        _write(same, "confirm" if same.status == Status.ASKED else "place", again=True, by=by)
        trail.leave("ask again", same, by=by)
    elif len(there) < rules.AT_ONE_ADDRESS:
        _write(_made(event, Contact(name, email), needs, needs_words, str(Place.Came.SITE), by=by), "confirm", by=by)


@action
def say_yes(place: Place, *, by: Actor) -> Place:
    """Somebody confirms that they want their place: they have it, or stand on the waiting list. Twice changes nothing."""
    found = _locked(place)
    if found.status in places.HERE:
        return found
    if not found.event.open:
        raise Refused(CLOSED)
    _seat(found)
    trail.leave("say yes", found, by=by, status=found.status)
    _write(found, "place", by=by)
    return found


@action
def give_up(place: Place, *, by: Actor) -> Place:
    """Somebody does not come after all. The first on the waiting list gets the place."""
    if isinstance(by, User):
        require(by, Permission.EVENT_WRITE, on=place.event)
    found = _locked(place)
    if found.status == Status.CANCELLED:
        return found
    found.status, found.to_ring = Status.CANCELLED, False
    found.save(update_fields=["status", "to_ring"])
    trail.leave("give up place", found, by=by)
    nudge(FILL)
    return found


@action
def change_needs(place: Place, *, needs: Iterable[str], needs_words: str, by: Actor) -> Place:
    """Say anew what somebody needs so that they can take part; it waits to be arranged again."""
    if isinstance(by, User):
        require(by, Permission.EVENT_WRITE, on=place.event)
    found = _locked(place)
    found.needs_words = needs_words.strip()[:500]
    found.needs = _needs(needs)
    found.needs_met_at = found.needs_met_by = None
    found.save(update_fields=["needs", "needs_words", "needs_met_at", "needs_met_by"])
    trail.leave("change needs", found, by=by)
    return found


@action
def add_place(event: Event, *, contact: Contact, by: User, needs: Iterable[str] = (), needs_words: str = "") -> Place:
    """Write down somebody who rang or asked in person. They have a place at once, or stand on the waiting list."""
    require(by, Permission.EVENT_WRITE, on=event)
    if not event.open:
        raise Refused(CLOSED)
    if not contact.name.strip():
        raise Refused("Enter a name.")
    if not contact.email.strip() and not contact.telephone.strip():
        raise Refused("Give an e-mail address or a telephone number: else nobody can tell them when something changes.")
    places.take_turns(event)
    made = _made(event, contact, needs, needs_words, str(Place.Came.STAFF), by=by)
    _seat(made)
    trail.leave("add place", made, by=by, status=made.status)
    _write(made, "place", by=by)
    return made


@action
def arranged(place: Place, *, by: User) -> Place:
    """Write down that what somebody needs is arranged."""
    require(by, Permission.EVENT_WRITE, on=place.event)
    found = _locked(place)
    if not found.needs and not found.needs_words:
        raise Refused("They did not ask for anything.")
    found.needs_met_at, found.needs_met_by = timezone.now(), by
    found.save(update_fields=["needs_met_at", "needs_met_by"])
    trail.leave("arrange needs", found, by=by)
    return found


@action
def rang(place: Place, *, by: User) -> Place:
    """Write down that somebody without an e-mail address was told by telephone."""
    require(by, Permission.EVENT_WRITE, on=place.event)
    found = _locked(place)
    found.to_ring = False
    found.save(update_fields=["to_ring"])
    trail.leave("ring", found, by=by)
    return found


@action
def fill(event: Event, *, by: Actor) -> int:
    """Give free places to those on the waiting list, in their turn, and tell them; return how many. Twice is harmless."""
    places.take_turns(event)
    found = Event.objects.get(pk=event.pk)
    if not found.open:
        return 0
    left = places.free(found)
    rows = list(places.in_turn(found)[:left] if left is not None else places.in_turn(found))
    for row in rows:
        row.status = Status.COMING
        row.save(update_fields=["status"])
        _write(row, "room", by=by)
    trail.leave_many("fill place", rows, by=by)
    return len(rows)


@action
def lapse(rows: Iterable[Place], *, by: Actor) -> int:
    """Let go of places that nobody confirmed in time, and of who had asked; return how many."""
    found = list(Place.objects.select_for_update().filter(pk__in=[row.pk for row in rows], status=Status.ASKED))
    for row in found:
        row.status = Status.LAPSED
        row.save(update_fields=["status"])
        _forget(row, by=by)
    trail.leave_many("lapse", found, by=by)
    return len(found)


@action
def forget(place: Place, *, by: Actor) -> None:
    """Forget who had a place: name, address and needs. They give up the place if the event is still to come."""
    if isinstance(by, User):
        require(by, Permission.EVENT_WRITE, on=place.event)
    found = _locked(place)
    if found.forgotten_at:
        return
    if found.status != Status.CANCELLED and not found.event.over:
        found.status = Status.CANCELLED
        found.save(update_fields=["status"])
        nudge(FILL)
    _forget(found, by=by)
    trail.leave("forget place", found, by=by)


def _forget(place: Place, *, by: Actor) -> None:
    # Erasing is for guardians and the person themselves; a colleague who forgets a place does it in the person's name.
    delivery.forget(place.person, by=by if not isinstance(by, User) else Machine("forget a place"))
    place.person_key, place.needs, place.to_ring = "", [], False
    place.needs_words = ""
    place.needs_met_at = place.needs_met_by = None
    place.forgotten_at = timezone.now()
    place.save()


def _made(event: Event, contact: Contact, needs: Iterable[str], needs_words: str, came: str, *, by: Actor) -> Place:
    person = people.remember_many([contact], by=by)[0]
    email = contact.email.strip()
    made = Place.objects.create(
        event=event, person=person, person_key=key_for("email", email) if email else "", came=came, needs=_needs(needs),
        needs_words=needs_words.strip()[:500],
    )  # fmt: skip
    trail.leave("ask for place", made, by=by)
    return made


def _seat(place: Place) -> None:
    place.status = Status.WAITING if places.waits(place.event) else Status.COMING
    place.answered_at = timezone.now()
    place.save(update_fields=["status", "answered_at"])


def _needs(keys: Iterable[str]) -> list[str]:
    wanted = set(keys)
    return [key for key in rules.NEEDS if key in wanted]


def _write(place: Place, letter: str, *, by: Actor, again: bool = False) -> None:
    """Put a letter about a place in the worklist; somebody without an address is to be rung."""
    event = place.event
    occasion = f"event:e{event.pk}:{letter}:{place.pk}" + (f":{timezone.localdate():%Y%m%d}" if again else "")
    posted = delivery.post(
        occasion=occasion, person=place.person, letter=f"events/{letter}", purpose=str(Delivery.Purpose.SERVICE), by=by,
        facts={"title": event.title, "when": event.when, "host": event.organisation.name, "path": places.path_of(place),
               "waits": place.status == Status.WAITING},
    )  # fmt: skip
    if posted is None and not place.to_ring:
        place.to_ring = True
        place.save(update_fields=["to_ring"])


def _locked(place: Place) -> Place:
    places.take_turns(place.event)
    return Place.objects.select_related("event__organisation").select_for_update(of=("self",)).get(pk=place.pk)
