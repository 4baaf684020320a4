"""The doors: what is open, what is not, who is sent where, and what a session is."""

import re

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from antiphon.network.tests.factories import make_user
from tests.browser.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
PASSWORD = "three quiet otters"


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()


@pytest.fixture
def alice():
    return make_user(name="Alice Ames", email="alice@example.org", role="communications_officer", password=PASSWORD)


def sign_in(client: Client, email: str = "alice@example.org", password: str = PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


class TestPages:
    def test_the_sign_in_page_is_ours_and_strict(self, client):
        response = client.get("/account/login/")
        page = response.content.decode()
        assert "nhsuk-header" in page
        assert "Sign in with a passkey" in page
        assert "sign up" not in page.lower()
        policy = response["Content-Security-Policy"]
        assert "unsafe-inline" not in policy
        assert re.search(r"script-src 'self' 'nonce-", policy)
        assert not re.search(r"\son\w+=|\sstyle=|javascript:", page)
        assert all("nonce=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", page))

    @pytest.mark.parametrize(
        "address",
        ["/account/signup/", "/account/email/", "/account/confirm-email/", "/account/social/", "/account/3rdparty/",
         "/account/social/signup/", "/account/login/code/confirm/", "/account/2fa/webauthn/signup/",
         "/account/oidc/nobody/login/"],
    )  # fmt: skip
    def test_what_we_do_not_use_is_not_there(self, client, address):
        assert client.get(address).status_code == 404

    def test_every_page_of_signing_in_has_a_template_of_ours(self, alice):
        """Each address opens with our frame: none falls back to a page that we did not write."""
        client = signed_in_client(alice)
        names = [name for name in get_resolver().reverse_dict if isinstance(name, str) and name.startswith(("account_", "mfa_"))]
        seen = 0
        for name in names:
            try:
                address = reverse(name)
            except NoReverseMatch:
                continue
            for visitor in (client, Client()):
                response = visitor.get(address)
                if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
                    seen += 1
                    assert "nhsuk-header" in response.content.decode(), name
        assert seen > 12

    def test_content_editor_s_own_doors_lead_to_ours(self, client):
        assert client.get("/cms/login/").url.startswith("/account/login/")
        assert client.get("/cms/password_reset/").url.startswith("/account/")
        assert client.get("/cms/").url == "/account/login/?next=%2Fcms%2F"


class TestSecondFactor:
    @pytest.mark.parametrize("door", ["/workspace/people/", "/cms/"])
    def test_a_password_alone_opens_nothing(self, client, alice, door):
        assert sign_in(client).url == "/workspace/"
        response = client.get(door)
        assert response.status_code == 302
        assert response.url.startswith("/account/2fa/?next=")

    def test_a_passkey_or_code_opens_the_workspace(self, alice):
        assert signed_in_client(alice).get("/workspace/people/").status_code == 200

    def test_staff_pages_are_kept_in_no_cache(self, alice):
        assert "no-store" in signed_in_client(alice).get("/workspace/people/")["Cache-Control"]

    def test_an_old_session_gains_nothing_when_a_factor_is_added_elsewhere(self, client, alice):
        from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

        sign_in(client)
        TOTP.activate(alice, generate_totp_secret())
        assert client.get("/workspace/people/").url.startswith("/account/2fa/")

    def test_the_secret_of_an_app_is_sealed_in_the_table(self, alice):
        from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

        secret = generate_totp_secret()
        kept = TOTP.activate(alice, secret).instance
        kept.refresh_from_db()
        assert secret not in str(kept.data)

    def test_the_only_second_step_cannot_be_removed(self, alice):
        from allauth.mfa.models import Authenticator
        from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

        TOTP.activate(alice, generate_totp_secret())
        client = signed_in_client(alice)
        assert "This is your only second step" in client.get("/account/2fa/totp/deactivate/").content.decode()
        client.post("/account/2fa/totp/deactivate/")
        assert Authenticator.objects.filter(user=alice, type="totp").exists()

    def test_the_only_passkey_cannot_be_removed(self, alice):
        from allauth.mfa.models import Authenticator

        key = Authenticator.objects.create(user=alice, type="webauthn", data={"name": "Laptop", "credential": {}})
        response = signed_in_client(alice).post(f"/account/2fa/webauthn/keys/{key.pk}/remove/")
        assert response.status_code == 409
        assert Authenticator.objects.filter(pk=key.pk).exists()


class TestContentEditor:
    def test_it_opens_for_roles_that_edit_and_its_group_follows(self, alice):
        client = signed_in_client(alice)
        assert client.get("/cms/").status_code == 200
        assert alice.groups.filter(name="Content editors").exists()
        alice.memberships.update(role="reader")
        assert client.get("/cms/").status_code == 403
        assert not alice.groups.exists()

    def test_an_analyst_is_told_that_it_is_not_for_them(self):
        response = signed_in_client(make_user(role="analyst")).get("/cms/")
        assert response.status_code == 403
        assert "A communications officer" in response.content.decode()


class TestAttempts:
    def test_an_unknown_address_and_a_wrong_password_read_the_same(self, alice):
        pages = []
        for email in ("alice@example.org", "nobody@example.org"):
            response = sign_in(Client(), email=email, password="wrong wrong wrong")
            page = re.sub(r'nonce[-=]"?[^"]+|csrfmiddlewaretoken" value="[^"]+', "", response.content.decode())
            pages.append((response.status_code, page.replace(email, "")))
        assert pages[0] == pages[1]
        assert "One of them is not right" in pages[0][1]

    def test_asking_for_a_new_password_reads_the_same_and_writes_to_known_addresses_only(self, client, alice):
        asked = ("alice@example.org", "no@example.org")
        told = [client.post("/account/password/reset/", {"email": email}).url for email in asked]
        assert told[0] == told[1] == "/account/password/reset/done/"
        assert [letter.to for letter in mail.outbox] == [["alice@example.org"]]
        assert "Hello Alice Ames" in mail.outbox[0].body
        assert "&#" not in mail.outbox[0].body

    def test_after_five_wrong_passwords_even_the_right_one_waits(self, alice):
        for _ in range(5):
            sign_in(Client(), password="wrong wrong wrong")
        response = sign_in(Client())
        assert "too many attempts" in response.content.decode()
        with time_machine.travel("2031-01-01"):
            cache.clear()
            assert sign_in(Client()).status_code == 302

    def test_far_too_many_attempts_from_one_address_get_a_page_that_says_so(self, client):
        statuses = [client.post("/account/login/", {}).status_code for _ in range(31)]
        assert statuses == [200] * 30 + [429]
        assert "Try again in five minutes" in client.post("/account/login/", {}).content.decode()

    def test_a_mail_server_that_is_down_does_not_tell_who_is_known(self, client, alice, monkeypatch):
        def refuse(*args, **kwargs):
            raise ConnectionRefusedError

        monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
        assert client.post("/account/password/reset/", {"email": "alice@example.org"}).status_code == 302

    def test_a_closed_account_cannot_sign_in(self, client, alice):
        alice.is_active = False
        alice.save()
        assert sign_in(client).url == "/account/inactive/" or "_auth_user_id" not in client.session
        assert "_auth_user_id" not in client.session


class TestSession:
    def test_it_changes_its_key_at_sign_in(self, client, alice):
        client.get("/account/login/")
        session = client.session
        session["before"] = 1
        session.save()
        before = session.session_key
        client.cookies[django_settings.SESSION_COOKIE_NAME] = before
        sign_in(client)
        assert client.session.session_key != before

    def test_signing_out_ends_it(self, alice):
        client = signed_in_client(alice)
        kept = client.cookies[django_settings.SESSION_COOKIE_NAME].value
        assert client.get("/account/logout/").status_code == 200
        assert client.post("/account/logout/").url == "/"
        again = Client()
        again.cookies[django_settings.SESSION_COOKIE_NAME] = kept
        assert again.get("/workspace/people/").url.startswith("/account/login/")

    def test_its_cookie_is_out_of_reach_of_scripts_and_other_sites(self, client, alice):
        cookie = sign_in(client).cookies[django_settings.SESSION_COOKIE_NAME]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert not cookie["max-age"]  # it ends with the browser

    def test_a_new_password_ends_other_sessions(self, alice):
        here, elsewhere = signed_in_client(alice), signed_in_client(alice)
        new = {"oldpassword": PASSWORD, "password1": "four loud badgers", "password2": "four loud badgers"}
        assert here.post("/account/password/change/", new).status_code == 302
        assert here.get("/workspace/people/").status_code == 200
        assert elsewhere.get("/workspace/people/").url.startswith("/account/login/")
        assert "was it you" not in mail.outbox[-1].body
        assert mail.outbox[-1].to == [alice.email]

    def test_next_leads_to_our_own_pages_only(self, client, alice):
        assert sign_in(client, next="https://example.com/").url == "/workspace/"
        assert sign_in(Client(), next="/workspace/people/").url == "/workspace/people/"
