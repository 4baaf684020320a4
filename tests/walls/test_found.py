"""The search runs as the owner of the tables: so it keeps to the scope of the connection, whatever it is told."""

import json

import pytest
from django.db import connection

from antiphon.config.walls import API, PUBLIC, WORKSPACE, Scope, within
from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.insight.tests.factories import make_clean_voice
from antiphon.library import engine, finding, meanings
from antiphon.library.tasks import shelve_waiting
from antiphon.library.tests.factories import make_insight
from antiphon.network.tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db


def world():
    engagement = make_open_engagement(title="Frames")
    make_insight(organisation=engagement.owner, visibility="own", title="Zimmer frames")
    make_clean_voice(engagement, clean_words="My zimmer squeaks.")
    shelve_waiting()
    return engagement, engine.Scope([engagement.owner_id], [engagement.pk], [engagement.pk])


def asked(scope):
    """Ask the search itself, with a scope that the caller claims."""
    with connection.cursor() as cursor:
        weighed = engine.weigh(meanings.read("zimmer"), cursor)
        cursor.execute("select id, found from antiphon_find(%s, %s, '{}', 50)",
                       [json.dumps(weighed.said()), json.dumps(scope.said())])  # fmt: skip
        return cursor.fetchall()


def test_a_claim_beyond_the_connections_own_scope_is_worth_nothing():
    engagement, scope = world()
    assert len(asked(scope)) == 2  # a worker has no scope
    with within(Scope(WORKSPACE, frozenset({engagement.owner_id}))):
        assert len(asked(scope)) == 2
    for face in (WORKSPACE, API):
        with within(Scope(face, frozenset({make_organisation().pk}))):
            assert asked(scope) == []
    with within(Scope(PUBLIC)):
        assert asked(scope) == []  # although the engagement is published, what was heard in it is not


def test_a_search_inside_a_request_finds_what_is_ones_own():
    engagement, scope = world()
    with within(Scope(WORKSPACE, frozenset({engagement.owner_id}))):
        found = finding.search(engagement.lead, "zimmer", scope=scope)
        assert (found.number, len(found.passages)) == (2, 2)
        assert finding.search(engagement.lead, "", scope=scope).number == 2  # comments only when they are asked for
    other = make_user(role="analyst")
    with within(Scope(WORKSPACE, frozenset({other.memberships.get().organisation_id}))):
        assert finding.search(other, "zimmer", scope=scope) == finding.Found()
        assert [one.title for one in finding.search(other, "", scope=scope).passages] == ["Frames"]
