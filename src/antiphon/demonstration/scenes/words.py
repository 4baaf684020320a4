"""Themes from the words alone: a draft for an engagement whose comments are made up, for people to name and split."""

import datetime
from collections.abc import Mapping

from antiphon.demonstration.cast import Cast
from antiphon.demonstration.scenes.understanding import SECOND
from antiphon.engagement.models import Engagement
from antiphon.insight import actions, drafts, tasks


def play(engagements: Mapping[str, Engagement], cast: Cast, today: datetime.date) -> None:
    """Ask for a draft and make it, if there is none."""
    engagement = Engagement.objects.filter(slug=SECOND).first()
    if engagement is None or engagement.closed_at or drafts.draft_of(engagement):
        return
    actions.ask_for_draft(engagement, by=cast["wen"])
    tasks.draft_waiting()
