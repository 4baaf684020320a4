"""The screens of keys for other systems."""

import re

import pytest

from antiphon.network.models import ApiKey
from antiphon.network.queries import key_that_says
from antiphon.network.tests.factories import make_api_key, make_organisation, make_user
from tests.browser.sign_in import signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return make_user(name="Alice", role="administrator")


@pytest.fixture
def ours(alice):
    return alice.memberships.get().organisation


def test_a_key_is_made_and_shown_once(alice, ours):
    client = signed_in_client(alice)
    given = {"name": "Library screens", "organisation": ours.pk, "role": "analyst", "days": "90"}
    page = client.post("/workspace/keys/new/", given)
    said = re.search(r"antiphon_[0-9a-f]{10}_[\w-]{43}", page.content.decode()).group()
    key = key_that_says(said)
    assert key == ApiKey.objects.get()
    assert key.account.name == "Library screens"
    assert "no-store" in page["Cache-Control"]
    listed = client.get("/workspace/keys/").content.decode()
    assert f"antiphon_{key.prefix}" in listed
    assert said not in listed
    assert said.split("_", 2)[2] not in str(vars(key))


def test_a_key_is_taken_back(alice, ours):
    key = make_api_key(organisation=ours)
    page = signed_in_client(alice).post(f"/workspace/keys/{key.pk}/revoke/", follow=True)
    assert "is taken back" in page.content.decode()
    assert ApiKey.objects.get().revoked_by == alice


def test_a_key_of_another_organisation_is_not_there(alice):
    key = make_api_key(organisation=make_organisation())
    client = signed_in_client(alice)
    assert key.account.name not in client.get("/workspace/keys/").content.decode()
    assert client.post(f"/workspace/keys/{key.pk}/revoke/").status_code == 404


@pytest.mark.parametrize("role", ["director", "reader", "engagement_lead", "guardian"])
def test_only_an_administrator_has_to_do_with_keys(role, ours):
    client = signed_in_client(make_user(role=role, organisation=ours))
    key = make_api_key(organisation=ours)
    assert client.get("/workspace/keys/").status_code == 403
    assert client.get("/workspace/keys/new/").status_code == 403
    assert client.post(f"/workspace/keys/{key.pk}/revoke/").status_code == 403


@pytest.mark.parametrize("role", ["administrator", "director", "engagement_lead", "guardian", "decision_maker"])
def test_a_key_is_never_more_than_an_analyst(alice, ours, role):
    page = signed_in_client(alice).post(
        "/workspace/keys/new/", {"name": "Screens", "organisation": ours.pk, "role": role, "days": "90"})
    assert "Select a valid choice" in page.content.decode() or "There is a problem" in page.content.decode()
    assert not ApiKey.objects.exists()
