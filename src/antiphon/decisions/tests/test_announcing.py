"""What other systems are told of: each happening once, of engagements that are theirs, and never words or names."""

import datetime

import pytest
from django.utils import timezone

from antiphon.decisions.models import Answer
from antiphon.decisions.tasks import announce_waiting
from antiphon.decisions.tests.factories import make_contributor, make_decided_engagement
from antiphon.delivery.models import Endpoint, Notice
from antiphon.delivery.tests.factories import make_endpoint
from antiphon.engagement.tests.factories import make_engagement, make_partner

pytestmark = pytest.mark.django_db


@pytest.fixture
def endpoint():
    made = make_endpoint()
    Endpoint.objects.update(made_at=timezone.now() - datetime.timedelta(days=80))
    return made


def kinds():
    return sorted(Notice.objects.values_list("kind", flat=True))


def test_everything_of_an_engagement_is_announced_once(endpoint):
    engagement = make_decided_engagement(owner=endpoint.organisation, themes=1, closed=True)
    make_engagement(owner=endpoint.organisation)  # a draft is nobody else's business
    announce_waiting()
    found = kinds()
    assert {"engagement.closed", "decision.published", "answer.published"} <= set(found)
    assert announce_waiting() == 0
    assert kinds() == found
    assert found.count("answer.published") == Answer.objects.published().filter(theme__engagement=engagement).count()


def test_what_is_another_organisation_s_is_not_announced_and_a_partner_s_is(endpoint):
    other = make_decided_engagement(themes=1)
    announce_waiting()
    assert not Notice.objects.exists()
    make_partner(engagement=other, organisation=endpoint.organisation)
    announce_waiting()
    assert "decision.published" in kinds()


def test_what_happened_before_it_listened_is_not_announced():
    endpoint = make_endpoint()
    make_decided_engagement(owner=endpoint.organisation, themes=1)
    Endpoint.objects.update(made_at=timezone.now() + datetime.timedelta(hours=1))
    announce_waiting()
    assert not Notice.objects.exists()


def test_responses_are_a_number_and_nothing_of_what_was_said(endpoint):
    engagement = make_decided_engagement(owner=endpoint.organisation, themes=1)
    make_contributor(engagement=engagement, name="Beryl Sandford", email="beryl@example.org")
    announce_waiting()
    told = Notice.objects.get(kind="response.received")
    assert set(told.facts) == {"engagement", "title", "responses"}
    make_contributor(engagement=engagement)
    announce_waiting()
    numbers = sorted(one.facts["responses"] for one in Notice.objects.filter(kind="response.received"))
    assert numbers[1] == numbers[0] + 1
    assert "Beryl" not in str(list(Notice.objects.values()))
