"""Reads of networks and lists. Names come from `people`, for those who keep the lists."""

import datetime
from collections.abc import Iterable

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from antiphon.audiences import rules
from antiphon.audiences.models import Audience, Contact
from antiphon.delivery.models import Delivery
from antiphon.people.models import Person

CAPPED = ("task", "marketing")  # messages that count towards a week; what somebody asked for does not
NOT_SENT = ("cancelled", "suppressed", "rejected", "expired")


# --- Whom a message goes to -------------------------------------------------------------------------------------------
def members(audiences: Iterable[Audience], *, channel: str = "", capped: bool = True) -> QuerySet[Contact]:
    """Return those on these lists whom a machine can reach: for `delivery.actions.sends.enqueue(of=...)`.

    `.values("person", "language", "format", "audience", "place")` are a token and plain words. With a channel (email, sms), only
    those whose way it is. Whoever needs a call, a letter, audio or braille is in `by_hand` instead. Whoever has had as many
    messages in the last seven days as their list allows is left out unless `capped` is False (for what cannot wait).
    """
    lists = [one.pk for one in audiences]
    found = _standing(lists).filter(way__in=[channel] if channel else rules.SENT).exclude(format__in=rules.BY_HAND)
    if capped:
        found = found.exclude(_tired(lists, timezone.now()))
    return found.annotate(audience=F("listing__name"))


def by_hand(audiences: Iterable[Audience]) -> QuerySet[Contact]:
    """Return those on these lists whom only a person can reach as they need: by a call or letter, in audio or braille."""
    found = _standing([one.pk for one in audiences])
    return found.filter(Q(format__in=rules.BY_HAND) | ~Q(way__in=rules.SENT)).select_related("listing").order_by("pk")


def left_out(audiences: Iterable[Audience], *, channel: str = "", capped: bool = True) -> dict[str, int]:
    """Return why people on these lists are not among `members`, and how many: each person under one reason."""
    lists = [one.pk for one in audiences]
    standing = _standing(lists)
    hand = Q(format__in=rules.BY_HAND) | ~Q(way__in=rules.SENT)
    other = ~hand & ~Q(way=channel) if channel else Q(pk__in=[])
    tired = ~hand & ~other & _tired(lists, timezone.now()) if capped else Q(pk__in=[])
    found = standing.aggregate(
        hand=Count("pk", filter=hand), other=Count("pk", filter=other), tired=Count("pk", filter=tired)
    )  # fmt: skip
    said = {
        "Reached by a call or a letter, or in audio or braille: on the list of errands": found["hand"],
        "Hears from us another way": found["other"],
        "Has had enough messages this week": found["tired"],
    }
    return {reason: number for reason, number in said.items() if number}


def _standing(lists: list[int]) -> QuerySet[Contact]:
    found: QuerySet[Contact] = Contact.objects.filter(listing__in=lists, gone_at__isnull=True)
    return found


def _tired(lists: list[int], now: datetime.datetime) -> Q:
    """Return the condition that somebody has had as many messages in a week as their list allows. Addresses count, not lists."""
    caps = set(Audience.objects.filter(pk__in=lists).order_by().values_list("cap", flat=True))
    week = Delivery.objects.filter(purpose__in=CAPPED, made_at__gt=now - rules.WEEK).exclude(status__in=NOT_SENT)
    condition = Q(pk__in=[])
    for cap in caps:
        counted = week.order_by().values("address_key").annotate(messages=Count("pk"))
        full = counted.filter(messages__gte=cap).values("address_key")
        same = Person.objects.filter(Q(email_key__in=full) | Q(telephone_key__in=full)).values("token")
        condition |= Q(listing__cap=cap, person__in=same)
    return condition
