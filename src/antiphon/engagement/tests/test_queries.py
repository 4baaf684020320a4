"""Reads of engagements: who sees what, and in how many queries."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils import timezone

from antiphon.engagement import queries
from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_closing_engagement, make_engagement, make_open_engagement, make_partner
from antiphon.network.access import may
from antiphon.network.roles import ROLES, Permission
from antiphon.network.tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db


def test_engagement_for_a_stranger_or_a_visitor_is_404():
    engagement = make_open_engagement()
    for who in (make_user(role="director"), make_user(), AnonymousUser()):
        with pytest.raises(Http404):
            queries.engagement_for(who, engagement.slug)


def test_public_engagement_hides_a_draft():
    with pytest.raises(Http404):
        queries.public_engagement(make_engagement().slug)
    published = make_open_engagement()
    assert queries.public_engagement(published.slug) == published


def test_phases_hold_each_engagement_once():
    today = timezone.localdate()
    draft, running, considered = make_engagement(), make_open_engagement(), make_closing_engagement()
    closed = make_closing_engagement(closed_at=timezone.now())
    assert list(queries.open_engagements(today)) == [running]
    assert list(queries.considered_engagements(today)) == [considered]
    assert list(queries.closed_engagements()) == [closed]
    assert list(queries.planned_engagements(today)) == []
    assert draft.phase == "Draft"


@pytest.mark.parametrize("way", ["owner", "contributes", "reads", "stranger"])
@pytest.mark.parametrize("role", list(ROLES))
def test_where_may_says_the_same_as_may(role, way):
    organisation = make_organisation()
    engagement = make_engagement(owner=organisation if way == "owner" else make_organisation())
    if way in ("contributes", "reads"):
        make_partner(engagement=engagement, organisation=organisation, way=way)
    user = make_user(role=role, organisation=organisation)
    for permission in Permission:
        found = Engagement.objects.where_may(user, permission).filter(pk=engagement.pk).exists()
        assert found == may(user, permission, on=engagement), permission


def test_who_may_publish_leaves_the_writers_out():
    board = make_organisation()
    alice = make_user(role="engagement_lead", organisation=board, name="Alice")
    dana = make_user(role="director", organisation=board, name="Dana")
    make_user(role="reader", organisation=board)
    engagement = make_engagement(owner=board, lead=alice)
    assert queries.who_may_publish(engagement) == [dana]


def test_drafts_ask_the_same_number_of_queries_for_many(django_assert_num_queries):
    board = make_organisation()
    alice = make_user(role="engagement_lead", organisation=board)
    for _ in range(12):
        make_engagement(owner=board, lead=alice)
    with django_assert_num_queries(5):
        for engagement in queries.drafts(alice):
            may(alice, Permission.ENGAGEMENT_EDIT, on=engagement)
            queries.plan_of(engagement)
            list(engagement.writers.all())
