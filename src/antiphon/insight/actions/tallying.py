"""Laying out answers for counting."""

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Machine
from antiphon.engagement.models import Engagement
from antiphon.insight import tallies
from antiphon.insight.models import Tally, TallyColumn

LAY_OUT = "antiphon.insight.tasks.lay_out_waiting"


@action
def lay_out(engagement: Engagement, *, by: Machine) -> Tally:
    """Lay out what was answered, and drop the tallies that stood before. Making one twice is harmless."""
    stamp = tallies.stamp(engagement)  # read first: what changes meanwhile makes this tally stale, never wrong in silence
    upto = tallies.settled_upto(engagement)
    laid = tallies.read(engagement, upto=upto)
    tally = Tally.objects.create(engagement=engagement, upto=upto, responses=laid.size, stamp=stamp)
    TallyColumn.objects.bulk_create(
        [TallyColumn(tally=tally, name=name, content=content) for name, content in tallies.contents(laid)], batch_size=20
    )
    Tally.objects.filter(engagement=engagement, pk__lt=tally.pk).delete()
    trail.leave("lay out", engagement, by=by, responses=laid.size)
    return tally
