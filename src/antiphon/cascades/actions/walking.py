"""What a hop says: seen, acknowledged, declined, not for us, passed on, reported, or passed to another group.

A lead does it behind their own link, without an account; colleagues do it on the hop's page. Each can be done twice: the
second time changes nothing.
"""

from django.utils import timezone

from antiphon.cascades import rules
from antiphon.cascades.actions.drafting import RUN
from antiphon.cascades.actions.starting import TASK
from antiphon.cascades.models import Hop, Lead, Path
from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.nudges import nudge
from antiphon.core.problems import Refused
from antiphon.core.sealing import key_for
from antiphon.network.access import holds, require
from antiphon.network.models import User
from antiphon.people import actions as people


@action
def see(hop: Hop, *, by: Actor) -> Hop:
    """Write down that a lead opened the announcement: they pressed “Open”."""
    found = _locked(hop, by)
    if rules.allowed(found.state, "see"):
        found.state, found.seen_at = "seen", timezone.now()
        found.save(update_fields=["state", "seen_at"])
        trail.leave("see", found, by=by)
    return found


@action
def acknowledge(hop: Hop, *, by: Actor, part: str = "") -> Hop:
    """Write down that a hop has it and will hand it on. `part`: whose link it was (lead or deputy)."""
    found = _locked(hop, by)
    if found.state in rules.TAKEN:
        return found
    _may(found, "acknowledge")
    now = timezone.now()
    found.state, found.acknowledged_at, found.acknowledged_as = "acknowledged", now, _as(found, part, by)
    found.seen_at, found.ended_at, found.reason = found.seen_at or now, None, ""
    found.save(update_fields=["state", "acknowledged_at", "acknowledged_as", "seen_at", "ended_at", "reason"])
    trail.leave("acknowledge", found, by=by, part=found.acknowledged_as)
    return found


@action
def decline(hop: Hop, *, reason: str, by: Actor) -> Hop:
    """Write down that a hop does not hand it on, and why."""
    said = " ".join(reason.split())
    if not said:
        raise Refused("Say why you cannot pass it on. It helps us to find another way.")
    return _end(_locked(hop, by), "decline", "declined", said[:500], by)


@action
def not_for_us(hop: Hop, *, by: Actor, reason: str = "") -> Hop:
    """Write down that it does not concern the people of a hop."""
    return _end(_locked(hop, by), "not_applicable", "not_applicable", " ".join(reason.split())[:500], by)


@action
def pass_on(hop: Hop, *, by: Actor) -> Hop:
    """Write down that a hop passed it on by its own channels. Before the embargo ends nobody may."""
    found = _locked(hop, by)
    if found.state in rules.OUT:
        return found
    _may(found, "publish")
    _after_the_embargo(found)
    found.state, found.published_at = "published", timezone.now()
    found.save(update_fields=["state", "published_at"])
    trail.leave("pass on", found, by=by)
    return found


@action
def report(hop: Hop, *, by: Actor) -> Hop:
    """Write down that a hop has told us whom it reached; what it says of numbers is declared beside it."""
    found = _locked(hop, by)
    if found.state == "reported":
        return found
    _may(found, "report")
    now = timezone.now()
    if found.published_at is None:
        _after_the_embargo(found)
        if found.state == "localised":
            raise Refused(rules.refusal(found.state, "publish"))
    found.state, found.reported_at, found.published_at = "reported", now, found.published_at or now
    found.save(update_fields=["state", "reported_at", "published_at"])
    trail.leave("report", found, by=by)
    return found


@action
def forward(hop: Hop, *, name: str, email: str, group: str, by: Actor) -> Hop:
    """Pass it to another group, which gets a link of its own. A group that has it already gains a path, and no second letter."""
    found = _locked(hop, by)
    _may(found, "forward")
    group, address = " ".join(group.split()), email.strip()
    if not group or not address:
        raise Refused("Say which group it is, and give an e-mail address.")
    key = key_for("email", address)
    there = Hop.objects.filter(cascade=found.cascade_id, address_key=key).first()
    if there is None:
        token = people.remember(name=name, email=address, wants_reply=True, by=by)
        there = Hop.objects.create(
            cascade=found.cascade, kind=Hop.Kind.GROUP, keeper=found.keeper, address_key=key, name=group[:200]
        )
        Lead.objects.create(hop=there, part="lead", person=token)
    if there.pk != found.pk:
        Path.objects.get_or_create(hop=there, via=found)
    trail.leave("forward", found, by=by, to=there.pk)
    nudge(TASK)
    return there


def _end(hop: Hop, verb: str, state: str, reason: str, by: Actor) -> Hop:
    if hop.state == state:
        return hop
    _may(hop, verb)
    hop.state, hop.reason, hop.ended_at = state, reason, timezone.now()
    hop.save(update_fields=["state", "reason", "ended_at"])
    trail.leave(verb, hop, by=by)
    return hop


def _locked(hop: Hop, by: Actor) -> Hop:
    if isinstance(by, User):
        require(by, RUN, on=hop)
    found = Hop.objects.select_for_update(of=("self",)).select_related("cascade__version__pack", "keeper").get(pk=hop.pk)
    if found.cascade.status == "closed":
        raise Refused("This has ended. There is nothing left to do.")
    if found.cascade.status in ("recalled", "replaced"):
        raise Refused(rules.refusal("withdrawn", "see"))
    return found


def _may(hop: Hop, verb: str) -> None:
    if not rules.allowed(hop.state, verb):
        raise Refused(rules.refusal(hop.state, verb))


def _as(hop: Hop, part: str, by: Actor) -> str:
    """Return in whose name it was acknowledged."""
    if not isinstance(by, User):
        return part or str(Hop.As.LEAD)
    mine = hop.leads.filter(user=by).first()
    if mine is not None:
        return str(mine.part)
    return str(Hop.As.COLLEAGUE if holds(by, RUN, organisation=hop.keeper_id) and hop.kind == "organisation" else Hop.As.SENDER)


def _after_the_embargo(hop: Hop) -> None:
    until = hop.cascade.version.pack.embargo_until
    if until is not None and until > timezone.now():
        raise Refused(f"Please keep it to yourself until {timezone.localtime(until):%-d %B %Y, %H:%M}. You can pass it on then.")
