"""Work in the background: forgetting those who left a list long ago."""

from itertools import batched

from django.utils import timezone
from procrastinate.contrib.django import app

from antiphon.audiences import queries
from antiphon.audiences.actions import forget
from antiphon.core.actors import Machine


@app.periodic(cron="5 4 * * *", periodic_id="audiences.forget_due")
@app.task(name="audiences.forget_due", queueing_lock="audiences.forget_due")
def forget_due(timestamp: int = 0, *, pretend: bool = False) -> int:
    """Forget who they were who left a list so long ago that their time is up; return how many. With `pretend`, only count."""
    due = queries.to_forget(timezone.localdate())
    if pretend:
        return due.count()
    done = 0
    for some in batched(due.iterator(chunk_size=500), 500):
        done += forget(some, by=Machine("tidy up"))
    return done
