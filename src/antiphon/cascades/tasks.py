"""Work in the background: offer what opens, remind, turn to deputies and to the sender, stop what was recalled."""

from django.utils import timezone
from procrastinate.contrib.django import app

from antiphon.cascades import actions
from antiphon.cascades.queries import cascades, hops
from antiphon.core.actors import Machine


@app.periodic(cron="* * * * *", periodic_id="cascades.walk_waiting")
@app.task(name="cascades.walk_waiting", queueing_lock="cascades.walk_waiting")
def walk_waiting(timestamp: int = 0) -> int:
    """Do what is due by the clock; return how many hops went on. Running it twice is harmless."""
    by, done = Machine("cascade"), 0
    for cascade in cascades.to_take_back():
        version = cascade.version
        actions.take_back(cascade, reason=version.recall_reason, instead=version.recall_instead, by=by)
        done += 1
    done += sum(actions.offer_due(cascade, by=by) for cascade in cascades.opening(timezone.now()))
    done += sum(actions.tell_champions(cascade, by=by) for cascade in cascades.champions_waiting(timezone.now()))
    return done + actions.remind_due(hops.unanswered(timezone.now()).iterator(), by=by)
