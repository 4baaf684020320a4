"""Providers through django-anymail: two of them on loopback, and what they call back to say."""

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import RequestFactory

from antiphon.delivery.channels import callbacks, heard
from antiphon.delivery.channels.anymail import Anymail
from antiphon.delivery.channels.base import Message, Unreachable

REFERENCE = "abcdefghijklmnopqrstuvwxyz"


class Provider:
    """Takes what it is sent, as Postmark and Mailgun do, and answers as it is told."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.raw: list[bytes] = []
        self.status, self.says = 200, {"ErrorCode": 0, "Message": "OK", "MessageID": "p-1", "To": "ada@example.org"}
        self.hang_up, self.late = False, 0.0
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                fake.raw.append(raw)
                if self.headers["Content-Type"].startswith("application/json"):
                    fake.asked.append(json.loads(raw))
                if fake.hang_up:
                    self.connection.close()
                    return
                time.sleep(fake.late)
                said = json.dumps(fake.says).encode()
                self.send_response(fake.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *words: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def line(self, provider: str = "postmark", **more: Any) -> Anymail:
        options = {"postmark": {"server_token": "t"}, "mailgun": {"api_key": "k", "sender_domain": "antiphon.example"}}
        return Anymail(provider=provider, options={**options[provider], "api_url": self.url}, **{"timeout": 5, **more})


@pytest.fixture
def provider() -> Iterator[Provider]:
    found = Provider()
    yield found
    found.server.shutdown()
    found.server.server_close()


def message(**more: Any) -> Message:
    fields = {"from_name": "Ashmere, and Vale", "from_address": "no-reply@antiphon.example", "to_name": "Ada",
              "to_address": "ada@example.org", "subject": "Your clinic moves", "text": "It moves on Monday.",
              "html": "<p>It moves on Monday.</p>", "unsubscribe": "https://say.example/leave/x/"}  # fmt: skip
    return Message(message_id=f"<{REFERENCE}@antiphon.example>", reference=REFERENCE, **{**fields, **more})


def hand(line: Anymail, *messages: Message) -> list[tuple[int, str, str, str]]:
    try:
        return [*line.hand_over(messages, lambda position: None)]
    finally:
        line.close()


class TestHandingOver:
    def test_the_message_goes_whole_with_our_reference_and_one_click(self, provider):
        [(position, outcome, reply, number)] = hand(provider.line(), message())
        assert (position, outcome, reply, number) == (0, "accepted", "Taken by postmark", "p-1")
        [asked] = provider.asked
        assert (asked["Subject"], asked["TextBody"], asked["HtmlBody"]) == (
            "Your clinic moves", "It moves on Monday.", "<p>It moves on Monday.</p>")  # fmt: skip
        assert asked["Metadata"] == {"reference": REFERENCE}
        assert asked["From"] == '"Ashmere, and Vale" <no-reply@antiphon.example>'
        headers = {one["Name"]: one["Value"] for one in asked["Headers"]}
        assert headers["List-Unsubscribe"] == "<https://say.example/leave/x/>"
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert headers["Message-ID"] == f"<{REFERENCE}@antiphon.example>"
        assert "TrackOpens" not in asked

    def test_another_provider_by_the_same_route(self, provider):
        provider.says = {"id": "<m-1@mailgun.example>", "message": "Queued. Thank you."}
        [(_, outcome, _, number)] = hand(provider.line("mailgun"), message())
        assert (outcome, number) == ("accepted", "<m-1@mailgun.example>")
        assert REFERENCE.encode() in provider.raw[0]

    def test_a_line_break_in_a_name_or_subject_adds_no_heading(self, provider):
        [(_, outcome, _, _)] = hand(provider.line(), message(to_name="Ada\r\nBcc: all@example.org"))
        assert outcome == "accepted"
        assert "Bcc" not in provider.asked[0]
        [(_, outcome, _, _)] = hand(provider.line(), message(subject="Hello\nBcc: all@example.org"))
        assert outcome in ("accepted", "rejected")
        assert all("Bcc" not in asked for asked in provider.asked)


class TestWhereItFails:
    def test_no_answer_is_not_known(self, provider):
        provider.hang_up = True
        assert hand(provider.line(), message())[0][1] == "unknown"
        assert len(provider.raw) == 1  # it was not sent again behind our back

    def test_a_late_answer_is_not_known(self, provider):
        provider.late = 1
        assert hand(provider.line(timeout=0.2), message())[0][1] == "unknown"

    def test_nobody_at_home_closes_the_route(self, provider):
        provider.server.shutdown()
        provider.server.server_close()
        with pytest.raises(Unreachable, match="cannot be reached"):
            hand(provider.line(), message())

    @pytest.mark.parametrize(("status", "outcome"), [(500, "unknown"), (503, "unknown"), (429, "waiting")])
    def test_a_provider_in_trouble(self, provider, status, outcome):
        provider.status, provider.says = status, {"ErrorCode": 1, "Message": "Try later"}
        assert hand(provider.line(), message())[0][1] == outcome

    def test_a_wrong_key_closes_the_route(self, provider):
        provider.status, provider.says = 401, {"ErrorCode": 10, "Message": "No Account or Server API tokens"}
        with pytest.raises(Unreachable, match="does not let us in"):
            hand(provider.line(), message())

    def test_an_account_that_takes_nobody_closes_the_route_after_a_few(self, provider):
        provider.status, provider.says = 400, {"ErrorCode": 1, "Message": "Account is not active"}
        said = []
        line = provider.line()
        with pytest.raises(Unreachable, match="one message after another"):
            said.extend(line.hand_over([message()] * 20, lambda position: None))
        line.close()
        assert len(provider.asked) == 5

    def test_an_address_that_it_will_not_write_to_is_refused(self, provider):
        provider.status = 422
        provider.says = {"ErrorCode": 406, "Message": "You tried to send to recipient(s) that have been marked as inactive. "
                         "Found inactive addresses: ada@example.org. Inactive recipients are ones that bounced."}  # fmt: skip
        assert hand(provider.line(), message())[0][1] == "rejected"

    @pytest.mark.parametrize("provider_name", ["nothing_of_the_kind", "mailgun"])
    def test_a_route_that_is_set_up_wrongly_says_so(self, provider_name):
        with pytest.raises(Unreachable, match="is not set up"):
            Anymail(provider=provider_name, options={}).open()

    def test_nobody_can_be_asked_and_no_key_is_told(self, provider):
        assert provider.line().look_up([REFERENCE]) is None
        assert "server_token" not in repr(provider.line())


# --- What they call back ------------------------------------------------------------------------------------------------
POSTMARK = {"webhook_secret": "name:word"}
MAILGUN = {"webhook_signing_key": "signing-key"}


def called(provider: str, body: dict[str, Any], options: dict[str, Any], **headers: str) -> list[heard.Heard]:
    request = RequestFactory().post("/x", json.dumps(body), content_type="application/json", headers=headers)
    return callbacks.from_anymail(provider, request, options)


def postmark(**more: Any) -> list[heard.Heard]:
    body = {"RecordType": "Delivery", "MessageID": "p-1", "Recipient": "ada@example.org", "Metadata": {"reference": REFERENCE},
            "DeliveredAt": "2026-10-12T09:00:00Z", **more}  # fmt: skip
    return called("postmark", body, POSTMARK, Authorization="Basic bmFtZTp3b3Jk")


def mailgun(key: str = "signing-key", **event: Any) -> list[heard.Heard]:
    mac = hmac.new(key.encode(), b"1790000000token", hashlib.sha256).hexdigest()
    body = {
        "signature": {"timestamp": "1790000000", "token": "token", "signature": mac},
        "event-data": {"id": "e-1", "event": "delivered", "timestamp": 1790000000.0, "recipient": "ada@example.org",
                       "message": {"headers": {"message-id": "m-1@mailgun.example"}},
                       "user-variables": {"reference": REFERENCE}, **event},
    }  # fmt: skip
    return called("mailgun", body, MAILGUN)


class TestCallbacks:
    def test_a_delivery(self):
        [said] = postmark()
        assert (said.status, said.reference, said.provider_ref) == (heard.DELIVERED, REFERENCE, "p-1")
        assert said.at is not None

    @pytest.mark.parametrize(("kind", "status"), [
        ("HardBounce", heard.HARD), ("SoftBounce", heard.SOFT), ("SpamComplaint", heard.COMPLAINED),
    ])  # fmt: skip
    def test_a_bounce_and_a_complaint(self, kind, status):
        record = "SpamComplaint" if kind == "SpamComplaint" else "Bounce"
        [said] = postmark(RecordType=record, Type=kind, ID=7, BouncedAt="2026-10-12T09:00:00Z", Description="no such user")
        assert said.status == status

    def test_an_opening_is_not_kept(self):
        assert postmark(RecordType="Open", ReceivedAt="2026-10-12T09:00:00Z", FirstOpen=True) == []

    def test_a_signed_delivery_and_its_replay_are_one_event(self):
        [first], [again] = mailgun(), mailgun()
        assert (first.status, first.reference, first.event) == (heard.DELIVERED, REFERENCE, again.event)
        assert first == again

    @pytest.mark.parametrize(("severity", "code", "status"), [
        ("permanent", 550, heard.HARD), ("temporary", 452, heard.ACCEPTED),
    ])  # fmt: skip
    def test_a_signed_failure(self, severity, code, status):
        found = mailgun(event="failed", severity=severity, reason="bounce", **{"delivery-status": {"code": code, "message": "x"}})
        assert found[0].status == status  # the temporary one is tried again: it has not ended

    def test_one_that_is_not_proved_is_refused(self):
        with pytest.raises(Exception, match="incorrect signature"):
            mailgun(key="another")
        with pytest.raises(Exception, match="basic auth"):
            called("postmark", {"RecordType": "Delivery"}, POSTMARK)

    def test_without_anything_to_prove_it_by_none_is_taken(self):
        with pytest.raises(heard.NotUnderstood, match="so none is taken"):
            called("postmark", {"RecordType": "Delivery"}, {})

    def test_what_cannot_be_read_is_refused_in_words(self):
        proof = {"Authorization": "Basic bmFtZTp3b3Jk"}
        request = RequestFactory().post("/x", b"{", content_type="application/json", headers=proof)
        with pytest.raises(heard.NotUnderstood, match="no callback of postmark"):
            callbacks.from_anymail("postmark", request, POSTMARK)

    @pytest.mark.parametrize("provider", sorted(callbacks.PROVIDERS))
    def test_django_anymail_has_the_view_of_each_provider(self, provider):
        import importlib

        if provider == "sendgrid":
            pytest.importorskip("cryptography")
        view = getattr(importlib.import_module(f"anymail.webhooks.{provider}"), callbacks.PROVIDERS[provider])
        assert callable(view.parse_events)
