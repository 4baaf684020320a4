"""Telling in the background: everyone once, however often it runs."""

import pytest

from antiphon.decisions.models import Telling
from antiphon.decisions.tasks import tell_waiting
from antiphon.decisions.tests.factories import make_decided_engagement, make_telling
from antiphon.delivery.models import Delivery

pytestmark = pytest.mark.django_db


def test_tell_waiting_tells_every_engagement_and_runs_twice_without_harm():
    for people in (2, 3):
        make_telling(engagement=make_decided_engagement(contributors=people))
    tell_waiting()
    tell_waiting()
    assert Delivery.objects.count() == 5
    assert not Telling.objects.filter(posted_at__isnull=True).exists()


def test_tell_waiting_with_nothing_to_do():
    assert tell_waiting() == 0
