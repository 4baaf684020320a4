"""The scene of files in: a spreadsheet of a partner is taken once, and the register of channels is filled once."""

import pytest
from django.utils import timezone

from antiphon.demonstration.cast import load_cast
from antiphon.demonstration.scenes import files
from antiphon.engagement.models import Engagement
from antiphon.engagement.queries import channel_enabled, channels_of
from antiphon.voices.models import Answer, ImportBatch, Response, Voice

pytestmark = pytest.mark.django_db


def test_the_scene_is_played_twice_and_done_once():
    cast, today = load_cast(), timezone.localdate()
    for _ in range(2):
        files.play({}, cast, today)
    engagement, batch = Engagement.objects.get(slug=files.SLUG), ImportBatch.objects.get()
    assert engagement.published_at
    assert "It was read as a file of Microsoft Forms." in batch.notes
    assert (batch.rows, Response.objects.count()) == (len(files.SAID), len(files.SAID))
    assert Voice.objects.filter(question__kind="one").count() == 3  # what was written for “Another way”
    assert Answer.objects.filter(question__kind="scale").count() == len(files.SAID)
    assert not Voice.objects.sealed().exists()
    board = cast.organisations["icb"]
    assert [channel_enabled(board, key) for key in ("web", "email", "api", "messaging-app")] == [True, True, False, False]
    assert channels_of(board).count() == 7
