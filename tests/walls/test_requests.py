"""Each request is answered inside its scope, and the connection is put back whatever happens."""

from typing import Any

import psycopg
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from antiphon.config.walls import API, PUBLIC, ROLE, WORKSPACE, Scope, Walls, scope_of, within
from antiphon.engagement import actions as engagements
from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_engagement
from antiphon.network.tests.factories import make_organisation, make_succession, make_user


def now() -> tuple[str, str, str]:
    """Return what the connection works as: the role, the face, the organisations."""
    return connection.connection.execute(  # type: ignore[no-any-return]
        "select current_user::text, current_setting('antiphon.face', true), current_setting('antiphon.organisations', true)"
    ).fetchone()


def asked(path: str, user: Any = None) -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = user or AnonymousUser()
    return request


@pytest.fixture
def owner(db: None) -> str:
    connection.ensure_connection()
    return now()[0]


def answer(view: Any, path: str = "/", user: Any = None) -> HttpResponse:
    return Walls(view)(asked(path, user))


def test_a_request_works_as_the_role_and_puts_it_back(owner: str):
    found = []
    answer(lambda request: found.append(now()) or HttpResponse())
    assert found == [(ROLE, PUBLIC, "{}")]
    assert now() == (owner, "", "")


def test_staff_reach_their_organisations_and_those_that_these_follow(owner: str):
    body, before, other = make_organisation(), make_organisation(), make_organisation()
    make_succession(predecessor=before, successor=body)
    alice = make_user(role="reader", organisation=body)
    assert scope_of(asked("/workspace/", alice)) == Scope(WORKSPACE, frozenset({body.pk, before.pk}))
    assert other.pk not in scope_of(asked("/cms/", alice)).organisations
    assert scope_of(asked("/workspace/")) == Scope(PUBLIC)
    assert scope_of(asked("/decisions/", alice)) == Scope(PUBLIC)


def test_the_api_reaches_what_its_key_reaches_and_nothing_without_one(owner: str):
    request = asked("/api/v1/engagements")
    assert scope_of(request) == Scope(API)
    account = make_user(role="analyst")
    request.account = account  # type: ignore[attr-defined]
    assert scope_of(request).organisations == {account.memberships.get().organisation_id}


def test_it_is_put_back_when_the_view_raises(owner: str):
    def broken(request: HttpRequest) -> HttpResponse:
        raise ValueError

    with pytest.raises(ValueError):
        answer(broken)
    assert now() == (owner, "", "")


def test_it_is_put_back_when_the_view_breaks_its_transaction(owner: str):
    def broken(request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            connection.connection.execute("select 1/0")
        return HttpResponse()

    with pytest.raises((DatabaseError, psycopg.Error)):
        answer(broken)
    assert now() == (owner, "", "")


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_broke_in_the_view_is_not_handed_on():
    """PostgreSQL was restarted: what comes after works inside the scope too, and the next request begins afresh."""
    connection.ensure_connection()
    owner, found = now()[0], []

    def broken(request: HttpRequest) -> HttpResponse:
        connection.close()
        Engagement.objects.count()
        found.append(now())
        return HttpResponse()

    answer(broken)
    assert found == [(ROLE, PUBLIC, "{}")]
    assert now()[0] == owner


def test_what_is_streamed_after_the_view_is_inside_the_scope(owner: str):
    draft = make_engagement()
    found = []

    def rows() -> Any:
        found.append((now()[0], Engagement.objects.filter(pk=draft.pk).exists()))
        yield b"row"

    response = answer(lambda request: StreamingHttpResponse(rows()))
    assert now()[0] == owner
    assert b"".join(response) == b"row"  # type: ignore[arg-type]
    assert found == [(ROLE, False)]
    assert now()[0] == owner


def test_a_stream_that_is_cut_off_puts_it_back(owner: str):
    response = answer(lambda request: StreamingHttpResponse(iter([b"one", b"two"])))
    parts = iter(response)
    next(parts)
    assert now()[0] == ROLE
    for close in response._resource_closers:  # what the server does when the reader has gone, first of all
        close()
    assert now()[0] == owner


def test_an_address_that_a_hidden_draft_has_is_no_obstacle(owner: str):
    hidden, body = make_engagement(title="Clinic hours", slug="clinic-hours"), make_organisation()
    lead = make_user(role="engagement_lead", organisation=body)
    with within(Scope(WORKSPACE, frozenset({body.pk}))):
        draft = engagements.draft(owner=body, lead=lead, title="Clinic hours", by=lead)
    assert draft.slug.startswith("clinic-hours-")
    assert draft.slug != hidden.slug


def test_a_scope_inside_a_scope_goes_back_to_the_outer_one(owner: str):
    with within(Scope(WORKSPACE, frozenset({7}))):
        with within(Scope(PUBLIC)):
            assert now() == (ROLE, PUBLIC, "{}")
        assert now() == (ROLE, WORKSPACE, "{7}")
    assert now() == (owner, "", "")
