"""The scene of trust: a flood with one flag settled, one concern on the list, codes that were used; twice is once."""

import pytest
from django.utils import timezone

from antiphon.demonstration.cast import load_cast
from antiphon.demonstration.scenes import trust
from antiphon.demonstration.story import story
from antiphon.demonstration.walk import ask
from antiphon.engagement.models import Engagement
from antiphon.guard.models import Concern, Flag
from antiphon.trust.queries import batches_of
from antiphon.voices.models import Response

pytestmark = pytest.mark.django_db


def test_the_scene_plays_and_plays_again() -> None:
    today, cast = timezone.localdate(), load_cast()
    row = next(one for one in story()["engagements"] if one["key"] == trust.OPEN)
    engagement = ask(cast, row, today)
    seen = []
    for _ in range(2):
        trust.play({trust.OPEN: engagement}, cast, today)
        engagement.refresh_from_db()
        flags = sorted(Flag.objects.values_list("sign", "status"))
        letters = batches_of(Engagement.objects.get(slug=trust.BY_LETTER)).get()
        seen.append((Response.objects.count(), flags, Concern.objects.count(), letters.used, letters.number))
    assert seen[0] == seen[1]
    responses, flags, concerns, used, number = seen[0]
    assert responses == trust.COPIES + 1 + 3
    assert ("copies", "counted") in flags
    assert ("burst", "open") in flags
    assert (concerns, used, number) == (1, 3, 400)
    assert engagement.safeguarding_lead == cast["grace"]
