"""Briefings for tests: one that is whole and could go."""

import datetime
import itertools
from typing import Any

from antiphon.briefings import rules
from antiphon.briefings.models import Attendance, Briefing, Copy, Meeting, Part, Question
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.stakeholders.models import Stakeholder
from antiphon.stakeholders.tests.factories import make_councillor, make_seat

_number = itertools.count(1)
OPTIONS = "Option 1: Keep the desk open\nRisk: It costs more.\n\nOption 2: Close the desk at six\nRisk: Some people find no help."


def make_briefing(*, parts: bool = True, **overrides: Any) -> Briefing:
    """Return a briefing for those who scrutinise and for wards, with words in every part."""
    fields = {"title": f"111 First, part {next(_number)}", "audiences": ["scrutinises", "ward"], **overrides}
    if "organisation" not in fields:
        fields["organisation"] = make_organisation()
    if "written_by" not in fields:
        fields["written_by"] = make_user(role="engagement_lead", organisation=fields["organisation"])
    briefing = Briefing.objects.create(**fields)
    briefing.writers.add(briefing.written_by)
    if parts:
        for part in rules.parts_for(briefing.audiences):
            make_part(briefing=briefing, key=part.key, words=OPTIONS if part.key == "options" else f"{part.heading}: some words.")
    return briefing


def make_part(*, briefing: Briefing | None = None, **overrides: Any) -> Part:
    """Return the words of one part."""
    fields = {"key": "summary", "words": "People ring 111 before they go to A&E.", **overrides}
    return Part.objects.create(briefing=briefing or make_briefing(parts=False), **fields)


def make_copy(*, briefing: Briefing | None = None, stakeholder: Stakeholder | None = None, **overrides: Any) -> Copy:
    """Return a councillor's copy."""
    briefing = briefing or make_briefing()
    stakeholder = stakeholder or make_councillor(organisation=briefing.organisation)
    fields = {"audiences": ["scrutinises", "ward"], "ward": stakeholder.ward, **overrides}
    return Copy.objects.create(briefing=briefing, stakeholder=stakeholder, **fields)


def make_question(*, copy: Copy | None = None, **overrides: Any) -> Question:
    """Return something that a reader asked."""
    fields = {"words": "How many people of my ward were asked?", "due_on": datetime.date(2030, 1, 4), **overrides}
    return Question.objects.create(copy=copy or make_copy(), **fields)


def make_meeting(*, briefing: Briefing | None = None, **overrides: Any) -> Meeting:
    """Return a meeting of a board."""
    fields = {"board": "Quality committee", "held_on": datetime.date(2026, 3, 5), **overrides}
    return Meeting.objects.create(briefing=briefing or make_briefing(), **fields)


def make_attendance(*, meeting: Meeting | None = None, **overrides: Any) -> Attendance:
    """Return somebody who was at a meeting."""
    meeting = meeting or make_meeting()
    fields = {"came": "yes", "noted_by": meeting.briefing.written_by, **overrides}
    if "seat" not in fields:
        fields["seat"] = make_seat()
    return Attendance.objects.create(meeting=meeting, **fields)
