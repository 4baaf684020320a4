"""Scenes of the demonstration beyond the one walk: each plays one part of the product, through the actions of the rooms.

A scene is a module with `play(engagements, cast, today)`. It does what is missing and leaves the rest, so that it can be
played again.
"""

import datetime
from collections.abc import Mapping, Sequence
from types import ModuleType

from antiphon.demonstration.cast import Cast
from antiphon.demonstration.scenes import (
    announced,
    asked,
    audiences,
    briefed,
    campaign,
    cascade,
    checklists,
    entry,
    events,
    feedback,
    files,
    found,
    gaps,
    joint,
    narrative,
    panels,
    promises,
    questionnaires,
    results,
    saying,
    told,
    trust,
    understanding,
    words,
)
from antiphon.engagement.models import Engagement

SCENES: Sequence[ModuleType] = (
    promises, gaps, panels, entry, files, trust, questionnaires, results, understanding, found, words, told, narrative,
    feedback, saying,
    briefed, checklists,
    campaign,
    joint,
    asked,
    announced,
    audiences,
    cascade,
    events,
)  # fmt: skip


def play_all(engagements: Mapping[str, Engagement], cast: Cast, today: datetime.date) -> None:
    """Play every scene, in order. `engagements`: those of the story by their address (slug)."""
    for scene in SCENES:
        scene.play(engagements, cast, today)
