"""Access: each role, the way of an organisation, strangers, time, and succession."""

import dataclasses
import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.http import Http404

from antiphon.core.actors import Machine, Visitor
from antiphon.network import actions
from antiphon.network.access import READ_ONLY, Way, holds, may, organisations_of, require, roles_of
from antiphon.network.models import User
from antiphon.network.roles import ROLES, Permission
from antiphon.network.tests.factories import make_membership, make_organisation, make_user

pytestmark = pytest.mark.django_db
APRIL = datetime.date(2026, 4, 1)


@dataclasses.dataclass
class Thing:
    """Something that organisations share."""

    ways: dict[int, Way]

    def ways_in(self):
        return self.ways


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("permission", Permission)
def test_a_role_allows_its_page_and_nothing_else(role, permission):
    user = make_user(role=role)
    organisation = user.memberships.get().organisation.pk
    listed = permission in ROLES[role].allows
    assert may(user, permission, on=Thing({organisation: Way.OWNER})) is listed
    assert may(user, permission, on=Thing({organisation: Way.CONTRIBUTES})) is listed
    assert may(user, permission, on=Thing({organisation: Way.READS})) is (listed and permission in READ_ONLY)


def test_everyone_may_look_and_each_role_says_what_it_is_for():
    for role in ROLES.values():
        assert Permission.ENGAGEMENT_READ in role.allows
        assert len(role.purpose) > 40


def test_sealed_words_are_for_the_guardian_alone_and_people_for_the_administrator_alone():
    def who(permission):
        return {key for key, role in ROLES.items() if permission in role.allows}

    assert who(Permission.VOICE_UNSEAL) == {"guardian"}
    assert who(Permission.PEOPLE_MANAGE) == {"administrator"}
    assert Permission.VOICE_READ not in ROLES["administrator"].allows
    assert who(Permission.DECISION_RECORD) == {"decision_maker"}
    assert all(who(permission) for permission in Permission)


def test_a_stranger_is_told_nothing_and_a_reader_that_it_is_not_allowed():
    owner = make_organisation()
    bob, charlie = make_user(role="reader", organisation=owner), make_user(role="director")
    thing = Thing({owner.pk: Way.OWNER})
    with pytest.raises(PermissionDenied):
        require(bob, Permission.ENGAGEMENT_EDIT, on=thing)
    for stranger in (charlie, Machine("sweep"), Visitor(), None):
        with pytest.raises(Http404):
            require(stranger, Permission.ENGAGEMENT_READ, on=thing)


def test_a_role_holds_from_its_start_until_the_day_it_ends():
    owner, user = make_organisation(), make_user()
    make_membership(user=user, organisation=owner, role="director", starts_on=datetime.date(2026, 1, 1), ends_on=APRIL)
    said = []
    for day in (datetime.date(2025, 12, 31), datetime.date(2026, 1, 1), datetime.date(2026, 3, 31), APRIL):
        with time_machine.travel(datetime.datetime.combine(day, datetime.time(12))):
            said.append(may(again(user), Permission.ENGAGEMENT_EDIT, on=Thing({owner.pk: Way.OWNER})))
    assert said == [False, True, True, False]


def test_a_closed_account_reaches_nothing():
    user = make_user(role="director", is_active=False)
    owner = user.memberships.get().organisation
    assert not may(user, Permission.ENGAGEMENT_READ, on=Thing({owner.pk: Way.OWNER}))
    assert not organisations_of(user)
    assert not holds(user, Permission.ENGAGEMENT_EDIT)


def test_roles_cost_one_query_in_a_request(django_assert_num_queries):
    user = make_user(role="director")
    with django_assert_num_queries(1):
        organisations_of(user), roles_of(user), holds(user, Permission.EXPORT), organisations_of(user)


class TestSuccession:
    """What a body's people may reach follows the body's succession."""

    def reached(self, user: User, day: datetime.date) -> set[int]:
        with time_machine.travel(datetime.datetime.combine(day, datetime.time(12))):
            return organisations_of(again(user))

    def test_people_of_the_new_body_reach_what_was_of_the_old_ones(self):
        one, two = make_organisation(), make_organisation()
        new = actions.merge([one, two], into_name="New", on=APRIL, by=Machine("test"))
        user = make_user(role="director", organisation=new)
        assert self.reached(user, APRIL - datetime.timedelta(days=1)) == {new.pk}
        assert self.reached(user, APRIL) == {new.pk, one.pk, two.pk}

    def test_it_follows_step_after_step(self):
        oldest, middle, newest = (make_organisation() for _ in range(3))
        actions.end(oldest, on=datetime.date(2013, 4, 1), followed_by=[middle], by=Machine("test"))
        actions.end(middle, on=datetime.date(2022, 7, 1), followed_by=[newest], by=Machine("test"))
        user = make_user(role="reader", organisation=newest)
        assert self.reached(user, APRIL) == {oldest.pk, middle.pk, newest.pk}

    def test_a_split_body_opens_to_none_of_those_that_follow_it(self):
        split, one, two = (make_organisation() for _ in range(3))
        actions.end(split, on=APRIL, followed_by=[one, two], by=Machine("test"))
        user = make_user(role="director", organisation=one)
        assert self.reached(user, APRIL) == {one.pk}

    def test_a_transfer_of_functions_opens_nothing(self):
        old, new = make_organisation(), make_organisation()
        actions.end(old, on=APRIL, followed_by=[new], kind="transfer", by=Machine("test"))
        assert self.reached(make_user(role="director", organisation=new), APRIL) == {new.pk}

    def test_the_role_that_reaches_is_the_role_that_is_held(self):
        one, two = make_organisation(), make_organisation()
        new = actions.merge([one, two], into_name="New", on=APRIL, by=Machine("test"))
        reader = make_user(role="reader", organisation=new)
        with time_machine.travel(APRIL):
            assert not may(reader, Permission.ENGAGEMENT_EDIT, on=Thing({one.pk: Way.OWNER}))
            assert may(reader, Permission.ENGAGEMENT_READ, on=Thing({one.pk: Way.OWNER}))

    def test_people_of_a_predecessor_reach_nothing_of_the_successor(self):
        old, new = make_organisation(), make_organisation()
        user = make_user(role="director", organisation=old)
        actions.end(old, on=APRIL, followed_by=[new], by=Machine("test"))
        assert self.reached(user, APRIL) == {old.pk}
