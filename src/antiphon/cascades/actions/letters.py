"""The letters of a cascade: each kind goes once to each lead, with their own link. Who has no e-mail address is rung."""

from django.utils import timezone

from antiphon.cascades.models import Cascade, Hop, Notice
from antiphon.cascades.queries.links import path_of
from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.delivery import actions as delivery
from antiphon.delivery.models import Delivery

LETTERS = {"offer": "offer", "half": "reminder", "ninety": "reminder", "deputy": "deputy", "update": "update", "recall": "recall"}


@action
def tell(hop: Hop, *, kind: str, part: str, by: Actor) -> Notice:
    """Write to the lead or the deputy of a hop, once for each kind; what is the sender's turn waits on their list of work."""
    cascade = hop.cascade
    notice, fresh = Notice.objects.get_or_create(hop=hop, kind=kind, part=part)
    lead = hop.leads.filter(part=part).first()
    if not fresh or part == Hop.Turn.SENDER or lead is None:
        return notice
    facts = {
        "title": cascade.title, "organisation": cascade.owner.name, "hop": hop.name, "path": path_of(lead),
        "ack_by": f"{timezone.localtime(hop.answer_by or cascade.ack_by):%-d %B %Y, %H:%M}",
        "publish_by": f"{timezone.localtime(cascade.publish_by):%-d %B %Y, %H:%M}",
        "embargo": _until(cascade), "urgent": cascade.priority == "urgent",
        "reason": cascade.reason, "instead": cascade.instead, "again": cascade.again,
    }  # fmt: skip
    posted = delivery.post(
        occasion=f"cascades:h{hop.pk}-{part}:{kind}", person=lead.person, letter=f"cascades/{LETTERS[kind]}",
        purpose=str(Delivery.Purpose.TASK), facts=facts, by=by,
    )  # fmt: skip
    if posted is None:
        notice.by_hand = True
        notice.save(update_fields=["by_hand"])
    trail.leave("tell", hop, by=by, kind=kind, part=part)
    return notice


def _until(cascade: Cascade) -> str:
    until = cascade.version.pack.embargo_until
    return f"{timezone.localtime(until):%-d %B %Y, %H:%M}" if until and until > timezone.now() else ""
