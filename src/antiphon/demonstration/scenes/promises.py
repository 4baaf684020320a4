"""A promise is followed up: what was said would be done is done, and two people say so."""

import datetime
from collections.abc import Mapping

from antiphon.decisions import actions as deciding
from antiphon.decisions.models import Answer, FollowUp
from antiphon.demonstration.cast import Cast
from antiphon.engagement.models import Engagement

WORDS = (
    "Both front desks can now see the slots, and the message that you get names the door to use. Slots are no longer booked for "
    "when x-ray is shut. We finished this before the day that we gave."
)


def play(engagements: Mapping[str, Engagement], cast: Cast, today: datetime.date) -> None:
    """Tom's promise about slots is kept; Marcus publishes it. The promise about call backs still has time."""
    promise = Answer.objects.published().filter(theme__engagement__slug="111-first", theme__place=7, kind="will").first()
    if promise is None or FollowUp.objects.filter(answer=promise).exists():
        return
    news = deciding.follow_up(promise, kind="done", words=WORDS, by=cast["priya"])
    deciding.publish_follow_up(news, by=cast["marcus"])
