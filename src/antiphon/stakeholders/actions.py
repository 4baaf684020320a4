"""Writes of stakeholders: take them in, seat them, write to champions within their week, let them go and forget them."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor, Machine
from antiphon.core.problems import Refused
from antiphon.core.sealing import key_for
from antiphon.delivery import actions as delivery
from antiphon.delivery.models import Delivery
from antiphon.network.access import Body, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission
from antiphon.people import actions as people
from antiphon.people.actions import Contact
from antiphon.people.queries import reach_of
from antiphon.signoff.actions import sign
from antiphon.stakeholders import queries, rules
from antiphon.stakeholders.models import Copy, Line, Message, Seat, Stakeholder

FIELDS = ("body", "post", "ward", "roles", "way", "cap")
ALREADY = "Somebody with this name and address is on the list already."
NO_WAY = "Give an e-mail address, a telephone number or a postal address: else nobody can reach them."
GONE = "They have left. Nothing goes to them any more."
WITHOUT = {"email": "We have no e-mail address, so we cannot write by e-mail.",
           "telephone": "We have no telephone number, so we cannot ring.",
           "post": "We have no postal address, so we cannot send post."}  # fmt: skip


@action
def add(organisation: Organisation, *, kind: str, contact: Contact, by: User, **fields: Any) -> Stakeholder:
    """Put a councillor, lay member or champion on an organisation's register. The same person is taken once."""
    require(by, Permission.STAKEHOLDER_WRITE, on=Body(organisation))
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # two who add the same person wait for each other
    fresh = Stakeholder(organisation=organisation, kind=kind, added_by=by)
    _set(fresh, fields, contact)
    fresh.person_key = _key(contact)
    same = Stakeholder.objects.standing().filter(organisation=organisation, kind=kind, person_key=fresh.person_key)
    if same.exists():
        raise Refused(ALREADY)
    fresh.person = people.remember_many([contact], by=by)[0]
    fresh.save()
    trail.leave("add stakeholder", fresh, by=by, kind=kind)
    return fresh


@action
def change(stakeholder: Stakeholder, *, contact: Contact, by: User, **fields: Any) -> Stakeholder:
    """Change who somebody is, how they are reached, and what they are there for."""
    require(by, Permission.STAKEHOLDER_WRITE, on=stakeholder)
    found = _standing(stakeholder)
    _set(found, fields, contact)
    found.person_key = _key(contact)
    same = Stakeholder.objects.standing().filter(organisation=found.organisation_id, kind=found.kind, person_key=found.person_key)
    if same.exclude(pk=found.pk).exists():
        raise Refused(ALREADY)
    people.correct(found.person, contact=contact, by=by)
    found.save()
    trail.leave("change stakeholder", found, by=by)
    return found


@action
def seat(
    stakeholder: Stakeholder, *, body: Organisation, board: str, role: str, starts_on: datetime.date, by: User
) -> Seat:
    """Write down that somebody sits on a board from a day."""
    require(by, Permission.STAKEHOLDER_WRITE, on=stakeholder)
    found = _standing(stakeholder)
    board = " ".join(board.split())
    if role not in rules.BOARD or not board:
        raise Refused("Say which board it is, and what they do on it.")
    try:
        with transaction.atomic():
            made = Seat.objects.create(stakeholder=found, body=body, board=board, role=role, starts_on=starts_on)
    except IntegrityError as problem:
        raise Refused("They have this seat already.") from problem
    trail.leave("seat", made, by=by)
    return made


@action
def end_seat(seat: Seat, *, on: datetime.date, by: User) -> Seat:
    """Write down the first day on which they no longer sit there."""
    require(by, Permission.STAKEHOLDER_WRITE, on=seat.stakeholder)
    if on <= seat.starts_on:
        raise Refused("A seat ends after it begins.")
    seat.ends_on = on
    seat.save(update_fields=["ends_on"])
    trail.leave("end seat", seat, by=by)
    return seat


@action
def note(
    stakeholder: Stakeholder, *, kind: str, words: str, done_on: datetime.date, by: User, reached: int | None = None
) -> Line:
    """Write down training that a champion had, support we gave, or something they did."""
    require(by, Permission.STAKEHOLDER_WRITE, on=stakeholder)
    found = _standing(stakeholder)
    if kind not in Line.Kind.values or not words.strip():
        raise Refused("Say what it was.")
    if done_on > timezone.localdate():
        raise Refused("That day has not come yet.")
    line = Line.objects.create(
        stakeholder=found, kind=kind, words=words.strip(), done_on=done_on, reached=reached, noted_by=by
    )
    trail.leave("note", line, by=by)
    return line


@action
def choose(stakeholder: Stakeholder, *, way: str, cap: int, by: Actor) -> Stakeholder:
    """Set how a champion wants to hear from us, and how often in a week. They may do it by their own link."""
    _may(stakeholder, by)
    found = _standing(stakeholder)
    _reachable(found, way)
    if not 1 <= cap <= rules.MOST:
        raise Refused(f"Choose from 1 to {rules.MOST} messages a week.")
    found.way, found.cap = way, cap
    found.save(update_fields=["way", "cap"])
    trail.leave("choose", found, by=by, way=way, cap=cap)
    return found


@action
def rest(stakeholder: Stakeholder, *, by: Actor) -> Stakeholder:
    """Send a champion nothing for a week."""
    return _rest(stakeholder, timezone.localdate() + rules.WEEK, by)


@action
def wake(stakeholder: Stakeholder, *, by: Actor) -> Stakeholder:
    """Let messages come again."""
    return _rest(stakeholder, None, by)


@action
def leave(stakeholder: Stakeholder, *, by: Actor, because: str = "asked", erase: bool = False) -> Stakeholder:
    """Let somebody go, at once: nothing that waits is sent, rung or posted. Leaving twice changes nothing.

    A champion may do it by their own link, and those who keep the register for anybody. With `erase`, they are forgotten too.
    """
    _may(stakeholder, by)
    found = Stakeholder.objects.select_for_update(of=("self",)).get(pk=stakeholder.pk)
    if found.left_at is None:
        found.left_at, found.left_because = timezone.now(), because
        found.save(update_fields=["left_at", "left_because"])
        if found.person in reach_of([found.person]):
            people.stop_replies(found.person, by=by)
        found.copies.filter(status__in=[Copy.Status.HELD, Copy.Status.BY_HAND]).update(status=Copy.Status.DROPPED)
        found.seats.filter(ends_on__isnull=True, starts_on__lt=timezone.localdate()).update(ends_on=timezone.localdate())
        trail.leave("leave", found, by=by, because=because)
    return forget(found, by=by) if erase else found


@action
def forget(stakeholder: Stakeholder, *, by: Actor) -> Stakeholder:
    """Erase who somebody was who has left. The row stays, and counts."""
    _may(stakeholder, by)
    found = Stakeholder.objects.select_for_update(of=("self",)).get(pk=stakeholder.pk)
    if found.left_at is None:
        raise Refused("They are still on the list. Let them leave first.")
    if found.erased_at is None:
        delivery.forget(found.person, by=Machine("forget stakeholder"))  # who may was asked above; the trail below says who did
        found.person_key, found.post, found.erased_at = "", "", timezone.now()
        found.save(update_fields=["person_key", "post", "erased_at"])
        found.lines.all().delete()
        trail.leave("forget", found, by=by)
    return found


# --- Messages for champions ---------------------------------------------------------------------------------------
@action
def write_message(organisation: Organisation, *, title: str, words: str, by: User) -> Message:
    """Write something that champions can pass on. Another person sends it."""
    require(by, Permission.STAKEHOLDER_WRITE, on=Body(organisation))
    message = Message(organisation=organisation, written_by=by)
    return _write(message, title, words, by)


@action
def change_message(message: Message, *, title: str, words: str, by: User) -> Message:
    """Change a message that has not gone. Whoever wrote any of it, now or before, does not send it."""
    require(by, Permission.STAKEHOLDER_WRITE, on=message)
    found = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if found.sent_at:
        raise Refused("This message has gone, so its words stay as they are.")
    found.written_by = by
    return _write(found, title, words, by)


@action
def send_message(message: Message, *, words: str, by: User) -> Message:
    """Sign the exact words that were shown, and give a copy to every champion: nobody gets two, or more than they chose."""
    require(by, Permission.BRIEFING_APPROVE, on=message)
    found = Message.objects.select_for_update(of=("self",)).select_related("organisation", "written_by").get(pk=message.pk)
    if found.sent_at:
        raise Refused("This message has gone already.")
    if words != found.words:
        raise Refused("The words have changed since you opened this page. Read the new ones first.")
    champions = list(Stakeholder.objects.standing().filter(organisation=found.organisation_id, kind=Stakeholder.Kind.CHAMPION))
    if not champions:
        raise Refused("There are no champions yet, so there is nobody to send it to.")
    sign(found, words=f"{found.title}\n\n{found.words}", authors=queries.writers_of(found), purpose="send", by=by)
    found.sent_at, found.sent_by = timezone.now(), by
    found.save(update_fields=["sent_at", "sent_by"])
    Copy.objects.bulk_create([Copy(message=found, stakeholder=one) for one in champions])
    trail.leave("send message", found, by=by, champions=len(champions))
    release(found.copies.all(), by=by)
    return found


@action
def pass_on(
    organisation: Organisation, *, title: str, words: str, written_by: User, approved_by: User, by: Actor
) -> Message | None:
    """Give champions words that a second person has signed already, with the announcement that they are from.

    Each has them by the way they chose, and never more in a week than they want. None when there are no champions.
    """
    if written_by == approved_by:
        raise Refused("Another person than their writer approves words for champions.")
    champions = list(Stakeholder.objects.standing().filter(organisation=organisation, kind=Stakeholder.Kind.CHAMPION))
    if not champions:
        return None
    made = Message(organisation=organisation, written_by=written_by)
    _write(made, title[:140], words, written_by)
    made.sent_at, made.sent_by = timezone.now(), approved_by
    made.save(update_fields=["sent_at", "sent_by"])
    Copy.objects.bulk_create([Copy(message=made, stakeholder=one) for one in champions])
    trail.leave("pass on", made, by=by, champions=len(champions))
    release(made.copies.all(), by=by)
    return made


@action
def drop(message: Message, *, by: Actor) -> int:
    """Let go of the copies of a message that still wait: its words were taken back. Return how many."""
    waiting = message.copies.filter(status__in=[Copy.Status.HELD, Copy.Status.BY_HAND])
    count = waiting.update(status=Copy.Status.DROPPED)
    trail.leave("drop", message, by=by, copies=count)
    return count


@action
def release(copies: Iterable[Copy], *, by: Actor) -> int:
    """Let the copies go for which there is room in the champion's week; return how many went. Twice is harmless."""
    wanted = [copy.pk for copy in copies]
    held = Copy.objects.select_for_update(of=("self",), skip_locked=True).filter(pk__in=wanted, status=Copy.Status.HELD)
    rows = list(held.select_related("message__organisation", "stakeholder").order_by("pk"))
    now, today = timezone.now(), timezone.localdate()
    recent: dict[int, list[datetime.datetime]] = {}
    for pk, at in Copy.objects.filter(
        stakeholder__in=[row.stakeholder_id for row in rows], went_at__gt=now - rules.WEEK
    ).values_list("stakeholder", "went_at"):
        recent.setdefault(pk, []).append(at)
    went: list[Copy] = []
    for row in rows:
        who = row.stakeholder
        resting = who.resting_until is not None and today < who.resting_until
        if who.left_at or resting or not rules.room_for(recent.get(who.pk, []), cap=who.cap, now=now):
            continue
        recent.setdefault(who.pk, []).append(now)
        row.went_at, row.status = now, Copy.Status.POSTED if who.way == "email" else Copy.Status.BY_HAND
        went.append(row)
    Copy.objects.bulk_update(went, ["went_at", "status"], batch_size=500)
    for row in went:
        if row.status == Copy.Status.POSTED:  # each gets a letter of their own, also where two share an address
            message = row.message
            delivery.post(
                occasion=f"champions:m{message.pk}:{row.stakeholder_id}", person=row.stakeholder.person,
                letter="stakeholders/message", purpose=str(Delivery.Purpose.TASK), by=by,
                facts={"title": message.title, "words": message.words, "organisation": message.organisation.name,
                       "path": queries.path_of(row.stakeholder)},
            )  # fmt: skip
    trail.leave_many("release", went, by=by)
    return len(went)


@action
def done_by_hand(copy: Copy, *, by: User) -> Copy:
    """Write down that somebody rang or posted it."""
    require(by, Permission.STAKEHOLDER_WRITE, on=copy.stakeholder)
    found = Copy.objects.select_for_update(of=("self",)).get(pk=copy.pk)
    if found.status != Copy.Status.BY_HAND:
        raise Refused(f"This is now “{found.get_status_display().lower()}”.")
    found.status, found.done_at, found.done_by = Copy.Status.DONE, timezone.now(), by
    found.save(update_fields=["status", "done_at", "done_by"])
    trail.leave("done by hand", found, by=by)
    return found


def _write(message: Message, title: str, words: str, by: User) -> Message:
    message.title, message.words = " ".join(title.split()), words.replace("\r\n", "\n").strip()
    if not message.title or not message.words:
        raise Refused("Enter a title and the words.")
    message.save()
    message.writers.add(by)
    trail.leave("write message", message, by=by)
    return message


def _may(stakeholder: Stakeholder, by: Actor) -> None:
    if isinstance(by, User):
        require(by, Permission.STAKEHOLDER_WRITE, on=stakeholder)


def _rest(stakeholder: Stakeholder, until: datetime.date | None, by: Actor) -> Stakeholder:
    _may(stakeholder, by)
    found = _standing(stakeholder)
    found.resting_until = until
    found.save(update_fields=["resting_until"])
    trail.leave("rest" if until else "wake", found, by=by)
    return found


def _key(contact: Contact) -> str:
    way = contact.email or contact.telephone or contact.post
    return key_for("stakeholder", f"{' '.join(contact.name.split())}|{' '.join(way.split())}")


def _standing(stakeholder: Stakeholder) -> Stakeholder:
    found = Stakeholder.objects.select_for_update(of=("self",)).get(pk=stakeholder.pk)
    if found.left_at:
        raise Refused(GONE)
    return found


def _reachable(stakeholder: Stakeholder, way: str) -> None:
    reach = reach_of([stakeholder.person]).get(stakeholder.person)
    if way not in rules.WAYS or reach is None:
        raise Refused("Choose how you want to hear from us.")
    if not {"email": bool(reach.email_key), "telephone": reach.telephone, "post": reach.post}[way]:
        raise Refused(WITHOUT[way])


def _set(stakeholder: Stakeholder, fields: dict[str, Any], contact: Contact) -> None:
    if unknown := set(fields) - set(FIELDS):
        raise TypeError(f"A stakeholder has no such field: {', '.join(sorted(unknown))}")
    for name, value in fields.items():
        setattr(stakeholder, name, " ".join(value.split()) if isinstance(value, str) else value)
    if not contact.name.strip():
        raise Refused("Enter a name.")
    ways = {"email": contact.email, "telephone": contact.telephone, "post": contact.post}
    if not any(way.strip() for way in ways.values()):
        raise Refused(NO_WAY)
    if not ways[stakeholder.way].strip():
        raise Refused(WITHOUT[stakeholder.way])
    if stakeholder.kind == Stakeholder.Kind.COUNCILLOR:
        if stakeholder.body is None:
            raise Refused("Say which council they sit on.")
        if wrong := rules.wrong_roles(stakeholder.roles):
            raise Refused(f"This is not something a councillor does: {', '.join(wrong)}.")
        if "ward" in stakeholder.roles and not stakeholder.ward:
            raise Refused("Say which ward they answer for.")
    if not 1 <= stakeholder.cap <= rules.MOST:
        raise Refused(f"Choose from 1 to {rules.MOST} messages a week.")
