"""Work in the background: offer what opens, remind, turn to deputies and to the sender, stop what was recalled."""

from django.utils import timezone
from procrastinate.contrib.django import app

from antiphon.audiences.actions import note_touch
from antiphon.cascades import actions
from antiphon.cascades.queries import cascades, hops
from antiphon.core.actors import Machine
from antiphon.core.keeping import NAMES, time_is_up


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
    done += actions.remind_due(hops.unanswered(timezone.now()).iterator(), by=by)
    for hop in hops.in_touch(timezone.now()):  # a lead at their own link may not write into the register
        assert hop.network is not None
        assert hop.acknowledged_at is not None
        note_touch(hop.network, on=timezone.localdate(hop.acknowledged_at), how="cascade", words=hop.cascade.title, by=by)
    return done


@app.periodic(cron="35 3 * * *", periodic_id="cascades.forget_due")
@app.task(name="cascades.forget_due", queueing_lock="cascades.forget_due")
def forget_due(timestamp: int = 0) -> int:
    """Forget who led cascades whose time is up; return how many people."""
    due = cascades.to_forget(time_is_up(timezone.localdate(), NAMES))
    return sum(actions.forget(cascade, by=Machine("tidy up")) for cascade in due)
