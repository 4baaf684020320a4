"""What a stranger, a curious colleague or a hostile page tries on the web side. docs/security.md says what each test proves."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings as live
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_engagement, make_open_engagement
from antiphon.network import actions as network
from antiphon.network.tests.factories import make_api_key, make_user, said
from antiphon.public.setup import ensure_site
from tests.access.world import make_world, staff_addresses
from tests.browser.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
PASSWORD = "three quiet otters"


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    cache.clear()


@pytest.fixture
def pages() -> dict[str, Any]:
    """One page of each face, as someone who may see it."""
    ensure_site()
    engagement = make_open_engagement()
    lead = signed_in_client(engagement.lead)
    key = {"Authorization": f"Bearer {said(make_api_key(organisation=engagement.owner))}"}
    return {
        "home": Client().get("/"), "take part": Client().get(f"/engagements/{engagement.slug}/take-part/"),
        "missing": Client().get("/no-such-page/"), "sign in": Client().get("/account/login/"),
        "workspace": lead.get("/workspace/"), "refused": lead.get("/workspace/engagements/no-such/"),
        "api page": Client().get("/api/"), "api": Client().get("/api/v1/me", headers=key),
        "api refused": Client().get("/api/v1/me"),
    }  # fmt: skip


# --- Headers -----------------------------------------------------------------------------------------------------------
def test_every_face_says_how_a_browser_must_treat_it(pages):
    for name, answer in pages.items():
        assert answer["X-Content-Type-Options"] == "nosniff", name
        assert answer["Referrer-Policy"] == "same-origin", name
        assert answer["X-Frame-Options"] in ("SAMEORIGIN", "DENY"), name
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert "Server" not in answer, name
        assert "X-Powered-By" not in answer, name


def test_scripts_and_styles_come_from_here_alone(pages):
    for name, answer in pages.items():
        policy = {part.split()[0]: part.split()[1:] for part in answer["Content-Security-Policy"].split(";") if part.strip()}
        assert policy["default-src"] == ["'self'"], name
        assert policy["object-src"] == ["'none'"], name
        assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == ["'self'"], name
        allowed = [source for sources in policy.values() for source in sources]
        assert not [one for one in allowed if "unsafe" in one or one.startswith(("http", "*"))], name
        body = answer.content.decode()
        nonces = set(re.findall(r"'nonce-([^']+)'", answer["Content-Security-Policy"]))
        for tag in re.findall(r"<script\b[^>]*>", body):
            assert "src=" in tag or any(nonce in tag for nonce in nonces) or "application/" in tag, (name, tag)
        assert not re.search(r"\son\w+=\"", body), name
        assert not re.search(r"<[a-z]+[^>]*\sstyle=", body), name


def test_what_staff_see_is_kept_by_no_cache(pages):
    for name in ("workspace", "refused", "api"):
        assert "no-store" in pages[name]["Cache-Control"], name


# --- Cookies and sessions ------------------------------------------------------------------------------------------------
def test_cookies_are_out_of_reach_of_scripts_and_other_sites():
    user = make_user(role="reader")
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    session = client.cookies[live.SESSION_COOKIE_NAME]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
    assert 0 < int(session["max-age"] or live.SESSION_COOKIE_AGE) <= 12 * 60 * 60


def test_in_production_cookies_and_pages_travel_over_tls_alone():
    """Asked of the settings as production loads them."""
    wanted = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "SECURE_SSL_REDIRECT", "DEBUG",
              "SECOND_FACTOR_REQUIRED", "WEBHOOKS_TO_THIS_MACHINE")  # fmt: skip
    ask = f"import json; from antiphon.config import settings as s; print(json.dumps({{n: getattr(s, n) for n in {wanted!r}}}))"
    secrets = {f"ANTIPHON_{name}": "x" * 50 for name in ("SECRET_KEY", "SEAL_KEYS", "ADDRESS_PEPPER")}
    env = {**os.environ, **secrets, "ANTIPHON_MODE": "production", "ANTIPHON_HOSTS": "say.example.org",
           "DATABASE_URL": "postgresql://u@h/d"}  # fmt: skip
    found = json.loads(subprocess.run([sys.executable, "-c", ask], env=env, capture_output=True, text=True, check=True).stdout)
    assert found == {"SESSION_COOKIE_SECURE": True, "CSRF_COOKIE_SECURE": True, "SECURE_HSTS_SECONDS": 31_536_000,
                     "SECURE_SSL_REDIRECT": True, "DEBUG": False, "SECOND_FACTOR_REQUIRED": True,
                     "WEBHOOKS_TO_THIS_MACHINE": False}  # fmt: skip


def test_signing_in_makes_a_new_session_and_signing_out_ends_it():
    user = make_user(role="reader")
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    planted = client.session
    planted["planted"] = "by somebody else"
    planted.save()
    client.cookies[live.SESSION_COOKIE_NAME] = planted.session_key
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert client.session.session_key != planted.session_key
    mine = client.session.session_key
    client.post("/account/logout/")
    again = Client()
    again.cookies[live.SESSION_COOKIE_NAME] = mine
    assert SESSION_KEY not in again.session


def test_a_closed_account_and_a_new_password_end_every_session():
    alice = make_user(role="administrator")
    bob = make_user(role="reader", organisation=alice.memberships.get().organisation)
    client = signed_in_client(bob)
    assert client.get("/workspace/").status_code == 200
    network.deactivate(bob, by=alice)
    assert client.get("/workspace/").status_code == 302
    charlie = make_user(role="reader")
    other = signed_in_client(charlie)
    charlie.set_password(PASSWORD)
    charlie.save()
    assert other.get("/workspace/").status_code == 302


# --- Where a request comes from, and where it is sent ------------------------------------------------------------------
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "evil.example:8000"])
def test_another_host_s_name_is_refused(host):
    assert Client(raise_request_exception=False).get("/", headers={"Host": host}).status_code == 400


def test_a_forwarded_name_is_not_believed():
    page = Client().get("/account/password/reset/", headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in page.content.decode()


@pytest.mark.parametrize("to", [
    "https://evil.example/", "//evil.example/", "/\\evil.example", "https:evil.example", "javascript:alert(1)", "///evil.example",
    "http://127.0.0.1:8000@evil.example/", "%2F%2Fevil.example", "\thttps://evil.example",
])  # fmt: skip
@pytest.mark.parametrize("door", ["/account/login/", "/account/logout/"])
def test_nobody_is_sent_elsewhere_after_signing_in_or_out(door, to):
    user = make_user(role="reader")
    user.set_password(PASSWORD)
    user.save()
    client = signed_in_client(user) if "logout" in door else Client()
    answer = client.post(door, {"login": user.email, "password": PASSWORD, "next": to}, query_params={"next": to})
    lands = urlsplit(urljoin(f"http://testserver{door}", answer.get("Location", "")))
    assert (lands.scheme, lands.hostname) == ("http", "testserver")


def every_address() -> Iterator[tuple[str, str]]:
    """Yield the name and the route of every address that is not Wagtail's."""

    def walk(patterns: Any, names: str, route: str) -> Iterator[tuple[str, str]]:
        for one in patterns:
            if isinstance(one, URLResolver):
                deeper = f"{names}{one.namespace}:" if one.namespace else names
                yield from walk(one.url_patterns, deeper, route + str(one.pattern))
            elif isinstance(one, URLPattern):
                yield f"{names}{one.name or ''}", route + str(one.pattern)

    yield from ((name, route) for name, route in walk(get_resolver().url_patterns, "", "")
                if not route.startswith(("cms/", "documents/")) and "wagtail" not in name and "^" not in route)  # fmt: skip


def filled(route: str, engagement: Engagement) -> str:
    """Return the address with an engagement's name and the number 1 in its gaps."""
    def fill(gap: re.Match[str]) -> str:
        kind = gap.group(1) or "str"
        if kind == "uuid":
            return "00000000-0000-4000-8000-000000000000"
        return engagement.slug if kind == "slug" else "1"

    return "/" + re.sub(r"<(?:(\w+):)?\w+>", fill, route)


def test_every_post_wants_a_token():
    """A hostile page makes the browser of a signed-in lead send a form to every address there is."""
    world = make_world("heard")
    lead = world.people["engagement_lead@owner"]
    signed = signed_in_client(lead)
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed.cookies
    staff = {name: world.address(name, route) for name, route in staff_addresses()}
    others = {route: filled(route, world.engagement) for _, route in every_address() if not route.startswith("workspace/")}
    let_through = {}
    for name, address in {**staff, **others}.items():
        if address.startswith("/api/v1/"):
            wanted = (401, 403)  # the schema, which anyone may read
        else:
            wanted = (403, 404, 405, 410)
        status = client.post(address, {}).status_code
        if status not in wanted:
            let_through[name] = (address, status)
    assert let_through == {}


# --- Finding out what is there -------------------------------------------------------------------------------------------
def plain(answer: Any) -> str:
    """Return a page without what differs each time: tokens and nonces."""
    text = re.sub(r'(name="csrfmiddlewaretoken" value=|nonce=|name="submission" value=)"[^"]*"', "", answer.content.decode())
    return re.sub(r'value="[0-9a-f-]{36}"', "", text)


def test_a_draft_answers_like_an_engagement_that_never_was():
    ensure_site()
    draft = make_engagement()
    for part in ("", "take-part/", "paper/", "thanks/"):
        there = Client().get(f"/engagements/{draft.slug}/{part}")
        never = Client().get(f"/engagements/{'x' * len(draft.slug)}/{part}")
        assert there.status_code == never.status_code == 404
        assert draft.title not in there.content.decode()


def test_known_and_unknown_accounts_answer_alike():
    known = make_user(role="reader")
    for address, form in (("/account/login/", {"login": "{}", "password": "wrong words here"}),
                          ("/account/password/reset/", {"email": "{}"})):  # fmt: skip
        answers = []
        for email in (known.email, "nobody.at.all@example.org"):
            cache.clear()
            answer = Client().post(address, {name: value.format(email) for name, value in form.items()}, follow=True)
            answers.append((answer.status_code, plain(answer).replace(email, "")))
        assert answers[0] == answers[1], address


def test_receipt_codes_cannot_be_guessed_one_after_another():
    codes = ["0000-0000-0000", "7K3M-9Q2P-XA4T", "7K3M-9Q2P-XA4S", "ZZZZ-ZZZZ-ZZZZ", "not a code"]
    told = {plain(Client().post("/receipt/", {"code": code})).replace(code, "") for code in codes[:1]}
    assert all("engagements/" not in one.split("<main")[1].split("</main>")[0] for one in told)
    from antiphon.core import receipts

    answers = [Client().post("/receipt/", {"code": receipts.new()}).status_code for _ in range(60)]
    assert answers[-1] == 429


def test_nothing_of_a_draft_comes_out_anywhere_to_a_stranger_or_to_nobody():
    """The walk over every address that is not the workspace's (tests/access walks that one)."""
    ensure_site()
    draft = make_engagement(title="The unannounced plan for the east wing")
    key = said(make_api_key())
    stranger = signed_in_client(make_user(role="director"))
    asked = 0
    for _, route in every_address():
        if route.startswith("workspace/"):
            continue
        address = filled(route, draft)
        for client, headers in ((Client(), {}), (stranger, {}), (Client(), {"Authorization": f"Bearer {key}"})):
            answer = client.get(address, headers=headers)
            asked += 1
            assert answer.status_code < 500, address
            if not answer.streaming:
                assert draft.title not in answer.content.decode("utf-8", "replace"), address
    assert asked > 60


# --- Files ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", [
    "", "../", "../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "..%2f..%2fetc/passwd", "//etc/passwd", "postgres/", "\x00",
])  # fmt: skip
def test_the_folder_of_media_shows_no_list_and_leads_nowhere_else(path):
    assert Client().get(f"/media/{path}").status_code in (400, 404)


def test_a_document_in_a_private_collection_is_for_nobody_outside(settings, tmp_path):
    from django.core.files.base import ContentFile
    from wagtail.documents import get_document_model
    from wagtail.models import Collection, CollectionViewRestriction

    settings.MEDIA_ROOT = tmp_path
    ensure_site()
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type=CollectionViewRestriction.LOGIN)
    paper = ContentFile(b"words", name="paper.txt")
    document = get_document_model().objects.create(title="Paper", collection=private, file=paper)
    answer = Client().get(document.url)
    assert answer.status_code in (302, 403, 404)
    assert b"words" not in b"".join(answer) if answer.streaming else True
