"""GOV.UK Notify: our client against a Notify on loopback that behaves as the real one does, also where that hurts."""

import time
from typing import Any

import pytest

from antiphon.delivery.channels import callbacks, heard
from antiphon.delivery.channels.base import Message, Unreachable
from antiphon.delivery.channels.notify import Notify
from antiphon.delivery.channels.notify_client import Client, NotSent
from tests.notify_fake import Bucket

REFERENCE = "abcdefghijklmnopqrstuvwxyz"


def message(to: str = "ada@example.org", *, reference: str = REFERENCE, **more: Any) -> Message:
    fields = {"subject": "Your clinic moves", "text": "It moves on Monday.", "unsubscribe": "https://say.example/leave/x/"}
    return Message(message_id=f"<{reference}@antiphon.example>", reference=reference, from_name="Ashmere",
                   from_address="no-reply@antiphon.example",
                   to_name="Ada", to_address=to, **{**fields, **more})  # fmt: skip


def hand(line: Notify, *messages: Message) -> list[tuple[int, str, str, str]]:
    return [*line.hand_over(messages, lambda position: None)]


@pytest.fixture
def line(notify):
    return Notify(**notify.options(), sleep=lambda seconds: None)


@pytest.fixture
def texts(notify):
    return Notify(**notify.options(template=notify.sms_template), kind="sms", sleep=lambda seconds: None)


class TestHandingOver:
    def test_an_e_mail_goes_with_our_words_our_reference_and_the_one_click_address(self, notify, line):
        [(position, outcome, _, number)] = hand(line, message())
        assert (position, outcome) == (0, "accepted")
        assert number == notify.stored[0]["id"]
        assert notify.sent == [{
            "type": "email", "email_address": "ada@example.org", "template_id": notify.email_template, "reference": REFERENCE,
            "personalisation": {"subject": "Your clinic moves", "body": "It moves on Monday."},
            "one_click_unsubscribe_url": "https://say.example/leave/x/",
        }]  # fmt: skip

    def test_a_text_goes_in_the_networks_own_alphabet(self, notify, texts):
        [(_, outcome, _, _)] = hand(texts, message("07700 900123", text="It’s moved – “now”"))
        assert outcome == "accepted"
        assert notify.sent[0]["phone_number"] == "07700 900123"
        assert notify.sent[0]["personalisation"] == {"body": "It's moved - \"now\""}

    def test_one_line_serves_many_messages_and_each_is_marked_before_it_goes(self, notify, line):
        marked: list[tuple[int, int]] = []
        said = line.hand_over([message(), message(), message()], lambda at: marked.append((at, len(notify.sent))))
        assert [one[1] for one in said] == ["accepted"] * 3
        assert marked == [(0, 0), (1, 1), (2, 2)]

    def test_the_same_twice_is_sent_twice_so_nothing_is_ever_repeated_here(self, notify, line):
        hand(line, message(), message())
        assert len(notify.stored) == 2

    def test_a_wrong_address_is_refused_for_good_and_the_next_one_goes(self, notify, line):
        first, second = hand(line, message("not an address"), message())
        assert first[1:3] == ("rejected", "400 email_address Not a valid email address")
        assert second[1] == "accepted"

    @pytest.mark.parametrize(("to", "stored"), [
        ("simulate-delivered@notifications.service.gov.uk", 0), ("delivered@simulator.notify", 1),
    ])  # fmt: skip
    def test_simulators_are_taken_and_some_leave_nothing_behind(self, notify, line, to, stored):
        assert hand(line, message(to))[0][1] == "accepted"
        assert len(notify.stored) == stored


class TestWhereItFails:
    def test_no_answer_is_not_known_and_the_message_is_not_sent_again(self, notify, line):
        notify.hang_up = "after"
        [(_, outcome, reply, _)] = hand(line, message())
        assert (outcome, len(notify.sent)) == ("unknown", 1)
        assert "after" in reply

    def test_a_slow_answer_is_not_known_either(self, notify):
        notify.late = 1
        line = Notify(**{**notify.options(), "timeout": 0.2})
        assert hand(line, message())[0][1] == "unknown"

    def test_a_line_that_breaks_before_the_answer_leaves_the_same_doubt(self, notify, line):
        notify.hang_up = "before"
        assert hand(line, message())[0][1] == "unknown"

    def test_nobody_at_home_is_a_closed_route(self, notify, line):
        notify.stop()
        with pytest.raises(Unreachable, match="cannot be reached"):
            hand(line, message())

    @pytest.mark.parametrize("status", [500, 502, 503, 504])
    def test_a_broken_notify_is_not_known(self, notify, line, status):
        notify.answers.append((status, "Exception", "Internal server error"))
        assert hand(line, message())[0][1] == "unknown"

    def test_a_wrong_key_closes_the_route(self, notify):
        line = Notify(**notify.options(key=f"x-{notify.service}-{notify.email_template}"))
        with pytest.raises(Unreachable, match="does not let us in: 403 Invalid token: API key not found"):
            hand(line, message())

    def test_a_clock_that_is_half_a_minute_out_closes_the_route(self, notify, line):
        notify.clock = lambda: time.time() + 31
        with pytest.raises(Unreachable, match="system clock"):
            hand(line, message())
        notify.clock = lambda: time.time() + 28
        assert hand(line, message())[0][1] == "accepted"

    def test_the_day_is_spent_until_midnight(self, notify, line):
        notify.simulated_day = 1
        said = line.hand_over([message(), message()], lambda position: None)
        assert next(said)[1] == "accepted"
        with pytest.raises(Unreachable, match="day's limit") as problem:
            next(said)
        assert problem.value.until is not None
        assert (problem.value.until.hour, problem.value.until.minute) == (0, 5)

    def test_a_minutes_limit_is_waited_for_and_no_message_is_lost(self, notify):
        now = [0.0]
        notify.bucket = Bucket(3000, clock=lambda: now[0])
        slept: list[float] = []

        def sleep(seconds: float) -> None:
            slept.append(seconds)
            now[0] += seconds

        notify.bucket.tokens = 3
        line = Notify(**notify.options(), sleep=sleep)
        assert [one[1] for one in hand(line, *[message()] * 30)] == ["accepted"] * 30
        assert slept
        assert len(notify.sent) == 30

    def test_a_limit_that_does_not_pass_puts_the_message_off(self, notify, line):
        notify.bucket = Bucket(3000, clock=lambda: 0)
        notify.bucket.tokens = 0
        assert hand(line, message())[0][1:3] == (
            "waiting",
            "GOV.UK Notify asks us to slow down: 429 Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds",
        )

    def test_the_bucket_holds_a_third_of_a_minute(self):
        bucket = Bucket(3000, clock=lambda: 0)
        assert sum(bucket.take() for _ in range(2000)) == 1001

    def test_an_account_on_trial_closes_the_route_and_does_not_refuse_everyone(self, notify, line):
        notify.trial = {"team@example.org"}
        said = []
        with pytest.raises(Unreachable, match="trial mode"):
            said.extend(line.hand_over([message()] * 20, lambda position: None))
        assert len(notify.sent) == 0
        assert {one[1] for one in said} <= {"waiting"}

    def test_one_text_that_is_too_long_does_not_close_the_route(self, notify, texts):
        first, second = hand(texts, message("07700900123", text="x" * 919), message("07700900123"))
        assert (first[1], second[1]) == ("waiting", "accepted")


class TestLookingUp:
    def test_what_notify_has_is_found_by_our_reference_and_what_it_has_not_may_go_again(self, notify, line):
        notify.hang_up = "after"
        hand(line, message())
        notify.hang_up = ""
        found = line.look_up([REFERENCE, "b" * 26])
        assert found is not None
        assert found[REFERENCE] == ("accepted", "GOV.UK Notify has it: created", notify.stored[0]["id"])
        assert found["b" * 26][0] == "waiting"

    def test_a_text_that_notify_has_not_is_held_for_a_person(self, notify, texts):
        assert texts.look_up([REFERENCE])[REFERENCE][0] == "unknown"

    def test_what_notify_gave_up_stays_not_known(self, notify, line):
        hand(line, message())
        notify.settle(status="technical-failure", call=False)
        assert line.look_up([REFERENCE])[REFERENCE][0] == "unknown"

    def test_nothing_is_known_when_notify_cannot_be_asked(self, notify, line):
        notify.stop()
        assert line.look_up([REFERENCE]) is None

    def test_the_fake_gives_250_to_a_page_and_a_way_to_the_next(self, notify, line):
        hand(line, *[message(reference="a" * 26)] * 300)
        client = Client(notify.key, address=notify.address)
        first = client.by_reference("a" * 26)
        assert len(first.body["notifications"]) == 250
        second = client._ask("GET", first.body["links"]["next"].removeprefix(notify.address))
        assert len(second.body["notifications"]) == 50
        assert "next" not in second.body["links"]
        assert client.one(notify.stored[7]["id"]).body["reference"] == "a" * 26
        assert client.one("nothing").status == 404


class TestTheClient:
    @pytest.mark.parametrize("key", ["", "x", "name-1234", "name-" + "g" * 36 + "-" + "h" * 36])
    def test_a_key_of_another_shape_is_refused_in_words(self, key):
        with pytest.raises(ValueError, match="ends in two ids"):
            Client(key)

    def test_the_key_and_the_person_stand_in_no_traceback(self, notify):
        assert notify.secret not in repr(Client(notify.key))
        assert "ada" not in repr(message())

    def test_a_line_that_lay_idle_is_opened_anew(self, notify, monkeypatch):
        client = Client(notify.key, address=notify.address)
        client.by_reference("x")
        first = client._line
        monkeypatch.setattr("antiphon.delivery.channels.notify_client.IDLE", -1)
        client.by_reference("x")
        assert client._line is not first

    def test_a_request_that_breaks_on_its_way_was_not_sent(self, notify):
        client = Client(notify.key, address=notify.address)
        client.open()
        assert client._line is not None
        client._line.request = _broken  # type: ignore[method-assign,assignment]
        with pytest.raises(NotSent):
            client.send("email", {})


def _broken(*args: Any, **more: Any) -> None:
    raise BrokenPipeError


class TestCallbacks:
    @pytest.mark.parametrize(("to", "status"), [
        ("ada@example.org", heard.DELIVERED), ("perm-fail@simulator.notify", heard.HARD),
        ("temp-fail@simulator.notify", heard.SOFT),
    ])  # fmt: skip
    def test_each_end_is_understood(self, notify, line, to, status):
        hand(line, message(to))
        notify.settle(call=False)
        body = notify.receipt(notify.stored[0])
        said = callbacks.from_notify(_json(body))
        assert (said.reference, said.status, said.provider_ref) == (REFERENCE, status, notify.stored[0]["id"])
        assert said == callbacks.from_notify(_json(body))  # a replay is the same event

    def test_a_complaint_is_understood(self, notify, line):
        hand(line, message())
        said = callbacks.from_notify(_json(notify.complaint(notify.stored[0])))
        assert (said.status, said.reference, said.provider_ref) == (heard.COMPLAINED, REFERENCE, notify.stored[0]["id"])

    @pytest.mark.parametrize("body", [
        b"", b"[]", b"null", b"{}", b'{"id": 7, "status": "delivered"}', b'{"id":"x","status":"odd"}',
    ])  # fmt: skip
    def test_anything_else_is_refused(self, body):
        with pytest.raises(heard.NotUnderstood):
            callbacks.from_notify(body)

    def test_only_the_bearer_that_was_set_is_taken(self):
        assert callbacks.bears("Bearer secret", "secret")
        for header in ("", "Bearer ", "Bearer secre", "bearer secret", "Basic secret", "Bearer sécret"):
            assert not callbacks.bears(header, "secret")
        assert not callbacks.bears("Bearer ", "")


def _json(body: dict[str, Any]) -> bytes:
    import json

    return json.dumps(body).encode()
