"""What was counted: people, attendances and views, each with its label, and never added to one another."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from antiphon.core.keeping import MESSAGES, time_is_up
from antiphon.core.suppression import Shown, ShownList, shown, suppress_list
from antiphon.events import rules
from antiphon.events.models import Answer, Attendance, AttendanceFile, Event, Place, Question, Views
from antiphon.events.queries.events import hosts
from antiphon.events.rules import Figure, Unit
from antiphon.network.access import holds, require
from antiphon.network.models import User
from antiphon.network.roles import Permission

FORGOTTEN = "forgotten:"


@dataclass(frozen=True)
class Line:
    """One event in the table of figures. Numbers that could point at a person are hidden."""

    event: Event
    registered: Shown
    attended: Shown
    views: list[Views]


@dataclass(frozen=True)
class Figures:
    """Three different numbers over several events. There is no fourth that adds them up."""

    lines: list[Line]
    attendances: Shown
    people: Shown
    unknown: Shown
    views: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def latest_views(rows: Iterable[Views]) -> list[Views]:
    """Return the latest number of each source for each event: an earlier one is part of it."""
    found: dict[tuple[int, str], Views] = {}
    for row in rows:
        mine = found.get((row.event_id, row.source))
        if mine is None or row.as_of > mine.as_of:
            found[row.event_id, row.source] = row
    return sorted(found.values(), key=lambda row: (row.event_id, row.source))


def figures(events: Iterable[Event]) -> Figures:
    """Return what was counted of some events. Five queries, whatever their number."""
    some = sorted(events, key=lambda one: (one.starts_at, one.pk))
    wanted = [one.pk for one in some]
    mine = Attendance.objects.filter(event__in=wanted).order_by()
    came = dict(mine.values_list("event").annotate(Count("pk")))
    registered = dict(
        Place.objects.filter(event__in=wanted, status=Place.Status.COMING).order_by().values_list("event").annotate(Count("pk"))
    )
    views = latest_views(Views.objects.filter(event__in=wanted))
    people = mine.filter(known=True).aggregate(people=Count("key", distinct=True))["people"]
    unknown = mine.filter(known=False).count()
    # Attendances add up to a total that is shown beside them, so a small one is protected by another.
    counts = suppress_list([came.get(one.pk, 0) for one in some]) if some else ShownList((), shown(0))
    by_source: dict[str, list[Figure]] = {}
    for row in views:
        by_source.setdefault(row.source, []).append(Figure(row.count, Unit.VIEWS, row.source))
    lines = [
        Line(one, shown(registered.get(one.pk, 0)), counts.cells[at], [row for row in views if row.event_id == one.pk])
        for at, one in enumerate(some)
    ]
    # People are at most as many as attendances: where either total is small or hidden, the other would tell it.
    hidden = counts.total.hidden
    return Figures(
        lines, counts.total, Shown(None, counts.total.why) if hidden else shown(people), shown(unknown),
        {source: rules.add(each).count for source, each in by_source.items()},
    )  # fmt: skip


def in_figures(user: User, *, series: int | None = None, since: datetime.date | None = None,
               until: datetime.date | None = None) -> QuerySet[Event]:  # fmt: skip
    """Return the events on the site of the person's organisations that have begun, of a series or between two days."""
    found = Event.objects.filter(organisation__in=hosts(user, Permission.EVENT_READ), published_at__isnull=False,
                                 cancelled_at__isnull=True, starts_at__lte=timezone.now())  # fmt: skip
    if series:
        found = found.filter(series=series)
    if since:
        found = found.filter(starts_at__date__gte=since)
    if until:
        found = found.filter(starts_at__date__lte=until)
    return found.select_related("organisation", "series").order_by("starts_at", "pk")


def files_of(event: Event) -> QuerySet[AttendanceFile]:
    """Return the files of who came, the latest first."""
    return event.files.select_related("brought_by")


def file_for(user: User, pk: int) -> AttendanceFile:
    """Return one of them, for those who run the event."""
    found = AttendanceFile.objects.filter(pk=pk).select_related("event__organisation", "brought_by").first()
    if found is None:
        raise Http404
    require(user, Permission.EVENT_WRITE, on=found.event)
    return found


@dataclass(frozen=True)
class Came:
    """Who came to one event, for its own page: small numbers are hidden from those who do not run it."""

    attendances: Shown
    with_a_place: Shown
    without_a_place: Shown


def came_to(event: Event, user: User) -> Came:
    """Return how many came to one event, and how many of them had a place."""
    found = event.attendances.aggregate(all=Count("pk"), placed=Count("pk", filter=Q(place__isnull=False)))
    cells = (found["placed"], found["all"] - found["placed"])
    if holds(user, Permission.EVENT_WRITE, organisation=event.organisation_id):
        return Came(Shown(found["all"]), *(Shown(cell) for cell in cells))
    safe = suppress_list(cells)
    return Came(safe.total, *safe.cells)


def views_of(event: Event) -> QuerySet[Views]:
    """Return every number of views that was noted, by source, the latest first."""
    return event.views.select_related("noted_by")


def views_for(user: User, pk: int) -> Views:
    """Return one number of views, for those who run the event."""
    found = Views.objects.filter(pk=pk).select_related("event__organisation").first()
    if found is None:
        raise Http404
    require(user, Permission.EVENT_WRITE, on=found.event)
    return found


def keys_to_forget() -> QuerySet[Attendance]:
    """Return the attendances of events so long ago that who came is kept no longer."""
    day = time_is_up(timezone.localdate(), MESSAGES)
    return Attendance.objects.filter(event__ends_at__date__lte=day).exclude(key__startswith=FORGOTTEN).order_by("pk")


# --- What people thought --------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Result:
    """The answers to one question: each choice with its count, or the words, when enough people answered."""

    question: Question
    choices: list[tuple[str, Shown]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    answered: Shown = field(default_factory=lambda: shown(0))
    hidden: bool = False


def question_for(user: User, pk: int) -> Question:
    """Return a question, for those who run the event."""
    found = Question.objects.filter(pk=pk).select_related("event__organisation").first()
    if found is None:
        raise Http404
    require(user, Permission.EVENT_WRITE, on=found.event)
    return found


def begun(event: Event) -> bool:
    """Return whether anybody has answered."""
    return event.sheets.exists()


def results(event: Event, *, words: bool) -> list[Result]:
    """Return what people answered. Words only for those who run the event, and neither while fewer than ten have answered."""
    questions = list(event.questions.all())
    given: dict[int, list[Answer]] = {one.pk: [] for one in questions}
    for answer in Answer.objects.filter(question__in=given).order_by("pk"):
        given[answer.question_id].append(answer)
    found = []
    for one in questions:
        answers = given[one.pk]
        if one.kind == Question.Kind.WORDS:
            total = shown(len(answers))
            said = sorted((str(answer.words) for answer in answers), key=str.casefold) if words and not total.hidden else []
            found.append(Result(one, [], said, total, total.hidden))
            continue
        safe = suppress_list([sum(answer.choice == at for answer in answers) for at in range(len(one.choices))])
        found.append(Result(one, list(zip(one.choices, safe.cells, strict=True)), [], safe.total, safe.total.hidden))
    return found
