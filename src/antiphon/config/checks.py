"""Checks at the start: what would make the service unsafe is refused, with what to do instead."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlparse

from django.core import checks
from django.core.exceptions import ImproperlyConfigured

HERE = {"", "localhost", "127.0.0.1", "::1"}


def database_is_here(url: str) -> bool:
    """Return whether a DATABASE_URL points at this machine: loopback, or a Unix socket."""
    parts = urlparse(url)
    hosts = parse_qs(parts.query).get("host", [parts.hostname or ""])
    return all(host in HERE or host.startswith("/") for given in hosts for host in given.split(","))


def unsafe(mode: str, *, database_url: str, hosts: str) -> list[checks.CheckMessage]:
    """Return why a mode may not run with these settings. Only the demonstration may leave out the second factor."""
    found: list[checks.CheckMessage] = []
    if mode != "demonstration":
        return found
    if database_url and not database_is_here(database_url):
        found.append(checks.Error(
            "The demonstration may not use a database on another machine: it lets people in without a second factor.",
            hint="Unset DATABASE_URL, or set ANTIPHON_MODE=production.", id="antiphon.E001",
        ))  # fmt: skip
    if hosts:
        found.append(checks.Error(
            "The demonstration answers to this machine only, and ANTIPHON_HOSTS names others.",
            hint="Unset ANTIPHON_HOSTS, or set ANTIPHON_MODE=production.", id="antiphon.E002",
        ))  # fmt: skip
    return found


def as_set_up() -> list[checks.CheckMessage]:
    """Return what is unsafe in the settings as they are."""
    from antiphon.config import settings

    return unsafe(settings.MODE, database_url=settings.env("DATABASE_URL"), hosts=settings.env("ANTIPHON_HOSTS"))


@checks.register(checks.Tags.security)
def check_mode(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    """Tell `antiphon check`, `migrate` and `runserver` what is unsafe."""
    return as_set_up()


@checks.register(checks.Tags.security)
def check_language_model(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    """A language model may only be one of this site: what people said never leaves it."""
    from antiphon.config import settings

    return language_model(str(settings.LANGUAGE_MODEL["address"]))


def language_model(address: str) -> list[checks.CheckMessage]:
    """Return what is wrong with the address of a language model; "" is none."""
    from antiphon.insight.naming import stays_here

    if not address or stays_here(address):
        return []
    return [checks.Error(
        "ANTIPHON_LANGUAGE_MODEL is not an address of this machine or of the site's own network.",
        hint="Point it at a model that you run yourself, such as http://127.0.0.1:11434/v1, or unset it.", id="antiphon.E006",
    )]  # fmt: skip


@checks.register(checks.Tags.security)
def check_sign_in(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    """An organisation's own sign-in must be whole, and over TLS."""
    from antiphon.config import settings

    return oidc({name: settings.env(f"ANTIPHON_OIDC_{name}") for name in ("SERVER", "CLIENT", "SECRET")}, settings.PRODUCTION)


def oidc(given: Mapping[str, str], production: bool) -> list[checks.CheckMessage]:
    """Return what is wrong with the settings of OpenID Connect."""
    if not given["SERVER"]:
        return []
    found: list[checks.CheckMessage] = []
    missing = [f"ANTIPHON_OIDC_{name}" for name in ("CLIENT", "SECRET") if not given[name]]
    if missing:
        found.append(checks.Error(
            f"ANTIPHON_OIDC_SERVER is set, but not {' and '.join(missing)}.",
            hint="Set all three, or none.", id="antiphon.E003",
        ))  # fmt: skip
    if production and not given["SERVER"].startswith("https://"):
        found.append(checks.Error(
            "ANTIPHON_OIDC_SERVER does not begin with https://.",
            hint="Who signs in would be told in the clear. Use the provider's https address.", id="antiphon.E004",
        ))  # fmt: skip
    return found


def refuse_unsafe() -> None:
    """Raise ImproperlyConfigured where the settings are unsafe: a web server starts without the checks."""
    found = as_set_up()
    if found:
        raise ImproperlyConfigured(" ".join(f"{one.msg} {one.hint} ({one.id})" for one in found))
