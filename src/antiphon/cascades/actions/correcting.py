"""Corrections and recalls. What waits of the old version is stopped in the same transaction, and everyone who has it hears."""

import datetime

from django.db import connection
from django.utils import timezone

from antiphon.cascades import rules
from antiphon.cascades.actions.champions import tell_champions_of_recall
from antiphon.cascades.actions.drafting import RUN
from antiphon.cascades.actions.letters import tell
from antiphon.cascades.models import Cascade, Filled, Hop, Lead, Notice, Partner, Path
from antiphon.cascades.queries import cascades, words
from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.problems import Refused
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.packs import actions as packs
from antiphon.packs.models import PackVersion


@action
def recall(cascade: Cascade, *, reason: str, instead: str, by: User) -> Cascade:
    """Take a cascade back, with its version: stop what waits, and tell every lead who had it why, and what to do instead."""
    found = cascades.to_change(cascade, by)
    if found.status not in (Cascade.Status.RUNNING, Cascade.Status.CLOSED):
        raise Refused("Only what was passed on can be taken back." if found.status == "draft" else "It was taken back already.")
    if not reason.strip() or not instead.strip():
        raise Refused("Say why it is taken back, and what to do instead.")
    if found.version.recalled_at is None:
        packs.recall(found.version, reason=reason.strip(), instead=instead.strip(), by=by)
    for one in Cascade.objects.filter(version=found.version, status__in=["running", "closed"]):
        take_back(one, reason=reason.strip(), instead=instead.strip(), by=by)
    found.refresh_from_db()
    return found


@action
def take_back(cascade: Cascade, *, reason: str, instead: str, by: Actor) -> Cascade:
    """Stop a cascade whose version was recalled, also when that was done with the pack. Twice changes nothing."""
    found = Cascade.objects.select_for_update(of=("self",)).select_related(
        "owner", "version__pack", "champions__sent_by", "champions__written_by"
    ).get(pk=cascade.pk)
    if found.status not in (Cascade.Status.RUNNING, Cascade.Status.CLOSED):
        return found
    stopped = _stop(found)
    found.status, found.ended_at, found.reason, found.instead = "recalled", timezone.now(), reason, instead
    found.save(update_fields=["status", "ended_at", "reason", "instead"])
    told = _tell_all(found, str(Notice.Kind.RECALL), by)
    tell_champions_of_recall(found, by=by)
    found.hops.filter(state__in=["planned", *rules.WAITING]).update(state="withdrawn", ended_at=timezone.now())
    trail.leave("recall cascade", found, by=by, told=told, stopped=stopped)
    return found


@action
def correct(
    cascade: Cascade, *, version: PackVersion, reason: str, ack_by: datetime.datetime, publish_by: datetime.datetime, by: User
) -> Cascade:
    """Put a newer approved version in its place. Leads acknowledge again only where locked words changed.

    The correction is a cascade of its own: those who were reached get it too, once.
    """
    old = cascades.to_change(cascade, by)
    now = timezone.now()
    if old.status != Cascade.Status.RUNNING:
        raise Refused("Only what is running can be corrected.")
    if version.pack_id != old.version.pack_id or version.pk == old.version_id or version.approved_at is None:
        raise Refused("Choose a newer version of the same pack, which another person has approved.")
    if version.recalled_at is not None or version.number < old.version.number:
        raise Refused("Choose a newer version of the same pack, which another person has approved.")
    if not reason.strip():
        raise Refused("Say what was wrong.")
    if wrong := rules.wrong_dates(now, ack_by, publish_by, version.pack.embargo_until):
        raise Refused(*wrong)
    stopped = _stop(old)
    old.status, old.ended_at, old.reason = "replaced", now, reason.strip()
    old.save(update_fields=["status", "ended_at", "reason"])
    of_use = old.useful_until if old.useful_until and old.useful_until >= timezone.localdate(publish_by) else None
    again = words.locked_words(old.version) != words.locked_words(version)
    new = Cascade.objects.create(
        owner=old.owner, version=version, kind=Cascade.Kind.UPDATE, corrects=old, again=again, title=version.headline[:160],
        priority=old.priority, opens_at=now, ack_by=ack_by, publish_by=publish_by, useful_until=of_use, question=old.question,
        to_champions=old.to_champions, written_by=by, started_at=now, started_by=by, status="running", reason=reason.strip(),
    )  # fmt: skip
    Partner.objects.bulk_create([Partner(cascade=new, organisation=one.organisation) for one in old.partners.all()])
    _carry(old, new, now, by)
    old.hops.filter(state__in=["planned", *rules.WAITING]).update(state="withdrawn", ended_at=now)
    trail.leave("correct cascade", new, by=by, corrects=old.pk, again=again, stopped=stopped)
    return new


@action
def hear(hop: Hop, *, by: Actor) -> Hop:
    """Write down that a lead has the recall."""
    if isinstance(by, User):
        require(by, RUN, on=hop)
    found = Hop.objects.select_for_update(of=("self",)).select_related("cascade").get(pk=hop.pk)
    if found.cascade.status != Cascade.Status.RECALLED:
        raise Refused("Nothing was taken back.")
    if found.heard_at is None:
        found.heard_at = timezone.now()
        found.save(update_fields=["heard_at"])
        trail.leave("hear", found, by=by)
    return found


def _stop(cascade: Cascade) -> int:
    """Stop what waits, of every organisation that hands it on: what has not begun to go does not go. Return how many."""
    with connection.cursor() as cursor:
        cursor.execute("select cascades_stop(%s)", [cascade.pk])  # made in this room's migration: it goes through their walls
        found = cursor.fetchone()
    return int(found[0]) if found else 0


def _tell_all(cascade: Cascade, kind: str, by: Actor) -> int:
    """Write to each lead and deputy who had a letter of this cascade; return to how many hops."""
    told = 0
    for hop in cascade.hops.filter(offered_at__isnull=False).prefetch_related("leads", "notices"):
        hop.cascade = cascade
        had = {one.part for one in hop.notices.all() if one.kind in ("offer", "deputy", "update")} & {"lead", "deputy"}
        for part in sorted(had) or [hop.turn]:
            tell(hop, kind=kind, part=part, by=by)
        told += 1
    return told


def _carry(old: Cascade, new: Cascade, now: datetime.datetime, by: User) -> None:
    """Bring each hop over with its leads, its paths and its own words; where no locked word changed, also its word of before."""
    slots = {slot.key: slot for slot in new.version.slots.all() if slot.kind != "locked"}
    known: dict[int, Hop] = {}
    for hop in old.hops.prefetch_related("leads", "filled__slot").order_by("pk"):
        keeps = hop.state in rules.TAKEN and not new.again
        state = "acknowledged" if keeps else hop.state if hop.state in ("declined", "not_applicable", "planned") else "offered"
        made = known[hop.pk] = Hop.objects.create(
            cascade=new, kind=hop.kind, keeper_id=hop.keeper_id, network_id=hop.network_id, address_key=hop.address_key,
            name=hop.name, estimate=hop.estimate, estimate_source=hop.estimate_source, estimate_on=hop.estimate_on, state=state,
            turn=hop.turn if hop.turn != "sender" else "lead", reason=hop.reason if state == "declined" else "",
            offered_at=None if state == "planned" else now, answer_by=None if state == "planned" else new.ack_by,
            acknowledged_at=now if keeps else None, acknowledged_as="before" if keeps else "",
            ended_at=now if state in ("declined", "not_applicable") else None,
        )  # fmt: skip
        Lead.objects.bulk_create([Lead(hop=made, part=one.part, person=one.person, user=one.user) for one in hop.leads.all()])
        Filled.objects.bulk_create([
            Filled(hop=made, slot=slots[one.slot.key], value=one.value, written_by_id=one.written_by_id)
            for one in hop.filled.all() if one.slot.key in slots and keeps
        ])  # fmt: skip
        if state in ("acknowledged", "offered"):
            part = "deputy" if hop.acknowledged_as == "deputy" or made.turn == "deputy" else "lead"
            tell(made, kind=str(Notice.Kind.UPDATE), part=part if made.leads.filter(part=part).exists() else "lead", by=by)
    paths = Path.objects.filter(hop__cascade=old)
    Path.objects.bulk_create(
        [Path(hop=known[one.hop_id], via=known[one.via_id] if one.via_id else None) for one in paths]
    )
