"""Hops: the sender's table, one hop for its own people, who leads it, and what waits for whom."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet
from django.db.models.functions import TruncDate
from django.http import Http404

from antiphon.cascades import rules
from antiphon.cascades.models import Cascade, Hop, Lead, Notice, Path, Route
from antiphon.cascades.queries.cascades import keepers
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.packs.models import Pack

RUN = Permission.CASCADE_RUN
SEEN_WITHIN = datetime.timedelta(days=7)  # a word of a lead is noted in the register of networks within minutes


@dataclass(frozen=True)
class Row:
    """One hop of the sender's table: where it came from, whose turn it is, who acknowledged it, what was sent to its lead."""

    hop: Hop
    came: list[str]
    late: bool
    told: list[Notice]

    @property
    def ring(self) -> list[Notice]:
        return [one for one in self.told if one.by_hand and one.rung_at is None]


def table(cascade: Cascade, now: datetime.datetime) -> list[Row]:
    """Return every hop of a cascade, what needs somebody first. Four queries."""
    hops = cascade.hops.select_related("keeper").prefetch_related(
        Prefetch("paths", Path.objects.select_related("via")), "notices", "leads"
    )
    rows = [
        Row(hop, [path.via.name if path.via else cascade.owner.name for path in hop.paths.all()],
            rules.is_late(hop.state, hop.answer_by or cascade.ack_by, now), list(hop.notices.all()))
        for hop in hops
    ]  # fmt: skip
    order = list(rules.STATES)
    return sorted(rows, key=lambda row: (not row.late, order.index(row.hop.state), row.hop.name.casefold()))


def hop_for(user: User, pk: int, permission: Permission = Permission.CASCADE_READ) -> Hop:
    """Return a hop for its own people or for those who sent it; under embargo only for those on the pack's list."""
    found = Hop.objects.filter(pk=pk).select_related("cascade__owner", "cascade__version__pack", "keeper", "approved_by").first()
    if found is None or not Pack.objects.visible_to(user).filter(pk=found.cascade.version.pack_id).exists():
        raise Http404
    require(user, permission, on=found)
    return found


def leads_for(hop: Hop) -> list[tuple[str, User | None, UUID | None]]:
    """Return who leads a hop and who stands in for them: the account they have, or the token that stands for them."""
    if hop.kind == Hop.Kind.ORGANISATION:
        came = hop.paths.select_related("via").order_by("pk").first()
        above = came.via.keeper_id if came and came.via else hop.cascade.owner_id
        routes = Route.objects.filter(organisation=hop.keeper_id, lead__isnull=False).select_related("lead", "deputy")
        chosen = routes.filter(above=above).first() or routes.order_by("pk").first()
        found = [("lead", chosen.lead, None), ("deputy", chosen.deputy, None)] if chosen else []
        return [(part, user, token) for part, user, token in found if user is not None and user.is_active]
    network = hop.network
    if network is None:
        return []
    return [(one.part, one.user if one.user and one.user.is_active else None, one.person)
            for one in network.leads.select_related("user").order_by("-part")]  # fmt: skip


def paths_of(hop: Hop) -> list[str]:
    """Return from whom a hop has it: the sender, or other hops."""
    return [path.via.name if path.via else hop.cascade.owner.name for path in hop.paths.select_related("via")]


def onward_of(hop: Hop) -> QuerySet[Hop]:
    """Return the hops to which this one handed it on."""
    return Hop.objects.filter(paths__via=hop).order_by("name")


def notices_to_ring(cascade: Cascade) -> QuerySet[Notice]:
    """Return the letters that could not go by e-mail, and that nobody has rung about yet."""
    return Notice.objects.filter(hop__cascade=cascade, by_hand=True, rung_at__isnull=True).select_related("hop")


def notice_in(hop: Hop, pk: int) -> Notice:
    """Return one letter of a hop, or raise Http404."""
    found = hop.notices.filter(pk=pk).select_related("hop__cascade").first()
    if found is None:
        raise Http404
    return found


def in_touch(now: datetime.datetime) -> QuerySet[Hop]:
    """Return the hops whose network acknowledged on a day after the last one on which we noted that we were in touch."""
    last, day = F("network__last_contact"), TruncDate("acknowledged_at")
    recent = Hop.objects.filter(kind="network", network__closed_at__isnull=True, acknowledged_at__gt=now - SEEN_WITHIN)
    said = recent.exclude(acknowledged_as=Hop.As.BEFORE).annotate(day=day)
    return said.filter(Q(network__last_contact=None) | Q(day__gt=last)).select_related("network", "cascade").order_by("pk")


# --- What waits ---------------------------------------------------------------------------------------------------
def unanswered(now: datetime.datetime) -> QuerySet[Hop]:
    """Return the hops of running cascades of which nobody has said a word."""
    return Hop.objects.filter(cascade__status="running", state__in=rules.WAITING, offered_at__isnull=False).order_by("pk")


def waiting_for(user: User) -> list[Hop]:
    """Return the hops of the person's organisations that wait for a word of theirs, in two queries."""
    mine = keepers(user, RUN)
    if not mine:
        return []
    led = Q(pk__in=Lead.objects.filter(user=user).values("hop"))
    found = Hop.objects.filter(Q(keeper__in=mine, kind="organisation") | led, cascade__status="running", state__in=rules.WAITING)
    return list(_seen(found, user))


def to_approve(user: User) -> list[Hop]:
    """Return the hops whose own words wait for this person, who wrote none of them."""
    mine = keepers(user, Permission.PACK_APPROVE)
    found = Hop.objects.filter(keeper__in=mine, cascade__status="running", state="localised").exclude(filled__written_by=user)
    return list(_seen(found, user)) if mine else []


def back_at_sender(user: User) -> list[Hop]:
    """Return the hops that nobody answered for, neither lead nor deputy: they are the sender's to settle."""
    mine = keepers(user, RUN)
    found = Hop.objects.filter(cascade__owner__in=mine, cascade__status="running", state__in=rules.WAITING, turn="sender")
    return list(_seen(found, user)) if mine else []


def to_hear(user: User) -> list[Hop]:
    """Return the hops of the person's organisations that have not said yet that they have a recall."""
    mine = keepers(user, RUN)
    if not mine:
        return []
    led = Q(pk__in=Lead.objects.filter(user=user).values("hop"))
    found = Hop.objects.filter(Q(keeper__in=mine, kind="organisation") | led, cascade__status="recalled", heard_at__isnull=True)
    return list(_seen(found.filter(offered_at__isnull=False), user))


def _seen(found: QuerySet[Hop], user: User) -> Iterable[Hop]:
    return found.filter(cascade__version__pack__in=Pack.objects.visible_to(user)).select_related("cascade").distinct().order_by(
        "answer_by", "pk"
    )  # fmt: skip
