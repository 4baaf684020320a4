"""A process keeps the questions it has read only while they are the same: what changes is seen with the next request."""

import pytest

from antiphon.engagement.models import Engagement, Question
from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.network.models import Organisation
from antiphon.public.questionnaire import Questionnaire

pytestmark = pytest.mark.django_db


def test_it_is_read_once(django_assert_num_queries):
    slug = make_open_engagement().slug
    first = Questionnaire.published(slug)
    with django_assert_num_queries(1):
        assert Questionnaire.published(slug) is first


@pytest.mark.parametrize(("model", "field"), [(Engagement, "title"), (Question, "text"), (Organisation, "name")])
def test_any_change_is_seen_at_once(model, field):
    slug = make_open_engagement().slug
    Questionnaire.published(slug)
    model.objects.update(**{field: "After the change"})
    now = Questionnaire.published(slug)
    assert "After the change" in (now.engagement.title, now.every[0].text, now.engagement.owner.name)


def test_what_is_not_published_any_more_is_gone(client):
    engagement = make_open_engagement()
    address = f"/engagements/{engagement.slug}/take-part/"
    assert client.get(address).status_code == 200
    Engagement.objects.update(published_at=None)
    assert client.get(address).status_code == 404
