"""Providers call back: each proves who it is, and what it says is kept in one insert, whoever's message it is about."""

import hashlib
import hmac
import json
from typing import Any

import pytest
from django.test import Client

from antiphon.delivery.models import Delivery, Receipt
from antiphon.delivery.tasks import hear_waiting
from antiphon.delivery.tests.factories import make_delivery

pytestmark = pytest.mark.django_db
REFERENCE = "abcdefghijklmnopqrstuvwxyz"


@pytest.fixture(autouse=True)
def set_up(settings: Any) -> None:
    settings.NOTIFY_BEARER = "a-bearer-token"
    settings.PROVIDER, settings.PROVIDER_CALLBACKS = "mailgun", {"webhook_signing_key": "signing-key"}


def call(body: Any = None, bearer: str = "a-bearer-token") -> Any:
    said = {"id": "n-1", "reference": REFERENCE, "to": "ada@example.org", "status": "delivered",
            "completed_at": "2026-10-12T09:00:00.000000Z"}  # fmt: skip
    raw = body if isinstance(body, bytes) else json.dumps(body or said).encode()
    return Client().post("/api/receipts/notify/", raw, content_type="application/json",
                         headers={"Authorization": f"Bearer {bearer}"})  # fmt: skip


def mailgun(key: str = "signing-key") -> Any:
    mac = hmac.new(key.encode(), b"1790000000token", hashlib.sha256).hexdigest()
    body = {
        "signature": {"timestamp": "1790000000", "token": "token", "signature": mac},
        "event-data": {"id": "e-1", "event": "complained", "timestamp": 1790000000.0, "recipient": "ada@example.org",
                       "message": {"headers": {"message-id": "m-1@mailgun.example"}}, "user-variables": {"reference": REFERENCE}},
    }  # fmt: skip
    return Client().post("/api/receipts/mailgun/", json.dumps(body), content_type="application/json")


def test_a_receipt_is_kept_and_settled_by_the_worker_and_no_address_stays():
    delivery = make_delivery(status="accepted")
    Delivery.objects.update(reference=REFERENCE)
    assert call().status_code == 204
    assert "ada" not in json.dumps(list(Receipt.objects.values()), default=str)
    assert hear_waiting() == 1
    delivery.refresh_from_db()
    assert delivery.status == "delivered"
    assert call().status_code == 204  # a replay
    assert hear_waiting() == 0


def test_a_message_that_nobody_knows_yet_is_kept():
    assert call().status_code == 204
    assert Receipt.objects.get().settled_at is None


@pytest.mark.parametrize(("bearer", "status"), [("", 403), ("another", 403), ("a-bearer-token", 204)])
def test_only_the_bearer_that_was_set_is_heard(bearer, status):
    assert call(bearer=bearer).status_code == status
    assert Receipt.objects.count() == (status == 204)


@pytest.mark.parametrize("body", [b"{", b"[1]", b"\xff\xfe", b'{"id": "x", "status": "unheard of"}'])
def test_what_cannot_be_read_is_refused_in_words_and_not_tried_again(body):
    answer = call(body)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert not Receipt.objects.exists()


def test_what_is_too_large_is_refused():
    assert call(b" " * 1_100_000).status_code == 413


def test_where_nothing_is_set_up_nobody_is_heard(settings):
    settings.NOTIFY_BEARER = ""
    assert call(bearer="").status_code == 404
    settings.PROVIDER = ""
    assert mailgun().status_code == 404


def test_a_signed_complaint_becomes_an_objection():
    make_delivery(status="accepted")
    Delivery.objects.update(reference=REFERENCE)
    assert mailgun().status_code == 204
    hear_waiting()
    assert Delivery.objects.get().status == "complained"


def test_an_unsigned_one_is_refused():
    assert mailgun(key="guessed").status_code == 403
    assert Client().post("/api/receipts/mailgun/", b"{}", content_type="application/json").status_code == 403
    assert not Receipt.objects.exists()


def test_another_provider_than_the_one_that_is_set_up_is_not_there():
    assert Client().post("/api/receipts/postmark/", b"{}", content_type="application/json").status_code == 404
    assert Client().post("/api/receipts/nobody/", b"{}", content_type="application/json").status_code == 404


def test_a_browser_finds_nothing_to_see_and_changes_nothing():
    assert Client().get("/api/receipts/notify/").status_code == 405
    assert Client().head("/api/receipts/mailgun/").status_code == 200


def test_notify_calls_back_over_a_real_line(notify, live_server, settings):
    delivery = make_delivery(status="accepted")
    notify.callback = f"{live_server.url}/api/receipts/notify/"
    notify.take("email", {"email_address": "perm-fail@simulator.notify", "template_id": notify.email_template,
                          "reference": delivery.reference, "personalisation": {"subject": "s", "body": "b"}})  # fmt: skip
    assert notify.settle(twice=True, backwards=True) == 1
    assert [status for status, _ in notify.called] == [204, 204]
    hear_waiting()
    delivery.refresh_from_db()
    assert delivery.status == "bounced_hard"
