"""What was counted, what people thought, and the forum."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from antiphon.core.actors import Visitor
from antiphon.core.models import TrailEntry
from antiphon.core.problems import BadFile, Refused
from antiphon.events.actions import counting, feedback, forum
from antiphon.events.models import Answer, Attendance, Post, Sheet
from antiphon.events.queries import events, figures
from antiphon.events.queries import forum as threads
from antiphon.events.tasks import forget_due
from antiphon.events.tests.factories import (
    DAY,
    make_attendance,
    make_event,
    make_place,
    make_post,
    make_question,
    make_series,
    make_views,
)
from antiphon.network.tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
VISITOR = Visitor()


@pytest.fixture
def here():
    return make_organisation(name="Ashmere Board")


@pytest.fixture
def alice(here):
    return make_user(role="communications_officer", organisation=here, name="Alice")


@pytest.fixture
def bob(here):
    return make_user(role="director", organisation=here, name="Bob")


@pytest.fixture
def event(here, alice, bob):
    return make_event(public=True, over=True, organisation=here, written_by=alice, published_by=bob)


def table(*addresses: str) -> bytes:
    return ("Name,Email,Join time,Duration\n" + "".join(f"Somebody,{one},12:00,30\n" for one in addresses)).encode()


def people(first: int, last: int) -> list[str]:
    return [f"person.{number}@example.org" for number in range(first, last)]


def test_attendance_is_matched_to_places_and_the_same_file_or_an_overlapping_one_brings_nobody_twice(event, alice):
    place = make_place(event=event, email="person.1@example.org")
    made = counting.take_attendance(event, content=table(*people(0, 20), "PERSON.3@example.org"), by=alice)
    assert (made.rows, made.new, made.there, made.repeated) == (21, 20, 0, 1)
    assert made.doubles == [[22, 5, "the same e-mail address"]]
    assert Attendance.objects.get(place=place).minutes == 30
    again = counting.take_attendance(event, content=table(*people(0, 20), "PERSON.3@example.org"), by=alice)
    assert again == made
    more = counting.take_attendance(event, content=table(*people(10, 25)), by=alice)
    assert (more.new, more.there) == (5, 10)
    assert event.attendances.count() == 25
    with pytest.raises(Refused, match="latest"):
        counting.take_back(made, by=alice)
    counting.take_back(more, by=alice)
    assert event.attendances.count() == 20
    assert not any("example.org" in str(row) for row in Attendance.objects.values_list())


def test_a_file_with_a_wrong_row_brings_nobody_and_an_event_to_come_takes_none(event, alice):
    with pytest.raises(BadFile) as problem:
        counting.take_attendance(event, content=table(*people(0, 3), "nonsense"), by=alice)
    assert problem.value.rows[0][0] == 5
    assert not Attendance.objects.exists()
    with pytest.raises(Refused, match="not begun"):
        counting.take_attendance(make_event(organisation=event.organisation), content=table("a@example.org"), by=alice)
    with pytest.raises(PermissionDenied):
        counting.take_attendance(event, content=b"", by=make_user(role="analyst", organisation=event.organisation))
    with pytest.raises(Http404):
        counting.take_attendance(event, content=b"", by=make_user(role="director"))


def test_people_attendances_and_views_stand_apart_and_people_are_counted_once_over_events(here, alice, event):
    second = make_event(public=True, over=True, organisation=here, written_by=alice)
    counting.take_attendance(event, content=table(*people(0, 30)), by=alice)
    counting.take_attendance(second, content=table(*people(20, 50)) + b"Guest,,12:00,30\n", by=alice)
    counting.note_views(event, source="The video site", count=900, as_of=timezone.localdate() - DAY, by=alice)
    counting.note_views(event, source="the  video site", count=11_000, as_of=timezone.localdate(), by=alice)
    counting.note_views(second, source="The video site", count=40, as_of=timezone.localdate(), by=alice)
    counting.note_views(second, source="Intranet", count=7, as_of=timezone.localdate(), by=alice)
    found = figures.figures([event, second])
    assert (found.attendances.value, found.people.value) == (61, 50)
    assert str(found.unknown) == "fewer than 10"
    assert found.views == {"The video site": 11_040, "Intranet": 7}  # the latest of each, and never added over sources
    assert [str(line.attended) for line in found.lines] == ["30", "31"]
    with pytest.raises(Refused, match="before the event"):
        counting.note_views(event, source="X", count=1, as_of=datetime.date(2020, 1, 1), by=alice)
    with pytest.raises(Refused, match="not come yet"):
        counting.note_views(event, source="X", count=1, as_of=timezone.localdate() + DAY, by=alice)


def test_small_numbers_are_hidden_so_that_none_can_be_worked_out(here, alice, event):
    second = make_event(public=True, over=True, organisation=here, written_by=alice)
    counting.take_attendance(event, content=table(*people(0, 30)), by=alice)
    counting.take_attendance(second, content=table(*people(0, 3)), by=alice)
    found = figures.figures([event, second])
    assert found.lines[1].attended.hidden
    assert found.lines[0].attended.hidden or found.attendances.hidden
    analyst = make_user(role="analyst", organisation=here)
    assert figures.came_to(second, analyst).attendances.hidden
    assert figures.came_to(second, alice).attendances.value == 3  # whoever runs it has the names anyway
    small = figures.figures([second])
    assert small.attendances.hidden
    assert small.people.hidden


def test_figures_are_of_ones_own_events_that_have_begun(here, alice, event):
    series = make_series(organisation=here)
    event.series = series
    event.save()
    make_event(public=True, organisation=here, written_by=alice)
    make_event(public=True, over=True)
    assert list(figures.in_figures(alice)) == [event]
    assert list(figures.in_figures(alice, series=series.pk)) == [event]
    assert not figures.in_figures(alice, until=datetime.date(2020, 1, 1)).exists()


def test_a13_april_to_july(here, alice):
    """50,0xx attendances, people apart, 11,000 views in a row of their own, three duplicates reported."""
    webinars = [
        make_event(public=True, organisation=here, written_by=alice, title=f"Webinar of {month}",
                   starts_at=datetime.datetime(2026, number, 14, 11, 30, tzinfo=datetime.UTC))
        for number, month in ((4, "April"), (5, "May"), (6, "June"), (7, "July"))
    ]  # fmt: skip
    sizes = ((0, 14_000), (4_000, 16_500), (8_000, 20_000), (10_000, 21_512))
    for webinar, (first, last) in zip(webinars, sizes, strict=True):
        rows = people(first, last)
        if webinar is webinars[0]:
            rows += rows[5:8]
        counting.take_attendance(webinar, content=table(*rows), by=alice)
    make_views(event=webinars[1], count=11_000)
    found = figures.figures(webinars)
    assert figures.files_of(webinars[0]).get().repeated == 3
    assert (str(found.attendances), str(found.people)) == ("50,012", "21,512")
    assert found.views == {"The video site": 11_000}


def test_keys_are_let_go_after_two_years_and_people_still_count_once(here, alice):
    old = [make_event(public=True, organisation=here, starts_at=timezone.now() - days * DAY) for days in (800, 790)]
    for event in old:
        for number in range(12):
            make_attendance(event=event, email=f"p{number}@example.org")
    new = make_attendance(event=make_event(public=True, over=True, organisation=here), email="p1@example.org")
    before = set(Attendance.objects.values_list("key", flat=True))
    forget_due()
    assert figures.figures(old).people.value == 12
    assert set(Attendance.objects.exclude(pk=new.pk).values_list("key", flat=True)) & before == set()
    new.refresh_from_db()
    assert not new.key.startswith(figures.FORGOTTEN)


def test_people_answer_once_and_nothing_ties_a_sheet_to_a_place(event, alice):
    choice = feedback.ask(event, words="Was it of use?", kind="choice", choices=["Yes", "No"], by=alice)
    words = feedback.ask(event, words="What next?", kind="words", by=alice)
    with pytest.raises(Refused, match="two choices"):
        feedback.ask(event, words="What?", kind="choice", choices=["Yes"], by=alice)
    place = make_place(event=event)
    with pytest.raises(Refused, match="one question or more"):
        feedback.answer(place, answers={choice.pk: ""}, by=VISITOR)
    with pytest.raises(Refused, match="from the list"):
        feedback.answer(place, answers={choice.pk: "7"}, by=VISITOR)
    feedback.answer(place, answers={choice.pk: "0", words.pk: "More time"}, by=VISITOR)
    with pytest.raises(Refused, match="already"):
        feedback.answer(place, answers={choice.pk: "1"}, by=VISITOR)
    assert Sheet.objects.count() == 1
    assert Answer.objects.count() == 2
    assert not TrailEntry.objects.filter(verb="answer").exclude(kind="events.Event").exists()
    with pytest.raises(Refused, match="stay as they are"):
        feedback.ask(event, words="More?", kind="words", by=alice)
    with pytest.raises(Refused, match="stay as they are"):
        feedback.drop_question(words, by=alice)
    coming = make_place(event=make_event(public=True))
    with pytest.raises(Refused, match="over"):
        feedback.answer(coming, answers={}, by=VISITOR)


def test_answers_are_hidden_while_few_have_answered_and_words_are_for_those_who_run_it(event):
    choice, words = make_question(event=event), make_question(event=event, kind="words", choices=[])
    for number in range(12):
        sheet = Sheet.objects.create(event=event)
        Answer.objects.create(sheet=sheet, question=choice, choice=number % 2)
        if number < 3:
            Answer.objects.create(sheet=sheet, question=words, words="More time")
    first, second = figures.results(event, words=True)
    assert first.answered.value == 12
    assert all(count.hidden for _, count in first.choices[:2])
    assert second.hidden
    assert second.words == []
    for _ in range(9):
        Answer.objects.create(sheet=Sheet.objects.create(event=event), question=words, words="Shorter")
    assert len(figures.results(event, words=True)[1].words) == 12
    assert figures.results(event, words=False)[1].words == []


def test_posts_wait_for_another_person_and_stand_without_a_name(event, alice, bob):
    with pytest.raises(Refused, match="no forum"):
        forum.post_as_staff(event, words="Hello", by=alice)
    forum.open_forum(event, moderator=bob, by=alice)
    event.refresh_from_db()
    place = make_place(event=event)
    place.event = event
    asked = forum.post_as_guest(place, words="Who can lend a monitor?", by=VISITOR)
    own = forum.post_as_staff(event, words="We can, from the library.", by=bob)
    assert threads.threads(event) == []
    assert list(events.to_moderate(bob).values_list("unread", flat=True)) == [1]  # his own waits for another
    forum.show(asked, by=bob)
    with pytest.raises(Refused, match="another person"):
        forum.show(own, by=bob)
    forum.show(own, by=alice)
    answer = forum.post_as_guest(place, words="Thank you.", parent=Post.objects.get(pk=asked.pk), by=VISITOR)
    forum.show(answer, by=alice)
    found = threads.flat(threads.threads(event))
    assert [(one.author, one.depth) for one in found] == [
        ("Bob, Ashmere Board", 0), ("Participant 1", 0), ("Participant 1", 1),
    ]  # fmt: skip
    assert [post.pk for post in threads.search(event, "lending monitors")] == [asked.pk]
    assert threads.search(event, "nothing of the kind") == []


def test_a_reported_post_waits_for_a_moderator_and_a_hidden_one_keeps_its_answers(event, alice, bob):
    post = make_post(event=make_event(public=True, over=True, organisation=event.organisation, forum_opened_at=timezone.now()),
                     shown=True)  # fmt: skip
    here = post.event
    make_post(event=here, parent=post, shown=True, words="An answer")
    place = make_place(event=here)
    forum.report(post, words="It names a patient.", place=place, by=VISITOR)
    with pytest.raises(Refused, match="already"):
        forum.report(post, words="Again", place=place, by=VISITOR)
    with pytest.raises(Refused, match="not shown"):
        forum.report(post, words="From elsewhere", place=make_place(), by=VISITOR)
    assert [found.pk for found, _ in threads.reported(here)] == [post.pk]
    assert events.to_moderate(bob).get().reported == 1
    with pytest.raises(Refused, match="few words"):
        forum.hide(post, because=" ", by=bob)
    forum.hide(post, because="It named somebody.", by=bob)
    assert threads.reported(here) == []
    found = threads.threads(here)
    assert [(one.words, one.gone) for one in threads.flat(found)] == [
        ("", "This is not shown. It named somebody."), ("An answer", ""),
    ]  # fmt: skip
    other = make_post(event=here, shown=True)
    forum.report(other, words="I do not like it", by=alice)
    forum.keep(other, by=bob)
    assert threads.counts(here) == {"shown": 2, "waiting": 0, "reported": 0}


def test_an_archive_is_read_and_searched_and_nothing_is_added(event, alice, bob):
    forum.open_forum(event, by=alice)
    event.refresh_from_db()
    waits = make_post(event=event, words="Blood pressure monitors")
    with pytest.raises(Refused, match="wait for the moderator"):
        forum.archive_forum(event, by=alice)
    forum.show(waits, by=bob)
    forum.archive_forum(event, by=alice)
    event.refresh_from_db()
    with pytest.raises(Refused, match="archive"):
        forum.post_as_staff(event, words="Late", by=bob)
    place = waits.place
    place.event = event
    with pytest.raises(Refused, match="archive"):
        forum.post_as_guest(place, words="Late", by=VISITOR)
    assert [post.pk for post in threads.search(event, "monitor")] == [waits.pk]
