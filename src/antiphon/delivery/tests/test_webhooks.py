"""Telling other systems: signed, once for each happening whatever dies, tried again, stopped when nobody answers, and never
into a private network."""

import datetime
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.utils import timezone

from antiphon.core.actors import Machine
from antiphon.core.problems import Refused
from antiphon.delivery import actions, queries, rules, tasks
from antiphon.delivery.channels import webhook
from antiphon.delivery.models import Endpoint, Notice
from antiphon.delivery.rules import Happening
from antiphon.delivery.tests.factories import make_endpoint, make_notice
from antiphon.network.tests.factories import make_user

BY = Machine("announce")
NOW = datetime.datetime(2026, 5, 4, 12, tzinfo=datetime.UTC)


class Other:
    """Another system on this machine, that keeps what it was told."""

    def __init__(self) -> None:
        self.told: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        other = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                other.told.append((dict(self.headers), body))
                self.send_response(other.status)
                if other.status == 302:
                    self.send_header("Location", "http://127.0.0.1:1/elsewhere")
                self.end_headers()
                self.wfile.write(b"thank you")

            def log_message(self, *words: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/told"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def other(settings: Any) -> Iterator[Other]:
    settings.WEBHOOKS_TO_THIS_MACHINE = True
    found = Other()
    yield found
    found.server.shutdown()
    found.server.server_close()


def happening(key: str = "clinic-times", kind: str = "engagement.published") -> Happening:
    return Happening(kind, key, NOW, {"engagement": key})


def notify() -> int:
    """Run the task as a worker does, where each step is a transaction of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tasks, "commit", lambda step, *given, **named: step(*given, **named))
        return tasks.notify_waiting()


@pytest.mark.django_db
class TestTelling:
    def test_a_notice_is_signed_and_says_what_happened(self, other):
        endpoint = make_endpoint(url=other.url, secret="the-secret")
        actions.announce(endpoint, happenings=[happening()], by=BY)
        assert notify() == 1
        headers, body = other.told[0]
        said = json.loads(body)
        assert said == {"id": headers["Antiphon-Event-Id"], "kind": "engagement.published", "engagement": "clinic-times",
                        "happened_at": NOW.isoformat()}  # fmt: skip
        moment, mac = (part.split("=")[1] for part in headers["Antiphon-Signature"].split(","))
        assert hmac.new(b"the-secret", moment.encode() + b"." + body, hashlib.sha256).hexdigest() == mac
        assert Notice.objects.get().status == "taken"
        assert "thank you" in Notice.objects.get().reply

    def test_the_same_happening_is_announced_once_and_told_once(self, other):
        endpoint = make_endpoint(url=other.url)
        assert [actions.announce(endpoint, happenings=[happening()], by=BY) for _ in range(3)] == [1, 0, 0]
        assert [notify(), notify()] == [1, 0]
        assert len(other.told) == 1

    def test_only_what_was_asked_for_is_announced(self):
        endpoint = make_endpoint(kinds=["decision.published"])
        actions.announce(endpoint, happenings=[happening(), happening(kind="decision.published")], by=BY)
        assert [notice.kind for notice in Notice.objects.all()] == ["decision.published"]

    def test_a_worker_that_dies_leaves_the_notice_to_be_sent_again_under_the_same_reference(self, other):
        endpoint = make_endpoint(url=other.url)
        actions.announce(endpoint, happenings=[happening()], by=BY)
        begun = actions.begin_notice(by=BY)  # and here it dies
        assert notify() == 0
        Notice.objects.update(not_before=timezone.now() - datetime.timedelta(seconds=1))  # its time has run out
        assert notify() == 1
        assert json.loads(other.told[0][1])["id"] == str(begun.reference)
        actions.settle_notice(begun, taken=False, reply="late", by=BY)  # the dead one speaks after all
        assert Notice.objects.get().status == "taken"

    def test_two_workers_never_have_the_same_notice(self):
        make_notice()
        assert actions.begin_notice(by=BY)
        assert actions.begin_notice(by=BY) is None

    @pytest.mark.parametrize("status", [500, 404, 302, 400])
    def test_what_is_not_taken_waits_longer_each_time_and_then_fails(self, other, status):
        other.status = status
        notice = make_notice(endpoint=make_endpoint(url=other.url))
        waits = []
        for _ in range(len(rules.TRY_AGAIN) + 1):
            Notice.objects.update(not_before=None)
            notify()
            notice.refresh_from_db()
            waits.append(notice.not_before and round((notice.not_before - timezone.now()).total_seconds() / 60))
        assert waits == [1, 5, 30, 120, 360, 1440, None]
        assert notice.status == "failed"
        assert notice.reply.startswith(str(status))
        assert len(other.told) == len(waits)  # a redirect is not followed

    def test_nobody_at_home_is_a_failure_in_words(self, other):
        other.server.shutdown()
        other.server.server_close()
        notice = make_notice(endpoint=make_endpoint(url=other.url))
        assert notify() == 0
        notice.refresh_from_db()
        assert (notice.status, notice.reply) == ("waiting", "Nobody answered: ConnectionRefusedError.")

    def test_after_many_failures_an_address_is_stopped_and_its_people_are_told(self, other):
        other.status = 503
        alice = make_user(role="administrator")
        endpoint = make_endpoint(url=other.url, organisation=alice.memberships.get().organisation)
        endpoint.failures = rules.STOP_AFTER - 1
        endpoint.save()
        make_notice(endpoint=endpoint)
        make_notice(endpoint=endpoint)
        notify()
        endpoint.refresh_from_db()
        assert endpoint.stopped_at
        assert "503" in endpoint.stopped_because
        assert list(queries.stopped_endpoints(alice)) == [endpoint]
        assert len(other.told) == 1  # the second one waits
        other.status = 200
        actions.start_endpoint(endpoint, by=alice)
        Notice.objects.update(not_before=None)
        assert notify() == 2
        endpoint.refresh_from_db()
        assert endpoint.failures == 0

    def test_a_person_can_send_a_notice_again(self, other):
        alice = make_user(role="administrator")
        notice = make_notice(endpoint=make_endpoint(url=other.url, organisation=alice.memberships.get().organisation))
        notify()
        actions.tell_again(notice, by=alice)
        notify()
        assert len({json.loads(body)["id"] for _, body in other.told}) == 1
        assert len(other.told) == 2


@pytest.mark.django_db
class TestWhoMay:
    def test_an_administrator_of_the_organisation_alone(self):
        endpoint = make_endpoint()
        bob = make_user(role="director", organisation=endpoint.organisation)
        charlie = make_user(role="administrator")
        for act in (actions.stop_endpoint, actions.start_endpoint, actions.remove_endpoint):
            with pytest.raises(PermissionDenied):
                act(endpoint, by=bob)
            with pytest.raises(Http404):
                act(endpoint, by=charlie)
        with pytest.raises(Http404):
            queries.endpoint_for(charlie, endpoint.pk)

    def test_the_secret_is_sealed(self, monkeypatch):
        monkeypatch.setattr(webhook.judge, "__kwdefaults__", {"open_door": False, "find": lambda host, port: ["93.184.216.34"]})
        alice = make_user(role="administrator")
        _, secret = actions.add_endpoint(
            organisation=alice.memberships.get().organisation, url="https://hooks.example.org/x", kinds=["engagement.closed"],
            by=alice)
        assert Endpoint.objects.get().secret == secret
        with connection.cursor() as cursor:
            cursor.execute("select secret from delivery_endpoint")
            assert secret not in cursor.fetchone()[0]

    @pytest.mark.parametrize(("url", "kinds"), [
        ("https://127.0.0.1/", ["engagement.closed"]), ("http://example.org/", ["engagement.closed"]),
        ("https://10.0.0.1/", ["engagement.closed"]), ("https://hooks.example.org/", []), ("https://hooks.example.org/", ["all"]),
    ])  # fmt: skip
    def test_a_bad_address_is_refused_before_it_is_kept(self, url, kinds):
        alice = make_user(role="administrator")
        with pytest.raises(Refused):
            actions.add_endpoint(organisation=alice.memberships.get().organisation, url=url, kinds=kinds, by=alice)
        assert not Endpoint.objects.exists()


# --- Where a call may go: plain Python ---------------------------------------------------------------------------------
def found(*addresses: str) -> Any:
    return lambda host, port: list(addresses)


@pytest.mark.parametrize("address", [
    "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "0.0.0.0",
    "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1",
    "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::",
    "2001:db8::1", "fe80::1%eth0", "not-an-address",
])  # fmt: skip
def test_no_private_or_special_address_is_called(address):
    assert not webhook.is_outside(address)
    with pytest.raises(webhook.Refusal, match="private network"):
        webhook.judge("https://hooks.example.org/", find=found("93.184.216.34", address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "8.8.8.8"])
def test_the_internet_is_called(address):
    assert webhook.judge("https://hooks.example.org/told?x=1", find=found(address)) == webhook.Target(
        "hooks.example.org", 443, "/told?x=1", (address,), True)


@pytest.mark.parametrize("url", [
    "http://hooks.example.org/", "ftp://hooks.example.org/", "https://user:word@hooks.example.org/", "https:///nothing",
    "https://hooks.example.org:22/", "https://hooks.example.org:99999/", "https://hooks.example.org/#part", "hooks.example.org",
    "https://hooks.example.org/a b", "https://hooks.example.org/\r\nX: y", "https://[::1", "gopher://x", "file:///etc/passwd", "",
])  # fmt: skip
def test_only_plain_https_addresses_are_taken(url):
    with pytest.raises(webhook.Refusal):
        webhook.judge(url, find=found("93.184.216.34"))


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost"])
def test_other_spellings_of_this_machine_are_seen_through(host):
    with pytest.raises(webhook.Refusal):
        webhook.judge(f"https://{host}/")


def test_the_call_goes_to_the_address_that_was_judged_whatever_the_name_says_now(other):
    """The name would lead elsewhere by now; the connection never asks again."""
    target = webhook.judge(other.url.replace("127.0.0.1", "hooks.example.org"), open_door=True, find=found("127.0.0.1"))
    assert webhook.post(target, b"{}", {})[0] == 200
    assert other.told[0][0]["Host"].startswith("hooks.example.org")
