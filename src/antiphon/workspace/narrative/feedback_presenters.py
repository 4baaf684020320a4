"""What people say of a narrative: themes and what became of each comment, from the engagements that are linked to it."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from antiphon.core.suppression import shown, suppress_list
from antiphon.decisions import journeys
from antiphon.decisions import queries as decisions
from antiphon.engagement import asks
from antiphon.engagement.models import Engagement
from antiphon.insight import gaps
from antiphon.insight import queries as insight
from antiphon.narrative.models import Narrative
from antiphon.narrative.queries import editions, writing
from antiphon.network.access import may
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.voices import queries as voices
from antiphon.voices.models import Channel
from antiphon.workspace.narrative import presenters

A_PAGE = 100
STAGE_COLOURS = {"answered": "green", "theme": "blue", "read": "blue", "waiting": "yellow", "unsafe": "grey", "withheld": "grey",
                 "erased": "grey"}  # fmt: skip


def works(user: User, chosen: Iterable[str]) -> list[tuple[str, str]]:
    """Return the engagements that can be linked: those that the person may see, the newest first."""
    found = asks.across_partners(user).order_by("-opens_on", "-pk")[:60]
    lines = [(one.slug, f"{one.title} ({one.owner})") for one in found]
    known = {slug for slug, _ in lines}
    return lines + [(slug, slug) for slug in chosen if slug not in known]


def feedback(narrative: Narrative, user: User) -> dict[str, Any]:
    """Return what people say of the narrative, small numbers hidden; single comments only for those who may read them."""
    linked = list(asks.across_partners(user).filter(slug__in=narrative.works).order_by("opens_on", "pk"))
    comments = list(journeys.comments_with_their_stage([one.pk for one in linked]))
    stages = [(journeys.stage_of(one), one) for one in comments]
    counted = Counter(stage for stage, _ in stages)
    keys = [key for key in journeys.STAGES if counted[key]]
    hidden = suppress_list([counted[key] for key in keys])
    readable = {one.pk for one in linked if may(user, Permission.VOICE_READ, on=one)}
    pulse = writing.pulse_measure(narrative)
    return {
        "narrative": narrative, "sources": [_source(one) for one in linked],
        "themes": [row for one in linked for row in _themes(one)],
        "stages": [(journeys.STAGES[key], cell, STAGE_COLOURS[key]) for key, cell in zip(keys, hidden.cells, strict=True)],
        "total": hidden.total, "comments": [
            (one, journeys.STAGES[stage], STAGE_COLOURS[stage]) for stage, one in stages
            if one.engagement_id in readable and stage not in ("unsafe", "withheld", "erased")
        ][:A_PAGE],
        "pulse": pulse, "drawn": presenters.drawn(pulse, list(writing.points_of(pulse))) if pulse else None,
        "published": editions.published(narrative), "writes": presenters.may_write(user, narrative),
    }  # fmt: skip


def _source(engagement: Engagement) -> dict[str, Any]:
    """Return from whom it came: how many answers by each way in, and the meetings that were held."""
    channels = voices.counts(engagement)["channel"]
    ways = [(key, count) for key, count in channels.items() if count]
    cells = suppress_list([count for _, count in ways])
    sessions = list(gaps.sessions_of(engagement))
    return {
        "engagement": engagement, "total": cells.total if ways else shown(0), "sessions": sessions,
        "ways": [(Channel(key).label, cell) for (key, _), cell in zip(ways, cells.cells, strict=True)],
        "people": shown(sum(one.people for one in sessions)),
    }  # fmt: skip


def _themes(engagement: Engagement) -> list[dict[str, Any]]:
    answers = {one.theme_id: one for one in decisions.answers_of(engagement)}
    rows = []
    for one in insight.themes_of(engagement):
        answer = answers.get(one.theme.pk)
        public = answer is not None and answer.published_at is not None
        rows.append({"theme": one.theme, "voices": shown(one.voices), "engagement": engagement,
                     "answer": answer if public else None, "waits": answer is not None and not public})  # fmt: skip
    return rows
