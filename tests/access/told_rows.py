"""What the access matrix walks of councillors, champions, briefings and checklists: one of everything, of the owner."""

from typing import Any

from antiphon.briefings.models import Briefing
from antiphon.briefings.tests.factories import make_briefing, make_meeting, make_question
from antiphon.briefings.tests.factories import make_copy as make_briefed
from antiphon.evaluation.models import Assessment
from antiphon.evaluation.rules import CHECKLIST
from antiphon.evaluation.tests.factories import make_assessment, make_mark, make_snapshot
from antiphon.network.models import Organisation
from antiphon.stakeholders.models import Message, Stakeholder
from antiphon.stakeholders.tests.factories import (
    make_copy,
    make_councillor,
    make_line,
    make_message,
    make_seat,
    make_stakeholder,
)


def of_those_who_are_briefed(owner: Organisation) -> dict[str, Any]:
    """Make one of everything for an organisation; return what stands in its addresses."""
    champion = make_stakeholder(organisation=owner)
    briefing = make_briefing(organisation=owner)
    member = make_stakeholder(organisation=owner, kind="lay")
    reader = make_briefed(briefing=briefing)
    return {
        "stakeholder": champion.pk, "seat": make_seat(stakeholder=member).pk, "briefing": briefing.pk, "reader": reader.pk,
        "question": make_question(copy=reader).pk,
        "meeting": make_meeting(briefing=briefing).pk, "message": make_message(organisation=owner).pk,
        "copy": make_copy(stakeholder=champion, status="by_hand").pk, "assessment": make_assessment(organisation=owner).pk,
        "kind": "checklist", "who": "councillor", "audience": "ward",
    }  # fmt: skip


def more_of_those_who_are_briefed(owner: Organisation, rows: dict[str, Any], number: int) -> None:
    """Add one more of everything that a page lists."""
    champion = Stakeholder.objects.get(pk=rows["stakeholder"])
    briefing = Briefing.objects.get(pk=rows["briefing"])
    make_line(stakeholder=champion)
    make_copy(stakeholder=champion)
    make_copy(message=Message.objects.get(pk=rows["message"]), status="by_hand")
    make_seat(stakeholder=make_stakeholder(organisation=owner, kind="lay"))
    make_councillor(organisation=owner, ward=f"Ward {number}")
    make_question(copy=make_briefed(briefing=briefing))
    make_question(copy=make_briefed(briefing=make_briefing(organisation=owner)))
    make_meeting(briefing=briefing, board=f"Board {number}")
    assessment = Assessment.objects.get(pk=rows["assessment"])
    item = list(CHECKLIST.items)[number % len(CHECKLIST.items)]
    make_mark(assessment=assessment, item=item, value=1, owner="Us", due_on=assessment.made_at.date())
    make_snapshot(assessment=make_assessment(organisation=owner))
