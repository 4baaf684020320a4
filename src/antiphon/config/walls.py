"""The second wall, while a request is answered: the connection works as a role that sees one organisation's rows.

`network.access` decides; this stands behind it, in PostgreSQL, for the day on which a query forgets to ask. Policies
(`config.masonry`) read two settings of the connection: the face that asks, and the organisations whose things it may
reach. Workers and commands have no scope and work as the tables' owner. docs/adr/0045-a-second-wall.md
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.http import FileResponse, HttpRequest, HttpResponse

from antiphon.audiences.queries import keys_in
from antiphon.briefings.queries import number_in as reader_in
from antiphon.cascades.queries.links import number_in as hop_in
from antiphon.network.access import organisations_of
from antiphon.panels.queries.panels import number_in
from antiphon.stakeholders.queries import number_in as champion_in

ROLE = "antiphon_scoped"
PUBLIC, WORKSPACE, API = "public", "workspace", "api"
STAFF_DOORS = ("/workspace/", "/cms/")
API_DOOR = "/api/"
MEMBER_DOOR = "/panel/"
GUEST_DOORS = ("/champion/", "/briefing/")
HOP_DOOR = "/cascade/"
LEAVE_DOOR = "/leave/"
_now = threading.local()  # a connection belongs to a thread, and so does its scope


@dataclass(frozen=True)
class Scope:
    """What a request may see: its face, and the ids of the organisations whose things it may reach."""

    face: str
    organisations: frozenset[int] = field(default_factory=frozenset)
    member: int | None = None  # the panel member whose signed link is followed
    guest: int | None = None  # the stakeholder whose signed link is followed
    hop: int | None = None  # the hop of a cascade whose lead's signed link is followed
    keys: tuple[str, ...] = ()  # what stands for the addresses behind the link to leave that is followed


@contextmanager
def within(scope: Scope) -> Iterator[None]:
    """Let the connection see only what belongs to the scope, and put back what was before, whatever happens."""
    before: Scope | None = getattr(_now, "scope", None)
    _now.scope = scope
    try:
        _apply(scope)
        yield
    finally:
        _now.scope = before
        _put_back(before)


def scope_of(request: HttpRequest) -> Scope:
    """Return what a request may see. Who it is was settled by the middleware before this one."""
    if request.path.startswith(STAFF_DOORS) and request.user.is_authenticated:
        return Scope(WORKSPACE, frozenset(organisations_of(request.user)))  # type: ignore[arg-type]
    if request.path.startswith(API_DOOR):
        account = getattr(request, "account", None)
        return Scope(API, frozenset(organisations_of(account)) if account is not None else frozenset())
    if request.path.startswith(MEMBER_DOOR):
        return Scope(PUBLIC, member=number_in(request.path.split("/")[2]))
    if request.path.startswith(GUEST_DOORS):
        door, link = request.path.split("/")[1:3]
        return Scope(PUBLIC, guest=champion_in(link) if door == "champion" else reader_in(link))
    if request.path.startswith(HOP_DOOR):
        return Scope(PUBLIC, hop=hop_in(request.path.split("/")[2]))
    if request.path.startswith(LEAVE_DOOR):
        return Scope(PUBLIC, keys=keys_in(request.path.split("/")[2]))
    return Scope(PUBLIC)


class Walls:
    """Middleware: each request is answered inside its scope, also what is streamed after the view has returned."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        scope = scope_of(request)
        with within(scope):
            response = self.get_response(request)
        if response.streaming and not isinstance(response, FileResponse):
            response.streaming_content = _streamed(scope, response.streaming_content)  # type: ignore[attr-defined]
        return response


def _streamed(scope: Scope, parts: Iterable[bytes]) -> Iterator[bytes]:
    with within(scope):
        yield from parts


def _apply(scope: Scope | None) -> None:
    organisations = "{" + ",".join(map(str, sorted(scope.organisations))) + "}" if scope else ""
    member = str(scope.member) if scope and scope.member else ""
    guest = str(scope.guest) if scope and scope.guest else ""
    keys = "{" + ",".join(scope.keys) + "}" if scope else ""  # each is hexadecimal
    hop = str(scope.hop) if scope and scope.hop else ""
    settings = [ROLE if scope else "none", scope.face if scope else "", organisations, member, guest, keys, hop]
    connection.ensure_connection()
    try:
        _set(settings)
    except psycopg.OperationalError:  # the server was restarted since the last request
        if connection.in_atomic_block:
            raise
        connection.close()
        connection.connect()
        _set(settings)
    connection.health_check_done = True  # it has just answered


def _set(settings: list[str]) -> None:
    # The driver's own cursor: no query of a page, and so not among those that are counted.
    psycopg.Cursor(connection.connection).execute(
        "select set_config('role', %s, false), set_config('antiphon.face', %s, false),"
        " set_config('antiphon.organisations', %s, false), set_config('antiphon.member', %s, false),"
        " set_config('antiphon.guest', %s, false), set_config('antiphon.keys', %s, false),"
        " set_config('antiphon.hop', %s, false)",
        settings, prepare=True,
    )  # fmt: skip


def _put_back(before: Scope | None) -> None:
    if connection.connection is None:
        return  # it broke or was closed: a new one starts without a scope, or with the one that `_now` says
    try:
        _apply(before)
    except psycopg.Error:
        # A transaction around the request failed (in a test): undoing it undoes the scope, which was set inside it.
        if not connection.in_atomic_block:
            connection.close()  # never hand on a connection whose scope is in doubt


@receiver(connection_created, dispatch_uid="antiphon.walls")
def scope_a_new_connection(connection: Any, **signal: object) -> None:
    """PostgreSQL was restarted in the middle of a request: the new connection has the scope of the old one."""
    scope: Scope | None = getattr(_now, "scope", None)
    if scope is not None:
        _apply(scope)
