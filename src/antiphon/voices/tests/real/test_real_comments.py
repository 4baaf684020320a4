"""The main job on real input: 6,802 comments of two trusts (needs the reference data)."""

import time

import pytest
from django.core.management import call_command

from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.voices import queries, tasks
from antiphon.voices.models import ImportBatch, Response, Voice

pytestmark = pytest.mark.django_db
FILE = "surveys/fft_comments_labelled_train.csv.gz"


def test_the_whole_file_is_taken_and_made_safe(real_data):
    engagement = make_open_engagement(slug="real")
    began = time.monotonic()
    call_command("import_voices", real_data / FILE, engagement="real")
    assert time.monotonic() - began < 30
    batch = ImportBatch.objects.get()
    assert batch.rows == Response.objects.count() == 6_802
    assert queries.counts(engagement)["total"]["voices"] == 6_802 - 514
    assert any(note.startswith("388 rows had a score that means") for note in batch.notes)
    assert any(note.startswith("514 rows had no words") for note in batch.notes)

    while tasks.deidentify_waiting():
        pass
    counts = queries.counts(engagement)["status"]
    assert counts["sealed"] == 0
    assert counts["clean"] > 20 * counts["needs_eyes"] > 0
    assert all(voice.clean_words for voice in Voice.objects.clean_only().defer("sealed_words"))


def test_the_whole_file_a_second_time_adds_nothing(real_data, capsys):
    make_open_engagement(slug="real")
    for _ in range(2):
        call_command("import_voices", real_data / FILE, engagement="real")
    assert "already in" in capsys.readouterr().out
    assert Response.objects.count() == 6_802
