"""Several questions written into a draft at once: those of a file, or of a list."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Max

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.engagement import answering
from antiphon.engagement.actions.asking import SIGNED
from antiphon.engagement.models import Engagement, Question
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission


@action
def add_questions(engagement: Engagement, *, drafts: Sequence[dict[str, Any]], by: User) -> list[Question]:
    """Write several questions of any kind after the others; each draft has text, kind, and what its kind needs.

    Raises Refused with everything that is wrong; then none is written.
    """
    require(by, Permission.ENGAGEMENT_EDIT, on=engagement)
    engagement = Engagement.objects.select_for_update(no_key=True).get(pk=engagement.pk)
    if engagement.published_at:
        raise Refused(SIGNED)
    last = engagement.questions.aggregate(last=Max("place"))["last"] or 0
    questions, wrong = [], []
    for place, draft in enumerate(drafts, start=last + 1):
        question = Question(engagement=engagement, place=place, series=uuid.uuid4(), **draft)
        faults = answering.faults(question.asked()) if question.text.strip() else ["Enter the question."]
        wrong += [f"“{question.text[:60]}”: {text}" for text in faults]
        questions.append(question)
    if wrong:
        raise Refused(*wrong)
    Question.objects.bulk_create(questions)
    engagement.writers.add(by)
    trail.leave("add questions", engagement, by=by, questions=[question.pk for question in questions])
    return questions
