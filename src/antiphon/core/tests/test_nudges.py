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


def test_nudges_that_are_gathered_share_one_that_begins_after_them(
    django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from antiphon.core import nudges

    asked: list[float] = []
    clock = [100.0]
    monkeypatch.setattr(nudges, "_defer", lambda task, wait=0.0: asked.append(clock[0] + wait))
    monkeypatch.setattr(nudges.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(nudges, "_next", {})
    came = [100.0, 100.05, 100.4, 100.9, 101.2, 105.0]
    for moment in came:
        clock[0] = moment
        with django_capture_on_commit_callbacks(execute=True):
            nudge(TASK, gathered=True)
    assert asked == [100.0, 101.05, 102.2, 105.0]
    assert all(any(begins >= moment for begins in asked) for moment in came)
