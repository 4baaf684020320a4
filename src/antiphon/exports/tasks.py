"""Work that waits: files that were asked for, and files whose time is up."""

from django.utils import timezone
from procrastinate.contrib.django import app

from antiphon.core.actors import Machine
from antiphon.exports import actions, making, queries

BY = Machine("exports")


@app.periodic(cron="* * * * *", periodic_id="make_exports")
@app.task(name=actions.MAKE, queueing_lock=actions.MAKE)
def make_waiting(timestamp: int = 0) -> int:
    """Make the files that wait. Running it twice, or on two workers, makes each once."""
    made = 0
    for export in queries.to_make().select_related("engagement"):
        made += making.make(export, by=BY) is not None
    return made


@app.periodic(cron="15 3 * * *", periodic_id="let_exports_go")
@app.task(name="antiphon.exports.tasks.let_go_due", queueing_lock="antiphon.exports.tasks.let_go_due")
def let_go_due(timestamp: int = 0) -> int:
    """Drop the files whose time is up."""
    due = list(queries.expired())
    for export in due:
        actions.let_go(export, by=BY)
    return len(due)


@app.periodic(cron="5 4 * * *", periodic_id="exports.forget_requesters_due")
@app.task(name="exports.forget_requesters_due", queueing_lock="exports.forget_requesters_due")
def forget_requesters_due(timestamp: int = 0) -> int:
    """Forget who asked for information and was answered two years ago; return how many."""
    due = list(queries.requesters_to_forget(timezone.localdate()))
    for request in due:
        actions.forget_requester(request, by=Machine("tidy up"))
    return len(due)
