"""Forgetting who led: groups that leads named, and the copies of staff addresses that letters went to."""

from django.db.models import Q

from antiphon.cascades.models import Cascade, Hop, Lead
from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.delivery import actions as delivery


@action
def forget(cascade: Cascade, *, by: Actor) -> int:
    """Erase who the leads of groups were, and the copies of staff addresses; return how many. Leads of networks stay there."""
    ours = Lead.objects.select_for_update(of=("self",)).filter(
        Q(user__isnull=False) | Q(hop__kind=Hop.Kind.GROUP), hop__cascade=cascade
    )
    rows = list(ours.order_by("pk"))
    for person in {one.person for one in rows}:
        delivery.forget(person, by=by)
    Lead.objects.filter(pk__in=[one.pk for one in rows]).delete()
    cascade.hops.exclude(address_key="").update(address_key="")
    trail.leave("forget leads", cascade, by=by, leads=len(rows))
    return len(rows)
