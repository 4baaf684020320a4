"""Work in the background: telling those who spoke."""

from procrastinate.contrib.django import app

from antiphon.core.actors import Machine
from antiphon.decisions import actions, queries

TELL = Machine("tell")


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
