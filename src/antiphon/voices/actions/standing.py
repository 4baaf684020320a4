"""Whether figures count a response, what its sender allows, and the digest of where it came from."""

import datetime
from collections import Counter
from collections.abc import Iterable

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor, Machine
from antiphon.engagement.models import Engagement
from antiphon.voices import queries
from antiphon.voices.models import Response, Standing


@action
def set_standing(engagement: Engagement, *, responses: Iterable[int], standing: str, by: Actor) -> int:
    """Say for responses of an engagement whether figures count them; return how many changed.

    Who may is for the room that settles flags to see to. Nothing is dropped: the rows stay, and are shown with and without.
    """
    pks = list(responses)
    rows = Response.objects.filter(engagement=engagement, pk__in=pks).exclude(standing=Standing(standing))
    changed = rows.update(standing=Standing(standing))
    trail.leave("set standing", engagement, by=by, standing=str(standing), responses=changed)
    return changed


@action
def change_consent(code: str, *, may_quote: bool, may_reuse: bool, by: Actor) -> Response | None:
    """Change what may be done with a response: quoted, or used again in other work. None when the code stands for none.

    The code is known to the sender alone. A quote that is taken back is gone from public pages at once.
    """
    response = queries.receipt(code)
    if response is None or response.erased_at:
        return response
    response.may_quote, response.may_reuse = may_quote, may_reuse
    response.save(update_fields=["may_quote", "may_reuse"])
    trail.leave("change consent", response, by=by, may_quote=may_quote, may_reuse=may_reuse)
    return response


@action
def forget_network_keys(*, before: datetime.datetime, held: Iterable[int], by: Machine) -> Counter[int]:
    """Blank the digests of network addresses that came before a moment; return how many, by engagement."""
    rows = Response.objects.filter(made_at__lt=before).exclude(network_key="").exclude(engagement__in=list(held))
    found = Counter(rows.values_list("engagement", flat=True))
    rows.update(network_key="")
    for engagement in Engagement.objects.filter(pk__in=found):
        trail.leave("forget network keys", engagement, by=by, responses=found[engagement.pk])
    return found
