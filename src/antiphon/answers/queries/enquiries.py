"""Enquiries: the shared inbox, its clock, and what waits for a person. Who asked stays in `people`."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from antiphon.answers import rules
from antiphon.answers.models import ContactPoint, Enquiry, Reply
from antiphon.answers.queries.contact import said_of
from antiphon.answers.wording import Contact
from antiphon.core import receipts
from antiphon.core.keeping import NAMES, time_is_up
from antiphon.delivery.queries import reachable, summaries
from antiphon.network.access import allowed_in, holds, require
from antiphon.network.models import Area, User
from antiphon.network.roles import Permission
from antiphon.people.queries import Held
from antiphon.signoff.models import Signature
from antiphon.signoff.queries import signed
from antiphon.signoff.rules import digest

APPROVAL = "reply"
SENT = Prefetch("replies", queryset=Reply.objects.filter(sent_at__isnull=False).order_by("sent_at", "pk"), to_attr="sent")


def _day(moment: datetime.datetime) -> datetime.date:
    return timezone.localtime(moment).date()


def clock_of(enquiry: Enquiry, today: datetime.date | None = None) -> rules.Clock:
    """Return how an enquiry stands; its sent replies may be fetched before (`SENT`), for a list."""
    replies = enquiry.sent if hasattr(enquiry, "sent") else enquiry.replies.filter(sent_at__isnull=False)
    sent = [rules.Sent(_day(one.sent_at), one.promised_on if one.kind == Reply.Kind.HOLDING else None) for one in replies]
    closed = _day(enquiry.closed_at) if enquiry.closed_at else None
    return rules.clock(enquiry.due_on, sent, today=today or timezone.localdate(), closed_on=closed)


@dataclass(frozen=True)
class Row:
    """One enquiry of the inbox with its clock."""

    enquiry: Enquiry
    clock: rules.Clock
    asker: str


SHOWS = {"open": "Open", "mine": "Mine", "nobody": "Nobody holds them", "missed": "Missed", "closed": "Closed"}


def inbox(user: User, *, show: str = "open", topic: str = "") -> QuerySet[Enquiry]:
    """Return the enquiries that the person may answer, the nearest day first; closed ones, the newest first."""
    found = Enquiry.objects.answered_by(user).select_related("organisation", "holder").prefetch_related(SENT)
    if topic:
        found = found.filter(topic=topic)
    if show == "closed":
        return found.filter(closed_at__isnull=False).order_by("-closed_at", "-pk")
    found = found.open().order_by("answer_by", "pk")
    if show == "mine":
        return found.filter(holder=user)
    if show == "nobody":
        return found.filter(holder__isnull=True)
    return found.filter(answer_by__lt=timezone.localdate()) if show == "missed" else found


def rows(found: Iterable[Enquiry]) -> list[Row]:
    """Return enquiries as the inbox lists them."""
    return [Row(one, clock_of(one), rules.ASKERS[one.asker].text) for one in found]


def answers_at(user: User) -> ContactPoint | None:
    """Return the contact point whose enquiries the person may answer; None when there is none."""
    for contact in ContactPoint.objects.visible_to(user).filter(closed_at__isnull=True).prefetch_related("partners"):
        ways = contact.ways_in()
        if any(holds(user, Permission.ENQUIRY_ANSWER, organisation=pk) for pk, way in ways.items() if way != "reads"):
            return contact  # type: ignore[no-any-return]
    return None


def enquiry_for(user: User, pk: int) -> Enquiry:
    """Return one enquiry for those who may answer it: Http404 for a stranger, PermissionDenied for one who may only look."""
    people = ("holder", "recorded_by", "closed_by")
    found = Enquiry.objects.select_related("contact__owner", "organisation", *people).filter(pk=pk).first()
    if found is None:
        raise Http404
    require(user, Permission.ENQUIRY_ANSWER, on=found)
    return found


def ways_to(enquiry: Enquiry) -> Held:
    """Return whether a name and an address are kept of the one who asked. Never what they are."""
    return reachable(enquiry.person)


def draft_of(enquiry: Enquiry) -> Reply | None:
    """Return the reply that is being written."""
    return enquiry.replies.filter(sent_at__isnull=True).select_related("written_by").first()


@dataclass(frozen=True)
class Told:
    """A reply that went, and what became of its message."""

    reply: Reply
    message: str = ""
    approved_by: str = ""


def told(enquiry: Enquiry) -> list[Told]:
    """Return the replies that went, oldest first. Three queries, whatever the number."""
    sent = list(enquiry.replies.filter(sent_at__isnull=False).select_related("sent_by", "written_by").order_by("sent_at"))
    messages = summaries([occasion_of(one) for one in sent])
    signatures = Signature.objects.filter(
        kind=Reply._meta.label, key__in=[str(one.pk) for one in sent], purpose=APPROVAL
    ).select_related("signed_by")
    signed_by = {(one.key, one.digest): one.signed_by.name for one in signatures}
    found = []
    for one in sent:
        message = messages.get(occasion_of(one))
        found.append(Told(one, message.in_words if message else "", signed_by.get((str(one.pk), digest(mark_of(one))), "")))
    return found


def occasion_of(reply: Reply) -> str:
    """Return the occasion of sending a reply: one message for each reply, however often it is pressed."""
    return f"enquiry-reply:{reply.pk}"


def mark_of(reply: Reply) -> str:
    """Return what a second person signs of a reply."""
    return rules.mark_of(reply.kind, reply.words, reply.promised_what, reply.promised_on)


def approval_of(reply: Reply) -> Signature | None:
    """Return the signature under exactly these words, or None."""
    return signed(reply, words=mark_of(reply), purpose=APPROVAL)


def topics_of(user: User) -> list[str]:
    """Return the topics of the enquiries that the person may answer, by name."""
    found = Enquiry.objects.answered_by(user).exclude(topic="").order_by("topic").values_list("topic", flat=True)
    return list(found.distinct())


def wards() -> list[str]:
    """Return the wards that the operator loaded, by name; none when nobody loaded any."""
    return list(Area.objects.filter(kind=Area.Kind.WARD).order_by("name").values_list("name", flat=True).distinct())


# --- What waits for a person ------------------------------------------------------------------------------------------------
def pressing(user: User) -> list[Row]:
    """Return the open enquiries whose day is near or past, or that this person holds. A fixed number of queries."""
    soon = rules.soon(timezone.localdate())
    found = Enquiry.objects.answered_by(user).open().filter(Q(answer_by__lte=soon) | Q(holder=user))
    return rows(found.select_related("organisation", "holder").prefetch_related(SENT).order_by("answer_by", "pk"))


def unheld(user: User) -> int:
    """Return how many open enquiries nobody holds yet, for those who may take them."""
    return Enquiry.objects.answered_by(user).open().filter(holder__isnull=True).count()


def to_approve(user: User) -> list[Reply]:
    """Return the replies that wait for a second person and that this person may approve. A fixed number of queries."""
    contact = answers_at(user)
    if contact is None or not any(holds(user, Permission.ENQUIRY_APPROVE, organisation=pk) for pk in contact.ways_in()):
        return []
    waiting = list(
        Reply.objects.filter(sent_at__isnull=True, enquiry__sensitive=True, enquiry__contact=contact,
                             enquiry__closed_at__isnull=True)
        .exclude(writers=user).select_related("enquiry").order_by("enquiry__answer_by", "pk")
    )  # fmt: skip
    rows = Signature.objects.filter(
        kind=Reply._meta.label, key__in=[str(one.pk) for one in waiting], purpose=APPROVAL
    ).values_list("key", "digest")
    done = set(rows)
    return [one for one in waiting if (str(one.pk), digest(mark_of(one))) not in done]


def missed(user: User) -> list[Row]:
    """Return the open enquiries whose day has passed in silence, for those who answer for it: red on the director's page."""
    mine = allowed_in(user, Permission.ENQUIRY_APPROVE)
    if not mine:
        return []
    found = Enquiry.objects.answered_by(user).open().filter(answer_by__lt=timezone.localdate())
    return rows(found.select_related("organisation", "holder").prefetch_related(SENT).order_by("answer_by", "pk"))


# --- What the one who asked sees, by their code -------------------------------------------------------------------------------
@dataclass(frozen=True)
class Journey:
    """How far an enquiry has come, for the one who asked. Their own words are not shown again."""

    receipt: str
    contact: Contact | None
    received_on: datetime.date
    by: datetime.date
    organisation: str
    replies: list[Reply] = field(default_factory=list)
    closed_on: datetime.date | None = None
    closed_how: str = ""
    closing_note: str = ""
    late: bool = False
    forgotten: bool = False


def by_receipt(code: str) -> Enquiry | None:
    """Return the enquiry with this receipt code; None when there is none."""
    read = receipts.read(code)
    return Enquiry.objects.select_related("contact", "organisation").filter(receipt=read).first() if read else None


def journey(enquiry: Enquiry) -> Journey:
    """Return how far an enquiry has come."""
    clock = clock_of(enquiry)
    return Journey(
        receipt=enquiry.receipt, contact=said_of(enquiry.contact), received_on=_day(enquiry.received_at), by=clock.by,
        organisation=enquiry.organisation.name, replies=list(enquiry.replies.filter(sent_at__isnull=False).order_by("sent_at")),
        closed_on=_day(enquiry.closed_at) if enquiry.closed_at else None, closed_how=enquiry.closed_how,
        closing_note=enquiry.closing_note, late=clock.state is rules.State.MISSED, forgotten=enquiry.forgotten_at is not None,
    )  # fmt: skip


def to_forget(today: datetime.date) -> QuerySet[Enquiry]:
    """Return the enquiries that were closed so long ago that what they hold of a person goes."""
    return Enquiry.objects.filter(closed_at__date__lte=time_is_up(today, NAMES), forgotten_at__isnull=True).order_by("pk")


