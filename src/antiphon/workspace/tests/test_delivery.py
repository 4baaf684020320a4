"""The delivery screens: who sees what, what adds up, and that no address is shown."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from antiphon.delivery.models import Delivery
from antiphon.delivery.tests.factories import make_delivery
from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_engagement
from antiphon.network.models import User
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.people.tests.factories import make_person

pytestmark = pytest.mark.django_db
LIST = "/workspace/deliveries/"


@pytest.fixture
def engagement() -> Engagement:
    return make_engagement(slug="111-first", title="111 first")


@pytest.fixture
def alice(engagement: Engagement) -> User:
    return make_user(role="engagement_lead", organisation=engagement.owner)


@pytest.fixture
def bob(engagement: Engagement) -> User:
    return make_user(role="reader", organisation=engagement.owner)


@pytest.fixture
def charlie() -> User:
    return make_user(role="director", organisation=make_organisation())


def sent(count: int, start: int = 0, **fields: Any) -> list[Delivery]:
    return [make_delivery(make_person(email=f"p{start + number}@example.org"), **fields) for number in range(count)]


def page(client: Client, address: str = LIST, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_deliveries_says_the_sum(engagement: Engagement, alice: User, staff_client: Any) -> None:
    sent(4, status="accepted", settled_at=timezone.now(), handed_at=timezone.now(), reply="250 2.0.0 Ok")
    sent(1, start=4)
    sent(1, start=5, status="unknown", handed_at=timezone.now())
    said = page(staff_client(alice))
    assert "6 to tell = 4 accepted + 1 waiting + 1 not known" in said
    assert "Needs someone" in said
    assert "250 2.0.0 Ok" in said
    assert "example.org" not in said


def test_deliveries_with_nothing_sent_says_what_comes(engagement: Engagement, alice: User, staff_client: Any) -> None:
    assert "Nothing has been sent yet" in page(staff_client(alice))


def test_deliveries_of_strangers_are_not_shown(engagement: Engagement, charlie: User, staff_client: Any) -> None:
    sent(1)
    said = page(staff_client(charlie))
    assert "111 first" not in said
    assert "Nothing has been sent yet" in said


def test_deliveries_for_one_who_may_look_has_no_links_to_settle(engagement: Engagement, bob: User, staff_client: Any) -> None:
    (delivery,) = sent(1, status="unknown")
    said = page(staff_client(bob))
    assert "1 to tell = 1 not known" in said
    assert f"/deliveries/{delivery.pk}/" not in said


@pytest.mark.parametrize("count", [3, 30])
def test_deliveries_takes_the_same_queries_for_few_and_many(
    count: int, engagement: Engagement, alice: User, staff_client: Any, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        other = make_engagement(owner=engagement.owner, slug=f"other-{number}")
        sent(1, occasion=f"told:{other.slug}", status="unknown", handed_at=timezone.now())
    client = staff_client(alice)
    with django_assert_num_queries(8):
        page(client)


def test_only_so_many_messages_are_listed_at_once(engagement: Engagement, alice: User, staff_client: Any) -> None:
    sent(52, status="unknown")
    said = page(staff_client(alice))
    assert said.count("/resolve/") == 50
    assert "first 50 messages" in said


@pytest.mark.parametrize(("choice", "becomes"), [("accepted", "accepted"), ("waiting", "waiting"), ("cancelled", "cancelled")])
def test_resolve_does_as_told(choice: str, becomes: str, engagement: Engagement, alice: User, staff_client: Any) -> None:
    (delivery,) = sent(1, status="unknown", handed_at=timezone.now(), reply="The line broke")
    client = staff_client(alice)
    assert delivery.reference in page(client, f"{LIST}{delivery.pk}/resolve/")
    response = client.post(f"{LIST}{delivery.pk}/resolve/", {"outcome": choice})
    assert response.status_code == 302
    delivery.refresh_from_db()
    assert delivery.status == becomes
    assert "The message" in page(client)


def test_resolve_without_a_choice_says_what_to_do(engagement: Engagement, alice: User, staff_client: Any) -> None:
    (delivery,) = sent(1, status="unknown")
    response = staff_client(alice).post(f"{LIST}{delivery.pk}/resolve/", {})
    assert response.status_code == 200
    assert "Choose what became of this message" in response.content.decode()


def test_resolve_of_a_refused_message_offers_no_claim_that_it_went(
    engagement: Engagement, alice: User, staff_client: Any
) -> None:
    (delivery,) = sent(1, status="rejected", reply="550 no such user")
    client = staff_client(alice)
    said = page(client, f"{LIST}{delivery.pk}/resolve/")
    assert 'value="waiting"' in said
    assert 'value="accepted"' not in said
    assert client.post(f"{LIST}{delivery.pk}/resolve/", {"outcome": "accepted"}).status_code == 200
    delivery.refresh_from_db()
    assert delivery.status == "rejected"


def test_resolve_of_a_message_that_has_gone_has_nothing_to_settle(
    engagement: Engagement, alice: User, staff_client: Any
) -> None:
    (delivery,) = sent(1, status="accepted")
    assert "nothing to settle" in page(staff_client(alice), f"{LIST}{delivery.pk}/resolve/")


def test_resolve_of_one_settled_meanwhile_keeps_the_page_and_says_so(
    engagement: Engagement, alice: User, staff_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (delivery,) = sent(1, status="unknown")
    from antiphon.delivery import actions

    before = actions.resolve

    def meanwhile(*args: Any, **kwargs: Any) -> Any:
        Delivery.objects.update(status="accepted")
        return before(*args, **kwargs)

    monkeypatch.setattr(actions, "resolve", meanwhile)
    response = staff_client(alice).post(f"{LIST}{delivery.pk}/resolve/", {"outcome": "waiting"})
    assert response.status_code == 200
    assert "Look at it again" in response.content.decode()


def test_stop_sending_and_send_after_all(engagement: Engagement, alice: User, staff_client: Any) -> None:
    sent(2)
    sent(1, start=2, status="accepted")
    client = staff_client(alice)
    address = f"{LIST}111-first/stop/"
    assert address in page(client)
    assert "2 messages have not gone yet. 1 message has gone" in page(client, address)
    assert "2 messages will not be sent." in client.post(address, {"what": "stop"}, follow=True).content.decode()
    assert "3 to tell = 1 accepted + 2 cancelled" in page(client)
    assert "cancelled 2 messages" in page(client, address)
    assert "2 messages will be sent after all." in client.post(address, {"what": "send"}, follow=True).content.decode()
    assert "3 to tell = 1 accepted + 2 waiting" in page(client)


def test_stop_with_nothing_to_stop_says_so(engagement: Engagement, alice: User, staff_client: Any) -> None:
    assert "nothing to stop" in page(staff_client(alice), f"{LIST}111-first/stop/")


def test_stop_is_for_those_who_may(engagement: Engagement, bob: User, charlie: User, staff_client: Any) -> None:
    sent(1)
    for user, status in ((bob, 403), (charlie, 404)):
        assert staff_client(user).get(f"{LIST}111-first/stop/").status_code == status
        assert staff_client(user).post(f"{LIST}111-first/stop/", {"what": "stop"}).status_code == status
    assert Delivery.objects.get().status == "waiting"


def test_resolve_is_for_those_who_may(engagement: Engagement, bob: User, charlie: User, staff_client: Any) -> None:
    (delivery,) = sent(1, status="unknown")
    address = f"{LIST}{delivery.pk}/resolve/"
    assert staff_client(bob).get(address).status_code == 403
    assert staff_client(charlie).get(address).status_code == 404
    assert staff_client(charlie).get(f"{LIST}9999999/resolve/").status_code == 404
    for user in (bob, charlie):
        staff_client(user).post(address, {"outcome": "waiting"})
    delivery.refresh_from_db()
    assert delivery.status == "unknown"
