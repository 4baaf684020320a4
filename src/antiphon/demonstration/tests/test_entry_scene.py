"""The scene of entry: a batch with two settled differences, a group that owns its words, two calls, one e-mail, a door."""

import time

import pytest
from django.utils import timezone

from antiphon.decisions import standing
from antiphon.demonstration.cast import load_cast
from antiphon.demonstration.scenes import entry
from antiphon.engagement.models import Engagement
from antiphon.voices import entries
from antiphon.voices.models import Difference, EntryBatch, GroupRecord, ReceivedMail, Response, Voice

pytestmark = pytest.mark.django_db


def test_the_scene_can_be_played_twice_and_shows_every_door():
    cast, today = load_cast(), timezone.localdate()
    begun = time.monotonic()
    entry.play({}, cast, today)
    once = Response.objects.count()
    assert time.monotonic() - begun < 20  # a busy machine; alone it takes about two seconds
    entry.play({}, cast, today)
    assert Response.objects.count() == once
    clinic = Engagement.objects.get(slug=entry.CLINIC)
    batch = EntryBatch.objects.get()
    assert (batch.sheets.count(), Difference.objects.filter(settled_at__isnull=False).count()) == (24, 2)
    assert batch.closed_at
    assert entries.error_rate(batch).wrong == 1
    assert entries.groups_in(clinic).in_words() == "1 group of 40 people"
    assert GroupRecord.objects.get().locked_at
    assert Response.objects.filter(engagement=clinic, channel="telephone").count() == 2
    assert ReceivedMail.objects.get().status == "taken"
    assert Response.objects.filter(engagement=clinic).count() == 24 + 2 + 1 + 1
    assert not Voice.objects.filter(status="sealed").exists()
    door = Engagement.objects.get(slug=entry.NARRATIVE)
    assert {one.kind for one, _ in standing.public_changes(door)} == {"changed", "not_changed"}
