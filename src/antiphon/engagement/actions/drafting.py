"""Several questions written into a draft at once: those that a file suggests."""

from collections.abc import Sequence
from typing import Any

from antiphon.core.action import action
from antiphon.engagement.actions.questions import add_question
from antiphon.engagement.models import Engagement, Question
from antiphon.network.models import User


@action
def add_questions(engagement: Engagement, *, drafts: Sequence[dict[str, Any]], by: User) -> list[Question]:
    """Write several questions of any kind after the others, or none; each draft has text, kind, and what its kind needs."""
    return [add_question(engagement, by=by, **draft) for draft in drafts]
