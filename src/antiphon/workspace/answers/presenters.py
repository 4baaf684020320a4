"""What the pages of answers and enquiries say, made ready for their templates."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from antiphon.answers import rules
from antiphon.answers.models import Enquiry, Faq
from antiphon.answers.queries import contact as contacts
from antiphon.answers.queries import enquiries, faqs
from antiphon.answers.rules import State
from antiphon.network.access import holds, may
from antiphon.network.models import User
from antiphon.network.roles import Permission

COLOURS = {State.MISSED: "red", State.TODAY: "orange", State.SOON: "yellow", State.OPEN: "blue", State.CLOSED: "grey"}


def listed(user: User, *, topic: str = "") -> dict[str, Any]:
    """Return every answer that the person's organisations have a part in, what waits first."""
    contact = contacts.contact_of(user)
    lines = faqs.lines(user)
    topics = sorted({one for line in lines for one in line.faq.topics})
    shown = [line for line in lines if not topic or topic in line.faq.topics]
    mine = {one.faq_id for one in faqs.to_sign(user)}
    return {
        "desk": contact, "topics": topics, "topic": topic,
        "waiting": [line for line in shown if line.waits and line.faq.withdrawn_at is None],
        "agreed": [line for line in shown if line.live and line.faq.withdrawn_at is None],
        "off": [line for line in shown if line.faq.withdrawn_at], "mine": mine, "any": bool(lines),
        "may_write": contact is not None and may(user, Permission.FAQ_WRITE, on=contact),
        "may_found": holds(user, Permission.FAQ_WRITE), "answers_enquiries": enquiries.answers_at(user) is not None,
    }  # fmt: skip


def whole(faq: Faq, user: User) -> dict[str, Any]:
    """Return one answer with its versions, signatures and what is made of it."""
    found = faqs.whole(faq)
    live = faqs.agreed(slug=faq.slug)
    mine = next((one for one in found.waiting if one.approver.user_id == user.pk), None)
    authors = {one.pk for one in faqs.authors(faq)}
    return {
        "faq": faq, "found": found, "live": live[0] if live else None, "version": found.newest,
        "waits": found.newest.agreed_at is None, "may_write": faqs.may_write(user, faq),
        "to_sign": mine is not None and user.pk not in authors, "wrote": user.pk in authors,
        "words": faqs.in_words(live, site=settings.PUBLIC_ADDRESS) if live else {},
        "embed": embed(live[0].slug, live[0].question) if live else "",
        "comments": {one.signed_by_id: one.comment for one in faqs.signatures(found.newest) if one.comment},
    }  # fmt: skip


def embed(slug: str, question: str) -> str:
    """Return the HTML by which another site shows an answer: always the words that are agreed at that moment."""
    address = settings.PUBLIC_ADDRESS + reverse("public:question_snippet", kwargs={"slug": slug})
    title = question.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return f'<iframe src="{address}" title="{title}" width="100%" height="400" loading="lazy"></iframe>'


def enquiry(found: Enquiry, user: User) -> dict[str, Any]:
    """Return one enquiry with its clock, its replies, and what can be done now."""
    clock, draft = enquiries.clock_of(found), enquiries.draft_of(found)
    approval = enquiries.approval_of(draft) if draft else None
    wrote = draft is not None and draft.writers.filter(pk=user.pk).exists()
    stale = faqs.changed_since(draft.versions) if draft and draft.versions else []
    return {
        "enquiry": found, "clock": clock, "colour": COLOURS[clock.state], "asker": rules.ASKERS[found.asker].text,
        "capacity": rules.CAPACITIES.get(found.capacity, ""), "ways": enquiries.ways_to(found), "draft": draft,
        "approval": approval, "wrote": wrote, "needs_approval": found.sensitive and approval is None, "stale": stale,
        "told": enquiries.told(found), "may_approve": may(user, Permission.ENQUIRY_APPROVE, on=found) and not wrote,
        "at_risk": clock.state in (State.SOON, State.TODAY, State.MISSED),
        "may_erase": may(user, Permission.VOICE_ERASE, on=found),
    }  # fmt: skip
