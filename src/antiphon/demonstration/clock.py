"""A simulated clock, so that a story of months can be told in a minute.

Only the demonstration and the tests use it. It stands in front of `django.utils.timezone.now`, which is where
every room gets the time.
"""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest import mock

from django.utils import timezone

_real_now = timezone.now


def _standing(moment: datetime.datetime) -> Callable[[], datetime.datetime]:
    return lambda: min(moment, _real_now()).astimezone(datetime.UTC)  # the story is never ahead of the real time


@contextmanager
def standing_at(day: datetime.date, hour: int = 10, minute: int = 0) -> Iterator[None]:
    """Make the time stand at that hour of that day, in the local time zone."""
    moment = datetime.datetime.combine(day, datetime.time(hour, minute), timezone.get_default_timezone())
    with mock.patch.object(timezone, "now", _standing(moment)):
        yield
