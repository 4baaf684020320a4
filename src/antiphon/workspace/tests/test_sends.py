"""The pages of mailings: whose they are, that the sum is shown, and that a press does what it says."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from antiphon.delivery import actions
from antiphon.delivery.models import Delivery, Route, Send, Tally
from antiphon.delivery.tests.factories import BY, make_line, make_send
from antiphon.delivery.tests.test_sends import person, those
from antiphon.network.models import User
from antiphon.network.tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
LIST = "/workspace/deliveries/sends/"


@pytest.fixture
def send() -> Send:
    made = make_send(name="The clinic moves", link="https://ashmere.example/clinic/")
    actions.enqueue(made, of=those(*(person(f"p{number}@example.org") for number in range(4))), by=BY)
    return made


@pytest.fixture
def alice(send: Send) -> User:
    return make_user(role="engagement_lead", organisation=send.organisation)


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_the_page_says_the_sum_and_how_it_gets_on(send: Send, alice: User, staff_client: Any) -> None:
    actions.start(send, by=BY)
    first, second, third, _ = Delivery.objects.order_by("pk")
    now = timezone.now()
    Delivery.objects.filter(pk=first.pk).update(status="accepted", settled_at=now)
    Delivery.objects.filter(pk=second.pk).update(status="unknown", handed_at=now)
    Delivery.objects.filter(pk=third.pk).update(status="suppressed", settled_at=now)
    Route.objects.create(name="smtp", reply="250 2.0.0 Ok")
    make_line()
    said = page(staff_client(alice), f"{LIST}{send.pk}/")
    assert "4 to tell = 1 accepted + 1 waiting + 1 not known + 1 not wanted" in said
    assert "Needs someone" in said
    assert "250 2.0.0 Ok" in said
    assert "Likely to finish" in said
    assert "Dear [name]," in said
    assert "Say what became of the messages that are not known" in said
    assert "example.org" not in said


def test_a_sum_that_does_not_hold_is_said(send: Send, alice: User, staff_client: Any) -> None:
    Tally.objects.create(send=send, status="waiting", number=1)
    assert "The numbers do not add up" in page(staff_client(alice), f"{LIST}{send.pk}/")


def test_the_list_shows_mine_alone(send: Send, alice: User, staff_client: Any) -> None:
    other = make_send(organisation=make_organisation(), occasion="other", name="Somebody else's")
    said = page(staff_client(alice), LIST)
    assert "The clinic moves" in said
    assert "4 to tell = 4 waiting" in said
    assert "Somebody else" not in said
    page(staff_client(alice), f"{LIST}{other.pk}/", 404)


def test_an_empty_list_says_what_comes(staff_client: Any) -> None:
    assert "There is no mailing yet" in page(staff_client(make_user(role="director")), LIST)


def test_start_pause_go_on_and_stop(send: Send, alice: User, staff_client: Any) -> None:
    client = staff_client(alice)
    for step, said in (("start", "has started"), ("pause", "is paused"), ("resume", "goes on"), ("cancel", "stopped for good")):
        response = client.post(f"{LIST}{send.pk}/{step}/", follow=True)
        assert said in response.content.decode()
    assert "This mailing is over already." in client.post(f"{LIST}{send.pk}/cancel/", follow=True).content.decode()
    assert client.get(f"{LIST}{send.pk}/cancel/").status_code == 405


def test_unknown_ones_are_settled_together(send: Send, alice: User, staff_client: Any) -> None:
    client = staff_client(alice)
    assert "There is nothing to settle" in client.get(f"{LIST}{send.pk}/unknown/", follow=True).content.decode()
    Delivery.objects.update(status="unknown", handed_at=timezone.now())
    assert "Of 4 messages nobody knows" in page(client, f"{LIST}{send.pk}/unknown/")
    assert "Choose what became" in client.post(f"{LIST}{send.pk}/unknown/", {}).content.decode()
    said = client.post(f"{LIST}{send.pk}/unknown/", {"outcome": "accepted"}, follow=True).content.decode()
    assert "4 messages settled." in said
    assert "4 to tell = 4 accepted" in said


def test_who_may_only_look_looks_and_a_stranger_finds_nothing(send: Send, staff_client: Any) -> None:
    Delivery.objects.update(status="unknown")
    reader, stranger = make_user(role="reader", organisation=send.organisation), make_user(role="director")
    seen = staff_client(reader).get(f"{LIST}{send.pk}/")
    if seen.status_code == 200:
        assert "Start sending" not in seen.content.decode()
    for user, answers in ((reader, {403, 404}), (stranger, {404})):
        client = staff_client(user)
        assert client.get(f"{LIST}{send.pk}/unknown/").status_code in answers
        for step in ("start", "pause", "resume", "cancel"):
            assert client.post(f"{LIST}{send.pk}/{step}/").status_code in answers
    send.refresh_from_db()
    assert send.status == "draft"


@pytest.mark.parametrize("count", [2, 20])
def test_the_list_takes_the_same_queries_for_few_and_many(
    count: int, send: Send, alice: User, staff_client: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        make_send(organisation=send.organisation, occasion=f"o{number}")
    client = staff_client(alice)
    with django_assert_max_num_queries(9):
        page(client, LIST)
    with django_assert_max_num_queries(14):
        page(client, f"{LIST}{send.pk}/")
