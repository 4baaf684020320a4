"""A nudge is given after the commit, once, and never breaks what gave it."""

import logging
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from antiphon.core.nudges import nudge

pytestmark = pytest.mark.django_db
TASK = "delivery.attempt_waiting"


@pytest.fixture(autouse=True)
def empty_queue(db: None) -> None:
    """Begin with nothing in the queue: its tables are not Django's, so a browser test's flush leaves its nudges there."""
    with connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs cascade")


def waiting() -> int:
    return ProcrastinateJob.objects.filter(task_name=TASK, status="todo").count()


def test_nudge_is_given_after_the_commit(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        nudge(TASK)
        assert waiting() == 0
    assert waiting() == 1


def test_nudge_twice_is_one_job(django_capture_on_commit_callbacks: Any) -> None:
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            nudge(TASK)
    assert waiting() == 1


def test_nudge_that_is_lost_is_logged_and_breaks_nothing(
    django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from antiphon.core import nudges

    def no_queue(*args: Any, **kwargs: Any) -> Any:
        raise ConnectionError("no queue")

    monkeypatch.setattr(nudges.app, "configure_task", no_queue)
    with caplog.at_level(logging.WARNING), django_capture_on_commit_callbacks(execute=True):
        nudge(TASK)
    assert "the next sweep will find the rows" in caplog.text
    assert waiting() == 0
