"""E-mail over real LMTP on loopback: killed between the commit and the answer, without a database, twice, too large."""

import os
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections

from tests.crash.run import ROOT, database_of_its_own

MESSAGE = b"From: Rosa <rosa@example.org>\r\nTo: x\r\nSubject: The ramp\r\nMessage-ID: <once@example.org>\r\n\r\nToo steep.\r\n"
NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


@contextmanager
def listening(module: list[str], environment: dict[str, str]) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """Run a listener and give its port."""
    process = subprocess.Popen([sys.executable, *module], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield int(line.split(" port ")[1].split(".")[0]), process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def hand_over(port: int, to: str, message: bytes = MESSAGE) -> None:
    with smtplib.LMTP("127.0.0.1", port) as line:
        line.sendmail("rosa@example.org", [to], message)


def take_email(environment: dict[str, str], to: str, message: bytes = MESSAGE) -> int:
    command = [sys.executable, "-m", "antiphon.config", "take-email", "--to", to]
    return subprocess.run(command, cwd=ROOT, env=environment, input=message, capture_output=True).returncode


NORMAL = ["-m", "antiphon.config", "receive-mail", "--port", "0"]


def test_a_message_is_stored_once_whatever_dies(django_db_setup: None, django_db_blocker: Any) -> None:
    from antiphon.delivery.models import Delivery
    from antiphon.engagement.tests.factories import make_open_engagement, switch_on
    from antiphon.voices.models import ReceivedMail, Response

    with django_db_blocker.unblock(), database_of_its_own() as environment:
        engagement = make_open_engagement()
        switch_on(engagement.owner, "email")
        to = f"{engagement.slug}@say.antiphon.example"
        connections.close_all()
        with listening(["-m", "tests.crash.mail_killed"], environment) as (port, process):
            with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
                hand_over(port, to)
            assert process.wait(20) == -9  # it died, and the mail server was told nothing
        assert Response.objects.count() == 1
        with listening(NORMAL, environment) as (port, _):
            hand_over(port, to)  # so the mail server hands it over again
            hand_over(port, f"Say+{to}")
            with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
                hand_over(port, "nobody@say.antiphon.example")
            assert refused.value.recipients["nobody@say.antiphon.example"][0] == 550
        assert [take_email(environment, to), take_email(environment, "nobody@say.antiphon.example")] == [0, 67]
        small = {**environment, "ANTIPHON_MAIL_IN_BYTES": "100"}
        assert take_email(small, to) == 65
        with listening(NORMAL, small) as (port, _), pytest.raises((smtplib.SMTPDataError, smtplib.SMTPSenderRefused)) as large:
            hand_over(port, to, MESSAGE + b"x" * 200)
        assert large.value.smtp_code == 552
        assert (Response.objects.count(), ReceivedMail.objects.count(), Delivery.objects.count()) == (1, 1, 1)
        connections.close_all()


def test_without_a_database_the_mail_server_keeps_the_message() -> None:
    environment = {**os.environ, "DATABASE_URL": NOWHERE, "ANTIPHON_MODE": "test"}
    assert take_email(environment, "clinic@say.antiphon.example") == 75
    with listening(NORMAL, environment) as (port, _), pytest.raises(smtplib.SMTPRecipientsRefused) as later:
        hand_over(port, "clinic@say.antiphon.example")
    assert later.value.recipients["clinic@say.antiphon.example"][0] == 451
