"""Nudges: telling the queue, after the commit, that a worklist has something in it.

The worklist in the tables is the truth; a job is only a nudge to look at it. A nudge that is lost costs a
minute, until the next sweep, so it never breaks the request that gave it.
"""

import logging

from django.db import transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app

log = logging.getLogger(__name__)


def nudge(task: str) -> None:
    """Ask, when this transaction commits, that the task of that name looks at its worklist soon."""
    transaction.on_commit(lambda: _defer(task))


def _defer(task: str) -> None:
    try:
        with transaction.atomic():  # so that a refusal of the queue's does not spoil what the caller does next
            app.configure_task(task, queueing_lock=task).defer()
    except exceptions.AlreadyEnqueued:
        return  # somebody asked before us and it has not begun: it will see our rows too
    except Exception:
        log.warning("The nudge for %s was lost; the next sweep will find the rows.", task, exc_info=True)
