"""Keys of other systems: made, used, ended; and that no door lets their accounts in."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.problems import Refused
from antiphon.network import actions, queries
from antiphon.network.access import Body, may
from antiphon.network.models import ApiKey, User
from antiphon.network.queries import key_that_says
from antiphon.network.roles import Permission
from antiphon.network.rules import REQUESTS_A_MINUTE, parts_of_key
from antiphon.network.tests.factories import make_api_key, make_organisation, make_user, said

pytestmark = pytest.mark.django_db
SOON = datetime.timedelta(days=30)


@pytest.fixture
def alice() -> User:
    return make_user(name="Alice", role="administrator")


def make(alice, **changed):
    fields = {"name": "Library screens", "organisation": alice.memberships.get().organisation, "role": "analyst",
              "expires_on": timezone.localdate() + SOON, **changed}
    return actions.make_key(**fields, by=alice)


def test_a_key_is_an_account_with_a_role_that_require_knows(alice):
    made = make(alice)
    account, here = made.key.account, Body(made.key.organisation)
    assert may(account, Permission.VOICE_IMPORT, on=here)
    assert not may(account, Permission.PEOPLE_MANAGE, on=here)
    assert account.actor == f"key:{account.pk}"
    assert trail.of(made.key).get().actor == alice.actor


def test_only_a_digest_of_the_secret_is_kept(alice):
    made = make(alice)
    _, secret = parts_of_key(made.secret)
    assert secret not in str(ApiKey.objects.values().get())
    assert made.secret not in repr(made)
    assert key_that_says(made.secret) == made.key


@pytest.mark.parametrize("change", [
    lambda text: text[:-1] + ("a" if text[-1] != "a" else "b"), lambda text: text.replace("antiphon_", ""),
    lambda text: "antiphon_0000000000_" + text[-43:], lambda text: text + "=", lambda text: "", lambda text: "antiphon__",
    lambda text: text[:-43] + "é" * 43, lambda text: text * 1000,
])  # fmt: skip
def test_nothing_else_opens(alice, change):
    assert key_that_says(change(make(alice).secret)) is None


def test_a_key_ends_on_its_day_and_when_it_is_taken_back(alice):
    made = make(alice)
    ApiKey.objects.update(expires_on=timezone.localdate())
    assert key_that_says(made.secret) is None
    ApiKey.objects.update(expires_on=timezone.localdate() + SOON)
    assert key_that_says(made.secret)
    actions.revoke_key(made.key, by=alice)
    assert key_that_says(made.secret) is None
    with pytest.raises(Refused):
        actions.revoke_key(made.key, by=alice)


@pytest.mark.parametrize("changed", [
    {"name": "  "}, {"role": "administrator"}, {"role": "director"}, {"expires_on": datetime.date(2020, 1, 1)},
    {"expires_on": datetime.date(2999, 1, 1)},
])  # fmt: skip
def test_a_key_that_is_refused(alice, changed):
    with pytest.raises(Refused):
        make(alice, **changed)
    assert not User.objects.filter(kind="service").exists()


def test_only_an_administrator_of_the_organisation_makes_and_takes_back(alice):
    bob = make_user(role="director", organisation=alice.memberships.get().organisation)
    with pytest.raises(PermissionDenied):
        actions.make_key(
            name="x", organisation=bob.memberships.get().organisation, role="reader",
            expires_on=timezone.localdate() + SOON, by=bob)
    with pytest.raises(Http404):
        make(alice, organisation=make_organisation())
    with pytest.raises(Http404):
        actions.revoke_key(make_api_key(), by=alice)


def test_requests_are_counted_by_the_minute_and_use_is_noted_by_the_hour(alice):
    key = make_api_key()
    with pytest.MonkeyPatch.context() as patch:
        day = timezone.now()
        patch.setattr(timezone, "now", lambda: day)
        assert [actions.use_key(key, by=key.account) for _ in range(3)] == [REQUESTS_A_MINUTE - n for n in (1, 2, 3)]
        patch.setattr(timezone, "now", lambda: day + datetime.timedelta(minutes=1))
        assert actions.use_key(key, by=key.account) == REQUESTS_A_MINUTE - 1
    assert [line.verb for line in trail.of(key)] == ["use key"]
    key.refresh_from_db()
    assert key.last_used_at == day


def test_the_account_of_a_key_is_nobody_s_colleague_and_counts_as_no_administrator(alice):
    key = make_api_key(organisation=alice.memberships.get().organisation)
    assert key.account not in queries.people_of(alice)
    with pytest.raises(Http404):
        queries.colleague(alice, key.account.pk)


def test_the_account_of_a_key_has_no_password_and_can_be_given_none():
    account = make_api_key().account
    assert not account.has_usable_password()
    account.set_password("three quiet otters")
    with pytest.raises(IntegrityError), transaction.atomic():
        account.save()
    assert queries.invited(queries.invitation_for(account)) is None


def test_the_text_of_a_key_can_be_found_by_its_beginning():
    """Scanners of source code look for a fixed beginning."""
    assert said(make_api_key()).startswith("antiphon_")
