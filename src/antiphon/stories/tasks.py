"""Work in the background: forgetting stories whose consent ran out long ago."""

from django.utils import timezone
from procrastinate.contrib.django import app

from antiphon.core.actors import Machine
from antiphon.stories import actions, queries


@app.periodic(cron="55 3 * * *", periodic_id="stories.forget_due")
@app.task(name="stories.forget_due", queueing_lock="stories.forget_due")
def forget_due(timestamp: int = 0, *, pretend: bool = False) -> int:
    """Forget the stories whose consent ran out so long ago that their time is up; return how many. With `pretend`, only count."""
    due = queries.to_forget(timezone.localdate())
    if pretend:
        return due.count()
    done = 0
    for story in due.iterator():
        actions.forget(story, by=Machine("tidy up"))
        done += 1
    return done
