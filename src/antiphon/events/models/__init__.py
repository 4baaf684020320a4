"""Events with their places, what was counted of them, and what was said afterwards."""

from antiphon.events.models.afterwards import Answer, Post, Question, Report, Sheet
from antiphon.events.models.counted import Attendance, AttendanceFile, Views
from antiphon.events.models.events import Event, Material, Place, Presenter, Round, Series

__all__ = [
    "Answer", "Attendance", "AttendanceFile", "Event", "Material", "Place", "Post", "Presenter", "Question", "Report", "Round",
    "Series", "Sheet", "Views",
]  # fmt: skip
