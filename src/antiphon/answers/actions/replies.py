"""Writes of replies: draft one, have a second person approve it where that is asked, send it once."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from antiphon.answers import rules
from antiphon.answers.models import Enquiry, Reply, Version
from antiphon.answers.queries import contact as contacts
from antiphon.answers.queries import enquiries as queries
from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.delivery import actions as delivery
from antiphon.delivery.models import Delivery
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.signoff import actions as signoff

LETTERS = {Reply.Kind.HOLDING: "answers/holding", Reply.Kind.LAST: "answers/reply"}
CLOSED = "This enquiry is closed."


@action
def draft(
    enquiry: Enquiry, *, kind: str, words: str, by: User, promised_what: str = "", promised_on: datetime.date | None = None,
    versions: Sequence[int] = (), edition: int = 0,
) -> Reply:  # fmt: skip
    """Write a reply, or go on writing it. Nothing is sent.

    `edition` is the one that the writer began from (0 for a new reply); when somebody saved since, nothing is lost.
    """
    enquiry = _open(enquiry, by)
    reply = enquiry.replies.select_related("written_by").filter(sent_at__isnull=True).first()
    there = reply.edition if reply else 0
    if there != edition:
        who = f"{reply.written_by} saved a reply" if reply else "The reply that you began from was sent or taken out"
        raise Refused(f"{who} while you were writing. Yours is still in the boxes, theirs stands beside it. Put the two "
                      "together, then save again.")  # fmt: skip
    words = words.replace("\x00", "").replace("\r\n", "\n").strip()
    if kind not in Reply.Kind.values:
        raise Refused("Choose whether this is the reply or a holding reply.")
    if not words:
        raise Refused("Write what you want to tell them.")
    if len(words) > rules.LONGEST_WORDS:
        raise Refused(f"Keep the reply under {rules.LONGEST_WORDS:,} letters.")
    promised_what = " ".join(promised_what.split())[:300]
    if kind == Reply.Kind.HOLDING:
        if wrong := rules.wrong_promise(promised_what, promised_on, timezone.localdate()):
            raise Refused(*wrong)
    else:
        promised_what, promised_on = "", None
    reply = reply or Reply(enquiry=enquiry)
    reply.kind, reply.words, reply.promised_what, reply.promised_on = kind, words, promised_what, promised_on
    used = Version.objects.filter(pk__in=versions, agreed_at__isnull=False)
    reply.versions = list(used.order_by("pk").values_list("pk", flat=True))
    reply.edition, reply.written_by = there + 1, by
    reply.save()
    reply.writers.add(by)
    trail.leave("draft", reply, by=by, kind=str(kind))
    return reply


@action
def drop(reply: Reply, *, by: User) -> None:
    """Take out a reply that was not sent."""
    _open(reply.enquiry, by)
    reply = _draft(reply)
    trail.leave("drop", reply, by=by)
    reply.delete()


@action
def approve(reply: Reply, *, by: User) -> Reply:
    """Put a second name under the exact words of a reply. An edit after that asks for it again."""
    require(by, Permission.ENQUIRY_APPROVE, on=reply)
    _open(reply.enquiry, by)
    reply = _draft(reply)
    if queries.approval_of(reply):
        raise Refused("These words are approved already.")
    signoff.sign(reply, words=queries.mark_of(reply), authors=list(reply.writers.all()), by=by, purpose=queries.APPROVAL)
    trail.leave("approve", reply, by=by)
    return reply


@action
def send(reply: Reply, *, edition: int, by: User) -> Reply:
    """Send a reply once, as the one who asked wants it. By telephone or post: write down that it is done.

    A holding reply moves the day; the last reply closes the enquiry. What was read on the screen is what goes: `edition`.
    """
    enquiry = _open(reply.enquiry, by)
    reply = _draft(reply)
    if reply.edition != edition:
        raise Refused(f"{reply.written_by} changed the reply since you read it. Read it again, then send it.")
    if enquiry.sensitive and queries.approval_of(reply) is None:
        raise Refused("A second person has to approve these words first.")
    now = timezone.now()
    if reply.kind == Reply.Kind.HOLDING:
        if wrong := rules.wrong_promise(reply.promised_what, reply.promised_on, timezone.localdate(now)):
            raise Refused(*wrong)
        assert reply.promised_on is not None
        enquiry.answer_by = reply.promised_on
    else:
        enquiry.closed_at, enquiry.closed_by, enquiry.closed_how = now, by, Enquiry.Closed.REPLIED
    enquiry.holder = enquiry.holder or by
    reply.sent_at, reply.sent_by, reply.sent_how = now, by, enquiry.answer_how
    reply.save(update_fields=["sent_at", "sent_by", "sent_how"])
    enquiry.save(update_fields=["answer_by", "closed_at", "closed_by", "closed_how", "holder"])
    if enquiry.answer_how == Enquiry.Answer.EMAIL and enquiry.person:
        delivery.post(occasion=queries.occasion_of(reply), person=enquiry.person, letter=LETTERS[Reply.Kind(reply.kind)],
                      facts=_facts(enquiry, reply), purpose=str(Delivery.Purpose.TASK), by=by)  # fmt: skip
    trail.leave("send", reply, by=by, kind=reply.kind, how=str(reply.sent_how))
    return reply


def _facts(enquiry: Enquiry, reply: Reply) -> dict[str, Any]:
    """Return what the letter says; no names, no addresses, and nothing of what they asked."""
    said = contacts.said_of(enquiry.contact)
    facts: dict[str, Any] = {
        "words": reply.words, "receipt": enquiry.receipt, "ways": said.ways if said else [], "contact": enquiry.contact.name,
        "organisation": enquiry.organisation.name,
    }  # fmt: skip
    if reply.kind == Reply.Kind.HOLDING and reply.promised_on:
        day = f"{reply.promised_on.day} {reply.promised_on:%B %Y}"
        return {**facts, "promised_what": reply.promised_what, "promised_on": day}
    used = Version.objects.filter(pk__in=reply.versions).select_related("faq").order_by("pk")
    return {**facts, "links": [f"/common-questions/{one.faq.slug}/" for one in used]}


def _open(enquiry: Enquiry, by: User) -> Enquiry:
    require(by, Permission.ENQUIRY_ANSWER, on=enquiry)
    enquiry = Enquiry.objects.select_for_update(of=("self",)).select_related("contact", "organisation").get(pk=enquiry.pk)
    if enquiry.closed_at:
        raise Refused(CLOSED)
    return enquiry


def _draft(reply: Reply) -> Reply:
    found = Reply.objects.select_for_update(of=("self",)).select_related("written_by", "enquiry").filter(pk=reply.pk).first()
    if found is None or found.sent_at:
        raise Refused("This reply was sent or taken out since you opened the page.")
    return found
