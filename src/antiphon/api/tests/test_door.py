"""The door: no key, no entry; so many requests a minute; every refusal a problem that a program can read."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from antiphon.api import door
from antiphon.api.tests.conftest import Caller
from antiphon.network.tests.factories import make_user, said
from tests.browser.sign_in import signed_in_client


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Bearer antiphon_0000000000_" + "s" * 43, "Basic YTpi",
                                    "Bearer \x00", "Bearer " + "x" * 5000])  # fmt: skip
def test_without_a_key_that_opens_nothing_is_told(db, header):
    headers = {"Authorization": header} if header is not None else {}
    answer = Client().get("/api/v1/engagements", headers=headers)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_session_of_a_person_opens_nothing(db):
    assert signed_in_client(make_user(role="director")).get("/api/v1/engagements").status_code == 401


def test_a_key_opens_no_page_for_people(ours):
    assert ours.client.get("/workspace/", headers={"Authorization": f"Bearer {ours.key}"}).status_code == 302


def test_even_a_session_for_the_account_of_a_key_opens_no_page(key):
    client = Client()
    client.force_login(get_user_model().objects.get(pk=key.account_id), backend="django.contrib.auth.backends.ModelBackend")
    for path in ("/workspace/", "/cms/"):
        assert client.get(path).status_code == 302
        assert "/account/login/" in client.get(path)["Location"]


def test_so_many_requests_a_minute_and_no_more(ours, key, monkeypatch):
    monkeypatch.setattr("antiphon.network.actions.keys.REQUESTS_A_MINUTE", 2)
    monkeypatch.setattr("antiphon.api.door.time.time", lambda: 1_000_000_010.0)
    answers = [ours.get("/me") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60


def test_guessing_keys_is_slowed_down_and_a_good_key_elsewhere_is_not(ours, nobody, monkeypatch):
    monkeypatch.setattr(door, "MISSES", 3)
    guess = Caller("antiphon_0123456789_" + "x" * 43)
    assert [guess.get("/me").status_code for _ in range(4)] == [401, 401, 401, 429]
    assert guess.get("/me")["Retry-After"]
    elsewhere = ours.client.get("/api/v1/me", headers={"Authorization": f"Bearer {ours.key}"}, REMOTE_ADDR="10.1.1.1")
    assert elsewhere.status_code == 200


def test_known_and_unknown_beginnings_of_keys_answer_alike(ours, key):
    known, unknown = said(key)[:-43] + "x" * 43, "antiphon_ffffffffff_" + "x" * 43
    answers = [Caller(text).get("/me") for text in (known, unknown)]
    assert answers[0].content == answers[1].content
    assert {answer.status_code for answer in answers} == {401}


@pytest.mark.parametrize(("method", "path", "status"), [
    ("get", "/nothing", 404), ("delete", "/engagements", 405), ("put", "/me", 405), ("post", "/engagements", 405),
    ("get", "/engagements/%00", 404), ("get", "/engagements/a%2Fb", 404), ("patch", "/engagements/x/responses", 405),
])  # fmt: skip
def test_every_refusal_is_a_problem(ours, method, path, status):
    answer = getattr(ours.client, method)(f"/api/v1{path}", headers={"Authorization": f"Bearer {ours.key}"})
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert ("Allow" in answer) == (status == 405)


def test_when_something_breaks_the_answer_is_a_problem_too(ours, monkeypatch):
    monkeypatch.setattr("antiphon.api.v1.asked.engagements_of", lambda account: 1 / 0)
    ours.client.raise_request_exception = False
    answer = ours.get("/engagements")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert "ZeroDivision" not in answer.content.decode()


def test_nothing_is_kept_by_caches_between(ours):
    assert "no-store" in ours.get("/me")["Cache-Control"]


@pytest.mark.parametrize("path", ["/api/", "/api/v1/openapi.json"])
def test_how_to_use_it_is_for_everyone(client, db, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert "send_response" in answer.content.decode()


def test_the_page_brings_nothing_from_elsewhere(client, db):
    page = client.get("/api/").content.decode().split("<main", 1)[1].split("</main>")[0]
    assert "://" not in page
    assert "<script" not in page
