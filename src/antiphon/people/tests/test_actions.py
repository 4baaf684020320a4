"""Keeping and forgetting who spoke."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from antiphon.core import trail
from antiphon.core.actors import Machine, Visitor
from antiphon.core.problems import Refused
from antiphon.network.models import Membership, Organisation, User
from antiphon.people.actions import disclose, erase, remember, stop_replies
from antiphon.people.models import Person
from antiphon.people.queries import Held, address_of, addresses_of, held, keys_to_tell, who_wants_a_reply
from antiphon.people.tests.factories import make_person

pytestmark = pytest.mark.django_db


def person_with(role: str) -> User:
    user = User.objects.create_user(f"{role}@example.net", role.title())
    Membership.objects.create(user=user, organisation=Organisation.objects.create(name=role), role=role)
    return user


def test_remember_keeps_name_and_address_sealed() -> None:
    token = remember(name=" Ada   Example ", email=" Ada@Example.org ", wants_reply=True, by=Visitor())
    with connection.cursor() as cursor:
        cursor.execute("select name, email, email_key from people_person where token = %s", [token])
        stored = cursor.fetchone()
    assert all("example" not in column.lower() for column in stored)
    found = address_of(token)
    assert found is not None
    assert (found.name, found.email, found.wants_reply) == ("Ada Example", "Ada@Example.org", True)
    assert "example" not in repr(found).lower()


def test_remember_without_an_address_wants_no_reply() -> None:
    token = remember(name="Ada", email="", wants_reply=True, by=Visitor())
    assert address_of(token) is None
    assert Person.objects.get(token=token).wants_reply is False


@pytest.mark.parametrize("email", ["ada", "ada@", "@example.org", "ada@example", "a b@example.org",
                                   "ada@example.org\r\nBcc: all@example.org", "ada@example.org,bob@example.org",
                                   "ada..b@example.org", "x" * 65 + "@example.org"])  # fmt: skip
def test_remember_refuses_what_cannot_be_an_address(email: str) -> None:
    with pytest.raises(Refused, match="correct format"):
        make_person(email=email)
    assert not Person.objects.exists()


@pytest.mark.parametrize("email", ["o'hara+nhs@mail.example.org", "anna.müller@example.org", "A_B-c@sub.example.co.uk"])
def test_remember_takes_unusual_addresses(email: str) -> None:
    found = address_of(make_person(email=email))
    assert found is not None
    assert found.email == email


def test_the_same_address_has_the_same_key_however_it_is_typed() -> None:
    keys = keys_to_tell([make_person(email="ada@example.org"), make_person(email="ADA@Example.org")])
    assert len(keys) == 2
    assert len(set(keys.values())) == 1


def test_stop_replies_leaves_the_address_and_not_the_wish() -> None:
    token = make_person()
    stop_replies(token, by=Visitor())
    stop_replies(token, by=Visitor())
    found = address_of(token)
    assert found is not None
    assert found.wants_reply is False
    assert [entry.verb for entry in trail.of(Person.objects.get(token=token))] == ["remember", "stop_replies"]


def test_stop_replies_by_a_reader_is_not_allowed() -> None:
    with pytest.raises(PermissionDenied):
        stop_replies(make_person(), by=person_with("reader"))


def test_erase_blanks_the_row_and_keeps_it() -> None:
    token = make_person()
    erase(token, by=person_with("guardian"))
    person = Person.objects.get(token=token)
    assert (person.name, person.email, person.email_key, person.wants_reply) == ("", "", "", False)
    assert person.erased_at is not None
    assert address_of(token) is None


def test_erase_twice_keeps_the_first_moment() -> None:
    token = make_person()
    erase(token, by=Machine("retention"))
    first = Person.objects.get(token=token).erased_at
    erase(token, by=Machine("retention"))
    assert Person.objects.get(token=token).erased_at == first


def test_erase_by_another_role_is_not_allowed() -> None:
    token = make_person()
    for role in ("reader", "analyst", "administrator", "communications_officer"):
        with pytest.raises(PermissionDenied):
            erase(token, by=person_with(role))
    assert address_of(token) is not None


def test_erase_by_the_visitor_who_holds_the_receipt() -> None:
    token = make_person()
    erase(token, by=Visitor())
    assert address_of(token) is None


def test_stop_replies_stops_those_at_the_same_address_among_the_ones_named_and_no_others() -> None:
    token, again, elsewhere = make_person(), make_person(email="ADA@example.org"), make_person()
    other = make_person(email="bob@example.org")
    stop_replies(token, among=[token, again, other], by=Visitor())
    assert who_wants_a_reply([token, again, elsewhere, other]) == {elsewhere, other}


def test_disclose_gives_the_name_and_address_to_those_who_may_and_leaves_a_trail() -> None:
    token = make_person()
    with pytest.raises(PermissionDenied):
        disclose(token, by=person_with("analyst"))
    found = disclose(token, by=person_with("guardian"))
    assert (found.name, found.email) == ("Ada Example", "ada@example.org")
    assert "example" not in repr(found).lower()
    assert [entry.verb for entry in trail.of(Person.objects.get(token=token))] == ["remember", "disclose"]


def test_held_says_yes_or_no_and_never_what(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    full, bare, gone = make_person(), make_person(email="", name="Ada"), make_person()
    erase(gone, by=Machine("retention"))
    with django_assert_num_queries(1):
        found = held([full, bare, gone])
    assert found == {full: Held(name=True, email=True, wants_reply=True), bare: Held(name=True)}


def test_erase_of_nobody_is_refused() -> None:
    with pytest.raises(Refused):
        erase(uuid.uuid4(), by=Machine("retention"))


def test_the_trail_holds_no_name_and_no_address() -> None:
    token = make_person(name="Ada Example", email="ada@example.org")
    said = str([entry.detail for entry in trail.of(Person.objects.get(token=token))]).lower()
    assert "example" not in said


def test_who_wants_a_reply_is_one_query(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    wants = [make_person(email=f"p{number}@example.org") for number in range(30)]
    others = [make_person(email="no@example.org", wants_reply=False), make_person(email=""), uuid.uuid4()]
    with django_assert_num_queries(1):
        assert who_wants_a_reply(wants + others) == set(wants)
    with django_assert_num_queries(1):
        assert set(addresses_of(wants + others)) == {*wants, others[0]}
