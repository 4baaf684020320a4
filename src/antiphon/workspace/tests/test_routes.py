"""The screen of routes: how each stands, a test message to oneself, and opening one again."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from antiphon.core.problems import Refused
from antiphon.delivery import actions, tasks
from antiphon.delivery.models import Route, Trial
from antiphon.delivery.rules import Words
from antiphon.delivery.tests.factories import make_line, make_route, make_send, make_trial
from antiphon.network.tests.factories import make_user
from tests.browser.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
ROUTES = "/workspace/deliveries/routes/"


@pytest.fixture
def alice():
    return make_user(name="Alice", role="communications_officer")


@pytest.fixture
def texts(settings, notify):
    """Text messages go by a Notify on this machine."""
    settings.NOTIFY_TEXTS = notify.options(kind="sms", template=notify.sms_template)
    settings.ROUTES = {**settings.ROUTES, "sms": {
        "channel": "antiphon.delivery.channels.notify.Notify", "options": "NOTIFY_TEXTS", "per_minute": 3000}}  # fmt: skip
    settings.ROUTE_OF = {**settings.ROUTE_OF, "sms": "sms"}
    settings.SMS_PENCE = 2.4
    return notify


def page_of(user, path: str = ROUTES) -> str:
    return " ".join(signed_in_client(user).get(path).content.decode().split())


def test_each_route_says_how_it_stands(alice, texts):
    make_route(name="smtp", reply="250 2.0.0 queued", reply_at=timezone.now())
    make_route(name="sms", per_minute=3000, failures=3, stopped_until=timezone.now() + datetime.timedelta(minutes=9),
               stopped_because="GOV.UK Notify does not let us in: 403")  # fmt: skip
    page = page_of(alice)
    assert "Mail server" in page
    assert "“250 2.0.0 queued”" in page
    assert "Stopped for now" in page
    assert "does not let us in: 403" in page
    assert "Up to 3,000 messages a minute" in page
    assert "One text costs" in page
    assert "GOV.UK Notify: emails" in page  # not set up


def test_a_stopped_route_is_tried_again_at_once(alice):
    make_route(name="smtp", failures=5, stopped_until=timezone.now() + datetime.timedelta(hours=1), stopped_because="No line")
    client = signed_in_client(alice)
    assert client.post(f"{ROUTES}smtp/open/").status_code == 302
    row = Route.objects.get(name="smtp")
    assert (row.stopped_until, row.stopped_because, row.failures) == (None, "", 0)


def test_a_test_message_goes_to_ones_own_account_once_and_the_address_is_forgotten(alice, mailbox):
    client = signed_in_client(alice)
    assert alice.email in page_of(alice, f"{ROUTES}smtp/try/")
    assert client.post(f"{ROUTES}smtp/try/", {"number": "07700900999"}).status_code == 302
    assert Trial.objects.get().to == alice.email
    assert [tasks.try_waiting(), tasks.try_waiting()] == [1, 0]
    [mail] = mailbox.to(alice.email)
    assert "test" in mail["Subject"]
    trial = Trial.objects.get()
    assert (trial.status, trial.to) == ("accepted", "")
    assert "queued" in page_of(alice)


def test_a_text_goes_to_the_number_that_was_given(alice, texts):
    client = signed_in_client(alice)
    page = client.post(f"{ROUTES}sms/try/", {"number": "12"}).content.decode()
    assert "Enter a mobile number" in page
    assert client.post(f"{ROUTES}sms/try/", {"number": "07700 900982"}).status_code == 302
    assert tasks.try_waiting() == 1
    assert texts.sent[0]["phone_number"] == "+447700900982"
    assert Trial.objects.get().to == ""


def test_a_route_that_is_closed_says_why(alice, settings):
    settings.SMTP = {**settings.SMTP, "host": "127.0.0.1", "port": 1, "timeout": 2}
    actions.try_out("smtp", by=alice)
    assert tasks.try_waiting() == 0
    trial = Trial.objects.get()
    assert (trial.status, trial.to) == ("rejected", "")
    assert "cannot be reached" in trial.reply


def test_a_worker_that_dies_leaves_it_not_known_and_never_sends_it_again(alice, mailbox):
    make_trial(asked_by=alice)
    actions.begin_trial(by=tasks.BY)  # and here it dies
    assert tasks.try_waiting() == 0
    Trial.objects.update(begun_at=timezone.now() - datetime.timedelta(minutes=6))
    assert tasks.try_waiting() == 0
    assert (Trial.objects.get().status, Trial.objects.get().to) == ("unknown", "")
    assert mailbox.messages == []


def test_five_an_hour_are_enough(alice):
    for _ in range(5):
        actions.try_out("smtp", by=alice)
    with pytest.raises(Refused, match="Wait a while"):
        actions.try_out("smtp", by=alice)


@pytest.mark.parametrize(("role", "sees", "tries"), [
    ("reader", 200, 403), ("communications_officer", 200, 200), ("administrator", 200, 200), ("entry_clerk", 403, 403),
    ("safeguarding_lead", 403, 403),
])  # fmt: skip
def test_who_may(role, sees, tries):
    client = signed_in_client(make_user(role=role))
    assert client.get(ROUTES).status_code == sees
    assert client.get(f"{ROUTES}smtp/try/").status_code == tries
    assert client.get(f"{ROUTES}nothing/try/").status_code == (404 if tries == 200 else 403)
    assert client.post(f"{ROUTES}smtp/open/").status_code == (302 if tries == 200 else 403)


def test_a_stopped_route_is_on_the_worklist_of_those_who_can_see_to_it(alice):
    make_route(name="smtp", stopped_until=timezone.now() + datetime.timedelta(hours=1), stopped_because="No line at all")
    assert "No line at all" in page_of(alice, "/workspace/")
    assert "No line at all" not in page_of(make_user(role="reader"), "/workspace/")


def test_the_page_asks_as_often_for_many_as_for_few(alice, texts):
    client = signed_in_client(alice)
    make_route(name="smtp")
    make_trial(asked_by=alice)
    client.get(ROUTES)
    with CaptureQueriesContext(connection) as few:
        client.get(ROUTES)
    for number in range(8):
        make_trial(asked_by=alice)
        make_line(worker=f"one:{number}")
    make_route(name="sms")
    with CaptureQueriesContext(connection) as many:
        client.get(ROUTES)
    assert len(many) == len(few)


def test_nobody_sees_the_test_messages_of_another(alice):
    make_trial(asked_by=alice, status="accepted", to="", settled_at=timezone.now(), reply="250 for Alice alone")
    assert "for Alice alone" in page_of(alice)
    assert "for Alice alone" not in page_of(make_user(role="communications_officer"))


def test_a_mailing_by_text_says_what_it_takes_and_costs(alice, texts):
    send = make_send(channel="sms", words=[Words(text="x" * 150 + " ((leave))")], targeted=1000,
                     organisation=alice.memberships.get().organisation)  # fmt: skip
    page = page_of(alice, f"/workspace/deliveries/sends/{send.pk}/")
    assert "It takes 2 text messages for each person. If all 1,000 people get it, it costs about £48.00." in page
