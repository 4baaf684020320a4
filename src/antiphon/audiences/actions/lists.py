"""Writes of lists of people: make them, take people in from a file, let people go, and forget them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import batched
from typing import IO, Any

from django.utils import timezone

from antiphon.audiences import rules
from antiphon.audiences.doors import people_file
from antiphon.audiences.models import Audience, Contact
from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor, Machine
from antiphon.core.bulk import insert_rows
from antiphon.core.problems import BadFile, Refused
from antiphon.core.sealing import key_for
from antiphon.core.zones import ZONES
from antiphon.delivery import actions as delivery
from antiphon.network.access import Body, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission
from antiphon.people import actions as people
from antiphon.people.actions import Contact as Who
from antiphon.people.models import Objection
from antiphon.people.queries import email_key, known, telephone_key
from antiphon.people.rules import PURPOSES, telephone

WRITE = Permission.AUDIENCE_WRITE
FIELDS = ("name", "kind", "purpose", "basis", "source", "place", "zone", "cap")
NEEDS = ("language", "format", "way", "place")
AT_ONCE = 2000
MOST_TOLD = 200  # wrong rows that are told one by one
THERE = "There is a list of this name already."


@dataclass(frozen=True)
class Taken:
    """What became of a file: who is new, was there, or had asked to be taken off; and how many addresses object."""

    new: int = 0
    there: int = 0
    asked: int = 0
    objecting: int = 0
    by_hand: int = 0


@action
def make_audience(organisation: Organisation, *, by: User, **fields: Any) -> Audience:
    """Make a list, and say why the organisation may write to the people on it."""
    require(by, WRITE, on=Body(organisation))
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    made = Audience(organisation=organisation, made_by=by)
    _set(made, fields)
    made.save()
    trail.leave("make audience", made, by=by, purpose=made.purpose, basis=made.basis)
    return made


@action
def change_audience(audience: Audience, *, by: User, **fields: Any) -> Audience:
    """Change what a list is called, what it is for and how often it may be written to."""
    require(by, WRITE, on=audience)
    found = _open(audience)
    place = found.place
    _set(found, fields)
    found.save()
    if found.place != place:
        found.contacts.filter(place=place).update(place=found.place)
    trail.leave("change audience", found, by=by, purpose=found.purpose, basis=found.basis)
    return found


@action
def close_audience(audience: Audience, *, by: User) -> Audience:
    """Stop using a list. Everyone leaves it; who they were is forgotten in two years."""
    require(by, WRITE, on=audience)
    found, now = _open(audience), timezone.now()
    gone = found.contacts.filter(gone_at__isnull=True).update(gone_at=now, gone_because=Contact.Gone.STAFF)
    found.closed_at = now
    found.save(update_fields=["closed_at"])
    trail.leave("close audience", found, by=by, people=gone)
    return found


@action
def add_contact(audience: Audience, *, who: Who, by: User, way: str = "", **needs: str) -> Contact:
    """Put one person on a list, with what they need. Two who share an address are two people."""
    require(by, WRITE, on=audience)
    found = _open(audience)
    way = _way(who, way)
    key = _key(who.name, who.email, who.telephone, who.post)
    if found.contacts.filter(gone_at__isnull=True, person_key=key).exists():
        raise Refused("Somebody with this name and address is on the list already.")
    token = people.remember_many([who], by=by)[0]
    made = Contact(listing=found, person=token, person_key=key)
    _needs(made, {"place": found.place, **needs, "way": way})
    made.save()
    trail.leave("add contact", made, by=by)
    return made


@action
def change_contact(contact: Contact, *, by: User, **needs: str) -> Contact:
    """Change the language, format, way or place of somebody on a list."""
    require(by, WRITE, on=contact.listing)
    found = _standing(contact)
    person = known([found.person]).get(found.person)
    if person is not None and needs.get("way"):
        _way(Who(person.name, person.email, person.telephone, person.post), needs["way"])  # refuses a way that we have not
    _needs(found, needs)
    found.save()
    trail.leave("change contact", found, by=by, **needs)
    return found


@action
def take_off(contact: Contact, *, because: str, by: User, erase: bool = False) -> Contact:
    """Take somebody off a list, at once; erase who they were too, if that is what they want."""
    require(by, WRITE, on=contact.listing)
    found = Contact.objects.select_for_update().get(pk=contact.pk)
    if because not in Contact.Gone.values:
        raise Refused("Choose why they are taken off.")
    if found.gone_at is None:
        found.gone_at, found.gone_because = timezone.now(), because
        found.save(update_fields=["gone_at", "gone_because"])
        found.errands.filter(done_at__isnull=True).delete()
        trail.leave("take off", found, by=by, because=because)
    if erase:
        forget([found], by=Machine("erased at their wish"))  # who may was asked above; the trail says who did
        trail.leave("erase", found, by=by)
        found.refresh_from_db()
    return found


@action
def forget(contacts: Iterable[Contact], *, by: Actor) -> int:
    """Erase who people were who left a list; return how many. The rows stay, and count. What they objected to stands."""
    rows = [one for one in contacts if one.gone_at is not None and one.erased_at is None]
    if isinstance(by, User):
        for one in rows:
            require(by, WRITE, on=one.listing)
    for one in rows:
        delivery.forget(one.person, by=Machine("forget contact"))
    Contact.objects.filter(pk__in=[one.pk for one in rows]).update(
        person_key="", format="standard", erased_at=timezone.now()
    )
    trail.leave_many("forget", rows, by=by)
    return len(rows)


@action
def take_out(audience: Audience, *, by: User) -> None:
    """Write down that somebody took out a list with its names, before it is read."""
    require(by, WRITE, on=audience)
    require(by, Permission.EXPORT, on=audience)
    trail.leave("take out list", audience, by=by)


@action
def take_list(audience: Audience, *, file: IO[bytes], by: User) -> Taken:
    """Put the people of a file on a list: all of them, or none. Raises BadFile with what is wrong in which row.

    Whoever is on it stays as they are. Whoever asked to be taken off is not put back, and what an address objected to stands:
    a file says nothing about what people want. The file is read twice, row by row, so that a million rows do not fill memory.
    """
    require(by, WRITE, on=audience)
    found = _open(audience)
    _check(file)
    new = there = asked = objecting = by_hand = 0
    for some in batched(_rows(file), AT_ONCE):
        keyed = {_key(row.name, row.email, row.telephone, row.post): row for row in some}
        before = dict(found.contacts.filter(person_key__in=list(keyed), gone_at__isnull=True).values_list("person_key", "pk"))
        left = set(found.contacts.filter(
            person_key__in=list(keyed), gone_because=Contact.Gone.ASKED
        ).values_list("person_key", flat=True)) - before.keys()  # fmt: skip
        there += len(some) - len(keyed) + len(before)
        asked += len(left)
        fresh = {key: row for key, row in keyed.items() if key not in before and key not in left}
        if not fresh:
            continue
        rows = list(fresh.values())
        tokens = people.remember_list([Who(row.name, row.email, row.telephone, row.post) for row in rows], by=by)
        insert_rows(Contact, {
            "listing_id": [found.pk] * len(rows), "person": tokens, "person_key": list(fresh),
            "language": [row.language for row in rows], "format": [row.format for row in rows], "way": [row.way for row in rows],
            "place": [row.place or found.place for row in rows],
        })  # fmt: skip
        new += len(rows)
        by_hand += sum(row.format in rules.BY_HAND or row.way not in rules.SENT for row in rows)
        addresses = {key for row in rows for key in (email_key(row.email), telephone_key(row.telephone)) if key}
        objecting += Objection.objects.filter(address_key__in=addresses).values("address_key").distinct().count()
    if not new and not there and not asked:
        raise BadFile("The file has a heading and no rows below it.")
    trail.leave("take list", found, by=by, new=new, there=there, asked=asked)
    return Taken(new, there, asked, objecting, by_hand)


def _check(file: IO[bytes]) -> None:
    """Read the whole file once, keep nothing of it, and raise BadFile if any row cannot be taken."""
    wrong: list[tuple[int, str]] = []
    bad = good = 0
    for row in people_file.rows(people_file.sheet(file)):
        if isinstance(row, people_file.Row):
            good += 1
        else:
            bad += 1
            if len(wrong) < MOST_TOLD:
                wrong += [(row.number, reason) for reason in row.reasons]
        if good + bad > people_file.MOST_ROWS:
            raise BadFile(f"The file has more than {people_file.MOST_ROWS:,} rows. Split it into smaller files.")
    if bad:
        more = "" if bad <= MOST_TOLD else f" These are the first {MOST_TOLD}."
        words = f"Nothing was taken: {bad:,} of {good + bad:,} rows cannot be. Mend them and send the whole file again.{more}"
        raise BadFile(words, rows=wrong, accepted=good)


def _rows(file: IO[bytes]) -> Iterator[people_file.Row]:
    for row in people_file.rows(people_file.sheet(file)):
        assert isinstance(row, people_file.Row)  # it was read whole a moment ago
        yield row


def _key(name: str, email: str, number: str, post: str) -> str:
    at = email or telephone(number) or post
    return key_for("contact", f"{' '.join(name.split())}|{at.strip()}")


def _way(who: Who, wanted: str) -> str:
    row = people_file.read(0, {"name": who.name, "email": who.email, "telephone": who.telephone, "post": who.post, "way": wanted})
    if isinstance(row, people_file.Wrong):
        raise Refused(*(f"{reason}." for reason in row.reasons))
    return row.way


def _needs(contact: Contact, needs: dict[str, str]) -> None:
    for name, value in needs.items():
        if name not in NEEDS:
            raise TypeError(name)
        setattr(contact, name, value)
    if contact.language not in rules.LANGUAGES or contact.format not in rules.FORMATS or contact.way not in rules.WAYS:
        raise Refused("Choose the language, the format and the way from the lists.")


def _set(audience: Audience, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        if name not in FIELDS:
            raise TypeError(name)
        setattr(audience, name, " ".join(value.split()) if isinstance(value, str) else value)
    if audience.kind not in rules.PEOPLE or audience.purpose not in PURPOSES or audience.basis not in rules.BASES:
        raise Refused("Say who is on the list, what it is for, and why we may write to them.")
    if not audience.name or not audience.source:
        raise Refused("Say what the list is called, and where the addresses come from.")
    if audience.purpose == "marketing" and audience.basis != "consent":
        raise Refused("Fundraising and things to buy need consent: only people who said yes are written to.")
    if audience.zone not in ZONES:
        raise Refused("Choose a clock from the list.")
    if not 1 <= audience.cap <= rules.MOST:
        raise Refused(f"Choose from 1 to {rules.MOST} messages a week.")
    same = Audience.objects.open().filter(organisation=audience.organisation_id, name__iexact=audience.name)
    if same.exclude(pk=audience.pk).exists():
        raise Refused(THERE)


def _open(audience: Audience) -> Audience:
    found: Audience = Audience.objects.select_for_update().get(pk=audience.pk)
    if found.closed_at:
        raise Refused("The list is closed.")
    return found


def _standing(contact: Contact) -> Contact:
    found: Contact = Contact.objects.select_for_update(of=("self",)).select_related("listing").get(pk=contact.pk)
    if found.gone_at:
        raise Refused("They are off the list.")
    return found
