"""Whom a cascade reached: counted from the rows, once each; and apart from it what leads say, and what networks may reach."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Sum

from antiphon.audiences.models import Audience
from antiphon.cascades.models import Cascade, Declared, Hop
from antiphon.core.csv_fields import cell
from antiphon.core.suppression import Shown, ShownList, suppress_list
from antiphon.delivery.models import Send
from antiphon.delivery.queries import sends
from antiphon.delivery.queries.sends import Total
from antiphon.network.models import Organisation

REACHED = ("accepted", "delivered")
WORDS = {
    "waiting": "Waiting", "accepted": "Handed over", "delivered": "Delivered", "bounced_soft": "Came back for now",
    "bounced_hard": "Came back: the address does not work", "complained": "Marked as unwanted", "unknown": "Not known",
    "rejected": "Refused by the mail server", "suppressed": "They do not want it", "expired": "Its time was over",
    "cancelled": "Stopped", "elsewhere": "Has it from another organisation",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """How many people of a list, an organisation or a place were reached, as may be shown."""

    name: str
    number: Shown


@dataclass(frozen=True)
class Declaration:
    """What a hop says it reached by one channel: an estimate with its source."""

    hop: str
    channel: str
    number: int
    source: str
    note: str


@dataclass(frozen=True)
class Reach:
    """Whom a cascade reached. `people`: each address once; the parts of each list add up to it."""

    people: Shown
    by_audience: list[Line]
    by_organisation: list[Line]
    by_place: list[Line]
    states: list[Line]
    declared: list[Declaration]
    estimates: list[tuple[Hop, bool]] = field(default_factory=list)


def of(cascade: Cascade) -> Reach:
    """Return whom a cascade reached, by list, organisation and place, small numbers hidden. Four queries, also while it sends."""
    rows = sends.reach(cascade.occasion)
    names = dict(Organisation.objects.filter(pk__in={row.organisation for row in rows}).values_list("pk", "name"))
    reached = [row for row in rows if row.status in REACHED]
    parts = [
        _counted((row.audience or "No list", row.number) for row in reached),
        _counted((names.get(row.organisation, ""), row.number) for row in reached),
        _counted((row.place or "Place not known", row.number) for row in reached),
    ]
    lists = [_lines(part) for part in parts]
    total = suppress_list([sum(row.number for row in reached)]).total
    people = total if not any(one.total.hidden for _, one in lists) else next(one.total for _, one in lists if one.total.hidden)
    states = _counted((WORDS.get(row.status, row.status), row.number) for row in rows)
    declared = [
        Declaration(one.hop.name, one.get_channel_display(), one.number, one.get_source_display(), one.note)
        for one in Declared.objects.filter(hop__cascade=cascade).select_related("hop").order_by("hop__name", "pk")
    ]
    estimates = [(hop, hop.published_at is not None) for hop in cascade.hops.filter(estimate__isnull=False).order_by("name")]
    by_audience, by_organisation, by_place = (lines for lines, _ in lists)
    return Reach(people, by_audience, by_organisation, by_place, _lines(states)[0], declared, estimates)


def _counted(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, number in pairs:
        found[name] = found.get(name, 0) + number
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def _lines(counts: dict[str, int]) -> tuple[list[Line], ShownList]:
    hidden = suppress_list(list(counts.values()))
    return [Line(name, number) for name, number in zip(counts, hidden.cells, strict=True)], hidden


def as_csv(cascade: Cascade) -> str:
    """Return the same as a table: what each figure is, and whether it was counted or is an estimate."""
    found, out = of(cascade), io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["what", "name", "number", "how we know"])
    writer.writerow(["people reached, each once", "all", str(found.people), "counted"])
    for what, lines in (("by list", found.by_audience), ("by organisation", found.by_organisation), ("by place", found.by_place),
                        ("messages by state", found.states)):  # fmt: skip
        writer.writerows([what, cell(one.name), str(one.number), "counted"] for one in lines)
    writer.writerows(
        [f"said by the lead: {one.channel}", cell(one.hop), one.number, f"estimate: {one.source}"] for one in found.declared
    )
    writer.writerows(["a network may reach", cell(hop.name), hop.estimate, _source(hop)]
                     for hop, _ in found.estimates)  # fmt: skip
    return out.getvalue()


def _source(hop: Hop) -> str:
    return cell(f"estimate: {hop.estimate_source}, {hop.estimate_on}")


def sums_of(cascade: Cascade, hop: Hop | None = None) -> list[tuple[Send, Total]]:
    """Return what each organisation sent, with its sum: everyone put in stands in exactly one state. The first mailing stands
    for those of its organisation: the states of others are known as numbers of the whole organisation, and not by mailing."""
    found = Send.objects.filter(pk__in=cascade.outgoing.filter(**({"hop": hop} if hop else {})).values("send"))
    mailings: dict[int, list[Send]] = {}
    for send in found.select_related("organisation").order_by("pk"):
        mailings.setdefault(send.organisation_id, []).append(send)
    counts: dict[int, dict[str, int]] = {}
    for row in sends.reach(cascade.occasion) if mailings else []:
        here = counts.setdefault(row.organisation, {})
        here[row.status] = here.get(row.status, 0) + row.number
    return [(theirs[0], Total(sum(one.targeted for one in theirs), counts.get(key, {}))) for key, theirs in mailings.items()]


def lists_of(organisation: Organisation) -> list[Audience]:
    """Return the lists of people of an organisation that are in use."""
    return list(Audience.objects.open().filter(organisation=organisation).order_by("name"))


def declared_of(cascade: Cascade) -> int:
    """Return the sum of what leads say: an estimate, and no number of people, since one may be counted many times."""
    return Declared.objects.filter(hop__cascade=cascade).aggregate(total=Sum("number"))["total"] or 0


def correction_of(cascade: Cascade) -> Cascade | None:
    """Return the cascade that corrects this one, or None."""
    return Cascade.objects.filter(corrects=cascade).first()
