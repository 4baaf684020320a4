"""Writes: loading, merging, renaming, ending; inviting people, giving and ending their roles."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.actors import Machine
from antiphon.core.problems import BadFile, Refused
from antiphon.network import actions, queries
from antiphon.network.doors import Body, Place, Reading
from antiphon.network.models import Area, Membership, Organisation, Succession, User
from antiphon.network.tests.factories import make_membership, make_organisation, make_user

pytestmark = pytest.mark.django_db
OPERATOR = Machine("test")


def body(**overrides) -> Body:
    fields = {"register": "ODS", "code": "R1C", "name": "Solent NHS Trust", "kind": "nhs_trust", "level": "place"}
    return Body(**{**fields, **overrides})


class TestLoading:
    def test_boards_load_once_however_often(self):
        first, second = actions.load_boards(by=OPERATOR), actions.load_boards(by=OPERATOR)
        assert (first.added, second.added, second.changed, second.left) == (64, 0, 0, 64)
        assert (Organisation.objects.count(), Succession.objects.count()) == (48, 16)

    def test_load_keeps_a_name_that_a_file_replaces(self):
        actions.load([Reading("a", bodies=[body()])], by=OPERATOR)
        (done,) = actions.load([Reading("b", bodies=[body(name="Solent and Vale NHS Trust")])], by=OPERATOR)
        trust = Organisation.objects.get(code="R1C")
        assert (done.changed, trust.name) == (1, "Solent and Vale NHS Trust")
        assert trust.name_on(timezone.localdate() - datetime.timedelta(days=1)) == "Solent NHS Trust"

    def test_load_does_not_undo_what_was_recorded_here(self):
        actions.load([Reading("a", bodies=[body()])], by=OPERATOR)
        trust = Organisation.objects.get(code="R1C")
        actions.rename(trust, name="Vale NHS Trust", on=timezone.localdate(), by=OPERATOR)
        actions.end(trust, on=datetime.date(2030, 4, 1), by=OPERATOR)
        (done,) = actions.load([Reading("a", bodies=[body()])], by=OPERATOR)
        trust.refresh_from_db()
        assert (done.left, trust.name, trust.ends_on) == (1, "Vale NHS Trust", datetime.date(2030, 4, 1))

    def test_load_takes_areas_within_areas_and_completes_them_later(self):
        actions.load_boards(by=OPERATOR)
        places = [Place("upper_tier", "E1", "Upper"), Place("district", "E2", "District", within=("upper_tier", "E1"))]
        actions.load([Reading("a", places=places)], by=OPERATOR)
        actions.load([Reading("b", places=[Place("district", "E2", "District", residents=9, board="QRL")])], by=OPERATOR)
        district = Area.objects.get(code="E2")
        assert (district.within.code, district.residents, district.board.code) == ("E1", 9, "QRL")

    def test_load_refuses_all_when_an_area_around_is_unknown(self):
        readings = [Reading("trusts.csv", bodies=[body()]),
                    Reading("wards.csv", places=[Place("ward", "E05", "Ward", within=("district", "E99"), row=7)])]  # fmt: skip
        with pytest.raises(BadFile, match=r"wards\.csv, row 7: E05 lies in E99") as refused:
            actions.load(readings, by=OPERATOR)
        assert refused.value.rows[0][0] == 7
        assert not Organisation.objects.exists()

    def test_load_refuses_an_unknown_board(self):
        with pytest.raises(BadFile, match="a board that is not known"):
            actions.load([Reading("sub.csv", places=[Place("sub_board", "00L", "Sub", board="QZZ")])], by=OPERATOR)


class TestOrganisations:
    def test_merge_of_two_bodies_today_keeps_last_month_s_names_and_lists_the_new_one(self):
        """Register row 1: last month's record still shows the old names, today's list the new one."""
        today = timezone.localdate()
        last_month = today - datetime.timedelta(days=30)
        vale, ashmere = make_organisation(name="Vale Trust"), make_organisation(name="Ashmere Trust")
        new = actions.merge([vale, ashmere], into_name="Ashmere and Vale Trust", on=today, by=OPERATOR)
        assert list(queries.organisations_on(today)) == [new]
        assert {one.name_on(last_month) for one in queries.organisations_on(last_month)} == {"Vale Trust", "Ashmere Trust"}
        assert list(queries.today_s_bodies_of(vale)) == [new]
        assert new.kind == Organisation.Kind.BOARD

    def test_merge_carries_people_and_roles_over_once(self):
        today = timezone.localdate()
        one, two = make_organisation(), make_organisation()
        alice = make_user(role="director", organisation=one)
        Membership.objects.create(user=alice, organisation=two, role="director", starts_on=datetime.date(2024, 1, 1))
        new = actions.merge([one, two], into_name="New", on=today, by=OPERATOR)
        assert list(alice.memberships.filter(ends_on=None).values_list("organisation", "role")) == [(new.pk, "director")]
        assert alice.memberships.filter(ends_on=today).count() == 2

    def test_merge_takes_an_administrator_of_each(self):
        alice = make_user(role="administrator")
        mine, theirs = alice.memberships.get().organisation, make_organisation()
        with pytest.raises(Http404):
            actions.merge([mine, theirs], into_name="Ours", on=timezone.localdate(), by=alice)
        assert not Succession.objects.exists()

    @pytest.mark.parametrize("count", [0, 1])
    def test_merge_of_fewer_than_two_is_refused(self, count):
        with pytest.raises(Refused, match="two or more"):
            actions.merge([make_organisation()] * count, into_name="New", on=timezone.localdate(), by=OPERATOR)

    def test_merge_of_a_body_that_has_ended_is_refused(self):
        gone = make_organisation(ends_on=datetime.date(2020, 1, 1))
        with pytest.raises(Refused, match="does not exist on"):
            actions.merge([gone, make_organisation()], into_name="New", on=timezone.localdate(), by=OPERATOR)

    def test_rename_keeps_the_old_name_in_old_records(self):
        today = timezone.localdate()
        place = make_organisation(name="Old name")
        actions.rename(place, name="New name", on=today, by=OPERATOR)
        place.refresh_from_db()
        assert place.name_on(today - datetime.timedelta(days=1)) == "Old name"
        assert place.name_on(today) == str(place) == "New name"

    @pytest.mark.parametrize(
        ("name", "days", "said"),
        [("", 0, "Enter the name"), ("Same", 0, "its name already"), ("New", 1, "today or earlier"),
         ("N" * 201, 0, "200 letters")],
    )  # fmt: skip
    def test_rename_is_refused(self, name, days, said):
        place = make_organisation(name="Same")
        with pytest.raises(Refused, match=said):
            actions.rename(place, name=name, on=timezone.localdate() + datetime.timedelta(days=days), by=OPERATOR)

    def test_rename_before_an_earlier_change_of_name_is_refused(self):
        place, today = make_organisation(name="First"), timezone.localdate()
        actions.rename(place, name="Second", on=today, by=OPERATOR)
        with pytest.raises(Refused, match="another name change"):
            actions.rename(place, name="Third", on=today - datetime.timedelta(days=9), by=OPERATOR)

    def test_end_twice_is_refused(self):
        place = make_organisation()
        actions.end(place, on=timezone.localdate(), by=OPERATOR)
        with pytest.raises(Refused, match="already has an end"):
            actions.end(place, on=timezone.localdate(), by=OPERATOR)


@pytest.fixture
def alice() -> User:
    return make_user(name="Alice", role="administrator")


@pytest.fixture
def ours(alice: User) -> Organisation:
    return alice.memberships.get().organisation


class TestPeople:
    def test_invite_makes_an_account_without_a_password_and_one_role(self, alice, ours):
        bob = actions.invite(email="Bob@Example.org", name="Bob  Brown", organisation=ours, role="reader", by=alice)
        assert (bob.email, bob.name, bob.has_usable_password()) == ("bob@example.org", "Bob Brown", False)
        assert bob.memberships.get().role == "reader"
        assert trail.of(bob).get().verb == "invite"

    def test_invite_of_someone_known_gives_the_role_and_leaves_the_rest(self, alice, ours):
        charlie = make_user(name="Charlie", email="charlie@example.org", role="director", password="a long old password")
        found = actions.invite(email="CHARLIE@example.org", name="Somebody", organisation=ours, role="analyst", by=alice)
        assert found == charlie
        charlie.refresh_from_db()
        assert charlie.name == "Charlie"
        assert charlie.check_password("a long old password")
        assert charlie.memberships.count() == 2

    def test_invite_into_another_organisation_is_not_found(self, alice):
        with pytest.raises(Http404):
            actions.invite(email="b@example.org", name="B", organisation=make_organisation(), role="reader", by=alice)
        assert not User.objects.filter(email="b@example.org").exists()

    def test_invite_by_someone_who_is_no_administrator_is_denied(self, ours):
        lead = make_user(role="engagement_lead", organisation=ours)
        with pytest.raises(PermissionDenied):
            actions.invite(email="b@example.org", name="B", organisation=ours, role="reader", by=lead)

    def test_invite_of_a_closed_account_is_refused(self, alice, ours):
        make_user(email="gone@example.org", role="reader", organisation=ours, is_active=False)
        with pytest.raises(Refused, match="was closed"):
            actions.invite(email="gone@example.org", name="G", organisation=ours, role="reader", by=alice)

    def test_accept_invitation_sets_a_password_once(self, alice, ours):
        bob = actions.invite(email="bob@example.org", name="Bob", organisation=ours, role="reader", by=alice)
        actions.accept_invitation(bob, password="correct horse battery", by=bob)
        assert bob.check_password("correct horse battery")
        with pytest.raises(Refused, match="used already"):
            actions.accept_invitation(bob, password="another long one", by=bob)

    def test_nobody_changes_their_own_roles(self, alice, ours):
        with pytest.raises(Refused, match="your own roles"):
            actions.give_role(alice, organisation=ours, role="director", by=alice)
        with pytest.raises(Refused, match="your own roles"):
            actions.end_role(alice.memberships.get(), by=alice)
        with pytest.raises(Refused, match="your own roles"):
            actions.deactivate(alice, by=alice)

    def test_give_role_twice_is_refused(self, alice, ours):
        bob = make_user(role="reader", organisation=ours)
        with pytest.raises(Refused, match="is already reader"):
            actions.give_role(bob, organisation=ours, role="reader", by=alice)

    def test_give_role_in_a_body_that_has_ended_is_refused(self, alice, ours):
        actions.end(ours, on=timezone.localdate(), by=OPERATOR)
        with pytest.raises(Refused, match="does not exist"):
            actions.give_role(make_user(), organisation=ours, role="reader", by=alice)

    def test_give_role_of_no_such_name_is_refused(self, alice, ours):
        with pytest.raises(Refused, match="from the list"):
            actions.give_role(make_user(), organisation=ours, role="emperor", by=alice)

    def test_end_role_takes_effect_today(self, alice, ours):
        bob = make_user(role="reader", organisation=ours)
        actions.end_role(bob.memberships.get(), by=alice)
        assert not queries.own_organisations(bob)
        with pytest.raises(Refused, match="ended already"):
            actions.end_role(bob.memberships.get(), by=alice)

    def test_the_last_administrator_stays(self, alice, ours):
        second = make_user(role="administrator", organisation=ours)
        actions.end_role(alice.memberships.get(), by=second)
        with pytest.raises(Refused, match="last administrator"):
            actions.end_role(second.memberships.get(), by=OPERATOR)
        make_user(role="administrator", organisation=ours, is_active=False)
        with pytest.raises(Refused, match="last administrator"):
            actions.end_role(second.memberships.get(), by=OPERATOR)

    def test_deactivate_closes_an_account_of_ours_and_reactivate_opens_it(self, alice, ours):
        bob = make_user(role="reader", organisation=ours)
        actions.deactivate(bob, by=alice)
        assert not User.objects.get(pk=bob.pk).is_active
        actions.reactivate(bob, by=alice)
        assert User.objects.get(pk=bob.pk).is_active

    def test_deactivate_of_someone_who_also_works_elsewhere_is_denied(self, alice, ours):
        bob = make_user(role="reader", organisation=ours)
        make_membership(user=bob, role="director")
        with pytest.raises(PermissionDenied, match="do not look after"):
            actions.deactivate(bob, by=alice)

    def test_invite_again_is_for_those_who_never_signed_in(self, alice, ours):
        bob = actions.invite(email="bob@example.org", name="Bob", organisation=ours, role="reader", by=alice)
        before = bob.password
        actions.invite_again(bob, by=alice)
        assert bob.password != before
        actions.accept_invitation(bob, password="correct horse battery", by=bob)
        with pytest.raises(Refused, match="signed in already"):
            actions.invite_again(bob, by=alice)

    def test_a_role_ended_before_it_began_never_held(self, alice, ours):
        bob = make_user()
        tomorrow = timezone.localdate() + datetime.timedelta(days=1)
        role = actions.give_role(bob, organisation=ours, role="reader", starts_on=tomorrow, by=alice)
        actions.end_role(role, by=alice)
        with time_machine.travel(tomorrow):
            assert not queries.own_organisations(User.objects.get(pk=bob.pk))
