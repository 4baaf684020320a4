"""An organisation's own sign-in (OpenID Connect), against a provider on loopback."""

from http.client import HTTPConnection
from urllib.parse import parse_qs, urlparse

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client

from antiphon.network.models import User
from antiphon.network.tests.factories import make_user
from tests.sign_in.provider import Provider

pytestmark = pytest.mark.django_db
START = "/account/oidc/organisation/login/"


@pytest.fixture(scope="module")
def provider():
    made = Provider()
    yield made
    made.stop()


@pytest.fixture(autouse=True)
def _set_up(settings, provider):
    cache.clear()
    provider.down = False
    provider.claims = {"sub": "a1", "email": "alice@example.org", "email_verified": True, "name": "Alice"}
    app = {"provider_id": "organisation", "name": "Vale NHS", "client_id": provider.client, "secret": provider.secret,
           "settings": {"server_url": provider.address, "verified_email": []}}  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


@pytest.fixture
def alice() -> User:
    return make_user(name="Alice", email="alice@example.org", role="analyst", password="three quiet otters")


def at_the_provider(address: str) -> str:
    """Sign in there; return where it sends the person back to."""
    parts = urlparse(address)
    line = HTTPConnection(parts.netloc)
    line.request("GET", f"{parts.path}?{parts.query}")
    back = line.getresponse().getheader("Location")
    line.close()
    sent = urlparse(back)
    return f"{sent.path}?{sent.query}"


def walk(client: Client, start: str = START):
    return client.get(at_the_provider(client.get(start).url))


def test_the_sign_in_page_offers_it_by_name(client):
    page = client.get("/account/login/?next=/workspace/people/").content.decode()
    assert f'href="{START}?next=/workspace/people/"' in page
    assert "Sign in with Vale NHS" in page


def test_an_invited_person_signs_in_and_needs_no_other_factor(client, alice):
    response = walk(client, f"{START}?next=/workspace/people/")
    assert response.url == "/workspace/people/"
    assert client.get("/workspace/people/").status_code == 200
    assert SocialAccount.objects.get(user=alice).uid == "a1"


def test_it_asks_with_a_state_and_a_proof_key(client):
    asked = parse_qs(urlparse(client.get(START).url).query)
    assert asked["state"][0]
    assert asked["code_challenge_method"] == ["S256"]


def test_a_second_time_finds_the_same_account_even_under_a_new_address(alice, provider):
    walk(Client())
    provider.claims["email"] = "alice.ames@example.org"
    client = Client()
    walk(client)
    assert client.session["_auth_user_id"] == str(alice.pk)
    assert SocialAccount.objects.count() == 1


def test_someone_without_an_account_is_told_kindly_and_none_is_made(client):
    response = walk(client)
    assert response.status_code == 200
    assert "We could not find an account for you" in response.content.decode()
    assert "_auth_user_id" not in client.session
    assert not User.objects.exists()


@pytest.mark.parametrize("claim", [{"email_verified": False}, {"email_verified": None}])
def test_an_address_that_the_provider_does_not_vouch_for_opens_nothing(client, alice, provider, claim):
    provider.claims.update(claim)
    assert "We could not find an account" in walk(client).content.decode()
    assert "_auth_user_id" not in client.session


def test_a_domain_whose_provider_is_trusted_is_vouched_for(client, alice, provider, settings):
    provider.claims.pop("email_verified")
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["verified_email"] = ["example.org"]
    assert walk(client).url == "/workspace/"


def test_a_password_that_was_set_by_an_unproved_link_ends(client, alice):
    """Whoever held the invitation's link may have set it; the address is proved only now."""
    walk(client)
    alice.refresh_from_db()
    assert not alice.has_usable_password()


def test_a_closed_account_stays_closed(client, alice):
    alice.is_active = False
    alice.save()
    walk(client)
    assert "_auth_user_id" not in client.session


def test_a_state_that_we_did_not_give_is_refused(client, alice):
    back = at_the_provider(client.get(START).url)
    stranger = Client()
    response = stranger.get(back)
    assert response.status_code == 401
    assert "did not work" in response.content.decode()
    assert "_auth_user_id" not in stranger.session


def test_a_provider_that_is_down_is_said(client, provider):
    provider.down = True
    response = client.get(START)
    assert response.status_code == 503
    assert "did not work" in response.content.decode()


def test_a_provider_that_goes_down_on_the_way_is_said(client, alice, provider):
    back = at_the_provider(client.get(START).url)
    provider.down = True
    response = client.get(back)
    assert response.status_code == 503
    assert "did not work" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_stopping_there_leads_back(client):
    state = parse_qs(urlparse(client.get(START).url).query)["state"][0]
    response = client.get(f"{START}callback/", {"error": "access_denied", "state": state}, follow=True)
    assert "You did not sign in" in response.content.decode()


def test_an_open_session_cannot_be_tied_to_another_identity(alice, provider):
    client = Client()
    client.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    provider.claims = {"sub": "m1", "email": "mallory@example.org", "email_verified": True}
    assert walk(client, f"{START}?process=connect").url == "/account/2fa/"
    assert not SocialAccount.objects.exists()


def test_someone_else_s_provider_is_not_there(client):
    assert client.get("/account/oidc/other/login/").status_code == 404
