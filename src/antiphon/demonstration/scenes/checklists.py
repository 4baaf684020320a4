"""Saved checklists and the success factors of two places, on two days each."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace

from antiphon.demonstration.cast import Cast
from antiphon.demonstration.clock import standing_at
from antiphon.demonstration.story import day
from antiphon.engagement.models import Engagement
from antiphon.evaluation import actions, queries
from antiphon.evaluation.actions import Said
from antiphon.evaluation.models import Assessment
from antiphon.network.models import Organisation, User

DONE = {
    "story.experts": "Six members of the citizens' panel wrote it with us.",
    "story.limits": "The section “What this will not do”.",
    "language.shared": "The words we use, on the public site.", "language.plain": "The checker, and a second reader.",
    "people.all": "The register, agreed by the board in spring.", "public.together": "The group for 111 First.",
    "politicians.options": "Each briefing names two options with their risks.",
    "politicians.neutral": "The checker, before each one goes.",
    "joined.answers": "Twelve agreed answers and one number to ring.",
}  # fmt: skip
PLACES = (
    ("icb", "priya", "Ashmere and Vale, all partners", {"heart": 2, "relations": 2, "narrative": 1, "reach": 3, "team": 1},
     {"heart": 3, "relations": 2, "narrative": 2, "reach": 3, "team": 2}),
    ("city", "farah", "Ashmere city", {"heart": 2, "relations": 1, "narrative": 1, "reach": 2, "team": 2},
     {"heart": 3, "relations": 2, "narrative": 2, "reach": 2, "team": 2}),
)  # fmt: skip
SHOWN = {
    "heart": "Decision papers since spring have a page on what people said.", "relations": "Chief officers meet each month.",
    "narrative": "There is one story. It was signed by all partners.", "reach": "The citizens' panel, and a map of whom we miss.",
    "team": "Three teams share a planner for the year.",
}  # fmt: skip


def play(engagements: Mapping[str, Engagement], cast: Cast, today: datetime.date) -> None:
    """Fill in a checklist for 111 First and the success factors of two places. What is there already is left as it is."""
    board, priya = cast.organisations["icb"], cast["priya"]
    _assess(board, priya, "checklist", "111 First", (
        {key: Said(2, words) for key, words in list(DONE.items())[:5]},
        {**{key: Said(2, words) for key, words in DONE.items()},
         "story.measures": Said(1, "Two of three claims have a measure.", "Performance team", day(today, 10)),
         "public.feedback": Said(1, "", "Communications team", day(today, 25)),
         "skills.appraisal": Said(3, "Set by each partner for itself.")},
    ), today)  # fmt: skip
    for key, lead, title, before, after in PLACES:
        days = [{name: Said(level, SHOWN[name]) for name, level in levels.items()} for levels in (before, after)]
        _assess(cast.organisations[key], cast[lead], "maturity", title, days, today)


def _assess(
    organisation: Organisation, by: User, kind: str, title: str, days: Sequence[Mapping[str, Said]], today: datetime.date
) -> None:
    if Assessment.objects.filter(organisation=organisation, kind=kind, title=title).exists():
        return
    with standing_at(day(today, -170)):
        one = actions.start(organisation, kind=kind, title=title, visibility="partners", by=by)
    for ago, said in zip((-170, -12), days, strict=True):
        with standing_at(day(today, ago)):
            versions = {key: mark.version for key, mark in queries.marks_of(one).items()}
            fresh = {key: replace(mark, version=versions.get(key, 0)) for key, mark in said.items()}
            actions.mark(one, said=fresh, by=by)
            actions.keep_as_it_stands(one, by=by)
