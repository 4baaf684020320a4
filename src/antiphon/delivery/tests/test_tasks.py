"""The worker's loop against a real mail server on loopback."""

import datetime
from typing import Any

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from antiphon.delivery import actions
from antiphon.delivery.models import Delivery
from antiphon.delivery.queries import states
from antiphon.delivery.rules import message_id
from antiphon.delivery.tasks import NAMESPACE, attempt_waiting, recover_dead
from antiphon.delivery.tests.factories import BY, make_delivery
from antiphon.people.tests.factories import make_person
from tests.smtp import Mailbox

pytestmark = pytest.mark.django_db


def post_to(*addresses: str) -> list[Delivery]:
    return [make_delivery(make_person(email=address)) for address in addresses]


def test_attempt_waiting_sends_each_once(mailbox: Mailbox) -> None:
    deliveries = post_to("ada@example.org", "bob@example.org")
    assert attempt_waiting() == 2
    assert attempt_waiting() == 0
    assert sorted(mailbox.recipients) == ["ada@example.org", "bob@example.org"]
    assert {mail["Message-ID"] for mail in mailbox.messages} == {
        message_id(delivery.reference, django_settings.MESSAGE_ID_DOMAIN) for delivery in deliveries
    }
    assert mailbox.messages[0]["From"].addresses[0].display_name == django_settings.SYSTEM_NAME
    assert states("told:111-first") == {"accepted": 2}


def test_attempt_waiting_with_nothing_to_do_calls_nobody(mailbox: Mailbox) -> None:
    assert attempt_waiting() == 0
    assert mailbox.asked == []


def test_one_refusal_does_not_hold_up_the_rest(mailbox: Mailbox) -> None:
    mailbox.replies["RCPT ada@example.org"] = "550 5.1.1 <ada@example.org> unknown"
    mailbox.replies["RCPT bob@example.org"] = "450 4.2.1 busy"
    ada, bob, _ = post_to("ada@example.org", "bob@example.org", "cy@example.org")
    assert attempt_waiting() == 1
    assert states("told:111-first") == {"accepted": 1, "rejected": 1, "waiting": 1}
    ada.refresh_from_db()
    bob.refresh_from_db()
    assert ada.reply == "550 5.1.1 (address) unknown"
    assert bob.not_before is not None
    assert 50 < (bob.not_before - timezone.now()).total_seconds() <= 60


def test_what_waits_for_its_turn_is_sent_when_it_comes_with_the_same_id(mailbox: Mailbox) -> None:
    mailbox.replies["DOT"] = "451 4.3.0 later"
    (delivery,) = post_to("ada@example.org")
    attempt_waiting()
    mailbox.replies.clear()
    assert attempt_waiting() == 0
    Delivery.objects.update(not_before=timezone.now())
    assert attempt_waiting() == 1
    assert mailbox.messages[0]["Message-ID"].startswith(f"<{delivery.reference}@")


def test_no_mail_server_costs_no_attempt() -> None:
    post_to("ada@example.org", "bob@example.org")
    assert attempt_waiting() == 0
    assert states("told:111-first") == {"waiting": 2}
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {0}
    assert "cannot be reached" in Delivery.objects.values_list("reply", flat=True)[0]


def test_a_line_lost_after_the_dot_waits_for_a_person(mailbox: Mailbox) -> None:
    mailbox.hang_up_after_dot = True
    post_to("ada@example.org")
    attempt_waiting()
    mailbox.hang_up_after_dot = False
    Delivery.objects.update(handed_at=timezone.now() - datetime.timedelta(hours=1))
    assert attempt_waiting() == 0
    assert states("told:111-first") == {"unknown": 1}
    assert len(mailbox.messages) == 1


@pytest.mark.parametrize("took", [True, False])
def test_a_line_lost_after_the_dot_is_settled_by_the_relays_log(
    mailbox: Mailbox, settings: Any, tmp_path: Any, took: bool
) -> None:
    mailbox.hang_up_after_dot, mailbox.keep_what_is_hung_up_on = True, took
    (delivery,) = post_to("ada@example.org")
    attempt_waiting()
    mailbox.hang_up_after_dot = False
    log = tmp_path / "relay.log"
    log.write_text(f"took {message_id(delivery.reference, settings.MESSAGE_ID_DOMAIN)}\n" if took else "\n")
    settings.RELAY_LOG = str(log)
    assert attempt_waiting() == 0  # too soon to tell
    assert states("told:111-first") == {"unknown": 1}
    settings.UNKNOWN_AFTER_SECONDS = 0
    assert attempt_waiting() == (0 if took else 1)
    assert states("told:111-first") == {"accepted": 1}
    assert len(mailbox.messages) == 1


def test_a_relay_log_that_is_not_there_settles_nothing(mailbox: Mailbox, settings: Any) -> None:
    settings.RELAY_LOG, settings.UNKNOWN_AFTER_SECONDS = "/nowhere/relay.log", 0
    make_delivery(status="unknown", handed_at=timezone.now())
    assert attempt_waiting() == 0
    assert states("told:111-first") == {"unknown": 1}


def test_what_a_dead_worker_held_is_taken_back_and_what_a_living_one_holds_is_not(mailbox: Mailbox) -> None:
    dead, living = post_to("ada@example.org", "bob@example.org")
    for worker, delivery in (("dead", dead), ("living", living)):
        line = actions.appear(worker=worker, route="smtp", machine="another", by=BY)
        assert actions.claim(line, send=None, by=BY, most=1) == [delivery.pk]
    database = connection.settings_dict
    address = {"dbname": database["NAME"], "user": database["USER"], "host": database["HOST"],
               "port": database["PORT"] or None, "password": database["PASSWORD"] or None}  # fmt: skip
    with psycopg.connect(**address, autocommit=True) as other:
        other.execute("select pg_advisory_lock(%s, hashtext('living'))", [NAMESPACE])
        assert recover_dead() == 1
        assert states("told:111-first") == {"waiting": 1, "leased": 1}
        # Let go and wait for the answer: a closed connection's lock goes only when the server has noticed.
        other.execute("select pg_advisory_unlock_all()")
    assert attempt_waiting() == 2
    assert states("told:111-first") == {"accepted": 2}


def test_asked_to_stop_it_puts_the_rest_back(mailbox: Mailbox) -> None:
    class Stopping:
        asked = 0

        def should_abort(self) -> bool:
            self.asked += 1
            return self.asked > 1

    post_to("ada@example.org", "bob@example.org", "cy@example.org")
    assert attempt_waiting(Stopping()) == 1
    assert states("told:111-first") == {"accepted": 1, "waiting": 2}
    assert len(mailbox.messages) == 1
