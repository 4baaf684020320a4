"""Own words in the open places of a pack, approved by another person there; sending to own people; and the sender's sweep."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from antiphon.audiences.actions import plan_errands
from antiphon.audiences.models import Audience
from antiphon.audiences.queries import members
from antiphon.cascades import rules
from antiphon.cascades.actions.drafting import RUN
from antiphon.cascades.models import Cascade, Filled, Hop, Outgoing
from antiphon.cascades.queries import cascades, words
from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.core.zones import HOME, ZONES
from antiphon.delivery.actions import sends
from antiphon.delivery.models import Send
from antiphon.delivery.queries import sends as sends_read
from antiphon.delivery.queries.sends import Preview
from antiphon.network.access import Body, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission
from antiphon.packs import rules as packs
from antiphon.signoff.actions import sign

PURPOSE = "task"
PRIORITY = {"urgent": 1, "soon": 3, "routine": 5}  # what goes first


@action
def fill(hop: Hop, *, values: Mapping[str, str], by: User) -> Hop:
    """Write an organisation's own words into the open places. Locked words cannot be touched; another person approves."""
    require(by, RUN, on=Body(hop.keeper))
    found = _locked(hop)
    if not rules.allowed(found.state, "localise"):
        raise Refused(rules.refusal(found.state, "localise"))
    slots = {slot.key: slot for slot in found.cascade.version.slots.all() if slot.kind != "locked"}
    said = {key: value.replace("\r\n", "\n").strip() for key, value in values.items() if value.strip()}
    if wrong := packs.problems(slots.values(), said):
        raise Refused(*wrong.values())
    before = {one.slot.key: one for one in found.filled.select_related("slot")}
    for key, value in said.items():
        if key not in before or before[key].value != value:
            Filled.objects.update_or_create(hop=found, slot=slots[key], defaults={"value": value, "written_by": by})
    found.filled.exclude(slot__key__in=said).delete()
    found.state = "localised" if said else "acknowledged"
    found.approved_at = found.approved_by = None
    found.save(update_fields=["state", "approved_at", "approved_by"])
    trail.leave("fill", found, by=by, slots=sorted(said))
    return found


@action
def approve_words(hop: Hop, *, seen: str, by: User) -> Hop:
    """Sign an organisation's own words, exactly as they were shown. Somebody else than their writer does it."""
    require(by, Permission.PACK_APPROVE, on=Body(hop.keeper))
    found = _locked(hop)
    if not rules.allowed(found.state, "approve"):
        raise Refused(rules.refusal(found.state, "approve"))
    if seen != words.own_words(found):
        raise Refused("The words have changed since you opened this page. Read the new ones first.")
    sign(found, words=seen, authors=[one.written_by for one in found.filled.select_related("written_by")], purpose="localise",
         by=by)  # fmt: skip
    found.state, found.approved_at, found.approved_by = "approved", timezone.now(), by
    found.save(update_fields=["state", "approved_at", "approved_by"])
    trail.leave("approve words", found, by=by)
    return found


@action
def publish(hop: Hop, *, audiences: Iterable[Audience], by: User) -> list[Outgoing]:
    """Send it to the people of an organisation, each once: whoever another one has written to is left out, and counted.

    Before the embargo ends nothing goes. Until “pass on by” these people are this organisation's alone to reach.
    """
    require(by, RUN, on=Body(hop.keeper))
    found = _locked(hop)
    if not rules.allowed(found.state, "publish"):
        raise Refused(rules.refusal(found.state, "publish"))
    _open(found.cascade)
    made = _send(found.cascade, found.keeper, found, audiences, by)
    if found.published_at is None:
        found.state, found.published_at = "published", timezone.now()
        found.save(update_fields=["state", "published_at"])
    trail.leave("publish", found, by=by, sends=[one.send_id for one in made])
    return made


@action
def sweep(cascade: Cascade, *, audiences: Iterable[Audience], by: User) -> list[Outgoing]:
    """Send it to those of the sender's own people whom nobody has reached, once “pass on by” is over."""
    found = cascades.to_change(cascade, by)
    if found.status != Cascade.Status.RUNNING:
        raise Refused("It is not running.")
    _open(found)
    if found.publish_by > timezone.now():
        raise Refused(f"Until {timezone.localtime(found.publish_by):%-d %B %Y, %H:%M} each organisation reaches its own people. "
                      "After that you can write to those nobody reached.")  # fmt: skip
    made = _send(found, found.owner, None, audiences, by)
    trail.leave("sweep", found, by=by, sends=[one.send_id for one in made])
    return made


@dataclass(frozen=True)
class Looked:
    """What would come of sending it by one channel, to those who live by one clock. The mailing itself is not kept."""

    send: Send
    preview: Preview

    @property
    def clock(self) -> str:
        """Return the name of their clock, when it is not London's."""
        return "" if self.send.zone == HOME else ZONES.get(self.send.zone, self.send.zone)


@action
def look(hop: Hop, *, audiences: Iterable[Audience], by: User) -> list[Looked]:
    """Return exactly what would come of sending it, by channel: how many, some of the messages, who is left out and why."""
    require(by, RUN, on=Body(hop.keeper))
    found = _locked(hop)
    trail.leave("look", hop, by=by)
    return _looked(found.cascade, found.keeper, found, audiences, by)


@action
def look_at_sweep(cascade: Cascade, *, audiences: Iterable[Audience], by: User) -> list[Looked]:
    """Return the same for the sender's sweep, as it would be now."""
    found = cascades.to_change(cascade, by)
    trail.leave("look at sweep", found, by=by)
    return _looked(found, found.owner, None, audiences, by)


def _looked(
    cascade: Cascade, organisation: Organisation, hop: Hop | None, audiences: Iterable[Audience], by: User
) -> list[Looked]:
    """It is done for real and taken back at once, so that what is shown is what would happen."""
    lists = list(audiences)
    several = len({one.zone for one in lists}) > 1
    with transaction.atomic():
        looked = []
        for send, people in _prepared(cascade, organisation, hop, lists, by):
            looked.append(Looked(send, sends_read.preview(send, people, seen_by=by)))
            if several:  # whoever is on a list of another clock too is counted once
                sends.enqueue(send, of=people, by=by)
        transaction.set_rollback(True)
    return looked


def _prepared(
    cascade: Cascade, organisation: Organisation, hop: Hop | None, audiences: Iterable[Audience], by: User
) -> Iterator[tuple[Send, QuerySet[Any]]]:
    """Make a mailing for each clock that the people live by and each channel that the pack has words for, with those who may
    get it."""
    chosen = list(audiences)
    if not chosen:
        raise Refused("Choose at least one list of people.")
    if any(one.organisation_id != organisation.pk for one in chosen):
        raise Refused("Choose from your own lists.")
    try:
        wordings = words.wordings_for(cascade, hop)
    except packs.DoesNotFit as problem:
        raise Refused(*problem.problems.values()) from problem
    wordings = {channel: said for channel, said in wordings.items() if settings.ROUTE_OF.get(channel) in settings.ROUTES}
    if not wordings:
        raise Refused("Nothing can be sent from here: there are no words for e-mail or text messages, or no route for them "
                      "is set up. Pass it on another way.")  # fmt: skip
    urgent, until = cascade.priority == "urgent", cascade.useful_until
    for zone in sorted({one.zone for one in chosen}):
        people = members([one for one in chosen if one.zone == zone], capped=not urgent)
        if len(wordings) > 1:
            people = people.annotate(channel=F("way"))  # each by the one way that they want
        for channel, said in wordings.items():
            yield sends.prepare(
                occasion=cascade.occasion, organisation=organisation, name=cascade.title, channel=channel, purpose=PURPOSE,
                wordings=said, by=by, priority=PRIORITY[cascade.priority], opens_at=cascade.version.pack.embargo_until,
                closes_at=rules.end_of(until, zone) if until else None, quiet=None if urgent else settings.QUIET_HOURS, zone=zone,
            ), people  # fmt: skip


def _send(
    cascade: Cascade, organisation: Organisation, hop: Hop | None, audiences: Iterable[Audience], by: User
) -> list[Outgoing]:
    chosen, found = list(audiences), []
    for send, people in _prepared(cascade, organisation, hop, chosen, by):
        sends.enqueue(send, of=people, by=by)
        sends.start(send, by=by)
        found.append(Outgoing.objects.create(cascade=cascade, hop=hop, send=send))
    plan_errands(chosen, occasion=cascade.occasion, name=cascade.title, purpose=PURPOSE, by=by,
                 due_on=timezone.localtime(cascade.publish_by).date())  # fmt: skip
    return found


def _locked(hop: Hop) -> Hop:
    found = Hop.objects.select_for_update(of=("self",)).select_related("cascade__version__pack", "keeper").get(pk=hop.pk)
    if found.cascade.status != Cascade.Status.RUNNING:
        raise Refused("It is not running any more." if found.cascade.status == "closed" else rules.refusal("withdrawn", "see"))
    return found


def _open(cascade: Cascade) -> None:
    until = cascade.version.pack.embargo_until
    if until is not None and until > timezone.now():
        raise Refused(f"Nothing goes out before the embargo ends: {timezone.localtime(until):%-d %B %Y, %H:%M}.")
    if cascade.useful_until is not None and cascade.useful_until < timezone.localdate():
        raise Refused(f"It was of use until {cascade.useful_until:%-d %B %Y}. Nothing more is sent.")
