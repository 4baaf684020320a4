"""Mailings: who would be in one, whether its sum adds up, whom it reached, and how it stands."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Min, QuerySet, Sum
from django.http import Http404
from django.utils import timezone

from antiphon.delivery import mime, rules, targets
from antiphon.delivery.models import Delivery, Elsewhere, Line, Route, Send, Tally, Wording
from antiphon.network.access import allowed_in, holds
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.people.queries import addresses_of

Status = Delivery.Status
SAMPLES = 5
OWN_LINK = "(a link of their own)"  # where each message has one, in samples that nobody is sent
RATE_OVER = datetime.timedelta(minutes=5)


@dataclass(frozen=True)
class Sample:
    """What one of those in a mailing would get. The name is empty unless the reader may see who it is."""

    name: str
    audience: str
    place: str
    language: str
    format: str
    subject: str
    text: str


@dataclass(frozen=True)
class Preview:
    """What would come of sending to an audience: exactly how many, some of them, and who is left out and why."""

    count: int
    samples: list[Sample]
    left_out: dict[str, int]

    @property
    def in_words(self) -> list[str]:
        """Why people are left out, with how many: '3 do not want it'."""
        return [f"{number:,}: {rules.LEFT_OUT[reason]}" for reason, number in self.left_out.items()]


def preview(send: Send, of: QuerySet[Any], *, seen_by: User | None = None) -> Preview:
    """Return what would come of putting an audience into a mailing. Names only for those who keep lists of people."""
    counted = targets.count(send, of)
    left = {reason: counted[reason] for reason in targets.LEFT_OUT if counted[reason]}
    left |= {name: number for name, number in (
        ("objected", counted["suppressed"]), ("elsewhere", counted["elsewhere"]), ("already", counted["already"]),
    ) if number}  # fmt: skip
    found = targets.samples(send, of, SAMPLES)
    wordings = Wording.objects.in_bulk([wording for _, wording, _, _ in found])
    names = {}
    if seen_by is not None and holds(seen_by, Permission.AUDIENCE_WRITE, organisation=send.organisation_id):
        names = {token: address.name for token, address in addresses_of(person for person, *_ in found).items()}
    samples = []
    for person, wording, audience, place in found:
        words = wordings[wording]
        form = mime.form_of(words.subject, words.text, words.html, large=words.format == "large_print")
        filled = form.values(name=names.get(person, ""), leave=OWN_LINK, link=send.link)
        samples.append(Sample(names.get(person, ""), audience or "", place or "", words.language, words.format,
                              form.subject(filled), form.text(filled)))  # fmt: skip
    return Preview(counted["put"], samples, left)


@dataclass(frozen=True)
class Total:
    """The conservation sum of a mailing: everyone put into it stands in exactly one state."""

    targeted: int
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether the states add up to those targeted."""
        return self.targeted == sum(self.counts.values())

    @property
    def in_words(self) -> str:
        return rules.sum_in_words(self.counts)

    @property
    def settled(self) -> bool:
        return not any(self.counts.get(status) for status in rules.OPEN)


def conservation(send: Send) -> Total:
    """Return the sum of a mailing, from the tally of its rows: fast while millions go."""
    return conservations([send])[send.pk]


def conservations(sends: "list[Send] | QuerySet[Send]") -> dict[int, Total]:
    """Return the sum of each of these mailings. One query."""
    found: dict[int, dict[str, int]] = {send.pk: {} for send in sends}
    rows = Tally.objects.filter(send__in=list(found)).order_by().values_list("send", "status").annotate(Sum("number"))
    for send, status, number in rows:
        if number:
            found[send][status] = number
    return {send.pk: Total(send.targeted, found[send.pk]) for send in sends}


def counted_by_row(send: Send) -> Total:
    """Return the sum of a mailing from the rows themselves: exact whatever happens, and slow for a million."""
    rows = Delivery.objects.filter(send=send).order_by().values_list("status").annotate(Count("pk"))
    counts: dict[str, int] = {}
    for status, number in rows:
        stands = str(Status.WAITING) if status in (Status.LEASED, Status.HANDING) else status
        counts[stands] = counts.get(stands, 0) + number
    if elsewhere := Elsewhere.objects.filter(send=send).count():
        counts["elsewhere"] = elsewhere
    send = Send.objects.get(pk=send.pk)
    return Total(send.targeted, counts)


@dataclass(frozen=True)
class Reached:
    """How many messages of one organisation to one audience in one place stand in a state."""

    organisation: int
    audience: str
    place: str
    status: str
    number: int


def reach(occasion: str) -> list[Reached]:
    """Return where the messages of an occasion stand, of every organisation that sends on it. One query.

    These are exact numbers, for the work; hide small ones (`core.suppression`) before they are shown to others.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from delivery_reach(%s) order by 1, 2, 3, 4", [occasion])
        return [Reached(*row) for row in cursor.fetchall()]


def by_leave_token(token: str) -> Delivery | None:
    """Return the message whose leave link somebody followed; None when the link is not one of ours."""
    reference = rules.left_reference(settings.ADDRESS_PEPPER, token)
    if reference is None:
        return None
    return next(iter(Delivery.objects.raw("select * from delivery_left(%s)", [reference])), None)


def leave_token(delivery: Delivery) -> str:
    """Return the token of a message's leave link."""
    return rules.leave_token(settings.ADDRESS_PEPPER, delivery.reference)


def sends_of(user: User) -> QuerySet[Send]:
    """Return the mailings of the person's organisations, the latest first."""
    mine = allowed_in(user, Permission.CASCADE_READ)
    return Send.objects.filter(organisation__in=mine).select_related("organisation").order_by("-pk")


def send_for(user: User, pk: int) -> Send:
    """Return one of them, or raise Http404."""
    found = sends_of(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def asking(sends: QuerySet[Send]) -> QuerySet[Send]:
    """Return the mailings that only a person can get on: with messages that nobody knows of, or held for a decision."""
    unknown = Delivery.objects.filter(send__in=sends, status=Status.UNKNOWN, stage="asks").order_by().values("send")
    held = sends.filter(status=Send.Status.PAUSED).exclude(paused_because="")
    return sends.filter(pk__in=unknown) | held


@dataclass(frozen=True)
class Standing:
    """How a mailing gets on: how fast, until when, since when something waits, and what the other side said last."""

    per_minute: float
    finishes_at: datetime.datetime | None
    oldest_waiting: datetime.datetime | None
    lines: list[Line]
    route: Route | None
    unknown_since: datetime.datetime | None


def standing(send: Send, counts: Mapping[str, int]) -> Standing:
    """Return how a mailing gets on. A handful of queries, whatever its size."""
    now = timezone.now()
    route = Route.objects.filter(name=send.route).first()
    lines = list(Line.objects.filter(route=send.route, ended_at__isnull=True).order_by("pk"))
    recently = Tally.objects.filter(send=send, made_at__gte=now - RATE_OVER, status__in=["accepted", "delivered"])
    done = recently.aggregate(number=Sum("number"), since=Min("made_at"))
    minutes = max((now - done["since"]).total_seconds() / 60, 1 / 60) if done["since"] else 0
    rate = (done["number"] or 0) / minutes if minutes else 0.0
    if route is not None and route.per_minute:
        rate = min(rate, route.per_minute) if rate else float(route.per_minute)
    left = counts.get("waiting", 0)
    finishes = None
    if left and rate and send.status == Send.Status.SENDING:
        begins = max(now, send.opens_at or now)
        begins = rules.quiet_ends(begins, send.quiet_from, send.quiet_to, send.zone)
        finishes = begins + datetime.timedelta(minutes=left / rate)
    waiting = Delivery.objects.filter(send=send, stage="waiting").order_by("pk").values_list("made_at", flat=True).first()
    unknown = Delivery.objects.filter(send=send, stage="asks", status=Status.UNKNOWN).aggregate(at=Min("handed_at"))["at"]
    return Standing(rate, finishes, waiting, lines, route, unknown)


def may_run(user: User, send: Send) -> bool:
    """Return whether the person may start, pause and stop this mailing."""
    return holds(user, Permission.CASCADE_RUN, organisation=send.organisation_id)


def may_resolve(user: User, send: Send) -> bool:
    """Return whether the person may say what became of messages of this mailing that nobody knows of."""
    return holds(user, Permission.DELIVERY_RESOLVE, organisation=send.organisation_id)
