"""The scene of the form of several pages: it can be played again, and shows answers through three formats."""

import datetime

import pytest
from django.utils import timezone

from antiphon.demonstration.cast import load_cast
from antiphon.demonstration.scenes import questionnaires
from antiphon.engagement.models import Engagement
from antiphon.engagement.queries import inclusion_check_of
from antiphon.voices.models import Answer, Response, Voice

pytestmark = pytest.mark.django_db


def test_the_scene_shows_a_form_in_three_formats_and_is_played_once(client):
    cast, today = load_cast(), timezone.localdate()
    questionnaires.play({}, cast, today)
    engagement = Engagement.objects.get(slug=questionnaires.GETTING_THERE)
    by_format = {}
    for response in Response.objects.filter(engagement=engagement).select_related("twin"):
        key = response.twin.format if response.twin else ""
        by_format[key] = by_format.get(key, 0) + 1
    assert by_format == {"": 22, "easy_read": 7, "large_print": 4}
    assert inclusion_check_of(engagement).minutes == 6
    assert not Voice.objects.needing_eyes().exists()
    counted = Answer.objects.count()
    questionnaires.play({}, cast, today)
    assert Answer.objects.count() == counted
    assert engagement.closes_on > today + datetime.timedelta(days=14)
    page = client.get(f"/engagements/{engagement.slug}/").text
    assert "Easy read" in page
    assert client.get(f"/engagements/{engagement.slug}/take-part/easy-read-en/").status_code == 200
