"""The scene of understanding plays twice and leaves one of each: a split code, a coder that learnt, a change since last time."""

import pytest
from django.utils import timezone

from antiphon.demonstration.cast import load_cast
from antiphon.demonstration.scenes import understanding
from antiphon.engagement.models import Engagement
from antiphon.insight import codebook, compared, learnt
from antiphon.insight.models import LearntCoder, Reading
from antiphon.insight.seen import codes_seen


@pytest.mark.django_db
def test_the_scene_of_understanding_leaves_a_split_code_a_coder_that_learnt_and_a_change():
    cast = load_cast()
    for _ in range(2):
        understanding.play({}, cast, timezone.localdate())
    first, second = (Engagement.objects.get(slug=slug) for slug in (understanding.FIRST, understanding.SECOND))
    assert Reading.objects.current().filter(voice__engagement=second).count() >= 70
    assert codebook.history(second).get().kind == "split"
    before = set(Reading.objects.filter(voice__engagement=second, codings__code__name=understanding.TRANSPORT)
                 .values_list("voice", flat=True))  # fmt: skip
    waits = set(codebook.to_read_for_a_split(second).values_list("pk", flat=True))
    parts = Reading.objects.current().filter(voice__engagement=second, codings__code__name__in=understanding.PARTS)
    again = before & set(parts.values_list("voice", flat=True))
    assert before, "some were read before the split"
    assert before == waits | again, "each of them waits to be read again, or was"
    assert LearntCoder.objects.filter(engagement=second).count() == 1
    points = learnt.curve(second, learnt.rated(second))
    assert points[-1].score > points[0].score
    assert {"Buses and trains", "Parking"} <= {line.code.name for line in codes_seen(second).lines}
    assert list(compared.earlier_ones(second, second.lead)) == [first]
    found = compared.compare(first, second)
    assert any(one.stands_out and one.text == "Parking" for one in found.differences)
