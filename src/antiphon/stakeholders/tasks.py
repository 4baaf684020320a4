"""Work in the background: messages that waited for room in a champion's week, and forgetting those who left long ago."""

from django.utils import timezone
from procrastinate.contrib.django import app

from antiphon.core.actors import Machine
from antiphon.stakeholders import actions, queries


@app.periodic(cron="20 * * * *", periodic_id="stakeholders.release_waiting")
@app.task(name="stakeholders.release_waiting", queueing_lock="stakeholders.release_waiting")
def release_waiting(timestamp: int = 0) -> int:
    """Let go what has room in a champion's week by now; return how many went."""
    return actions.release(queries.held_copies().iterator(), by=Machine("release"))


@app.periodic(cron="55 3 * * *", periodic_id="stakeholders.forget_due")
@app.task(name="stakeholders.forget_due", queueing_lock="stakeholders.forget_due")
def forget_due(timestamp: int = 0, *, pretend: bool = False) -> int:
    """Forget who they were who left so long ago that their time is up; return how many. With `pretend`, only count."""
    due = queries.to_forget(timezone.localdate())
    if pretend:
        return due.count()
    done = 0
    for one in due.iterator():
        actions.forget(one, by=Machine("tidy up"))
        done += 1
    return done
