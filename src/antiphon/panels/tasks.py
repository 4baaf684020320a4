"""Work in the background: forgetting members who left long ago."""

from django.utils import timezone
from procrastinate.contrib.django import app

from antiphon.core.actors import Machine
from antiphon.panels.actions import members
from antiphon.panels.queries import panels as queries


@app.periodic(cron="50 3 * * *", periodic_id="panels.forget_due")
@app.task(name="panels.forget_due", queueing_lock="panels.forget_due")
def forget_due(timestamp: int = 0, *, pretend: bool = False) -> int:
    """Forget who the members were who left so long ago that their time is up; return how many. With `pretend`, only count."""
    due = queries.to_forget(timezone.localdate())
    if pretend:
        return due.count()
    done = 0
    for member in due.iterator():
        members.forget(member, by=Machine("tidy up"))
        done += 1
    return done
