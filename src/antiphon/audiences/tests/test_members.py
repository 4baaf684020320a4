"""Whom a message goes to, and who is left out and why."""

import pytest

from antiphon.audiences import queries, rules
from antiphon.audiences.tests.factories import make_audience, make_contact, make_contacts
from antiphon.delivery.models import Delivery
from antiphon.people.queries import email_key

pytestmark = pytest.mark.django_db
COLUMNS = ("person", "language", "format", "audience", "place")


def sent(key: str, number: int, purpose: str = "task", status: str = "accepted") -> None:
    for one in range(number):
        Delivery.objects.create(
            occasion=f"{purpose}{status}:{one}", address_key=key, purpose=purpose, status=status,
            reference=f"{key[:20]}{purpose}{status}{one}",
        )  # fmt: skip


def test_members_are_a_token_and_plain_words() -> None:
    listing = make_audience(name="Staff", place="Vale")
    contact = make_contact(listing=listing, format="large_print", language="pl", place="Linley")
    assert list(queries.members([listing]).values(*COLUMNS)) == [
        {"person": contact.person, "language": "pl", "format": "large_print", "audience": "Staff", "place": "Linley"}
    ]


def test_whoever_left_or_is_on_another_list_is_no_member() -> None:
    listing = make_audience()
    make_contact()
    make_contact(listing=listing, gone_at="2026-01-01T00:00Z", gone_because="asked")
    assert not queries.members([listing]).exists()


@pytest.mark.parametrize(("need", "by_hand"), [
    ({"way": "email", "format": "easy_read"}, False), ({"way": "email", "format": "bsl"}, False), ({"way": "sms"}, False),
    ({"way": "post"}, True), ({"way": "telephone"}, True), ({"way": "email", "format": "audio"}, True),
    ({"way": "sms", "format": "braille"}, True),
])  # fmt: skip
def test_what_no_machine_can_give_is_done_by_hand_and_nobody_is_in_both_or_neither(need: dict[str, str], by_hand: bool) -> None:
    contact = make_contact(**need)
    assert queries.by_hand([contact.listing]).exists() is by_hand
    assert queries.members([contact.listing]).exists() is not by_hand


def test_members_of_one_channel() -> None:
    listing = make_audience()
    make_contact(listing=listing)
    texts = make_contact(listing=listing, way="sms", telephone="07700 900123")
    assert [one.pk for one in queries.members([listing], channel="sms")] == [texts.pk]
    assert queries.left_out([listing], channel="sms") == {"Hears from us another way": 1}


def test_the_weekly_cap_counts_what_came_to_the_address_from_anybody() -> None:
    listing = make_audience(cap=2)
    make_contact(listing=listing, email="ada@example.org")
    make_contact(listing=listing, email="bob@example.org")
    sent(email_key("ada@example.org"), 2)
    sent(email_key("bob@example.org"), 1)
    sent(email_key("bob@example.org"), 5, purpose="service")
    sent(email_key("bob@example.org"), 5, status="cancelled")
    assert queries.members([listing]).count() == 1
    assert queries.members([listing], capped=False).count() == 2
    assert queries.left_out([listing]) == {"Has had enough messages this week": 1}
    Delivery.objects.update(made_at="2026-01-01T00:00Z")
    assert queries.members([listing]).count() == 2


def test_each_list_has_its_own_cap() -> None:
    few, many = make_audience(cap=1), make_audience(cap=5)
    for listing in (few, many):
        make_contact(listing=listing, email="ada@example.org")
    sent(email_key("ada@example.org"), 1)
    assert [one.listing for one in queries.members([few, many])] == [many]


def test_very_many_are_put_on_lists_that_overlap() -> None:
    one, other = make_audience(), make_audience()
    assert make_contacts(one, 50) == make_contacts(other, 50, first=26) == 50
    keys = [set(queries.members([listing]).values_list("person_key", flat=True)) for listing in (one, other)]
    assert len(keys[0] & keys[1]) == 25


def test_the_way_is_what_they_want_if_we_can_else_the_surest_that_we_have() -> None:
    can = {"email": True, "texts": False, "telephone": True, "post": False}
    assert rules.way_for("telephone", **can) == "telephone"
    assert rules.way_for("sms", **can) == "email"
    assert rules.way_for("", email=False, texts=False, telephone=True, post=True) == "post"
    assert rules.way_for("post", email=False, texts=False, telephone=False, post=False) == ""
