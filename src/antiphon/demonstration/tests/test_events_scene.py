"""The scene of events: four webinars, three duplicates, 11,000 views, and nothing added that counts different things."""

import datetime

import pytest

from antiphon.demonstration.cast import load_cast
from antiphon.demonstration.scenes import events
from antiphon.events.models import AttendanceFile, Event, Place
from antiphon.events.queries import figures
from antiphon.events.queries import forum as threads

pytestmark = pytest.mark.django_db


def test_the_webinars_of_april_to_july_are_counted_as_a13_says():
    cast, today = load_cast(), datetime.date.today()
    events.play({}, cast, today)
    events.play({}, cast, today)
    board = cast.organisations["icb"]
    found = figures.figures(figures.in_figures(cast["wen"]))
    assert (str(found.attendances), str(found.people)) == ("50,012", "21,512")
    assert found.views == {"The video site": 11_000}
    assert [one.repeated for one in AttendanceFile.objects.order_by("pk")] == [3, 0, 0, 0]
    assert [line.event.starts_at.month for line in found.lines] == [4, 5, 6, 7]
    talked = Event.objects.get(organisation=board, forum_opened_at__isnull=False)
    assert threads.counts(talked) == {"shown": 3, "waiting": 1, "reported": 1}
    coming = Event.objects.get(organisation=board, capacity=3)
    assert coming.places.filter(status=Place.Status.WAITING).count() == 2
    assert Event.objects.filter(organisation=board, published_at__isnull=True).count() == 1
