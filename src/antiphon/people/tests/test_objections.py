"""What people do not want, and when they want it again."""

import pytest
from django.core.exceptions import PermissionDenied

from antiphon.core.actors import Machine, Visitor
from antiphon.core.problems import Refused
from antiphon.network.models import Membership, Organisation, User
from antiphon.people.actions import Contact, correct, erase, object_to, remember, want_again
from antiphon.people.models import Objection, Person, Wish
from antiphon.people.queries import email_key, keys_of, objections, telephone_key, wishes
from antiphon.people.rules import ANY, CHANNELS, PURPOSES, covers, takes_texts, telephone, without
from antiphon.people.tests.factories import make_objection, make_person

pytestmark = pytest.mark.django_db


def person_with(role: str) -> User:
    user = User.objects.create_user(f"{role}@example.net", role.title())
    Membership.objects.create(user=user, organisation=Organisation.objects.create(name=role), role=role)
    return user


@pytest.mark.parametrize("written", ["07700 900123", "+44 7700 900123", "+44 (0)7700 900123", "0044 7700-900123", "7700900123"])
def test_a_number_is_one_number_however_it_is_written(written: str) -> None:
    assert telephone(written) == "+447700900123"
    assert telephone_key(written) == telephone_key("07700900123")


@pytest.mark.parametrize("written", ["", "ring after six", "0770", "+44 1", "0000000000", "999"])
def test_what_is_no_number_gets_no_key(written: str) -> None:
    assert telephone(written) == ""
    assert telephone_key(written) == ""


def test_a_landline_takes_no_texts() -> None:
    assert takes_texts(telephone("07700 900123"))
    assert takes_texts(telephone("+353 85 012 3456"))
    assert not takes_texts(telephone("01632 960001"))
    assert not takes_texts("")


def test_a_person_has_a_key_for_the_telephone_too() -> None:
    token = remember(name="Ada", email="ada@example.org", telephone="07700 900123", wants_reply=True, by=Visitor())
    assert keys_of([token]) == {email_key("ada@example.org"), telephone_key("+447700900123")}
    correct(token, contact=Contact("Ada", "ada@example.org", "01632 960001"), by=person_with("director"))
    assert Person.objects.get(token=token).telephone_key == telephone_key("01632960001")
    erase(token, by=Machine("tidy up"))
    assert keys_of([token]) == set()


def test_an_objection_stands_once_and_the_ledger_has_every_line() -> None:
    key = email_key("Ada@Example.org ")
    for _ in range(2):
        assert object_to([key, key, ""], channel="email", purpose="task", how="one_click", by=Visitor()) == 1
    assert Objection.objects.count() == 1
    assert [line.said for line in wishes([key])] == ["objects", "objects"]
    assert objections([key]) == {("email", "task")}
    assert objections([email_key("bob@example.org")]) == set()


def test_who_wants_one_thing_again_still_does_not_want_the_rest() -> None:
    key = make_objection(channel=ANY, purpose=ANY).address_key
    want_again([key], channel="email", purpose="service", how="preferences", by=Visitor())
    found = objections([key])
    for channel in CHANNELS:
        for purpose in PURPOSES:
            wanted = (channel, purpose) == ("email", "service")
            assert any(covers(pair, channel, purpose) for pair in found) is not wanted
    assert Wish.objects.filter(said="wants").count() == 1


def test_wanting_everything_again_leaves_no_objection() -> None:
    key = make_objection(channel="sms", purpose="marketing").address_key
    make_objection(channel="any", purpose="task")
    want_again([key], channel=ANY, purpose=ANY, how="staff", by=person_with("communications_officer"))
    assert objections([key]) == set()


def test_what_is_left_is_exactly_what_was_not_asked_for() -> None:
    assert without([("any", "any")], "any", "marketing") == {("any", "task"), ("any", "service")}
    assert without([("email", "any")], "sms", "any") == {("email", "any")}
    assert without([("email", "task")], "any", "any") == set()


@pytest.mark.parametrize("how", ["link", "one_click", "complaint", "bounce"])
def test_nobody_else_can_say_that_somebody_wants_to_hear(how: str) -> None:
    key = make_objection().address_key
    with pytest.raises(Refused, match="Only the person"):
        want_again([key], channel="email", purpose="task", how=how, by=Machine("import"))
    assert objections([key]) == {("any", "any")}


def test_remembering_an_address_again_does_not_touch_an_objection() -> None:
    key = make_objection("ada@example.org").address_key
    make_person("Ada", "ada@example.org")
    assert objections([key]) == {("any", "any")}


def test_object_to_refuses_what_is_no_channel_and_whoever_may_not() -> None:
    with pytest.raises(Refused):
        object_to(["k"], channel="pigeon", purpose="task", how="link", by=Visitor())
    with pytest.raises(PermissionDenied):
        object_to(["k"], channel="email", purpose="task", how="staff", by=person_with("reader"))
    assert not Objection.objects.exists()
