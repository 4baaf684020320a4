"""Work in the background: what a partner's silence leads to."""

from procrastinate.contrib.django import app

from antiphon.core.actors import Machine
from antiphon.narrative.actions import signing
from antiphon.narrative.queries.signing import open_asks


@app.periodic(cron="10 7 * * *", periodic_id="narrative.follow_up_waiting")
@app.task(name="narrative.follow_up_waiting", queueing_lock="narrative.follow_up_waiting")
def follow_up_waiting(timestamp: int = 0) -> int:
    """Chase partners who are silent, ask their deputies, put them on the director's page; return how many steps were done."""
    return sum(len(signing.follow_up(ask, by=Machine("follow up"))) for ask in open_asks())
