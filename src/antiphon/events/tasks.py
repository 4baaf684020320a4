"""Work in the background: reminders and other rounds of letters, waiting lists, and letting go of who it was."""

import datetime
import secrets

from django.utils import timezone
from procrastinate.contrib.django import app

from antiphon.core.actors import Machine
from antiphon.events.actions import counting, places, telling
from antiphon.events.actions.planning import FILL, TASK
from antiphon.events.models import Event, Round
from antiphon.events.queries import figures
from antiphon.events.queries import places as held

AT_ONCE = 2000
BY = Machine("tell")


@app.periodic(cron="*/5 * * * *", periodic_id=TASK)
@app.task(name=TASK, queueing_lock=TASK)
def tell_waiting(timestamp: int = 0) -> int:
    """Begin the reminders whose time has come, and post every round that waits; return how many letters."""
    now = timezone.now()
    soon = Event.objects.public().filter(
        cancelled_at__isnull=True, starts_at__gt=now, starts_at__lte=now + datetime.timedelta(hours=26)
    )
    telling.remind(soon.order_by("pk"), by=Machine("remind"))
    waiting = Round.objects.filter(posted_at__isnull=True).order_by("pk")
    return sum(telling.post_round(round_, by=BY) for round_ in waiting)


@app.periodic(cron="*/10 * * * *", periodic_id=FILL)
@app.task(name=FILL, queueing_lock=FILL)
def fill_waiting(timestamp: int = 0) -> int:
    """Give free places to those who wait for them, and let go of places that nobody confirmed; return how many were given."""
    places.lapse(held.unanswered()[:AT_ONCE], by=Machine("lapse"))
    return sum(places.fill(event, by=Machine("fill")) for event in held.to_fill())


@app.periodic(cron="25 4 * * *", periodic_id="events.forget_due")
@app.task(name="events.forget_due", queueing_lock="events.forget_due")
def forget_due(timestamp: int = 0, *, pretend: bool = False) -> int:
    """Forget who had places at events long ago, and who came; return how many. With `pretend`, only count."""
    due, keys = held.to_forget(), figures.keys_to_forget()
    if pretend:
        return due.count() + keys.count()
    done = 0
    for place in due.iterator():
        places.forget(place, by=Machine("tidy up"))
        done += 1
    salt = secrets.token_bytes(32)  # one for all of them, and kept nowhere
    while count := counting.forget_keys(keys[:AT_ONCE], salt=salt, by=Machine("tidy up")):
        done += count
    return done
