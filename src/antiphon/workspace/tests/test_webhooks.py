"""The screens of telling other systems."""

import re

import pytest

from antiphon.delivery.models import Endpoint
from antiphon.delivery.tests.factories import make_endpoint, make_notice
from antiphon.network.tests.factories import make_user
from tests.browser.sign_in import signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return make_user(name="Alice", role="administrator")


@pytest.fixture
def ours(alice):
    return alice.memberships.get().organisation


def test_an_address_is_added_and_its_secret_shown_once(alice, ours, settings):
    settings.WEBHOOKS_TO_THIS_MACHINE = True
    client = signed_in_client(alice)
    given = {"url": "http://127.0.0.1:9/told", "organisation": ours.pk, "kinds": ["engagement.closed", "decision.published"]}
    page = client.post("/workspace/webhooks/new/", given).content.decode()
    secret = Endpoint.objects.get().secret
    assert secret in page
    assert Endpoint.objects.get().kinds == ["engagement.closed", "decision.published"]
    for path in ("/workspace/webhooks/", f"/workspace/webhooks/{Endpoint.objects.get().pk}/"):
        page = client.get(path).content.decode()
        assert "http://127.0.0.1:9/told" in page
        assert secret not in page


def test_a_private_address_is_refused_in_words(alice, ours):
    given = {"url": "https://169.254.169.254/latest/", "organisation": ours.pk, "kinds": ["engagement.closed"]}
    page = signed_in_client(alice).post("/workspace/webhooks/new/", given).content.decode()
    assert "private network" in page
    assert not Endpoint.objects.exists()


def test_the_log_can_be_read_and_a_notice_sent_again(alice, ours):
    endpoint = make_endpoint(organisation=ours)
    notice = make_notice(endpoint=endpoint, status="failed", reply="503 busy", attempts=7)
    client = signed_in_client(alice)
    page = client.get(f"/workspace/webhooks/{endpoint.pk}/").content.decode()
    assert "503 busy" in page
    again = re.search(r'action="([^"]+/again/)"', page).group(1)
    assert "sent again" in client.post(again, follow=True).content.decode()
    notice.refresh_from_db()
    assert (notice.status, notice.attempts) == ("waiting", 0)


def test_a_stopped_address_is_on_the_worklist_and_can_be_started(alice, ours):
    endpoint = make_endpoint(organisation=ours, failures=20, stopped_at="2026-01-01T00:00Z", stopped_because="It did not answer.")
    client = signed_in_client(alice)
    assert f"/workspace/webhooks/{endpoint.pk}/" in client.get("/workspace/").content.decode()
    client.post(f"/workspace/webhooks/{endpoint.pk}/switch/")
    endpoint.refresh_from_db()
    assert endpoint.stopped_at is None
    client.post(f"/workspace/webhooks/{endpoint.pk}/switch/")
    client.post(f"/workspace/webhooks/{endpoint.pk}/remove/")
    assert not Endpoint.objects.exists()


def test_nobody_else_has_to_do_with_them(ours):
    endpoint = make_endpoint(organisation=ours)
    notice = make_notice(endpoint=endpoint)
    paths = [f"/workspace/webhooks/{endpoint.pk}/{part}" for part in ("switch/", "remove/", f"notices/{notice.pk}/again/")]
    stranger, bob = make_user(role="administrator"), make_user(role="director", organisation=ours)
    for user, status in ((stranger, 404), (bob, 403)):
        client = signed_in_client(user)
        assert client.get(f"/workspace/webhooks/{endpoint.pk}/").status_code == status
        assert {client.post(path).status_code for path in paths} == {status}
