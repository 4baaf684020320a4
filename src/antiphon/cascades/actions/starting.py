"""The start, and what goes by the clock: offers when it opens, reminders, and who answers when nobody did."""

from collections.abc import Iterable

from django.utils import timezone

from antiphon.cascades import rules
from antiphon.cascades.actions.drafting import RUN, join
from antiphon.cascades.actions.letters import tell
from antiphon.cascades.models import Cascade, Hop, Lead, Notice, Partner, Route
from antiphon.cascades.queries import cascades, hops
from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor, Machine
from antiphon.core.nudges import nudge
from antiphon.core.problems import Refused
from antiphon.network.access import Body, require
from antiphon.network.models import User
from antiphon.packs import actions as packs
from antiphon.people import actions as people

TASK = "cascades.walk_waiting"


@action
def start(cascade: Cascade, *, by: User) -> Cascade:
    """Let a cascade go. A worker offers it at once, or at the moment that was set; twice changes nothing."""
    found = cascades.to_change(cascade, by)
    if found.status != Cascade.Status.DRAFT:
        raise Refused("It has started already. Nobody gets it twice.")
    if found.version.recalled_at is not None:
        raise Refused("This version was taken back, so it cannot be passed on.")
    if not found.hops.exists():
        raise Refused("Choose at least one organisation or network that it goes to.")
    now = timezone.now()
    if found.ack_by <= now:
        raise Refused("“Acknowledge by” has passed. Set a later time.")
    found.status, found.started_at, found.started_by = Cascade.Status.RUNNING, now, by
    found.save(update_fields=["status", "started_at", "started_by"])
    trail.leave("start cascade", found, by=by, hops=found.hops.count())
    nudge(TASK)
    return found


@action
def offer_due(cascade: Cascade, *, by: Actor) -> int:
    """Offer the planned hops of a running cascade once it opens; return how many."""
    found = Cascade.objects.select_for_update(of=("self",)).get(pk=cascade.pk)
    if found.status != Cascade.Status.RUNNING or found.opens_at > timezone.now():
        return 0
    planned = list(found.hops.filter(state="planned"))
    return sum(offer(hop, by=by) for hop in planned)


@action
def offer(hop: Hop, *, by: Actor) -> int:
    """Give a hop to its lead, with their letter; an urgent one goes on below at once. Return how many were offered."""
    found = Hop.objects.select_for_update(of=("self",)).select_related("cascade__owner", "cascade__version__pack", "keeper",
                                                                       "network").get(pk=hop.pk)  # fmt: skip
    cascade, now = found.cascade, timezone.now()
    if found.state != "planned":
        return 0
    _lead(found, by)
    parts = set(found.leads.values_list("part", flat=True))
    found.turn = Hop.Turn.LEAD if "lead" in parts else Hop.Turn.DEPUTY if parts else Hop.Turn.SENDER
    found.state, found.offered_at = "offered", now
    found.answer_by = max(cascade.ack_by, now + (cascade.ack_by - cascade.opens_at) / 2)
    found.save(update_fields=["state", "turn", "offered_at", "answer_by"])
    tell(found, kind=str(Notice.Kind.OFFER), part=found.turn, by=by)
    trail.leave("offer", found, by=by)
    return 1 + (sum(offer(one, by=by) for one in _below(found, by)) if cascade.priority == "urgent" else 0)


@action
def hand_on(hop: Hop, *, by: User) -> int:
    """Hand a cascade on along the organisation's own routes; return how many are new. Those that have it gain a path."""
    require(by, RUN, on=Body(hop.keeper))
    found = Hop.objects.select_for_update(of=("self",)).select_related("cascade", "keeper").get(pk=hop.pk)
    if not rules.allowed(found.state, "forward"):
        raise Refused(rules.refusal(found.state, "forward"))
    trail.leave("hand on", found, by=by)
    fresh = _below(found, by)
    nudge(TASK)
    return len(fresh)


def _below(hop: Hop, by: Actor) -> list[Hop]:
    """Plan the hops below an organisation; return the new ones. A worker offers them."""
    if hop.kind != Hop.Kind.ORGANISATION:
        return []
    routes = Route.objects.filter(above=hop.keeper_id).exclude(organisation=hop.cascade.owner_id)
    found = [join(hop.cascade, route=route, via=hop, by=by)
             for route in routes.select_related("organisation", "network__organisation")]  # fmt: skip
    return [one for one in found if one is not None]


def _lead(hop: Hop, by: Actor) -> None:
    """Write down who leads a hop and who stands in, and let their organisation see the cascade and its pack."""
    cascade = hop.cascade
    if hop.keeper_id != cascade.owner_id:
        Partner.objects.get_or_create(cascade=cascade, organisation=hop.keeper)
    if hop.leads.exists():
        return
    for part, user, token in hops.leads_for(hop):
        if user is not None:
            token = people.remember(name=user.name, email=user.email, wants_reply=True, by=by)
        if token is not None:
            Lead.objects.create(hop=hop, part=part, person=token, user=user)
    users = [one.user for one in hop.leads.select_related("user") if one.user is not None]
    packs.share(cascade.version.pack, organisations=[hop.keeper], readers=users, by=Machine("cascade"))


@action
def remind_due(late: Iterable[Hop], *, by: Actor) -> int:
    """Remind leads, turn to deputies, then back to the sender, where it is time; return how many. Twice is harmless."""
    wanted, now, done = [hop.pk for hop in late], timezone.now(), 0
    held = Hop.objects.select_for_update(of=("self",), skip_locked=True).filter(
        pk__in=wanted, state__in=rules.WAITING, cascade__status=Cascade.Status.RUNNING, offered_at__isnull=False
    )
    rows = held.select_related("cascade__owner", "cascade__version__pack", "keeper").prefetch_related("leads", "notices")
    for hop in rows.order_by("pk"):
        assert hop.offered_at is not None
        assert hop.answer_by is not None
        parts = {one.part for one in hop.leads.all()}
        for due in rules.due(hop.offered_at, hop.answer_by, now, has_deputy="deputy" in parts,
                             had=[one.kind for one in hop.notices.all()]):  # fmt: skip
            if due.turn == "lead" and hop.turn != Hop.Turn.LEAD:
                continue
            if due.turn != hop.turn:
                hop.turn = due.turn
                hop.save(update_fields=["turn"])
            tell(hop, kind=due.kind, part=due.turn, by=by)
            done += 1
    return done


@action
def rung(notice: Notice, *, by: User) -> Notice:
    """Write down that somebody rang a lead who has no e-mail address."""
    require(by, RUN, on=notice.hop)
    found = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if not found.by_hand:
        raise Refused("This went by e-mail.")
    if found.rung_at is None:
        found.rung_at, found.rung_by = timezone.now(), by
        found.save(update_fields=["rung_at", "rung_by"])
        trail.leave("rung", found, by=by)
    return found


@action
def close(cascade: Cascade, *, by: User) -> Cascade:
    """End a cascade: nobody is reminded any more, and links only read."""
    found = cascades.to_change(cascade, by)
    if found.status != Cascade.Status.RUNNING:
        raise Refused("It is not running.")
    found.status, found.ended_at = Cascade.Status.CLOSED, timezone.now()
    found.save(update_fields=["status", "ended_at"])
    trail.leave("close cascade", found, by=by)
    return found
