"""What has been sent, what waits, and what nobody knows. No name or address comes out of here."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, Max, QuerySet

from antiphon.delivery import rules
from antiphon.delivery.models import Delivery
from antiphon.network.access import holds
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.people.queries import Held, held, keys_to_tell

Status = Delivery.Status


@dataclass(frozen=True)
class Summary:
    """How far one occasion has come. The counts add up to the messages there are."""

    occasion: str
    counts: dict[str, int] = field(default_factory=dict)
    last_at: datetime.datetime | None = None

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def settled(self) -> bool:
        return all(status in rules.SETTLED for status, count in self.counts.items() if count)

    @property
    def in_words(self) -> str:
        return rules.sum_in_words(self.counts)


def to_tell(persons: Iterable[UUID]) -> int:
    """Return how many messages telling these persons takes: their addresses, each once, of those who asked to hear."""
    return len(set(keys_to_tell(persons).values()))


def reachable(person: UUID | None) -> Held:
    """Return whether a name and an address are kept of a person, and whether they want to hear. Never what they are."""
    return held([person]).get(person, Held()) if person else Held()


def messages_to(person: UUID | None) -> list[tuple[str, datetime.datetime | None]]:
    """Return where each message to a person stands, in words, and since when it is settled."""
    if person is None:
        return []
    rows = Delivery.objects.filter(recipients__person=person).order_by("pk")
    return [(row.get_status_display(), row.settled_at) for row in rows]


def with_an_address_kept_too_long(before: datetime.date) -> QuerySet[Delivery]:
    """Return the messages settled on that day or earlier whose address key is still there."""
    return Delivery.objects.filter(settled_at__date__lte=before).exclude(address_key__startswith=rules.FORGOTTEN).order_by("pk")


def states(occasion: str) -> dict[str, int]:
    """Return how many messages of an occasion stand in each status; statuses with none are left out."""
    counted = Delivery.objects.filter(occasion=occasion).order_by().values_list("status").annotate(Count("pk"))
    return dict(counted)


def summaries(occasions: Collection[str]) -> dict[str, Summary]:
    """Return the summary of each occasion that has any message. One query."""
    found: dict[str, Summary] = {}
    counted = (
        Delivery.objects.filter(occasion__in=occasions).order_by()
        .values("occasion", "status").annotate(count=Count("pk"), last=Max("settled_at"))
    )  # fmt: skip
    for row in counted:
        before = found.get(row["occasion"], Summary(row["occasion"]))
        last = max((at for at in (before.last_at, row["last"]) if at), default=None)
        found[row["occasion"]] = Summary(row["occasion"], {**before.counts, row["status"]: row["count"]}, last)
    return found


def last_replies(occasions: Collection[str]) -> dict[str, str]:
    """Return the mail server's last reply for each occasion. One query."""
    rows = (
        Delivery.objects.filter(occasion__in=occasions, handed_at__isnull=False).exclude(reply="")
        .order_by("occasion", "-handed_at", "-pk").distinct("occasion")
    )  # fmt: skip
    return dict(rows.values_list("occasion", "reply"))


def needing_a_person(occasions: Collection[str]) -> QuerySet[Delivery]:
    """Return the messages of these occasions that only a person can settle: not known, or refused."""
    return Delivery.objects.filter(
        occasion__in=occasions, stage="asks"
    ).order_by("occasion", "pk")


def unknown_for(user: User, occasions: Collection[str]) -> QuerySet[Delivery]:
    """Return what the person must settle among these occasions; nothing when no role of theirs allows it."""
    if not holds(user, Permission.DELIVERY_RESOLVE):
        return Delivery.objects.none()
    return Delivery.objects.filter(occasion__in=occasions, status=Status.UNKNOWN, stage="asks").order_by("pk")


def cancelled_by_a_person(occasion: str) -> int:
    """Return how many messages of an occasion someone here cancelled: those that may go after all."""
    return Delivery.objects.filter(occasion=occasion, status=Status.CANCELLED, resolved_by__isnull=False).count()


def delivery(pk: int) -> Delivery | None:
    """Return one message by its number."""
    return Delivery.objects.filter(pk=pk).first()
