"""Figures of the inbox: who asks, about what, and whether they heard in time. Small numbers never point at a person."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from antiphon.answers import rules
from antiphon.answers.models import Enquiry
from antiphon.answers.queries.enquiries import SENT, clock_of
from antiphon.core.suppression import Shown, suppress_list
from antiphon.network.models import User

MONTHS = {"3": "The last 3 months", "12": "The last 12 months", "36": "The last 3 years"}


@dataclass(frozen=True)
class Cells:
    """One way to count the enquiries: a heading, and a shown number for each kind."""

    title: str
    rows: list[tuple[str, Shown]] = field(default_factory=list)


@dataclass(frozen=True)
class Kept:
    """Whether people heard in time. These count what we did, so they are never hidden from those who answer for it."""

    on_time: int = 0
    with_holding: int = 0
    late: int = 0
    open: int = 0
    missed_now: int = 0
    silent: int = 0  # enquiries with at least one day that passed without a word

    @property
    def replied(self) -> int:
        return self.on_time + self.with_holding + self.late


@dataclass(frozen=True)
class Figures:
    """The inbox in numbers since a day."""

    since: datetime.date
    total: int
    kept: Kept
    tables: list[Cells] = field(default_factory=list)


def figures(user: User, *, months: int = 12) -> Figures:
    """Return the figures of the enquiries that the person may answer or count. Two queries, whatever the number."""
    today = timezone.localdate()
    since = today - datetime.timedelta(days=round(30.44 * months))
    found = list(
        Enquiry.objects.counted_by(user).filter(received_at__date__gte=since).prefetch_related(SENT)
        .only("asker", "capacity", "came_by", "ward", "topic", "received_at", "due_on", "closed_at", "closed_how", "contact")
    )  # fmt: skip
    tables = [
        cells("Who asked", (rules.ASKERS[one.asker].text for one in found), [one.text for one in rules.ASKERS.values()]),
        cells("What it was about", (one.topic[:1].upper() + one.topic[1:] or "No topic" for one in found)),
        cells("Ward", (one.ward or "Not known" for one in found)),
        cells("How they asked", (one.get_came_by_display() for one in found), [text for _, text in Enquiry.CameBy.choices]),
    ]  # fmt: skip
    if dict(tables[0].rows).get(rules.ASKERS["councillor"].text, Shown(None)).value:  # else this table would tell how many
        tables.append(cells("As what councillors asked", (
            rules.CAPACITIES.get(one.capacity, "Not said") for one in found if one.asker == "councillor"
        )))
    return Figures(since, len(found), kept(found, today), [one for one in tables if one.rows])


def cells(title: str, values: Iterable[str], order: Sequence[str] = ()) -> Cells:
    """Return a count of each value with the small ones hidden, and with them what would give them back.

    How many there were in all stands on the same page, so hiding that total would protect nobody.
    """
    counted = Counter(values)
    names = [one for one in order if counted[one]] if order else [name for name, _ in counted.most_common()]
    if not names:
        return Cells(title)
    listed = suppress_list([counted[name] for name in names], total_known=True)
    return Cells(title, list(zip(names, listed.cells, strict=True)))


def kept(found: Iterable[Enquiry], today: datetime.date) -> Kept:
    """Return how many heard in time, with a holding reply, late, or not at all yet."""
    count: Counter[str] = Counter()
    for one in found:
        clock = clock_of(one, today)
        count["silent"] += clock.silent
        if one.closed_at is None:
            count["open"] += 1
            count["missed_now"] += clock.state is rules.State.MISSED
        elif one.closed_how == Enquiry.Closed.REPLIED:
            count["late" if clock.silent else "with_holding" if clock.holdings else "on_time"] += 1
    return Kept(**count)
