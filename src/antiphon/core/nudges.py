"""Nudges: telling the queue, after the commit, that a worklist has something in it.

The worklist in the tables is the truth; a job is only a nudge to look at it. A nudge that is lost costs a
minute, until the next sweep, so it never breaks the request that gave it.
"""

import logging
import time
from typing import Any

from django.db import transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app

log = logging.getLogger(__name__)


EVERY = 1.0  # seconds between nudges that may be gathered
SURELY = 0.1  # seconds before a nudge takes effect in which nothing relies on it any more
_next: dict[str, float] = {}  # when the job that was last asked for begins at the earliest, by task


def nudge(task: str, *, gathered: bool = False, after: float = 0.0) -> None:
    """Ask, when this transaction commits, that the task of that name looks at its worklist soon, or `after` some seconds.

    With `gathered`, at most once in a second from each process, for what may come hundreds of times in one: the first asks at
    once, those that follow share one that begins a second later, so that each row is seen by a look that began after it.
    """
    transaction.on_commit(lambda: _gather(task) if gathered else _defer(task, after))


def _gather(task: str) -> None:
    now, begins = time.monotonic(), _next.get(task, float("-inf"))
    if now < begins - SURELY:
        return
    wait = 0.0 if now - begins > EVERY else EVERY
    _next[task] = now + wait
    _defer(task, wait)


def _defer(task: str, wait: float = 0.0) -> None:
    try:
        with transaction.atomic():  # so that a refusal of the queue's does not spoil what the caller does next
            later: dict[str, Any] = {"schedule_in": {"seconds": wait}} if wait else {}
            app.configure_task(task, queueing_lock=task, **later).defer()
    except exceptions.AlreadyEnqueued:
        return  # somebody asked before us and it has not begun: it will see our rows too
    except Exception:
        log.warning("The nudge for %s was lost; the next sweep will find the rows.", task, exc_info=True)
