"""Work in the background: forgetting who asked, long after they were answered."""

from django.utils import timezone
from procrastinate.contrib.django import app

from antiphon.answers.actions import enquiries
from antiphon.answers.queries import enquiries as queries
from antiphon.core.actors import Machine


@app.periodic(cron="20 4 * * *", periodic_id="answers.forget_due")
@app.task(name="antiphon.answers.tasks.forget_due", queueing_lock="antiphon.answers.tasks.forget_due")
def forget_due(timestamp: int = 0, *, pretend: bool = False) -> int:
    """Forget who asked what when it was closed two years ago; return how many. With `pretend`, only count."""
    due = queries.to_forget(timezone.localdate())
    if pretend:
        return due.count()
    done = 0
    for enquiry in due.iterator():
        enquiries.forget(enquiry, by=Machine("tidy up"))
        done += 1
    return done
