"""Signing in, walked in a real browser: invited, password, authenticator app, recovery code, passkey."""

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Page, expect

from antiphon.network.models import User
from antiphon.network.tests.factories import make_user
from antiphon.public.setup import ensure_site
from tests.browser.checks import assert_accessible
from tests.browser.sign_in import signed_in_client

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "three quiet otters"


@pytest.fixture(autouse=True)
def _clean(settings: Any, live_server: Any):
    cache.clear()
    settings.PUBLIC_ADDRESS = live_server.url
    ensure_site()


def code_for(secret: str) -> str:
    """Return what an authenticator app would show now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def invitation() -> str:
    """Have an administrator invite Bob; return the link of the letter that he gets."""
    alice = make_user(name="Alice", role="administrator")
    answers = {"name": "Bob Brown", "email": "bob@example.org", "organisation": alice.memberships.get().organisation.pk,
               "role": "communications_officer"}  # fmt: skip
    assert signed_in_client(alice).post("/workspace/people/invite/", answers).status_code == 302
    return re.search(r"http\S+/account/invitation/\S+", mail.outbox[0].body).group()


def sign_in(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/account/login/")
    page.get_by_label("E-mail address").fill("bob@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def set_up(page: Page, live_server: Any) -> tuple[str, list[str]]:
    """Walk from the letter to the recovery codes; return the app's secret and the codes."""
    page.goto(invitation())
    assert_accessible(page)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Save the password").click()
    expect(page.get_by_text("Your password is saved")).to_be_visible()
    assert_accessible(page)
    sign_in(page, live_server)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign-in and security")
    assert_accessible(page)
    page.get_by_role("button", name="Set up an authenticator app").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up an authenticator app")
    assert page.locator(".app-qr").evaluate("image => image.complete && image.naturalWidth > 0")
    assert_accessible(page)
    secret = page.locator("#key").inner_text()
    page.get_by_label("Code from the app").fill("000000")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Enter the code again").first).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Code from the app").fill(code_for(page.locator("#key").inner_text()))
    assert page.locator("#key").inner_text() == secret
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    assert_accessible(page)
    codes = page.locator(".app-recovery code").all_inner_texts()
    assert len(codes) == 10
    return secret, codes


def test_invited_password_app_workspace_then_code_and_recovery_code(page: Page, live_server: Any):
    secret, codes = set_up(page, live_server)
    page.get_by_role("button", name="I have kept them").click()
    page.wait_for_url("**/workspace/")
    assert_accessible(page)

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You have signed out")).to_be_visible()
    sign_in(page, live_server)
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    assert_accessible(page)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Enter the code again").first).to_be_visible()
    assert_accessible(page)
    cache.clear()  # a code is good once: the app's next one would come in 30 seconds
    page.get_by_label("Code").fill(code_for(secret))
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/workspace/")

    page.get_by_role("button", name="Sign out").click()
    sign_in(page, live_server)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/workspace/")
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, live_server)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Enter the code again").first).to_be_visible()


def test_a_passkey_is_added_and_signs_in_alone(page: Page, live_server: Any):
    """Chromium's own virtual authenticator stands for a laptop with a fingerprint reader."""
    address = live_server.url.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, never to a number
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }})  # fmt: skip
    bob = make_user(name="Bob", email="bob@example.org", role="analyst", password=PASSWORD)
    page.goto(f"{address}/account/login/")
    page.get_by_label("E-mail address").fill(bob.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Add a passkey").click()
    assert_accessible(page)
    page.get_by_label("Name of the passkey").fill("Work laptop")
    page.get_by_label("Let me sign in with this passkey alone").check()
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    page.goto(f"{address}/account/2fa/webauthn/")
    expect(page.get_by_role("heading", name="Work laptop")).to_be_visible()
    expect(page.get_by_text("Yes, without a password")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name=re.compile("Remove")).click()
    expect(page.get_by_text("is your only second step")).to_be_visible()
    assert_accessible(page)

    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{address}/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/workspace/")

    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{address}/account/login/")
    page.get_by_label("E-mail address").fill(bob.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/workspace/")


def test_a_passkey_that_is_stopped_says_what_to_do(page: Page, live_server: Any):
    page.add_init_script("navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError'))")
    page.goto(f"{live_server.url.replace('127.0.0.1', 'localhost')}/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("Nothing was changed. Try again")).to_be_visible()
    assert_accessible(page)


def test_a_forgotten_password_is_chosen_anew(page: Page, live_server: Any):
    make_user(name="Bob", email="bob@example.org", role="analyst", password="an old forgotten one")
    page.goto(f"{live_server.url}/account/login/")
    assert_accessible(page)
    page.get_by_role("link", name="I have forgotten my password").click()
    page.get_by_role("button", name="Send me the link").wait_for()
    assert_accessible(page)
    page.get_by_label("E-mail address").fill("bob@example.org")
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look in your e-mail")
    assert_accessible(page)
    link = re.search(r"http\S+/password/reset/key/\S+", mail.outbox[0].body).group()
    page.goto(link)
    assert_accessible(page)
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password again").fill(PASSWORD)
    page.get_by_role("button", name="Save the new password").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your new password is saved")
    assert_accessible(page)
    assert User.objects.get(email="bob@example.org").check_password(PASSWORD)
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("This link does not work any more")
    assert_accessible(page)


def test_without_script_a_password_and_a_code_are_enough(browser: Any, live_server: Any):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    bob = make_user(name="Bob", email="bob@example.org", role="analyst", password=PASSWORD)
    secret = generate_totp_secret()
    TOTP.activate(bob, secret)
    page = browser.new_context(java_script_enabled=False).new_page()
    sign_in(page, live_server)
    assert not page.get_by_role("button", name="Sign in with a passkey").is_visible()
    page.get_by_label("Code").fill(code_for(secret))
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/workspace/")
