"""Making safe whatever waits, once, whoever does it."""

import pytest
from django.db import connection

from antiphon.core import trail
from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.voices import actions, tasks
from antiphon.voices.models import Voice
from antiphon.voices.tests.factories import make_voice

pytestmark = pytest.mark.django_db


def test_deidentify_waiting_makes_each_voice_safe_or_asks_for_eyes():
    engagement = make_open_engagement()
    plain = make_voice(engagement=engagement, words="Ring 07700 900123, it was warm.")
    harm = make_voice(engagement=engagement, words="He hit me and I want to die.")
    assert tasks.deidentify_waiting() == 2
    plain.refresh_from_db()
    harm.refresh_from_db()
    assert (plain.status, plain.clean_words) == ("clean", "Ring [phone number], it was warm.")
    assert (harm.status, harm.clean_words) == ("needs_eyes", "")
    assert len(harm.doubts) >= 1


def test_deidentify_waiting_twice_is_harmless():
    voice = make_voice(words="Warm.")
    assert tasks.deidentify_waiting() == 1
    assert tasks.deidentify_waiting() == 0
    assert [line.verb for line in trail.of(voice.engagement)] == ["make safe"]


def test_deidentify_waiting_stops_at_its_limit():
    engagement = make_open_engagement()
    for _ in range(5):
        make_voice(engagement=engagement)
    assert tasks.deidentify_waiting(limit=3) == 3
    assert Voice.objects.sealed().count() == 2


def test_deidentify_waiting_sets_aside_words_that_no_key_opens():
    lost, fine = make_voice(), make_voice(words="Warm.")
    # A SealedField seals what it is given, so the broken text is written past it.
    with connection.cursor() as cursor:
        cursor.execute("update voices_voice set sealed_words = 'gAAAAAbroken' where id = %s", [lost.pk])
    assert tasks.deidentify_waiting() == 2
    fine.refresh_from_db()
    assert fine.status == "clean"
    kept = Voice.objects.defer("sealed_words").get(pk=lost.pk)
    assert (kept.status, kept.doubts) == ("needs_eyes", [actions.UNREADABLE])
