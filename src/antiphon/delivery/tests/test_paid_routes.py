"""A mailing by GOV.UK Notify from the list to the receipt: asked before anything is sent again, and a doubt is held."""

import json
from typing import Any

import pytest

from antiphon.core.actors import Machine
from antiphon.delivery import actions, queries, tasks
from antiphon.delivery.channels import callbacks
from antiphon.delivery.models import Delivery, Route, Send
from antiphon.delivery.rules import Words
from antiphon.delivery.tests.factories import make_send
from antiphon.delivery.tests.test_sends import person, those
from antiphon.people.models import Objection

pytestmark = pytest.mark.django_db
BY = Machine("hear")
TEXT = Words(text="The clinic moves on Monday. More: ((link)) Stop: ((leave))")


@pytest.fixture(autouse=True)
def by_notify(notify, settings, tmp_path):
    channel = "antiphon.delivery.channels.notify.Notify"
    settings.LINES_FOLDER = str(tmp_path)
    settings.UNKNOWN_AFTER_SECONDS = 0
    settings.PUBLIC_ADDRESS = "https://say.example"
    settings.NOTIFY_TEXTS = notify.options(kind="sms", template=notify.sms_template, sleep=lambda seconds: None)
    settings.NOTIFY_EMAILS = notify.options(sleep=lambda seconds: None)
    settings.ROUTES = {
        "sms": {"channel": channel, "options": "NOTIFY_TEXTS", "per_minute": 3000},
        "notify": {"channel": channel, "options": "NOTIFY_EMAILS", "per_minute": 3000},
    }
    settings.ROUTE_OF = {"email": "notify", "sms": "sms"}


def texting(*numbers: str, channel: str = "sms") -> Send:
    send = make_send(channel=channel, words=[TEXT] if channel == "sms" else None)
    people = [person(telephone=one) if channel == "sms" else person(one) for one in numbers]
    actions.enqueue(send, of=those(*people), by=BY)
    actions.start(send, by=BY)
    return send


def counts(send: Send) -> dict[str, int]:
    send.refresh_from_db()
    total = queries.conservation(send)
    assert total.holds
    assert total.counts == queries.counted_by_row(send).counts
    return total.counts


def told(notify: Any) -> None:
    """Everything ends at Notify, and its callbacks come in backwards and twice."""
    notify.settle(call=False)
    bodies = [notify.receipt(one) for one in reversed(notify.stored)] * 2
    actions.take("notify", told=[callbacks.from_notify(json.dumps(body).encode()) for body in bodies], by=BY)
    tasks.hear_waiting()


def test_texts_go_once_and_their_receipts_come_home(notify):
    send = texting("07700 900001", "07700 900002", "07700 900003")
    assert tasks.attempt_waiting() == 3
    assert counts(send) == {"accepted": 3}
    assert {row.provider_ref for row in Delivery.objects.all()} == {one["id"] for one in notify.stored}
    assert "https://say.example/leave/" in notify.sent[0]["personalisation"]["body"]
    told(notify)
    assert counts(send) == {"delivered": 1, "bounced_hard": 1, "bounced_soft": 1}
    assert Objection.objects.get().channel == "sms"
    assert tasks.attempt_waiting() == 0
    assert len(notify.sent) == 3


def test_an_e_mail_without_an_answer_is_found_at_notify_and_not_sent_again(notify):
    send = texting("ada@example.org", channel="email")
    notify.hang_up = "after"
    tasks.attempt_waiting()
    assert counts(send) == {"unknown": 1}
    notify.hang_up = ""
    tasks.attempt_waiting()
    assert counts(send) == {"accepted": 1}
    assert len(notify.sent) == 1
    assert any(asked.startswith("GET /v2/notifications?reference=") for asked in notify.asked)


def test_an_e_mail_that_notify_never_had_goes_again_once(notify):
    send = texting("ada@example.org", channel="email")
    notify.answers.append((503, "Exception", "no"))
    tasks.attempt_waiting()
    assert counts(send) == {"unknown": 1}
    tasks.attempt_waiting()
    assert counts(send) == {"accepted": 1}
    assert len(notify.sent) == 1


def test_a_text_that_nobody_knows_of_is_held_for_a_person(notify):
    send = texting("07700 900123")
    notify.answers.append((503, "Exception", "no"))
    for _ in range(3):
        tasks.attempt_waiting()
    assert counts(send) == {"unknown": 1}
    assert "A person says" in Delivery.objects.get().reply
    assert notify.sent == []


def test_a_wrong_key_stops_the_route_with_its_reason_and_no_message_is_spent(notify, settings):
    settings.NOTIFY_TEXTS = {**settings.NOTIFY_TEXTS, "key": f"x-{notify.service}-{notify.email_template}"}
    send = texting("07700 900123", "07700 900124")
    for _ in range(3):
        tasks.attempt_waiting()
    route = Route.objects.get(name="sms")
    assert route.failures >= 3
    assert "API key not found" in route.stopped_because
    assert counts(send) == {"waiting": 2}


def test_when_the_day_is_spent_the_rest_waits_for_midnight(notify):
    notify.simulated_day = 1
    send = texting("07700 900123", "07700 900124")
    tasks.attempt_waiting()
    assert counts(send) == {"accepted": 1, "waiting": 1}
    stopped = Route.objects.get(name="sms").stopped_until
    assert stopped is not None
    assert (stopped.hour, stopped.minute) == (0, 5)


def test_the_route_goes_no_faster_than_it_may():
    texting("07700 900123")
    tasks.attempt_waiting()
    assert Route.objects.get(name="sms").per_minute == 3000


def test_what_a_text_takes_and_costs_is_said_beforehand(settings):
    settings.SMS_PENCE = 2.5
    bill = queries.bill("It’s " + "a" * 200, people=1000)
    assert (bill.size.parts, bill.messages, bill.pounds) == (2, 2000, 50.0)
    settings.SMS_PENCE = 0
    assert queries.bill("Hello", people=3).pounds is None
