"""What the access matrix walks of events: one of everything, of the owner."""

from typing import Any

from django.utils import timezone

from antiphon.events.models import Event
from antiphon.events.tests.factories import (
    make_answer,
    make_attendance,
    make_attendance_file,
    make_event,
    make_material,
    make_place,
    make_post,
    make_presenter,
    make_question,
    make_report,
    make_round,
    make_series,
    make_views,
)
from antiphon.network.models import Organisation


def of_an_event(owner: Organisation) -> dict[str, Any]:
    """Make an event that is over, with one of everything; return what stands in its addresses."""
    event = make_event(organisation=owner, public=True, over=True, forum_opened_at=timezone.now(),
                       series=make_series(organisation=owner))  # fmt: skip
    file = make_attendance_file(event=event)
    make_attendance(file=file)
    return {
        "event": event.pk, "presenter": make_presenter(event=event).pk, "material": make_material(event=event).pk,
        "place": make_place(event=event, needs=["bsl"]).pk, "what": "arranged", "file": file.pk,
        "views": make_views(event=event).pk, "question": make_question(event=event).pk, "post": make_post(event=event).pk,
    }  # fmt: skip


def more_of_an_event(owner: Organisation, rows: dict[str, Any], number: int) -> None:
    """Add one more of everything that a page lists."""
    event = Event.objects.get(pk=rows["event"])
    make_presenter(event=event, user=event.written_by)
    make_material(event=event)
    make_presenter(event=event, shown_at=None, shown_by=None)
    make_material(event=event, shown_at=None, shown_by=None)
    make_place(event=event, needs=["captions"], to_ring=True)
    make_place(event=event, status="waiting")
    make_round(event=event, mark=f"more {number}")
    make_attendance(event=event)
    make_views(event=event, source=f"Source {number}")
    make_answer(question=make_question(event=event))
    shown = make_post(event=event, shown=True)
    make_report(post=make_post(event=event, shown=True, parent=shown))
    make_post(event=event)
    make_place(event=make_event(organisation=owner, public=True, series=make_series(organisation=owner)), needs=["bsl"])
    make_event(organisation=owner)
    make_event(organisation=owner, public=True, over=True)
