"""Webinars from plan to forum, and numbers that are never added: scenario a13, register rows 37 and 38. In a real browser."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from antiphon.delivery.tasks import deliver
from antiphon.events.actions import counting
from antiphon.events.models import Event, Place
from antiphon.events.queries import places
from antiphon.events.tests.factories import DAY, make_attendance, make_event, make_place, make_views
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.public.setup import ensure_site
from tests.journeys.people import member_of_the_public, staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def board() -> Any:
    ensure_site()
    return make_organisation(name="Ashmere Board")


def test_row_37_a_webinar_is_planned_published_by_another_and_grace_takes_part_without_an_account(
    browser: Browser, live_server: Any, mailbox: Any, board: Any
):
    tom = staff(browser, live_server, make_user(role="communications_officer", organisation=board, name="Tom"))
    tom.opens("/workspace/sending/")
    tom.follows("Events")
    tom.presses("Plan an event")
    tom.fills(Title="Health at home", What_is_it="What helps people stay well at home.", When_does_it_begin="12:30pm",
              When_does_it_end="1:30pm", How_do_people_join="https://meet.example.org/home", How_many_places="1")  # fmt: skip
    tom.dates("On which day?", timezone.localdate() + 20 * DAY)
    tom.presses("Save")
    tom.sees("You wrote it, so another person publishes it")
    priya = staff(browser, live_server, make_user(role="director", organisation=board, name="Priya"))
    priya.opens("/workspace/")
    priya.takes_up("Read and publish an event")
    priya.presses("Approve these words and publish")
    priya.sees("The event is on the site")
    grace = member_of_the_public(browser, live_server)
    grace.opens("/events/")
    grace.follows("Health at home")
    grace.does_not_see("meet.example.org")
    grace.presses("Ask for a place")
    grace.fills(Your_name="Grace Example")
    grace.fills_in("Your e-mail address", "grace@example.org")
    grace.chooses("Slides in large print")
    grace.presses("Go on")
    grace.sees("Look at your e-mail")
    deliver()
    assert len(mailbox.messages) == 1
    grace.opens(places.path_of(Place.objects.get()))
    grace.does_not_see("meet.example.org")
    grace.presses("Yes, I want a place")
    grace.sees("You have a place", "https://meet.example.org/home", "Slides in large print", "We are arranging it")
    tom.opens("/workspace/")
    tom.takes_up("Arrange what 1 person needs")
    tom.page.get_by_role("button", name="It is arranged").click()
    tom.sees("It is written down as arranged")


def test_a13_attendances_people_and_views_stand_apart_and_duplicates_are_reported(
    browser: Browser, live_server: Any, board: Any, tmp_path: Any
):
    lead = make_user(role="communications_officer", organisation=board, name="Wen")
    webinars = [make_event(public=True, organisation=board, written_by=lead, title=f"Webinar of {month}",
                           starts_at=timezone.now() - days * DAY)
                for month, days in (("April", 120), ("May", 90), ("June", 60), ("July", 30))]  # fmt: skip
    sizes = ((0, 14_000), (4_000, 16_500), (8_000, 20_000), (10_000, 21_512))
    for webinar, (first, last) in list(zip(webinars, sizes, strict=True))[1:]:
        counting.take_attendance(webinar, content=_table(range(first, last)), by=lead)
    make_views(event=webinars[1], count=11_000)
    file = tmp_path / "april.csv"
    file.write_bytes(_table([*range(14_000), 5, 6, 7]))
    wen = staff(browser, live_server, lead)
    wen.opens(f"/workspace/events/{webinars[0].pk}/attendance/")
    wen.page.locator("input[type=file]").set_input_files(file)
    wen.presses("Bring the file")
    wen.sees("14,000 new attendances", "3 rows name somebody again", "3 duplicates")
    wen.page.get_by_text("Duplicates, by row").click()
    wen.sees("Row 14,002 is somebody from row 7: the same e-mail address")
    wen.opens("/workspace/events/figures/")
    wen.sees("50,012", "attendances: one person at one event is one", "21,512", "different people, each counted once",
             "11,000 views: The video site")  # fmt: skip
    wen.does_not_see("61,012", "71,524", "82,524")


def test_row_38_a_forum_is_moderated_archived_and_searched(browser: Browser, live_server: Any, board: Any):
    tom = make_user(role="communications_officer", organisation=board, name="Tom")
    priya = make_user(role="director", organisation=board, name="Priya")
    opened = {"forum_opened_at": timezone.now(), "moderator": priya}
    event = make_event(public=True, over=True, organisation=board, written_by=tom, **opened)
    make_attendance(event=event)
    place = make_place(event=event)
    delroy = member_of_the_public(browser, live_server, script=True)
    delroy.opens(places.path_of(place))
    delroy.follows("Ask, answer, and share what you learned")
    delroy.fills(What_do_you_want_to_say="Who can lend a blood pressure monitor?")
    delroy.presses("Send to the moderator")
    delroy.sees("The moderator reads it first", "Nothing yet")
    moderator = staff(browser, live_server, priya)
    moderator.opens("/workspace/")
    moderator.takes_up("Read 1 post before others see")
    moderator.page.get_by_role("button", name="Show it").click()
    moderator.sees("The post is shown")
    writer = staff(browser, live_server, tom)
    writer.opens(f"/workspace/events/{event.pk}/forum/")
    writer.presses("Make it an archive")
    writer.sees("can be read and searched")
    delroy.opens(f"{places.path_of(place)}forum/")
    delroy.fills(Search_the_forum="lending monitors")
    delroy.presses("Search")
    delroy.sees("1 post for", "blood pressure monitor")
    assert Event.objects.get().archived_by == tom


def _table(people: Any) -> bytes:
    rows = "".join(f"Somebody,person.{number}@example.org,12:00,30\n" for number in people)
    return f"Name,Email,Join time,Duration\n{rows}".encode()
