"""Writing to members, each in their own way: the one road that every letter of a panel goes."""

from collections.abc import Mapping
from typing import Any

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.delivery import actions as delivery
from antiphon.delivery.models import Delivery
from antiphon.panels.models import Errand, Member
from antiphon.panels.queries import asks as queries


@action
def write_to(to: Mapping[Member, dict[str, Any]], *, letter: str, occasion: str, about: str, by: Actor) -> queries.Sent:
    """Write one letter to each member, by e-mail or by an errand for a person, as each of them needs it.

    Each member gets a letter of their own, also where two share an address. Doing it again sends nothing twice.
    `facts` hold no names: what the letter says to this member besides their own link and needs.
    """
    routes = queries.routes(to)
    by_envelope: dict[int, dict[Any, dict[str, Any]]] = {}
    errands = []
    for member, facts in to.items():
        road, said = routes[member.pk], queries.letter_facts(member, routes[member.pk], facts)
        if road.email:
            by_envelope.setdefault(member.envelope, {})[member.person] = said
        errands += [
            Errand(member=member, kind=kind, occasion=occasion, about=about[:200], letter=letter, facts=said)
            for kind in road.errands
        ]  # fmt: skip
    posted = 0
    for envelope, persons in sorted(by_envelope.items()):
        posted += len(delivery.post_many(
            occasion=f"{occasion}:{envelope}", letter=letter, to=persons, purpose=str(Delivery.Purpose.TASK), by=by
        ))  # fmt: skip
    Errand.objects.bulk_create(errands, batch_size=500, ignore_conflicts=True)
    trail.leave_many("write to", to, by=by, occasion=occasion)
    return queries.Sent(members=len(to), emails=posted, errands=len(errands))
