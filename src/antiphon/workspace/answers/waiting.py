"""What waits for a person among agreed answers and enquiries: on My work, and on the card of “What we say”."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from antiphon.answers.queries import enquiries, faqs
from antiphon.answers.rules import State
from antiphon.network.models import User


@dataclass(frozen=True)
class Thing:
    """One thing that waits: what, where, by when, and whether it is the person's own."""

    what: str
    where: str
    link: str
    due: datetime.date | None = None
    mine: bool = False
    waits: bool = False


def things(user: User, today: datetime.date) -> Iterator[Thing]:
    """Yield what waits for this person, in a fixed number of queries."""
    inbox = reverse("workspace:answers:inbox")
    for row in enquiries.pressing(user):
        one, mine = row.enquiry, row.enquiry.holder_id == user.pk
        link = reverse("workspace:answers:enquiry", kwargs={"pk": one.pk})
        where = f"Enquiry {one.pk}" + (f": {one.topic}" if one.topic else "")
        if row.clock.state is State.MISSED:
            yield Thing("Missed: write to them now, or send a holding reply", where, link, one.answer_by, mine)
        elif row.clock.state is State.OPEN:
            yield Thing("Answer an enquiry", where, link, one.answer_by, mine, waits=True)
        else:
            yield Thing("Answer, or send a holding reply that says what comes and when", where, link, one.answer_by, mine)
    if number := enquiries.unheld(user):
        what = f"Take {number} {'enquiry' if number == 1 else 'enquiries'} that nobody holds"
        yield Thing(what, "Enquiries", f"{inbox}?show=nobody")
    for reply in enquiries.to_approve(user):
        link = reverse("workspace:answers:enquiry", kwargs={"pk": reply.enquiry_id})
        where = f"Enquiry {reply.enquiry_id}"
        yield Thing("Approve a sensitive reply that another person wrote", where, link, reply.enquiry.answer_by)
    for version in faqs.to_sign(user):
        link = reverse("workspace:answers:sign", kwargs={"pk": version.faq_id})
        yield Thing("Read and sign an agreed answer", version.question, link, mine=True)
    for due in faqs.reviews(user):
        link = reverse("workspace:answers:look_again", kwargs={"pk": due.faq.pk})
        yield Thing("Look at an agreed answer again", due.question, link, due.on, due.faq.person_id == user.pk, waits=True)


def waits(user: User) -> list[str]:
    """Return what waits, in a few lines."""
    pressing, signing = enquiries.pressing(user), faqs.to_sign(user)
    late = sum(row.clock.state is State.MISSED for row in pressing)
    lines = [
        (late, "enquiry was missed", "enquiries were missed"),
        (len(pressing) - late, "enquiry waits for an answer", "enquiries wait for an answer"),
        (enquiries.unheld(user), "enquiry that nobody holds", "enquiries that nobody holds"),
        (len(signing), "answer to sign", "answers to sign"),
        (len(faqs.reviews(user)), "answer to look at again", "answers to look at again"),
    ]  # fmt: skip
    return [f"{number} {one if number == 1 else several}" for number, one, several in lines if number]
