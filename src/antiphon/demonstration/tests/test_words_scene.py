"""The scene of themes from the words plays twice and leaves one draft, with groups that hold together."""

import pytest
from django.utils import timezone

from antiphon.demonstration.cast import load_cast
from antiphon.demonstration.scenes import understanding, words
from antiphon.engagement.models import Engagement
from antiphon.insight import drafts
from antiphon.insight.models import ThemeDraft


@pytest.mark.django_db
def test_the_scene_of_words_leaves_one_draft():
    cast = load_cast()
    words.play({}, cast, timezone.localdate())
    assert not ThemeDraft.objects.exists()
    understanding.play({}, cast, timezone.localdate())
    for _ in range(2):
        words.play({}, cast, timezone.localdate())
    draft = ThemeDraft.objects.get()
    assert draft.engagement == Engagement.objects.get(slug=understanding.SECOND)
    rows = drafts.rows_of(draft)
    assert len(rows) >= 4
    assert sum(row.voices for row in rows) + draft.silent == draft.comments
