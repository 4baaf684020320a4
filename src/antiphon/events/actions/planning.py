"""Writes that plan an event: words and times, who presents, what stays of it; publishing, changing and cancelling."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Machine
from antiphon.core.nudges import nudge
from antiphon.core.problems import Refused
from antiphon.core.zones import ZONES
from antiphon.events import rules
from antiphon.events.models import Event, Material, Presenter, Round, Series
from antiphon.events.queries.events import missing_of, part_in_words, words_of
from antiphon.network.access import Body, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission
from antiphon.people import actions as people
from antiphon.people.actions import Contact
from antiphon.signoff.actions import sign

WORDS = ("title", "summary", "about", "audience")
TIMES = ("starts_at", "ends_at", "time_zone", "place", "joining")
OTHER = ("kind", "series", "campaign", "groups", "languages", "bsl", "captions", "capacity", "moderator")
TASK = "events.tell_waiting"
FILL = "events.fill_waiting"
SYSTEM = Machine("forget a presenter")
OVER = "This event is over, so its times and its words stay as they were."


@action
def begin_series(organisation: Organisation, *, title: str, by: User) -> Series:
    """Name a series of events; the same name is the same series."""
    require(by, Permission.EVENT_WRITE, on=Body(organisation))
    title = " ".join(title.split())
    if not title:
        raise Refused("Give the series a name.")
    made, fresh = Series.objects.get_or_create(organisation=organisation, title=title, defaults={"made_by": by})
    if fresh:
        trail.leave("begin series", made, by=by)
    return made


@action
def plan(organisation: Organisation, *, by: User, **fields: Any) -> Event:
    """Write an event down as a draft. Another person publishes it."""
    require(by, Permission.EVENT_WRITE, on=Body(organisation))
    fresh = Event(organisation=organisation, written_by=by)
    _set(fresh, fields)
    fresh.save()
    fresh.writers.add(by)
    trail.leave("plan event", fresh, by=by)
    return fresh


@action
def change(event: Event, *, by: User, **fields: Any) -> Event:
    """Change an event. While it is published its words stay, and a new time, place or way in is told to everyone with a place."""
    require(by, Permission.EVENT_WRITE, on=event)
    found = _locked(event)
    if found.cancelled_at:
        raise Refused("This event is cancelled.")
    if found.over:
        raise Refused(OVER)
    before = {name: getattr(found, name) for name in (*WORDS, *TIMES)}
    _set(found, fields)
    moved = any(getattr(found, name) != before[name] for name in TIMES)
    said = any(getattr(found, name) != before[name] for name in WORDS)
    if found.published_at and said:
        raise Refused("The words are on the site. Take the event off the site to change them; another person publishes it again.")
    if found.published_at and moved:
        if found.starts_at <= timezone.now():
            raise Refused("The new time is in the past.")
        found.sequence += 1
    if said:
        found.written_by = by
    found.save()
    if said or moved:
        found.writers.add(by)
    trail.leave("change event", found, by=by, moved=moved, words=said)
    if found.published_at and moved:
        _tell(found, str(Round.Kind.CHANGED))
    if found.published_at:
        nudge(FILL)  # there may be room now for those who wait
    return found


@action
def publish(event: Event, *, words: str, by: User) -> Event:
    """Put an event on the site, with who presents and what stays. Whoever wrote any of it cannot."""
    require(by, Permission.EVENT_WRITE, on=event)
    found = _locked(event)
    if found.published_at:
        raise Refused("This event is on the site already.")
    if found.cancelled_at:
        raise Refused("This event is cancelled.")
    if words != words_of(found):
        raise Refused("The words have changed since you opened this page. Read the new ones first.")
    if missing := missing_of(found):
        raise Refused(*missing)
    parts = [*found.presenters.select_related("added_by"), *found.materials.select_related("added_by")]
    sign(found, words=words, authors=[*found.writers.all(), *(one.added_by for one in parts)], by=by)
    found.published_at, found.published_by = timezone.now(), by
    found.save(update_fields=["published_at", "published_by"])
    for rows in (found.presenters, found.materials):
        rows.filter(shown_at__isnull=True).update(shown_at=found.published_at, shown_by=by)
    trail.leave("publish event", found, by=by)
    return found


@action
def take_off(event: Event, *, by: User) -> Event:
    """Take an event off the site, so that its words can be changed. Places that people have stay."""
    require(by, Permission.EVENT_WRITE, on=event)
    found = _locked(event)
    if not found.published_at:
        raise Refused("This event is not on the site.")
    found.published_at = found.published_by = None
    found.save(update_fields=["published_at", "published_by"])
    trail.leave("take event off", found, by=by)
    return found


@action
def cancel(event: Event, *, because: str, by: User) -> Event:
    """Cancel an event. Everyone with a place, or waiting for one, is told once; its page and calendar entry say so."""
    require(by, Permission.EVENT_WRITE, on=event)
    found = _locked(event)
    if found.cancelled_at:
        raise Refused("This event is cancelled already.")
    if found.over:
        raise Refused("This event is over.")
    if not because.strip():
        raise Refused("Say why, in a sentence that everyone can read.")
    found.cancelled_at, found.cancelled_by, found.cancelled_because = timezone.now(), by, " ".join(because.split())[:300]
    found.sequence += 1
    found.save(update_fields=["cancelled_at", "cancelled_by", "cancelled_because", "sequence"])
    trail.leave("cancel event", found, by=by)
    if found.places.exists():
        _tell(found, str(Round.Kind.CANCELLED))
    return found


@action
def present(
    event: Event, *, organisation: Organisation, what: str, by: User, user: User | None = None, name: str = ""
) -> Presenter:
    """Add somebody who presents: a colleague with an account, somebody else by name, or a role without a name yet."""
    require(by, Permission.EVENT_WRITE, on=event)
    what = " ".join(what.split())
    if not what:
        raise Refused("Say what they do, for example “Community nurse”.")
    _locked(event)  # nobody publishes it meanwhile, without having read this
    person = None
    if user is None and name.strip():
        person = people.remember_many([Contact(name, wants_reply=False)], by=by)[0]
    made = Presenter.objects.create(event=event, organisation=organisation, what=what, user=user, person=person, added_by=by)
    trail.leave("add presenter", made, by=by, organisation=organisation.pk)
    return made


@action
def present_no_more(presenter: Presenter, *, by: User) -> None:
    """Take somebody off the list of presenters, and forget their name if it was kept for this alone."""
    require(by, Permission.EVENT_WRITE, on=presenter.event)
    trail.leave("remove presenter", presenter, by=by)
    person = presenter.person
    presenter.delete()
    if person:
        people.erase(person, by=SYSTEM)


@action
def add_material(event: Event, *, kind: str, title: str, url: str, by: User) -> Material:
    """Add what stays of an event: a recording, slides, a transcript, at an address."""
    require(by, Permission.EVENT_WRITE, on=event)
    title, url = " ".join(title.split()), url.strip()
    if kind not in Material.Kind.values or not title:
        raise Refused("Say what it is.")
    if not rules.is_link(url):
        raise Refused("Enter a whole web address, like https://example.org/recording.")
    _locked(event)
    try:
        with transaction.atomic():
            made = Material.objects.create(event=event, kind=kind, title=title, url=url, added_by=by)
    except IntegrityError as problem:
        raise Refused("This address is on the list already.") from problem
    trail.leave("add material", made, by=by, kind=kind)
    return made


@action
def show(part: Presenter | Material, *, words: str, by: User) -> None:
    """Show on the site what another person added to an event that stands there already. Nobody shows what they added."""
    require(by, Permission.EVENT_WRITE, on=part.event)
    event = _locked(part.event)
    found = type(part).objects.select_related("event", "added_by").get(pk=part.pk)
    if not event.published_at:
        raise Refused("The event is not on the site yet. This is shown with it.")
    if found.shown_at:
        return
    if words != part_in_words(found):
        raise Refused("This has changed since you opened the page. Read it again first.")
    sign(found, words=words, authors=[found.added_by], by=by)
    found.shown_at, found.shown_by = timezone.now(), by
    found.save(update_fields=["shown_at", "shown_by"])
    trail.leave("show", found, by=by)


@action
def remove_material(material: Material, *, by: User) -> None:
    """Take a recording or other material off the event."""
    require(by, Permission.EVENT_WRITE, on=material.event)
    trail.leave("remove material", material, by=by)
    material.delete()


@action
def send_what_follows(event: Event, *, by: User) -> Round:
    """Send everyone who had a place the recording, the slides, the questions and the forum, once."""
    require(by, Permission.EVENT_WRITE, on=event)
    found = _locked(event)
    if not found.published_at or not found.over or found.cancelled_at:
        raise Refused("Send this once the event is over.")
    made, fresh = Round.objects.get_or_create(event=found, kind=Round.Kind.AFTER, mark="after")
    if not fresh:
        raise Refused("This was sent already. Nobody gets it twice.")
    trail.leave("send what follows", made, by=by)
    nudge(TASK)
    return made


def _tell(event: Event, kind: str) -> None:
    Round.objects.get_or_create(event=event, kind=kind, mark=str(event.sequence))
    nudge(TASK)


def _locked(event: Event) -> Event:
    return Event.objects.select_for_update(of=("self",)).select_related("organisation", "written_by").get(pk=event.pk)


def _set(event: Event, fields: dict[str, Any]) -> None:
    if unknown := set(fields) - {*WORDS, *TIMES, *OTHER}:
        raise TypeError(f"An event has no such field: {', '.join(sorted(unknown))}")
    for name, value in fields.items():
        keeps_lines = name in ("about", "joining")
        if isinstance(value, str):
            value = value.replace("\r\n", "\n").strip() if keeps_lines else " ".join(value.split())
        setattr(event, name, value)
    if not event.title:
        raise Refused("Give the event a title.")
    if event.time_zone not in ZONES:
        raise Refused("Choose a time zone from the list.")
    if event.ends_at <= event.starts_at:
        raise Refused("The event must end after it begins.")
    if event.ends_at - event.starts_at > rules.LONGEST:
        raise Refused("An event lasts 12 hours at the most. Plan one for each day.")
    if event.capacity is not None and event.capacity < 1:
        raise Refused("Give 1 place or more, or leave it empty for no limit.")
    if event.series is not None and event.series.organisation_id != event.organisation_id:
        raise Refused("This series belongs to another organisation.")

