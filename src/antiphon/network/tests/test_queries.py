"""Reads: bodies on a day, names in time, who follows whom, people of my organisations."""

import datetime

import pytest
import time_machine

from antiphon.core.actors import Machine
from antiphon.network import actions, queries
from antiphon.network.models import Organisation
from antiphon.network.tests.factories import make_membership, make_organisation, make_user

pytestmark = pytest.mark.django_db
MARCH, APRIL = datetime.date(2026, 3, 31), datetime.date(2026, 4, 1)


@pytest.fixture
def _boards():
    actions.load_boards(by=Machine("test"))


def board(code: str) -> Organisation:
    found = queries.body(code)
    assert found
    return found


@pytest.mark.usefixtures("_boards")
def test_42_boards_became_36_on_1_april_2026():
    on = [queries.organisations_on(day).filter(kind=Organisation.Kind.BOARD).count() for day in (MARCH, APRIL)]
    assert on == [42, 36]


@pytest.mark.usefixtures("_boards")
def test_successors_of_a_split_board_are_all_that_follow_it():
    said = {one.code for one in queries.successors_of(board("QNQ"), APRIL)}
    assert said == {"QRL", "S0E4D", "S9B9J"}
    assert not queries.successors_of(board("QNQ"), MARCH)


@pytest.mark.usefixtures("_boards")
def test_today_s_bodies_of_a_board_depend_on_the_day():
    frimley, hampshire = board("QNQ"), board("QRL")
    assert {one.code for one in queries.today_s_bodies_of(frimley, MARCH)} == {"QNQ"}
    assert {one.code for one in queries.today_s_bodies_of(frimley, APRIL)} == {"QRL", "S0E4D", "S9B9J"}
    assert {one.code for one in queries.today_s_bodies_of(hampshire, APRIL)} == {"QRL"}


@pytest.mark.usefixtures("_boards")
def test_came_from_names_every_board_that_a_new_one_follows():
    assert [tie.predecessor.code for tie in queries.came_from(board("D7T5G"))] == ["QM7", "QH8", "QJG"]


def test_names_over_time_are_told_from_the_oldest():
    body = make_organisation(name="Third", starts_on=datetime.date(2000, 1, 1))
    body.former_names.create(name="Second", until=datetime.date(2020, 1, 1))
    body.former_names.create(name="First", until=datetime.date(2010, 1, 1))
    assert [name for name, _, _ in queries.names_over_time(body)] == ["First", "Second", "Third"]
    assert queries.name_on(body, datetime.date(2015, 6, 1)) == body.name_on(datetime.date(2015, 6, 1)) == "Second"


def test_find_organisations_finds_by_words_of_now_or_then_by_code_and_kind():
    renamed = make_organisation(name="Health Innovation East", code="X9", register="ODS")
    renamed.former_names.create(name="Eastern AHSN", until=datetime.date(2023, 10, 1))
    council = make_organisation(name="East Ashmere Council", kind=Organisation.Kind.COUNCIL)

    def found(**asked):
        return set(queries.find_organisations(day=APRIL, **asked))

    assert found(words="east") == {renamed, council}
    assert found(words="ahsn eastern") == {renamed}
    assert found(words="x9") == {renamed}
    assert found(kind="council") == {council}
    assert found(words="%") == set()


def test_own_organisations_leaves_out_what_has_ended_and_what_is_only_followed():
    old = make_organisation(name="Old", starts_on=datetime.date(2020, 1, 1))
    other = make_organisation(name="Other", starts_on=datetime.date(2020, 1, 1))
    user = make_user(role="director", organisation=old)
    new = actions.merge([old, other], into_name="New", on=APRIL, by=Machine("test"))
    with time_machine.travel(APRIL):
        assert list(queries.own_organisations(user)) == [new]


def test_people_of_shows_colleagues_and_no_strangers(django_assert_num_queries):
    alice = make_user(name="Alice", role="administrator")
    mine = alice.memberships.get().organisation
    bob = make_user(name="Bob", role="reader", organisation=mine)
    make_membership(user=bob, organisation=make_organisation())
    make_user(name="Charlie", role="reader")
    with django_assert_num_queries(3):
        people = list(queries.people_of(alice))
        shown = {person.name: [role.organisation for role in person.roles_here] for person in people}
    assert shown == {"Alice": [mine], "Bob": [mine]}
