"""What comes back up: answers to the question of a cascade, kept as items until they are done, and numbers that are declared."""

import datetime

from django.utils import timezone

from antiphon.cascades import rules
from antiphon.cascades.actions.drafting import RUN
from antiphon.cascades.models import Declared, Hop, Reply
from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.problems import Refused
from antiphon.network.access import Body, holds, require
from antiphon.network.models import User


@action
def declare(
    hop: Hop, *, channel: str, number: int, source: str, by: Actor, on: datetime.date | None = None, note: str = ""
) -> Declared:
    """Write down whom a lead says they reached by posters, screens and the like: an estimate with its source."""
    _here(hop, by)
    if hop.state not in rules.OUT:
        raise Refused("Say first that you passed it on.")
    if channel not in rules.DECLARED or source not in rules.SOURCES:
        raise Refused("Choose how it was shown, and how you know.")
    day = on or timezone.localdate()
    if day > timezone.localdate():
        raise Refused("That day has not come yet.")
    if not 0 < number < 100_000_000:
        raise Refused("Give a number of people.")
    made = Declared.objects.create(
        hop=hop, channel=channel, number=number, source=source, on=day, note=" ".join(note.split())[:200]
    )
    trail.leave("declare", made, by=by)
    return made


@action
def reply(hop: Hop, *, words: str, by: Actor) -> Reply:
    """Take an answer to the question of the cascade. It stands on the tracker until somebody settled it. Twice is once."""
    _here(hop, by)
    said = words.replace("\r\n", "\n").strip()
    if not said:
        raise Refused("Write your answer.")
    if hop.state in ("planned", "withdrawn"):
        raise Refused(rules.refusal(hop.state, "see"))
    Hop.objects.select_for_update(of=("self",)).get(pk=hop.pk)
    there = Reply.objects.filter(hop=hop, words=said[:2000], settled_at__isnull=True).first()
    if there is not None:
        return there
    made = Reply.objects.create(cascade=hop.cascade, hop=hop, words=said[:2000])
    trail.leave("reply", made, by=by)
    return made


@action
def take_reply(reply: Reply, *, owner: User, by: User) -> Reply:
    """Say who is on it."""
    found = _reply(reply, by)
    if not holds(owner, RUN, organisation=found.cascade.owner_id):
        raise Refused(f"Choose somebody of {found.cascade.owner} who may run cascades.")
    if found.settled_at:
        raise Refused("This is settled.")
    found.owner, found.status = owner, "open"
    found.save(update_fields=["owner", "status"])
    trail.leave("take reply", found, by=by, owner=owner.pk)
    return found


@action
def settle_reply(reply: Reply, *, status: str, outcome: str, by: User) -> Reply:
    """Say what came of it, so that whoever told us can read it."""
    found = _reply(reply, by)
    said = outcome.replace("\r\n", "\n").strip()
    if status not in ("done", "noted") or not said:
        raise Refused("Say what came of it. Those who told you can read this.")
    found.status, found.outcome, found.settled_at = status, said, timezone.now()
    found.owner = found.owner or by
    found.save(update_fields=["status", "outcome", "settled_at", "owner"])
    trail.leave("settle reply", found, by=by, status=status)
    return found


def _here(hop: Hop, by: Actor) -> None:
    if isinstance(by, User):
        require(by, RUN, on=hop)


def _reply(reply: Reply, by: User) -> Reply:
    require(by, RUN, on=Body(reply.cascade.owner))
    return Reply.objects.select_for_update(of=("self",)).select_related("cascade__owner", "hop").get(pk=reply.pk)
