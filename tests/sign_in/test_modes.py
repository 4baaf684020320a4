"""The demonstration leaves out the second factor, so it must not be reachable by anyone else."""

import datetime
import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from antiphon.config import settings
from antiphon.config.checks import database_is_here, language_model, oidc, unsafe


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("postgresql://a@/b?host=/tmp/x", True), ("postgresql://a:b@localhost:5432/c", True), ("postgresql:///c", True),
        ("postgresql://a@127.0.0.1/c", True), ("postgresql://a@[::1]/c", True), ("postgresql://a@db.example.org/c", False),
        ("postgresql://a@10.0.0.5/c", False), ("postgresql://a@/c?host=db.example.org", False),
        ("postgresql://a@/c?host=/tmp,db.example.org", False),
    ],
)  # fmt: skip
def test_a_database_is_here_or_elsewhere(url, here):
    assert database_is_here(url) is here


@pytest.mark.parametrize(
    ("mode", "database", "hosts", "said"),
    [
        ("demonstration", "", "", []),
        ("demonstration", "postgresql://a@db.example.org/c", "", ["antiphon.E001"]),
        ("demonstration", "", "antiphon.example.org", ["antiphon.E002"]),
        ("production", "postgresql://a@db.example.org/c", "antiphon.example.org", []),
    ],
)
def test_the_demonstration_is_refused_where_others_could_reach_it(mode, database, hosts, said):
    found = unsafe(mode, database_url=database, hosts=hosts)
    assert [one.id for one in found] == said
    assert all(one.hint for one in found)


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    keep = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "ANTIPHON_HOSTS")}
    return subprocess.run([sys.executable, "-c", code], env={**keep, **environment}, capture_output=True, text=True, check=False)


def test_a_web_server_does_not_start_with_an_unsafe_demonstration():
    result = run("import antiphon.config.wsgi", ANTIPHON_MODE="demonstration", ANTIPHON_HOSTS="antiphon.example.org")
    assert result.returncode != 0
    assert "antiphon.E002" in result.stderr


def test_production_always_wants_a_second_factor_and_safe_cookies():
    code = ("from antiphon.config import settings as s; print(s.SECOND_FACTOR_REQUIRED, s.SESSION_COOKIE_SECURE, "
            "s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0, "
            "s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN, s.CACHES['default']['BACKEND'].endswith('DatabaseCache'))")  # fmt: skip
    secrets = {name: "x" * 50 for name in ("ANTIPHON_SECRET_KEY", "ANTIPHON_SEAL_KEY", "ANTIPHON_ADDRESS_PEPPER")}
    result = run(code, ANTIPHON_MODE="production", ANTIPHON_HOSTS="antiphon.example.org", **secrets)
    assert result.stdout.split() == ["True"] * 6 + ["False", "True"], result.stderr


@pytest.mark.django_db
class TestDemonstration:
    @pytest.fixture(autouse=True)
    def _mode(self, settings):
        settings.MODE, settings.SECOND_FACTOR_REQUIRED = "demonstration", False

    def test_it_answers_to_this_machine(self):
        assert Client().get("/account/login/").status_code == 200

    @pytest.mark.parametrize(
        "header",
        [{"REMOTE_ADDR": "10.1.2.3"}, {"HTTP_X_FORWARDED_FOR": "10.1.2.3"}, {"HTTP_FORWARDED": "for=10.1.2.3"},
         {"HTTP_VIA": "1.1 x"}],
    )  # fmt: skip
    def test_it_answers_to_nobody_else(self, header):
        assert Client().get("/account/login/", **header).status_code == 403

    def test_another_host_name_is_refused(self):
        assert Client().get("/account/login/", HTTP_HOST="antiphon.example.org").status_code == 400


@pytest.mark.parametrize(
    ("given", "production", "said"),
    [
        ({"SERVER": "", "CLIENT": "", "SECRET": ""}, True, []),
        ({"SERVER": "https://id.example.org", "CLIENT": "a", "SECRET": "b"}, True, []),
        ({"SERVER": "https://id.example.org", "CLIENT": "a", "SECRET": ""}, True, ["antiphon.E003"]),
        ({"SERVER": "http://id.example.org", "CLIENT": "a", "SECRET": "b"}, True, ["antiphon.E004"]),
    ],
)
def test_an_organisation_s_own_sign_in_must_be_whole_and_over_tls(given, production, said):
    assert [one.id for one in oidc(given, production)] == said


@pytest.mark.parametrize(
    ("address", "found"),
    [("", []), ("http://127.0.0.1:11434/v1", []), ("https://8.8.8.8/v1", ["antiphon.E006"]), ("nowhere", ["antiphon.E006"])],
)
def test_a_language_model_may_only_be_one_of_the_site(address: str, found: list[str]) -> None:
    assert [one.id for one in language_model(address)] == found


def test_quiet_hours_are_two_times_or_none():
    assert settings._hours("20:00-08:00") == (datetime.time(20), datetime.time(8))
    assert settings._hours("none") is None
    for wrong in ("", "20:00", "8pm-8am", "20:00-08:00-09:00"):
        with pytest.raises(ImproperlyConfigured, match="two times, like 20:00-08:00"):
            settings._hours(wrong)
