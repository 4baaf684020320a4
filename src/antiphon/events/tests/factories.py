"""Events for tests: fictional people at example.org."""

import datetime
import itertools
from typing import Any

from django.utils import timezone

from antiphon.core.actors import Visitor
from antiphon.core.sealing import key_for
from antiphon.events.models import (
    Answer,
    Attendance,
    AttendanceFile,
    Event,
    Material,
    Place,
    Post,
    Presenter,
    Question,
    Report,
    Round,
    Series,
    Sheet,
    Views,
)
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.people.actions import remember

_number = itertools.count(1)
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


def make_series(**overrides: Any) -> Series:
    """Return a series."""
    fields = {"title": f"Webinars {next(_number)}", **overrides}
    if "organisation" not in fields:
        fields["organisation"] = make_organisation()
    if "made_by" not in fields:
        fields["made_by"] = make_user(role="communications_officer", organisation=fields["organisation"])
    return Series.objects.create(**fields)


def make_event(*, public: bool = False, over: bool = False, **overrides: Any) -> Event:
    """Return a draft of a webinar in a week; `public` puts it on the site, `over` lets it be last week's."""
    fields: dict[str, Any] = {
        "title": f"Living well at home {next(_number)}", "summary": "What helps people stay well at home.",
        "about": "A nurse and a carer talk for half an hour. Then you ask.", "audience": "Anyone who cares for somebody",
        "joining": "https://meet.example.org/ashmere\nBy telephone: 01632 960200, code 1234", **overrides,
    }  # fmt: skip
    if "organisation" not in fields:
        fields["organisation"] = make_organisation()
    for name, role in (("written_by", "communications_officer"), ("published_by", "director")):
        if name not in fields and (name == "written_by" or public):
            fields[name] = make_user(role=role, organisation=fields["organisation"])
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    fields.setdefault("starts_at", now + (-7 if over else 7) * DAY)
    fields.setdefault("ends_at", fields["starts_at"] + HOUR)
    if public:
        fields.setdefault("published_at", fields["starts_at"] - 30 * DAY)
    event = Event.objects.create(**fields)
    event.writers.add(event.written_by)
    return event


def make_place(*, event: Event | None = None, name: str = "", email: str | None = None, **overrides: Any) -> Place:
    """Return the place of somebody who comes."""
    number = next(_number)
    name, email = name or f"Somebody Example {number}", f"somebody.{number}@example.org" if email is None else email
    fields = {"status": Place.Status.COMING, "answered_at": timezone.now(), **overrides}
    fields["event"] = event or make_event(public=True)
    if "person" not in fields:
        fields["person"] = remember(
            name=name, email=email, telephone="" if email else "01632 960123", wants_reply=bool(email), by=Visitor()
        )
        fields.setdefault("person_key", key_for("email", email) if email else "")
    return Place.objects.create(**fields)


def make_presenter(*, event: Event | None = None, **overrides: Any) -> Presenter:
    """Return a role that presents, without a name."""
    event = event or make_event()
    fields = {"organisation": event.organisation, "what": "Community nurse", **_part(event), **overrides}
    return Presenter.objects.create(event=event, **fields)


def make_material(*, event: Event | None = None, **overrides: Any) -> Material:
    """Return a recording."""
    event = event or make_event(public=True, over=True)
    fields = {"kind": "recording", "title": "The recording", "url": f"https://video.example.org/{next(_number)}",
              **_part(event), **overrides}  # fmt: skip
    return Material.objects.create(event=event, **fields)


def _part(event: Event) -> dict[str, Any]:
    """Return who added a part of an event, and who showed it when the event is on the site."""
    return {"added_by": event.written_by, "shown_at": event.published_at, "shown_by": event.published_by}


def make_round(*, event: Event | None = None, **overrides: Any) -> Round:
    """Return a round of reminders that waits."""
    fields = {"kind": "day", "mark": str(next(_number)), **overrides}
    return Round.objects.create(event=event or make_event(public=True), **fields)


def make_attendance_file(*, event: Event | None = None, **overrides: Any) -> AttendanceFile:
    """Return a file that was taken."""
    event = event or make_event(public=True, over=True)
    fields = {"digest": f"{next(_number):064}", "rows": 1, "new": 1, "there": 0, "brought_by": event.written_by, **overrides}
    return AttendanceFile.objects.create(event=event, **fields)


def make_attendance(*, event: Event | None = None, email: str = "", **overrides: Any) -> Attendance:
    """Return somebody who came."""
    fields = dict(overrides)
    if "file" not in fields:
        fields["file"] = make_attendance_file(event=event)
    fields.setdefault("key", key_for("email", email or f"somebody.{next(_number)}@example.org"))
    return Attendance.objects.create(event=fields["file"].event, **fields)


def make_views(*, event: Event | None = None, **overrides: Any) -> Views:
    """Return a number of views."""
    event = event or make_event(public=True, over=True)
    fields = {"source": "The video site", "count": 40, "as_of": timezone.localdate(), "noted_by": event.written_by, **overrides}
    return Views.objects.create(event=event, **fields)


def make_question(*, event: Event | None = None, **overrides: Any) -> Question:
    """Return a question to choose one answer to."""
    event = event or make_event(public=True, over=True)
    fields = {"number": event.questions.count() + 1, "words": "Was it of use to you?", "kind": "choice",
              "choices": ["Yes", "In part", "No"], **overrides}  # fmt: skip
    return Question.objects.create(event=event, **fields)


def make_sheet(*, event: Event | None = None) -> Sheet:
    """Return a sheet without answers."""
    return Sheet.objects.create(event=event or make_event(public=True, over=True))


def make_answer(*, question: Question | None = None, **overrides: Any) -> Answer:
    """Return the first choice, on a sheet of its own."""
    question = question or make_question()
    fields = {"choice": 0, **overrides} if question.kind == "choice" else {"words": "More time for questions.", **overrides}
    return Answer.objects.create(question=question, **{"sheet": make_sheet(event=question.event), **fields})


def make_post(*, event: Event | None = None, shown: bool = False, **overrides: Any) -> Post:
    """Return a post of somebody with a place, which waits unless it is shown."""
    fields: dict[str, Any] = {"words": "Who can lend a blood pressure monitor?", **overrides}
    if event is None:
        event = make_event(public=True, over=True, forum_opened_at=timezone.now())
    if "user" not in fields and "place" not in fields:
        fields |= {"place": make_place(event=event), "number": event.posts.count() + 1}
    if shown:
        fields |= {"status": "shown", "settled_at": timezone.now(), "settled_by": event.written_by}
    return Post.objects.create(event=event, **fields)


def make_report(*, post: Post | None = None, **overrides: Any) -> Report:
    """Return a report that nobody has looked at."""
    return Report.objects.create(post=post or make_post(shown=True), **{"words": "It names a patient.", **overrides})
