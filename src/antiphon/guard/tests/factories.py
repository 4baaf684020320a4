"""Flags and concerns for tests."""

import datetime
from typing import Any

from django.utils import timezone

from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.guard.models import Concern, Flag, Step
from antiphon.guard.patterns import Sign
from antiphon.voices.models import Standing, Voice
from antiphon.voices.tests.factories import make_response, make_voice


def make_flag(*, engagement: Engagement | None = None, number: int = 3, **overrides: Any) -> Flag:
    """Return a flag that waits, on so many responses."""
    engagement = engagement or make_open_engagement()
    flag = Flag.objects.create(engagement=engagement, **{"sign": Sign.COPIES, "reason": "They have nearly the same words.",
                                                          **overrides})  # fmt: skip
    flag.responses.add(*(make_response(engagement=engagement, standing=Standing.FLAGGED) for _ in range(number)))
    return flag


def make_harm(*, engagement: Engagement | None = None, words: str = "My husband hits me.", **overrides: Any) -> Voice:
    """Return words that disclose harm, found and held."""
    return make_voice(engagement=engagement, words=words, **{"status": "needs_eyes", "harm": ["home"], **overrides})


def make_concern(*, engagement: Engagement | None = None, voice: Voice | None = None, **overrides: Any) -> Concern:
    """Return a concern that nobody has looked at."""
    voice = voice or make_harm(engagement=engagement)
    now = timezone.now()
    fields = {"kinds": voice.harm, "look_by": now + datetime.timedelta(hours=24),
              "settle_by": now.date() + datetime.timedelta(days=7), **overrides}  # fmt: skip
    return Concern.objects.create(engagement=voice.engagement, voice=voice, **fields)


def make_step(*, concern: Concern | None = None, **overrides: Any) -> Step:
    """Return one thing that was done about a concern."""
    concern = concern or make_concern()
    return Step.objects.create(concern=concern, **{"what": "Rang the duty social worker.", "done_by": concern.engagement.lead,
                                                    **overrides})  # fmt: skip
