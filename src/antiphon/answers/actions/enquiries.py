"""Writes of enquiries: take one in, hold it, sort it, pass it on, close it without a reply, forget who asked."""

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from antiphon.answers import rules
from antiphon.answers.models import ContactPoint, Enquiry
from antiphon.answers.queries import contact as contacts
from antiphon.answers.queries import enquiries as queries
from antiphon.core import receipts, trail
from antiphon.core.action import action
from antiphon.core.actors import Actor, Visitor
from antiphon.core.problems import Refused
from antiphon.delivery import actions as delivery
from antiphon.delivery.models import Delivery
from antiphon.network.access import Way, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission
from antiphon.people import actions as people
from antiphon.people.actions import Contact
from antiphon.people.queries import Known, known

RECEIVED = "answers/received"
Answer, CameBy, Closed = Enquiry.Answer, Enquiry.CameBy, Enquiry.Closed
SORTED = ("asker", "capacity", "ward", "topic", "subject", "sensitive")
CLOSED = "This enquiry is closed."


@dataclass(frozen=True)
class Asked:
    """What somebody asks, and how they want to hear. It is never stored or logged as it is."""

    words: str
    asker: str
    subject: str = ""
    capacity: str = ""
    ward: str = ""
    topic: str = ""
    answer_how: str = "code"
    contact: Contact | None = None

    def __repr__(self) -> str:
        return "Asked()"


@action
def receive(contact: ContactPoint, *, asked: Asked, by: Visitor, submission: UUID | None = None) -> Enquiry:
    """Take in what somebody asks on our form. They get a code, a day and, if they gave an address, one e-mail that says both.

    The same `submission` is one press of the button: sent again, it is the enquiry that is there.
    """
    there = Enquiry.objects.filter(submission=submission).first() if submission else None
    if there is not None:
        return there
    if contact.closed_at or not contact.approved_at:
        raise Refused("The contact point is closed.")
    enquiry = _take_in(contact, asked, organisation=contact.owner, came_by=str(CameBy.WEB), by=by, submission=submission)
    trail.leave("receive", enquiry, by=by)
    return enquiry


@action
def record(
    contact: ContactPoint, *, asked: Asked, came_by: str, by: User, organisation: Organisation | None = None,
    received_on: datetime.date | None = None, due_on: datetime.date | None = None, sensitive: bool = False, hold: bool = True,
) -> Enquiry:  # fmt: skip
    """Write down what somebody asked by telephone, e-mail, post or in person. Who writes it down holds it, unless said."""
    require(by, Permission.ENQUIRY_ANSWER, on=contact)
    today = timezone.localdate()
    received = received_on or today
    if received > today:
        raise Refused("The day on which they asked has not come yet.")
    if due_on and due_on < received:
        raise Refused("The day by which they need it is before the day on which they asked.")
    enquiry = _take_in(
        contact, asked, organisation=organisation or contact.owner, came_by=came_by, by=by, received_on=received, due_on=due_on,
        sensitive=sensitive, holder=by if hold else None, recorded_by=by,
    )  # fmt: skip
    trail.leave("record", enquiry, by=by)
    return enquiry


@action
def take(enquiry: Enquiry, *, by: User) -> Enquiry:
    """Hold an enquiry oneself: others see who answers."""
    enquiry = _open(enquiry, by)
    if enquiry.holder_id == by.pk:
        raise Refused("You hold it already.")
    enquiry.holder = by
    enquiry.save(update_fields=["holder"])
    trail.leave("take", enquiry, by=by)
    return enquiry


@action
def hand_to(enquiry: Enquiry, *, organisation: Organisation, holder: User | None = None, by: User) -> Enquiry:
    """Pass an enquiry to a partner, and to one of its people if that is clear. The day by which they hear stays."""
    enquiry = _open(enquiry, by)
    if enquiry.contact.ways_in().get(organisation.pk) not in (Way.OWNER, Way.CONTRIBUTES):
        raise Refused("This organisation does not answer at the contact point.")
    if holder is not None:
        there = contacts.who_may(enquiry.contact, Permission.ENQUIRY_ANSWER).values_list("user_id", "organisation_id")
        if (holder.pk, organisation.pk) not in set(there):
            raise Refused(f"This person does not answer enquiries at {organisation}.")
    enquiry.organisation, enquiry.holder = organisation, holder
    enquiry.save(update_fields=["organisation", "holder"])
    trail.leave("hand to", enquiry, by=by, organisation=organisation.pk, holder=holder.pk if holder else None)
    return enquiry


@action
def sort(enquiry: Enquiry, *, by: User, due_on: datetime.date | None = None, **fields: Any) -> Enquiry:
    """Say better who asks, about what and from where. The day can come nearer here; a holding reply alone moves it away."""
    enquiry = _open(enquiry, by)
    if unknown := set(fields) - set(SORTED):
        raise TypeError(f"An enquiry has no {', '.join(sorted(unknown))} to sort.")
    draft = queries.draft_of(enquiry)
    if enquiry.sensitive and not fields.get("sensitive", True) and draft and draft.writers.filter(pk=by.pk).exists():
        raise Refused("You wrote the reply, so another person must say that nobody else needs to see it.")
    for name, value in fields.items():
        setattr(enquiry, name, " ".join(value.split()) if isinstance(value, str) else value)
    _fits(enquiry.asker, enquiry.capacity)
    enquiry.topic, enquiry.ward = enquiry.topic[:60], enquiry.ward[:100]
    if enquiry.asker != "councillor":
        enquiry.capacity = ""
    if due_on and due_on != enquiry.answer_by:
        if due_on > enquiry.answer_by:
            raise Refused("They were promised an earlier day. To name a later one, send them a holding reply.")
        enquiry.answer_by = due_on
        if not enquiry.replies.filter(sent_at__isnull=False).exists():
            enquiry.due_on = due_on
    enquiry.save(update_fields=[*SORTED, "due_on", "answer_by"])
    trail.leave("sort", enquiry, by=by, fields=sorted(fields))
    return enquiry


@action
def show_who(enquiry: Enquiry, *, by: User) -> Known | None:
    """Return how to reach the one who asked, for the person who answers. Each time is on the trail."""
    require(by, Permission.ENQUIRY_ANSWER, on=enquiry)
    if enquiry.person is None:
        raise Refused("They left no name and no way to reach them. They can look up the answer with their code.")
    trail.leave("show who", enquiry, by=by)
    return known([enquiry.person]).get(enquiry.person)


@action
def close(enquiry: Enquiry, *, why: str, by: User) -> Enquiry:
    """Close an enquiry without a reply, and say why: whoever looks up the code reads it."""
    enquiry = _open(enquiry, by)
    why = " ".join(why.split())
    if not why:
        raise Refused("Say why there is no reply. Whoever asked can read it with their code.")
    enquiry.replies.filter(sent_at__isnull=True).delete()
    enquiry.closed_at, enquiry.closed_by, enquiry.closed_how = timezone.now(), by, Closed.NO_REPLY
    enquiry.closing_note = why[:300]
    enquiry.save(update_fields=["closed_at", "closed_by", "closed_how", "closing_note"])
    trail.leave("close", enquiry, by=by)
    return enquiry


@action
def forget(enquiry: Enquiry, *, by: Actor) -> Enquiry:
    """Erase who asked and every word, theirs and ours; the row stays as a count. An open one is closed with it.

    Whoever holds the code may, a task may, and of the staff those who may erase voices.
    """
    if isinstance(by, User):
        require(by, Permission.VOICE_ERASE, on=enquiry)
    enquiry = Enquiry.objects.select_for_update(of=("self",)).select_related("contact").get(pk=enquiry.pk)
    if enquiry.forgotten_at:
        return enquiry
    if enquiry.closed_at is None:
        raise Refused("We have not answered yet. Ask us to close your question first, or wait for the answer.")
    if enquiry.person:
        delivery.forget(enquiry.person, by=by)
    for reply in enquiry.replies.all():
        reply.words, reply.promised_what = "", ""
        reply.save(update_fields=["words", "promised_what"])
    enquiry.subject, enquiry.words, enquiry.closing_note = "", "", ""  # type: ignore[assignment]
    enquiry.person, enquiry.forgotten_at = None, timezone.now()
    enquiry.save(update_fields=["subject", "words", "closing_note", "person", "forgotten_at"])
    trail.leave("forget", enquiry, by=by)
    return enquiry


def _take_in(
    contact: ContactPoint, asked: Asked, *, organisation: Organisation, came_by: str, by: Actor,
    received_on: datetime.date | None = None, due_on: datetime.date | None = None, sensitive: bool = False,
    holder: User | None = None, recorded_by: User | None = None, submission: UUID | None = None,
) -> Enquiry:  # fmt: skip
    words = asked.words.replace("\x00", "").replace("\r\n", "\n").strip()
    if not words:
        raise Refused("Write what you would like to know." if recorded_by is None else "Write down what they asked.")
    if len(words) > rules.LONGEST_WORDS:
        raise Refused(f"Keep it under {rules.LONGEST_WORDS:,} letters. You can ask the rest when we answer.")
    _fits(asked.asker, asked.capacity)
    if contact.ways_in().get(organisation.pk) not in (Way.OWNER, Way.CONTRIBUTES):
        raise Refused("This organisation does not answer at the contact point.")
    reach = asked.contact
    how = _how(asked.answer_how, reach, recorded_by)
    now = timezone.now()
    received = received_on or timezone.localdate(now)
    by_day = due_on or rules.due(asked.asker, received)
    person = None
    if reach and (reach.name or reach.email or reach.telephone or reach.post):
        person = people.remember(name=reach.name, email=reach.email, telephone=reach.telephone, post=reach.post,
                                 wants_reply=how == Answer.EMAIL, by=by)  # fmt: skip
    at = now if received == timezone.localdate(now) else timezone.make_aware(
        datetime.datetime.combine(received, datetime.time(12)))  # fmt: skip
    enquiry = Enquiry.objects.create(
        contact=contact, receipt=receipts.new(), submission=submission, organisation=organisation, holder=holder,
        person=person, asker=asked.asker,
        capacity=asked.capacity if asked.asker == "councillor" else "", came_by=came_by, answer_how=how,
        ward=" ".join(asked.ward.split())[:100], topic=" ".join(asked.topic.split())[:60],
        subject=rules.headline(asked.subject or words), words=words, sensitive=sensitive, received_at=at, due_on=by_day,
        answer_by=by_day, recorded_by=recorded_by,
    )  # fmt: skip
    if person and how == Answer.EMAIL and came_by == CameBy.WEB:
        said = contacts.said_of(contact)
        facts = {"contact": contact.name, "due_on": f"{by_day.day} {by_day:%B %Y}", "receipt": enquiry.receipt,
                 "ways": said.ways if said else []}  # fmt: skip
        delivery.post(occasion=f"enquiry-received:{enquiry.pk}", person=person, letter=RECEIVED, facts=facts,
                      purpose=str(Delivery.Purpose.TASK), by=by)  # fmt: skip
    return enquiry


def _how(how: str, reach: Contact | None, recorded_by: User | None) -> str:
    they = "they" if recorded_by else "you"
    if how not in Answer.values:
        raise Refused(f"Choose how {they} want to hear.")
    missing = {
        Answer.EMAIL: (bool(reach and reach.email), f"Give the e-mail address to which {they} want the answer."),
        Answer.TELEPHONE: (bool(reach and reach.telephone), f"Give the number on which {they} want to be rung."),
        Answer.POST: (bool(reach and reach.post), f"Give the address to which {they} want the letter."),
    }  # fmt: skip
    there, wanted = missing.get(Answer(how), (True, ""))
    if not there:
        raise Refused(wanted)
    return str(how)


def _fits(asker: str, capacity: str) -> None:
    if asker not in rules.ASKERS:
        raise Refused("Choose who is asking.")
    if capacity and capacity not in rules.CAPACITIES:
        raise Refused("Choose as what a councillor asks.")


def _open(enquiry: Enquiry, by: User) -> Enquiry:
    require(by, Permission.ENQUIRY_ANSWER, on=enquiry)
    enquiry = Enquiry.objects.select_for_update(of=("self",)).select_related("contact__owner").get(pk=enquiry.pk)
    if enquiry.closed_at:
        raise Refused(CLOSED)
    return enquiry
