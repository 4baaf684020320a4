"""The screens of people, roles and organisations."""

import datetime
import re

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from antiphon.core.actors import Machine
from antiphon.network import actions, queries
from antiphon.network.models import Membership, Organisation, User
from antiphon.network.roles import Permission
from antiphon.network.tests.factories import make_membership, make_organisation, make_user
from antiphon.workspace.network.presenters import SAID
from tests.browser.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
PASSWORD = {"password": "three quiet otters", "again": "three quiet otters"}


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()


@pytest.fixture
def alice() -> User:
    return make_user(name="Alice", role="administrator", email="alice@example.org")


@pytest.fixture
def ours(alice: User) -> Organisation:
    return alice.memberships.get().organisation


def invite(alice: User, ours: Organisation, **overrides):
    answers = {"name": "Bob O'Brien", "email": "Bob@example.org", "organisation": ours.pk, "role": "analyst", **overrides}
    return signed_in_client(alice).post("/workspace/people/invite/", answers, follow=True)


def link_in(text: str) -> str:
    return re.search(r"/account/invitation/[^\s<]+", text).group()


class TestPeople:
    def test_it_lists_colleagues_with_their_roles_and_no_stranger(self, alice, ours):
        make_user(name="Bob", role="analyst", organisation=ours)
        make_user(name="Charlie", role="reader")
        page = signed_in_client(alice).get("/workspace/people/").content.decode()
        assert "Bob" in page
        assert "Analyst," in page
        assert "Charlie" not in page

    @pytest.mark.parametrize("count", [3, 30])
    def test_it_takes_as_many_queries_for_many_as_for_few(self, alice, ours, count, django_assert_num_queries):
        for _ in range(count):
            make_user(role="reader", organisation=ours)
        client = signed_in_client(alice)
        client.get("/workspace/people/")
        with django_assert_num_queries(6):
            client.get("/workspace/people/")

    def test_someone_without_a_role_is_told_what_to_do(self):
        assert "Ask the administrator" in signed_in_client(make_user()).get("/workspace/people/").content.decode()

    def test_a_stranger_is_not_found(self, alice):
        charlie = make_user(role="reader")
        assert signed_in_client(alice).get(f"/workspace/people/{charlie.pk}/").status_code == 404
        role = charlie.memberships.get()
        assert signed_in_client(alice).post(f"/workspace/people/roles/{role.pk}/end/").status_code == 404
        for what in ("close", "open", "invite-again", "clear-second-step"):
            assert signed_in_client(alice).post(f"/workspace/people/{charlie.pk}/{what}/").status_code == 404

    def test_a_colleague_who_is_no_administrator_may_look_and_not_change(self, alice, ours):
        bob, dora = make_user(role="director", organisation=ours), make_user(role="reader", organisation=ours)
        client = signed_in_client(bob)
        page = client.get(f"/workspace/people/{dora.pk}/").content.decode()
        assert "Give a role" not in page
        assert client.post(f"/workspace/people/roles/{dora.memberships.get().pk}/end/").status_code == 403
        assert client.post(f"/workspace/people/{dora.pk}/close/").status_code == 403
        assert client.get("/workspace/people/invite/").status_code == 403
        assert client.post("/workspace/people/invite/", {}).status_code == 403


class TestInviting:
    def test_invite_sends_a_letter_with_a_link_that_works_once(self, alice, ours):
        page = invite(alice, ours).content.decode()
        assert "A letter is on its way to bob@example.org" in page
        letter = mail.outbox[0]
        assert letter.to == ["bob@example.org"]
        assert "Hello Bob O'Brien" in letter.body
        link, visitor = link_in(letter.body), Client()
        assert "bob@example.org" in visitor.get(link).content.decode()
        assert visitor.post(link, PASSWORD).url == "/account/login/"
        assert User.objects.get(email="bob@example.org").check_password(PASSWORD["password"])
        assert visitor.get(link).status_code == 410
        assert visitor.post(link, PASSWORD).status_code == 410

    def test_the_administrator_can_hand_over_the_link(self, alice, ours):
        page = invite(alice, ours).content.decode()
        assert Client().get(link_in(page)).status_code == 200

    def test_the_link_of_someone_with_a_role_elsewhere_is_not_shown(self, alice, ours):
        bob = make_user(role="director", email="bob@example.org")
        bob.set_unusable_password()
        bob.save()
        page = invite(alice, ours).content.decode()
        assert "/account/invitation/" not in page
        assert "/account/invitation/" in mail.outbox[0].body

    def test_a_link_holds_for_seven_days(self, alice, ours):
        invite(alice, ours)
        link = link_in(mail.outbox[0].body)
        with time_machine.travel(timezone.now() + datetime.timedelta(days=7, minutes=1)):
            assert Client().get(link).status_code == 410

    def test_a_new_invitation_makes_the_old_one_void(self, alice, ours):
        invite(alice, ours)
        bob = User.objects.get(email="bob@example.org")
        signed_in_client(alice).post(f"/workspace/people/{bob.pk}/invite-again/")
        old, new = (link_in(letter.body) for letter in mail.outbox)
        assert Client().get(old).status_code == 410
        assert Client().get(new).status_code == 200

    def test_a_link_that_was_changed_is_void(self, alice, ours):
        invite(alice, ours)
        link = link_in(mail.outbox[0].body)
        assert Client().get(link[:-3] + "xx/").status_code == 410

    @pytest.mark.parametrize(
        ("answers", "said"),
        [
            ({"password": "short", "again": "short"}, "too short"),
            ({"password": "bob@example.org", "again": "bob@example.org"}, "too similar"),
            ({"password": "three quiet otters", "again": "three quite otters"}, "same password twice"),
            ({"password": "", "again": ""}, "Enter a password"),
        ],
    )
    def test_a_poor_first_password_is_refused(self, alice, ours, answers, said):
        invite(alice, ours)
        assert said in Client().post(link_in(mail.outbox[0].body), answers).content.decode()

    def test_what_is_wrong_is_said_and_what_was_typed_is_kept(self, alice, ours):
        page = invite(alice, ours, email="not an address", role="").content.decode()
        assert "Choose a role" in page
        assert "There is a problem" in page
        assert "Bob O&#39;Brien" in page

    def test_another_organisation_cannot_be_chosen(self, alice, ours):
        theirs = make_organisation()
        assert "Select a valid choice" in invite(alice, ours, organisation=theirs.pk).content.decode()
        assert not User.objects.filter(email="bob@example.org").exists()

    def test_a_letter_that_cannot_go_out_is_said(self, alice, ours, monkeypatch):
        def refuse(*args, **kwargs):
            raise ConnectionRefusedError

        monkeypatch.setattr("antiphon.workspace.network.letters.send_mail", refuse)
        assert "the letter could not be sent" in invite(alice, ours).content.decode()


class TestRoles:
    def test_an_administrator_gives_and_ends_a_role(self, alice, ours):
        bob = make_user(name="Bob", role="reader", organisation=ours)
        client = signed_in_client(alice)
        client.post(f"/workspace/people/{bob.pk}/", {"organisation": ours.pk, "role": "analyst"})
        given = bob.memberships.get(role="analyst")
        client.post(f"/workspace/people/roles/{given.pk}/end/")
        given.refresh_from_db()
        assert given.ends_on == timezone.localdate()

    def test_why_a_role_cannot_end_is_said_on_the_page(self, alice, ours):
        second = make_user(name="Zoe", role="administrator", organisation=ours)
        Membership.objects.filter(user=alice).update(ends_on=None)
        response = signed_in_client(second).post(f"/workspace/people/roles/{second.memberships.get().pk}/end/")
        assert response.status_code == 409
        assert "You cannot change your own roles" in response.content.decode()

    def test_an_account_is_closed_and_opened(self, alice, ours):
        bob = make_user(name="Bob", role="reader", organisation=ours, password="three quiet otters")
        his = signed_in_client(bob)
        client = signed_in_client(alice)
        client.post(f"/workspace/people/{bob.pk}/close/")
        assert his.get("/workspace/people/").url.startswith("/account/login/")
        assert "Open the account again" in client.get(f"/workspace/people/{bob.pk}/").content.decode()
        client.post(f"/workspace/people/{bob.pk}/open/")
        assert User.objects.get(pk=bob.pk).is_active

    def test_an_administrator_helps_someone_who_lost_their_second_step(self, alice, ours):
        bob = make_user(name="Bob", role="reader", organisation=ours, password="three quiet otters")
        client = signed_in_client(alice)
        assert "Take away" not in client.get(f"/workspace/people/{bob.pk}/").content.decode()
        assert client.post(f"/workspace/people/{bob.pk}/clear-second-step/").status_code == 409
        TOTP.activate(bob, generate_totp_secret())
        assert "Take away" in client.get(f"/workspace/people/{bob.pk}/").content.decode()
        client.post(f"/workspace/people/{bob.pk}/clear-second-step/")
        assert not queries.has_second_step(bob)
        assert "Alice took away" in mail.outbox[0].body

    def test_the_page_of_roles_says_every_permission_in_plain_words(self, alice):
        assert set(SAID) == set(Permission)
        page = signed_in_client(alice).get("/workspace/roles/").content.decode()
        assert all(words in page for words in SAID.values())


class TestOrganisations:
    def test_it_shows_today_s_list_and_that_of_another_day(self, alice):
        actions.load_boards(by=Machine("test"))
        client = signed_in_client(alice)
        today = client.get("/workspace/organisations/", {"words": "frimley"}).content.decode()
        then = client.get("/workspace/organisations/", {"words": "frimley", "on-day": "31", "on-month": "3", "on-year": "2026"})
        assert "0 organisations today" in today
        assert "NHS Frimley Integrated Care Board" in then.content.decode()

    def test_a_name_of_that_day_is_shown_with_the_name_of_now(self, alice):
        body = make_organisation(name="New name")
        body.former_names.create(name="Old name", until=datetime.date(2026, 4, 1))
        page = signed_in_client(alice).get("/workspace/organisations/?words=name&on-day=1&on-month=3&on-year=2026")
        assert re.search(r"Old name</a><br><span[^>]*>now New name", page.content.decode())

    @pytest.mark.parametrize("count", [3, 60])
    def test_it_takes_as_many_queries_for_many_as_for_few(self, alice, count, django_assert_num_queries):
        for _ in range(count):
            make_organisation()
        client = signed_in_client(alice)
        with django_assert_num_queries(7):
            client.get("/workspace/organisations/")

    def test_pages_keep_what_was_asked(self, alice):
        for number in range(30):
            make_organisation(name=f"Vale {number:02}")
        page = signed_in_client(alice).get("/workspace/organisations/?words=vale").content.decode()
        assert "?words=vale&amp;page=2" in page

    def test_a_day_that_is_none_is_refused_and_today_shown(self, alice):
        page = signed_in_client(alice).get("/workspace/organisations/?on-day=31&on-month=2&on-year=2026").content.decode()
        assert "Enter a real date" in page

    def test_an_ended_body_says_where_its_work_is_today(self, alice):
        actions.load_boards(by=Machine("test"))
        frimley = queries.body("QNQ")
        page = signed_in_client(alice).get(f"/workspace/organisations/{frimley.pk}/").content.decode()
        assert "It does not exist today" in page
        for name in ("Hampshire and Isle of Wight", "Thames Valley", "Surrey and Sussex"):
            assert name in page
        assert "57%" in page

    def test_an_administrator_records_a_new_name(self, alice, ours):
        old, today = ours.name, timezone.localdate()
        on = {"on-day": today.day, "on-month": today.month, "on-year": today.year}
        client = signed_in_client(alice)
        response = client.post(f"/workspace/organisations/{ours.pk}/rename/", {"name": "A new name", **on}, follow=True)
        page = response.content.decode()
        assert "A new name" in page
        assert old in page

    def test_nobody_else_does(self, alice, ours):
        bob, theirs = make_user(role="director", organisation=ours), make_organisation()
        assert signed_in_client(bob).get(f"/workspace/organisations/{ours.pk}/rename/").status_code == 403
        assert signed_in_client(alice).get(f"/workspace/organisations/{theirs.pk}/rename/").status_code == 404

    def test_an_administrator_of_both_records_a_merger(self, alice, ours):
        second, today = make_organisation(), timezone.localdate()
        make_membership(user=alice, organisation=second, role="administrator")
        answers = {"organisations": [ours.pk, second.pk], "name": "One of two", "on-day": today.day, "on-month": today.month,
                   "on-year": today.year}  # fmt: skip
        page = signed_in_client(alice).post("/workspace/organisations/merge/", answers, follow=True).content.decode()
        assert "One of two" in page
        assert ours.name in page

    def test_a_merger_of_one_is_refused_on_the_page(self, alice, ours):
        make_membership(user=alice, organisation=make_organisation(), role="administrator")
        answers = {"organisations": [ours.pk], "name": "One", "on-day": 1, "on-month": 4, "on-year": 2026}
        page = signed_in_client(alice).post("/workspace/organisations/merge/", answers).content.decode()
        assert "two or more different organisations" in page
