"""What the screens of case studies and stories show."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from antiphon.network.models import User
from antiphon.stories import queries
from antiphon.stories.models import CaseStudy, Consent, Story
from antiphon.stories.rules import ASK_AGAIN, Told
from antiphon.stories.writers.base import sections, under


@dataclass(frozen=True)
class State:
    """How something stands, as a word and its colour."""

    word: str
    colour: str


def state_of_case(case: CaseStudy, today: datetime.date) -> State:
    if case.published_at is None:
        return State("Draft", "grey")
    return State("Review is due", "orange") if case.review_on and case.review_on <= today else State("Public", "green")


def state_of_story(story: Story, today: datetime.date) -> State:
    if story.withdrawn_at:
        return State("Taken back", "red")
    if story.published_at is None:
        return State("Draft", "grey")
    if story.open_until and story.open_until < today:
        return State("Consent has ended", "red")
    if story.open_until and story.open_until <= today + ASK_AGAIN:
        return State("Consent ends soon", "orange")
    return State("Public", "green")


def state_of_consent(consent: Consent, today: datetime.date) -> State:
    if consent.ended_at:
        return State("Ended", "grey")
    return State("Stands", "green") if consent.expires_on >= today else State("Has run out", "red")


def on_paper(told: Told) -> dict[str, Any]:
    """Return a case study for the PDF: words and nothing else, in the one order."""
    return {
        "owner": told.owner, "under": under(told), "summary": told.summary,
        "parts": [{"heading": heading, "blocks": [{"points": one.points, "lines": one.lines} for one in found]}
                  for heading, found in sections(told)],
    }  # fmt: skip


def what_waits(user: User) -> list[str]:
    """Return what waits for the person among stories and case studies, a short line each."""
    today = timezone.localdate()
    waits = (
        (queries.to_call_back(user).count(), "story that was taken back is used elsewhere",
         "stories that were taken back are used elsewhere"),
        (queries.ending_soon(user, today).count(), "consent ends soon or has ended", "consents end soon or have ended"),
        (queries.reviews_due(user, today).count(), "case study is due for review", "case studies are due for review"),
    )  # fmt: skip
    return [f"{number} {one if number == 1 else several}" for number, one, several in waits if number]


def home(user: Any, today: datetime.date) -> dict[str, Any]:
    """Return the case studies and stories that the person may see, each with how it stands, and what waits."""
    return {
        "cases": [(one, state_of_case(one, today)) for one in queries.cases_of(user)[:200]],
        "stories": [(one, state_of_story(one, today)) for one in queries.stories_of(user)[:200]],
        "ending": list(queries.ending_soon(user, today)), "called": list(queries.to_call_back(user)),
        "may_write": queries.writers_for(user).exists(), "today": today,
    }  # fmt: skip
