"""The scene of results plays twice and leaves one of each."""

import pytest
from django.utils import timezone

from antiphon.demonstration.cast import load_cast
from antiphon.demonstration.scenes import results
from antiphon.engagement.models import Engagement
from antiphon.exports.models import Export
from antiphon.insight.crosstabs import crosstab
from antiphon.voices.models import Response


@pytest.mark.django_db
def test_the_scene_of_results_leaves_a_cross_tabulation_with_hidden_cells_and_files():
    cast = load_cast()
    for _ in range(2):
        results.play({}, cast, timezone.localdate())
    engagement = Engagement.objects.get(slug=results.SLUG)
    assert Response.objects.filter(engagement=engagement).count() == 412
    assert set(Export.objects.filter(engagement=engagement).values_list("kind", "state")) == {
        ("results", "ready"), ("rows", "ready"), ("evidence", "ready"),
    }  # fmt: skip
    assert crosstab(engagement, question=None, by=["about:ethnic_group", "place"]).hides
