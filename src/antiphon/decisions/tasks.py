"""Work in the background: telling those who spoke, and other systems that something happened."""

import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from antiphon.core.actors import Machine
from antiphon.decisions import actions, queries
from antiphon.decisions.queries.happenings import happenings
from antiphon.delivery import actions as deliveries
from antiphon.delivery.queries import listening

TELL = Machine("tell")
ANNOUNCE = Machine("announce")
LOOKS_BACK = datetime.timedelta(days=90)


@app.periodic(cron="* * * * *", periodic_id="tell_waiting")
@app.task(name="antiphon.decisions.tasks.tell_waiting", queueing_lock="antiphon.decisions.tasks.tell_waiting")
def tell_waiting(timestamp: int = 0) -> int:
    """Hand every message that waits to delivery, in chunks. A second run, or a second worker, finds nothing to do."""
    chunks = 0
    for telling in queries.tellings_waiting():
        while actions.tell(telling, by=TELL):
            chunks += 1
        chunks += 1
    return chunks


@app.periodic(cron="* * * * *", periodic_id="announce_waiting")
@app.task(name="antiphon.decisions.tasks.announce_waiting", queueing_lock="antiphon.decisions.tasks.announce_waiting")
def announce_waiting(timestamp: int = 0) -> int:
    """Put what happened into the worklists of the systems that want to be told. What is there already stays as it is."""
    new = 0
    for endpoint in listening():
        since = max(endpoint.made_at, timezone.now() - LOOKS_BACK)
        found = happenings(endpoint.organisation_id, since=since)
        new += deliveries.announce(endpoint, happenings=found, by=ANNOUNCE)
    return new
