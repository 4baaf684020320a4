"""A disk that is full, a worker that is killed, a database that restarts: said in words, nothing half, nothing lost."""

import os
import signal
import subprocess
import sys
import time
import uuid
from typing import IO, Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from antiphon.core.actors import Machine
from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.exports import actions, making, queries
from antiphon.exports.models import ExportPart
from antiphon.insight.tests.panel import answer_survey, make_survey
from antiphon.voices.models import Response, Voice
from tests.crash.run import database_of_its_own

BY = Machine("test")
DIE = """
import django, os, signal, sys
django.setup()
from antiphon.core.actors import Machine
from antiphon.exports import actions, making
from antiphon.exports.models import Export
from antiphon.exports import lines
kept = lines._Sheet._words
def words(self, span):
    if span["response__gt"]:
        os.kill(os.getpid(), signal.SIGKILL)  # in the middle of the file
    return kept(self, span)
lines._Sheet._words = words
lines.AT_ONCE = 20
making.PIECE = 500
making.make(Export.objects.get(pk=int(sys.argv[1])), by=Machine("test"))
"""


@pytest.mark.django_db
@pytest.mark.parametrize("format", ["xlsx", "ods"])
def test_a_disk_without_room_gives_words_and_no_file(format: str, monkeypatch: pytest.MonkeyPatch):
    """/dev/full is a real file on which nothing fits: each write answers that the disk is full."""
    engagement = answer_survey(make_survey(), 30)
    monkeypatch.setattr("antiphon.exports.writers.ods_file.on_disk", _full)
    monkeypatch.setattr("xlsxwriter.Workbook._store_workbook", _refuse)
    export = actions.ask(engagement, kind="rows", format=format, by=engagement.lead)
    making.make(export, by=BY)
    export.refresh_from_db()
    assert (export.state, "no room left on the disk" in export.problem) == ("failed", True)
    assert not ExportPart.objects.filter(export=export).exists()


def _full() -> IO[bytes]:
    return os.fdopen(os.open("/dev/full", os.O_RDWR), "w+b", buffering=0)


def _refuse(*_: Any) -> None:
    with open("/dev/full", "wb", buffering=0) as file:
        file.write(b"x")


def test_a_worker_killed_in_the_middle_of_a_file_is_followed_by_one_that_makes_it_whole(
    django_db_setup: None, django_db_blocker: Any
):
    with django_db_blocker.unblock(), database_of_its_own() as environment:
        engagement = answer_survey(make_survey(), 100)
        export = actions.ask(engagement, kind="rows", format="csv", by=engagement.lead)
        died = subprocess.run([sys.executable, "-c", DIE, str(export.pk)], env=environment, capture_output=True, timeout=300)
        assert died.returncode == -signal.SIGKILL, died.stderr
        export.refresh_from_db()
        assert export.state == "making"
        with pytest.raises(Exception, match="not here any more"):
            actions.take_out(export, by=engagement.lead)  # half a file cannot be had
        type(export).objects.update(beat_at=export.made_at.replace(year=2020))
        for waiting in queries.to_make():
            making.make(waiting, by=BY)
        export.refresh_from_db()
        assert (export.state, export.rows) == ("ready", 100)
        assert sum(len(piece) for piece in queries.content_of(export)) == export.size


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_gone_in_mid_submission_keeps_the_words_and_takes_them_once(monkeypatch: pytest.MonkeyPatch):
    """The connection is killed by the server in the middle of taking in; the person presses again."""
    from antiphon.voices.actions import receiving

    engagement = make_open_engagement()
    question = engagement.questions.first()
    data = {f"question_{question.pk}": "The ramp was too steep.", "submission": str(uuid.uuid4()), "step": "1",
            "speaks_as": "self"}  # fmt: skip
    address = f"/engagements/{engagement.slug}/take-part/"
    client = Client(raise_request_exception=False)
    write, struck = receiving._write_once, []

    def cut(rows: Any) -> None:
        if not struck:
            struck.append(True)
            _end(connection.connection.info.backend_pid)
        write(rows)

    monkeypatch.setattr(receiving, "_write_once", cut)
    page = client.post(address, data)
    assert struck
    assert page.status_code in (500, 503)
    assert "The ramp was too steep." in page.content.decode()
    connection.close()
    assert not Response.objects.exists()
    assert client.post(address, data).status_code == 302
    assert client.post(address, data).status_code == 302
    assert Response.objects.count() == 1
    assert Voice.objects.get().sealed_words == "The ramp was too steep."


def _end(pid: int) -> None:
    """End a connection from the server's side, as a restart does."""
    import psycopg

    settings = connection.get_connection_params()
    keep = {key: value for key, value in settings.items() if key in ("host", "port", "user", "password")}
    with psycopg.connect(**keep, dbname="postgres", autocommit=True) as other:
        other.execute("select pg_terminate_backend(%s)", [pid])
    time.sleep(0.05)


@pytest.mark.django_db
def test_a_database_without_room_is_said_in_words(monkeypatch: pytest.MonkeyPatch):
    engagement = answer_survey(make_survey(), 12)
    export = actions.ask(engagement, kind="rows", format="csv", by=engagement.lead)

    class NoRoom(Exception):
        sqlstate = "53100"

    def full(*_: Any, **__: Any) -> None:
        raise OperationalError("could not extend file") from NoRoom()

    monkeypatch.setattr(actions, "keep_part", full)
    making.make(export, by=BY)
    export.refresh_from_db()
    assert "no room left on the disk" in export.problem
    assert os.path.exists("/dev/full")
