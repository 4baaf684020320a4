"""Writes of errands: what a person does for those whom no machine can reach as they need."""

import datetime
from collections.abc import Iterable

from django.utils import timezone

from antiphon.audiences import queries
from antiphon.audiences.models import Audience, Errand
from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.problems import Refused
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission

WRITE = Permission.AUDIENCE_WRITE


@action
def plan_errands(
    audiences: Iterable[Audience], *, occasion: str, name: str, purpose: str, by: Actor, due_on: datetime.date | None = None
) -> int:
    """Put everyone on these lists whom only a person can reach on the list of errands; return how many are new.

    Nobody is on it twice for one occasion, also when they stand on two lists. Whoever objected is left out.
    """
    lists = list(audiences)
    if isinstance(by, User):
        for one in lists:
            require(by, WRITE, on=one)
    rows = [
        Errand(contact=contact, occasion=occasion, name=name[:200], due_on=due_on)
        for contact in queries.to_plan(lists, occasion=occasion, purpose=purpose)
    ]
    made = Errand.objects.bulk_create(rows, batch_size=1000)
    if lists:
        trail.leave("plan errands", lists[0], by=by, occasion=occasion, errands=len(made))
    return len(made)


@action
def do_errand(errand: Errand, *, by: User) -> Errand:
    """Write down that a call was made, or a letter or the words in another format given."""
    require(by, WRITE, on=errand.contact.listing)
    found = Errand.objects.select_for_update().get(pk=errand.pk)
    if found.done_at:
        raise Refused("It is done already.")
    found.done_at, found.done_by = timezone.now(), by
    found.save(update_fields=["done_at", "done_by"])
    trail.leave("do errand", found, by=by)
    return found
