"""E-mails: taken as responses once each, answered with a receipt, or put before a person. Never lost, never in a loop."""

import datetime
import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor, Machine
from antiphon.core.problems import Refused
from antiphon.core.sealing import key_for
from antiphon.delivery import actions as delivery
from antiphon.delivery.models import Delivery
from antiphon.engagement import answering
from antiphon.engagement.answering import Kind
from antiphon.engagement.models import Engagement, Question
from antiphon.engagement.queries import channel_enabled
from antiphon.engagement.rules import Phase
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.people import actions as people
from antiphon.people.rules import is_address
from antiphon.voices import rules
from antiphon.voices.actions.receiving import receive
from antiphon.voices.doors import email_message
from antiphon.voices.doors.email_message import Mail
from antiphon.voices.models import Channel, ReceivedMail, Response, Voice

NAMESPACE = uuid.UUID("6f0c7d6a-6c0d-4a56-9a0b-4d3b6f5b7c11")
ANSWERS_IN_AN_HOUR = 5  # to one address: more looks like two machines that answer each other
MACHINES = {
    email_message.AUTOMATIC: "An automatic reply.", email_message.BOUNCE: "A mail server says that a message did not arrive.",
    email_message.LOOP: "One of our own messages came back.",
}  # fmt: skip
BY = Machine("take e-mail")


@action
def take_mail(engagement: Engagement, *, mail: Mail, by: Machine = BY) -> ReceivedMail:
    """Take one e-mail for an engagement: as a response, or to wait for a person. The same message is taken once.

    Nothing is sent from here: an acknowledgement is posted, and goes through `delivery`.
    """
    key = key_for("message", mail.identity)
    known = ReceivedMail.objects.filter(engagement=engagement, message_key=key).first()
    if known:
        return known
    row = ReceivedMail(
        engagement=engagement, message_key=key, said_on=_day(mail), subject=rules.tidy(mail.subject), text=rules.tidy(mail.text),
        cut=list(mail.cut), files=len(mail.attached), status=ReceivedMail.Status.WAITING,
    )  # fmt: skip
    if mail.machine in MACHINES:
        row.status, row.why = ReceivedMail.Status.MACHINE, MACHINES[mail.machine]
    else:
        row.why = _why_it_waits(engagement, mail)
        if is_address(mail.sender):
            row.person = people.remember(name=mail.name, email=mail.sender, wants_reply=True, by=by)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # the same message, handed over twice at the same moment
        if row.person:
            people.erase(row.person, by=by)
        return ReceivedMail.objects.get(engagement=engagement, message_key=key)
    if row.status == ReceivedMail.Status.WAITING and not row.why:
        _receive(row, mail.answer, answered=not _often(mail.sender), by=by)
    elif row.person and mail.machine == "" and engagement.phase is not Phase.OPEN and not _often(mail.sender):
        _post(row, "voices/not_open", {"when": _when(engagement)}, occasion=f"mail-late:{engagement.pk}", by=by)
    trail.leave("take mail", row, by=by, status=row.status)
    return row


@action
def take_waiting_mail(mail: ReceivedMail, *, by: User) -> Response:
    """A person has read an e-mail that waited, and takes it in as a response. Its sender gets the receipt."""
    require(by, Permission.VOICE_ENTER, on=mail)
    require(by, Permission.VOICE_MAKE_SAFE, on=mail)
    mail = _waiting(mail)
    if mail.engagement.closed_at:
        raise Refused("This engagement is closed, so nothing more can be added.")
    answer, _ = email_message.own_words(str(mail.text))
    if not answer:
        raise Refused("This e-mail has no words, so there is nothing to take in.")
    if not _question(mail.engagement):
        raise Refused("No question of this engagement is answered in words.")
    response = _receive(mail, answer, answered=True, by=by)
    mail.settled_at, mail.settled_by = timezone.now(), by
    mail.save(update_fields=["settled_at", "settled_by"])
    trail.leave("take waiting mail", mail, by=by)
    return response


@action
def settle_mail(mail: ReceivedMail, *, why: str, by: User) -> ReceivedMail:
    """A person has dealt with an e-mail in another way, and says how: nothing is added to the engagement."""
    require(by, Permission.VOICE_ENTER, on=mail)
    require(by, Permission.VOICE_MAKE_SAFE, on=mail)
    mail = _waiting(mail)
    if not why.strip():
        raise Refused("Say what you did with it.")
    mail.status, mail.why = ReceivedMail.Status.SETTLED, why.strip()[:300]
    mail.settled_at, mail.settled_by = timezone.now(), by
    mail.save(update_fields=["status", "why", "settled_at", "settled_by"])
    trail.leave("settle mail", mail, by=by)
    return mail


@action
def erase_mail(mail: ReceivedMail, *, by: Machine) -> None:
    """Blank an e-mail whose time is up, and let go of its sender. The row stays."""
    if mail.person and mail.response_id is None:
        delivery.forget(mail.person, by=by)
    ReceivedMail.objects.filter(pk=mail.pk).update(subject="", text="", person=None, erased_at=timezone.now())
    trail.leave("erase mail", mail, by=by)


def _why_it_waits(engagement: Engagement, mail: Mail) -> str:
    """Return why a person must look at it; nothing when it can be taken as it is."""
    if mail.machine == email_message.LIST:
        return "It came through a mailing list, so no answer was sent."
    if engagement.phase is not Phase.OPEN:
        return f"It came while the engagement was “{str(engagement.phase).lower()}”."
    if not channel_enabled(engagement.owner_id, str(Channel.EMAIL)):
        return "E-mail is not switched on in the register of channels. An administrator can switch it on there."
    if engagement.trust != Engagement.Trust.OPEN:
        return "Only people with a code or an invitation may answer, and an e-mail has none."
    if not mail.answer:
        return "It has no words that we can read."
    if not is_address(mail.sender):
        return "It does not say who sent it, so we cannot answer."
    if _question(engagement) is None:
        return "No question of this engagement is answered in words."
    return ""


def _receive(row: ReceivedMail, answer: str, *, answered: bool, by: Actor) -> Response:
    """Make the response, whole: what is longer than a form takes is kept too, since nobody can shorten an e-mail."""
    question = _question(row.engagement)
    assert question is not None
    response = receive(
        row.engagement, answers={question.pk: answer[: answering.LONGEST]}, channel=str(Channel.EMAIL), said_on=row.said_on,
        submission=uuid.uuid5(NAMESPACE, f"{row.engagement_id} {row.message_key}"), by=by,
    )  # fmt: skip
    if len(answer) > answering.LONGEST:
        for voice in Voice.objects.filter(response=response, question=question):
            voice.sealed_words = rules.tidy(answer)
            voice.save(update_fields=["sealed_words"])
    response.person = row.person
    response.save(update_fields=["person"])
    row.response, row.status, row.why = response, ReceivedMail.Status.TAKEN, ""
    row.save(update_fields=["response", "status", "why"])
    if answered:
        _post(row, "voices/received", {"receipts": [response.receipt], "files": row.files}, occasion=f"mail:{row.pk}", by=by)
    return response


def _post(row: ReceivedMail, letter: str, facts: dict[str, object], *, occasion: str, by: Actor) -> None:
    if row.person is None:
        return
    facts = {"engagement": row.engagement.title, "slug": row.engagement.slug, **facts}
    delivery.post(occasion=occasion, person=row.person, letter=letter, facts=facts, purpose="service", by=by)


def _often(address: str) -> bool:
    """Return whether we have answered that address so often in the last hour that a machine may be at the other end."""
    since = timezone.now() - datetime.timedelta(hours=1)
    sent = Delivery.objects.filter(
        address_key=key_for("email", address), letter__in=["voices/received", "voices/not_open"], made_at__gte=since
    )
    return sent.count() >= ANSWERS_IN_AN_HOUR


def _question(engagement: Engagement) -> Question | None:
    """Return the first question that is answered in words: an e-mail answers it."""
    return next((one for one in engagement.questions.current() if one.kind == Kind.TEXT), None)


def _day(mail: Mail) -> datetime.date:
    """Return the day on which it was sent; today when it does not say, or says a day to come."""
    today = timezone.localdate()
    return mail.sent_on if mail.sent_on and datetime.date(1990, 1, 1) <= mail.sent_on <= today else today


def _when(engagement: Engagement) -> str:
    if engagement.phase is Phase.PLANNED and engagement.opens_on:
        return f"You can take part from {engagement.opens_on:%-d %B %Y}."
    if engagement.closes_on:
        return f"The last day to take part was {engagement.closes_on:%-d %B %Y}."
    return "You cannot take part in it now."


def _waiting(mail: ReceivedMail) -> ReceivedMail:
    found = ReceivedMail.objects.select_for_update(of=("self",)).select_related("engagement").get(pk=mail.pk)
    if found.status != ReceivedMail.Status.WAITING:
        raise Refused("Somebody has dealt with this e-mail already.")
    if found.erased_at:
        raise Refused("This e-mail was erased.")
    return found
