"""What waits among councillors, members of boards, champions, briefings and checklists."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from antiphon.briefings import queries as briefings
from antiphon.core.days import working_days_after
from antiphon.evaluation import queries as evaluation
from antiphon.stakeholders import queries as stakeholders
from antiphon.workspace.home.items import Item

SOON = datetime.timedelta(days=14)


def waiting(user: Any, today: datetime.date) -> Iterator[Item]:
    """Yield what a person has to do so that those who are briefed hear from us in time."""
    yield from _questions(user, today)
    for briefing in briefings.to_approve(user):
        day = timezone.localtime(briefing.embargo_until).date() if briefing.embargo_until else None
        yield Item("Read and send a briefing", briefing.title, _at("briefings:send", briefing=briefing.pk), day)
    for briefing in briefings.embargo_soon(user, timezone.now() + datetime.timedelta(days=2)):
        day = timezone.localtime(briefing.embargo_until).date()  # type: ignore[arg-type]
        link = _at("briefings:briefing", briefing=briefing.pk)
        yield Item("The public hears soon, and councillors have not been briefed", briefing.title, link, day)
    for copy in briefings.to_hand_over(user):
        link = _at("briefings:copy", briefing=copy.briefing_id, reader=copy.pk)
        yield Item(f"Bring a briefing by {copy.get_way_display().lower()}", copy.briefing.title, link)
    for message in stakeholders.to_approve(user):
        yield Item("Read and send a message to champions", message.title, _at("stakeholders:message", message=message.pk))
    if number := stakeholders.by_hand(user):
        what = f"Ring or post {number} {'message' if number == 1 else 'messages'} for champions"
        yield Item(what, "Champions", _at("stakeholders:champions"))
    for mark in evaluation.due(user, today + SOON):
        link = _at("evaluation:fill", assessment=mark.assessment_id)
        yield Item(f"On the checklist, {mark.owner} sees to it", mark.assessment.title, link, mark.due_on, waits=True)


def _questions(user: Any, today: datetime.date) -> Iterator[Item]:
    """The clock of questions: late in red, due within a working day with the way out, the others as they come."""
    tomorrow = working_days_after(today, 1)
    for question in briefings.open_questions(user):
        what = "Answer a question on a briefing"
        if question.due_on < today:
            what = "A question on a briefing is late: answer it now, or name a new day"
        elif question.due_on <= tomorrow:
            what = "Answer a question on a briefing, or send a holding reply that names what comes and when"
        link = _at("briefings:question", question=question.pk)
        yield Item(what, question.copy.briefing.title, link, question.due_on, waits=question.due_on > tomorrow)


def _at(name: str, **where: Any) -> str:
    return reverse(f"workspace:{name}", kwargs=where)
