"""The pages of events, and those behind the own links of people who asked for a place."""

import datetime
import re
from html import unescape

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from antiphon.config.walls import PUBLIC, WORKSPACE, Scope, within
from antiphon.delivery.models import Delivery
from antiphon.events.actions import planning
from antiphon.events.models import Answer, Event, Place, Post, Report
from antiphon.events.queries import places as held
from antiphon.events.tasks import fill_waiting, tell_waiting
from antiphon.events.tests.factories import (
    DAY,
    make_attendance,
    make_event,
    make_place,
    make_post,
    make_question,
    make_views,
)
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.people.models import Person
from antiphon.public.setup import ensure_site
from tests.access.event_rows import more_of_an_event, of_an_event
from tests.access.world import staff_addresses
from tests.browser.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
ROOM = "workspace:events:"
OWN = ("list", "new", "figures", "figures_file")  # of one's own organisation, whichever it is
FOR_READERS = ("list", "event", "figures", "figures_file", "questions", "forum", "forum_file")


@pytest.fixture
def here():
    return make_organisation(name="Ashmere Board")


@pytest.fixture
def alice(here):
    return make_user(role="communications_officer", organisation=here, name="Alice")


@pytest.fixture
def bob(here):
    return make_user(role="director", organisation=here, name="Bob")


@pytest.fixture(autouse=True)
def site():
    cache.clear()
    return ensure_site()


def pages(rows):
    for name, route in staff_addresses():
        if name.startswith(ROOM):
            yield name, reverse(name, kwargs={key: value for key, value in rows.items() if f":{key}>" in route})


def main(page):
    return page.split("<main")[1].split("</main")[0]


def typed(**more):
    day = timezone.localdate() + datetime.timedelta(days=20)
    return {"kind": "webinar", "title": "Living well", "summary": "What helps.", "about": "A nurse talks. Then you ask.",
            "audience": "Carers", "day-day": day.day, "day-month": day.month, "day-year": day.year, "starts": "12:30pm",
            "ends": "1.30pm", "time_zone": "Europe/London", "joining": "https://meet.example.org/x", "languages": "English",
            **more}  # fmt: skip


def test_every_page_opens_for_its_people_and_for_no_stranger(here, alice):
    rows = of_an_event(here)
    more_of_an_event(here, rows, 1)
    ours, reader = signed_in_client(alice), signed_in_client(make_user(role="reader", organisation=here))
    theirs, nobody = signed_in_client(make_user(role="director", organisation=make_organisation())), Client()
    for name, address in pages(rows):
        response = ours.get(address)
        assert response.status_code in (200, 405), name
        assert nobody.get(address).status_code == 302, name
        short = name.removeprefix(ROOM)
        open_to_all = short in OWN or response.status_code == 405
        # Readers of an event on the site are still strangers to its workings: its page is on the public site.
        assert theirs.get(address).status_code == (response.status_code if open_to_all else 404), name
        wanted = 200 if short in FOR_READERS else response.status_code if response.status_code == 405 else 403
        assert reader.get(address).status_code == wanted, name
        if response.status_code == 405:
            assert theirs.post(address).status_code == 404, name
            assert reader.post(address).status_code == 403, name


def test_no_page_asks_more_the_more_there_is(here, alice):
    rows = of_an_event(here)
    more_of_an_event(here, rows, 1)
    client = signed_in_client(alice)

    def asked(address):
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    addresses = [address for name, address in pages(rows) if client.get(address).status_code == 200]
    addresses += ["/workspace/", "/workspace/sending/", "/events/", f"/events/{rows['event']}/"]
    before = {address: asked(address) for address in addresses}
    for number in range(2, 5):
        more_of_an_event(here, rows, number)
    after = {address: asked(address) for address in addresses}
    assert {address: (before[address], after[address]) for address in addresses if after[address] > before[address]} == {}


def test_an_event_is_planned_checked_and_published_by_another(here, alice, bob):
    client = signed_in_client(alice)
    new = reverse("workspace:events:new")
    wrong = client.post(new, typed(starts="soon", title="")).content.decode()
    assert "Enter a time like 2:30pm or 14:30" in wrong
    assert "A nurse talks." in wrong
    assert "must end after" in client.post(new, typed(ends="12:30")).content.decode()
    checked = client.post(new, typed(summary="We will guarantee it.", check_words="summary")).content.decode()
    assert "guarantee" in checked
    assert not Event.objects.exists()
    client.post(new, typed(new_series="Spring webinars"))
    event = Event.objects.get()
    page = reverse("workspace:events:event", args=[event.pk])
    assert (event.series.title, event.ends_at - event.starts_at) == ("Spring webinars", datetime.timedelta(hours=1))
    assert "another person publishes it" in client.get(page).content.decode()
    publish = reverse("workspace:events:publish", args=[event.pk])
    shown = signed_in_client(bob).get(publish).content.decode()
    assert "A nurse talks." in shown
    assert Client().get(f"/events/{event.pk}/").status_code == 404
    assert "Read and publish an event" in signed_in_client(bob).get("/workspace/").content.decode()
    from antiphon.events.queries.events import words_of

    signed_in_client(bob).post(publish, {"words": words_of(event)})
    public = Client().get(f"/events/{event.pk}/").content.decode()
    assert "A nurse talks." in public
    assert "meet.example.org" not in public
    assert "12:30pm to 1:30pm" in public
    changed = client.post(reverse("workspace:events:edit", args=[event.pk]), typed(starts="1pm", ends="2pm"), follow=True)
    assert "Your changes are saved" in changed.content.decode()
    event.refresh_from_db()
    assert (event.sequence, event.title) == (1, "Living well")


def test_what_is_added_to_an_event_on_the_site_waits_for_another_person(here, alice, bob):
    event = make_event(public=True, over=True, organisation=here, written_by=alice)
    page, public = reverse("workspace:events:event", args=[event.pk]), f"/events/{event.pk}/"
    ours, theirs = signed_in_client(alice), signed_in_client(bob)
    said = {"kind": "slides", "title": "Slides in large print", "url": "https://example.org/slides"}
    told = ours.post(reverse("workspace:events:add_material", args=[event.pk]), said, follow=True).content.decode()
    assert "It is on the list. Another person shows it on the site." in told
    assert "Alice added it. Another person shows it." in told
    assert "Show it on the site" not in told
    assert "Slides in large print" not in Client().get(public).content.decode()
    assert "Read what a colleague added to an event" in theirs.get("/workspace/").content.decode()
    assert "Read what a colleague added to an event" not in ours.get("/workspace/").content.decode()
    shown = theirs.get(page).content.decode()
    address = reverse("workspace:events:show_material", args=[event.materials.get().pk])
    assert address in shown
    theirs.post(address, {"words": unescape(re.search(r'name="words" value="([^"]*)"', shown)[1])})
    assert "Slides in large print" in Client().get(public).content.decode()


def test_somebody_asks_confirms_and_joins_without_an_account(here):
    event = make_event(public=True, organisation=here, capacity=1)
    visitor = Client()
    ask = f"/events/{event.pk}/place/"
    assert "Enter your name" in visitor.post(ask, {"email": "ada@example.org"}).content.decode()
    bad = visitor.post(ask, {"name": "Ada Example", "email": "ada", "needs_words": "A quiet seat"}).content.decode()
    assert "correct format" in bad
    assert "A quiet seat" in bad
    look = visitor.post(ask, {"name": "Ada Example", "email": "ada@example.org", "needs": ["bsl"]}).content.decode()
    assert "Look at your e-mail" in look
    again = visitor.post(ask, {"name": "Ada Example", "email": "ada@example.org"}).content.decode()
    assert main(again) == main(look)  # nothing tells that she has asked before
    place = Place.objects.get()
    mine = held.path_of(place)
    first = visitor.get(mine)
    assert "no-store" in first["Cache-Control"]
    assert "meet.example.org" not in first.content.decode()
    place.refresh_from_db()
    assert place.status == "asked"  # opening a page changes nothing
    assert visitor.get(f"{mine}yes/").status_code == 405
    assert "meet.example.org" in visitor.post(f"{mine}yes/", follow=True).content.decode()
    own = visitor.get(f"{mine}calendar.ics")
    assert own["Content-Type"].startswith("text/calendar")
    assert b"meet.example.org" in own.content.replace(b"\r\n ", b"")
    public = visitor.get(f"/events/{event.pk}/calendar.ics").content.replace(b"\r\n ", b"")
    assert b"meet.example.org" not in public
    assert str(event.uid).encode() in public
    assert b"BEGIN:VEVENT" in visitor.get("/events/calendar.ics").content
    second = make_place(event=event, status="asked")
    assert "waiting list" in visitor.post(f"{held.path_of(second)}yes/", follow=True).content.decode()
    assert "All places are taken" in visitor.get(f"/events/{event.pk}/").content.decode()
    assert visitor.get(f"{mine}give-up/").status_code == 200
    visitor.post(f"{mine}needs/", {"needs": ["captions"], "needs_words": ""})
    assert "Live captions" in visitor.get(mine).content.decode()
    visitor.post(f"{mine}give-up/", {"forget": "yes"})
    assert visitor.get(mine).status_code == 404
    assert Person.objects.filter(erased_at__isnull=False).count() == 1
    fill_waiting()
    assert "You have a place" in visitor.get(held.path_of(second)).content.decode()
    assert visitor.get("/events/place/1~nonsense/").status_code == 404


def test_many_places_from_one_network_are_slowed_down_and_nothing_is_lost(here):
    event, visitor = make_event(public=True, organisation=here), Client()
    for number in range(30):
        visitor.post(f"/events/{event.pk}/place/", {"name": f"Ada {number}", "email": f"ada{number}@example.org"})
    stopped = visitor.post(f"/events/{event.pk}/place/", {"name": "Bo Example", "email": "bo@example.org"})
    assert stopped.status_code == 429
    assert "Bo Example" in stopped.content.decode()
    assert Place.objects.count() == 30


def test_a_file_of_who_came_is_reported_by_row_and_the_same_again_brings_nobody(here, alice):
    event = make_event(public=True, over=True, organisation=here)
    client, address = signed_in_client(alice), reverse("workspace:events:attendance", args=[event.pk])
    assert "Choose a file" in client.post(address, {}).content.decode()

    def bring(text):
        return client.post(address, {"file": SimpleUploadedFile("who.csv", text.encode())}, follow=True).content.decode()

    wrong = bring("Email,Join time\nada@example.org,12:00\nnonsense,12:01\n")
    assert "is not an e-mail address" in wrong
    assert "Nothing was taken" in wrong
    good = "Name,Email,Join time\nAda,ada@example.org,12:00\nAda,ADA@example.org,12:40\nBo,bo@example.org,12:00\n"
    told = bring(good)
    assert "2 new attendances" in told
    assert "Row 3 is somebody from row 2" in told
    assert "brought nobody" in bring(good)
    assert event.attendances.count() == 2
    assert "ada@example.org" not in client.get(address).content.decode()


def test_figures_stand_apart_with_their_labels_and_small_ones_are_hidden(here, alice):
    event = make_event(public=True, over=True, organisation=here, title="=Webinar")
    for number in range(40):
        make_attendance(event=event, email=f"p{number}@example.org")
    make_attendance(event=make_event(public=True, over=True, organisation=here, title="Small one"))
    make_views(event=event, count=11_000)
    client = signed_in_client(alice)
    page = client.get(reverse("workspace:events:figures")).content.decode()
    assert "attendances: one person at one event is one" in page
    assert "different people, each counted once" in page
    assert "11,000" in page
    assert "11,041" not in page
    assert "fewer than 10" in page
    file = client.get(reverse("workspace:events:figures_file"), {"since-day": "1"}).content.decode()
    assert "'=Webinar" in file
    assert "fewer than 10" in file
    assert "must include a month" in client.get(reverse("workspace:events:figures"), {"since-day": "1"}).content.decode()


def test_people_answer_and_talk_behind_their_link_and_a_moderator_shows_it(here, alice, bob):
    event = make_event(public=True, over=True, organisation=here, written_by=alice)
    question, place, visitor = make_question(event=event), make_place(event=event), Client()
    mine = held.path_of(place)
    assert "Answer a few questions" in visitor.get(mine).content.decode()
    assert "one question or more" in visitor.post(f"{mine}thoughts/", {}).content.decode()
    visitor.post(f"{mine}thoughts/", {f"q{question.pk}": "1"})
    assert Answer.objects.get().choice == 1
    assert visitor.get(f"{mine}forum/").status_code == 404
    signed_in_client(alice).post(reverse("workspace:events:open_forum", args=[event.pk]), {"moderator": bob.pk})
    assert "Write something first" in visitor.post(f"{mine}forum/", {"words": " "}).content.decode()
    visitor.post(f"{mine}forum/", {"words": "Who can lend a monitor?"})
    assert "Who can lend" not in visitor.get(f"{mine}forum/").content.decode()
    post = Post.objects.get()
    assert "Read 1 post before others see" in signed_in_client(bob).get("/workspace/").content.decode()
    signed_in_client(bob).post(reverse("workspace:events:show_post", args=[post.pk]))
    shown = visitor.get(f"{mine}forum/").content.decode()
    assert "Participant 1" in shown
    assert "monitor" in visitor.get(f"{mine}forum/", {"words": "monitors"}).content.decode()
    assert "Nothing was found" in visitor.get(f"{mine}forum/", {"words": "trains"}).content.decode()
    signed_in_client(alice).post(reverse("workspace:events:answer_post", args=[post.pk]), {"words": "The library can."})
    answer = Post.objects.last()
    signed_in_client(alice).post(reverse("workspace:events:show_post", args=[answer.pk]))
    assert "The library can" not in visitor.get(f"{mine}forum/").content.decode()  # nobody shows their own
    signed_in_client(bob).post(reverse("workspace:events:show_post", args=[answer.pk]))
    assert "Alice, Ashmere Board" in visitor.get(f"{mine}forum/").content.decode()
    visitor.post(f"{mine}forum/{answer.pk}/report/", {"words": "It is wrong."})
    assert Report.objects.get().words == "It is wrong."
    assert visitor.get(f"{mine}forum/{make_post(shown=True).pk}/report/").status_code == 404  # of another forum
    visitor.post(f"{mine}forum/{post.pk}/answer/", {"words": "Thanks"})
    last = Post.objects.order_by("pk").last()
    signed_in_client(bob).post(reverse("workspace:events:hide_post", args=[last.pk]), {"because": "Not about this."})
    signed_in_client(alice).post(reverse("workspace:events:archive_forum", args=[event.pk]))
    assert "is an archive" in visitor.get(f"{mine}forum/").content.decode()
    assert "archive" in visitor.post(f"{mine}forum/", {"words": "Late"}).content.decode()
    file = signed_in_client(alice).get(reverse("workspace:events:forum_file", args=[event.pk])).content.decode()
    assert "Participant 1" in file
    assert place.person_key not in file


def test_a_cancelled_event_says_so_everywhere(here, alice):
    event = make_event(public=True, organisation=here)
    place, visitor = make_place(event=event), Client()
    cancel = reverse("workspace:events:cancel", args=[event.pk])
    assert "Say why" in signed_in_client(alice).post(cancel, {"because": ""}).content.decode()
    signed_in_client(alice).post(cancel, {"because": "The speaker is ill."})
    tell_waiting()
    assert Delivery.objects.filter(occasion__contains="cancelled").count() == 1
    for address in (f"/events/{event.pk}/", held.path_of(place), "/events/"):
        assert "ancelled" in visitor.get(address).content.decode()
    own = visitor.get(f"{held.path_of(place)}calendar.ics").content
    assert b"STATUS:CANCELLED" in own
    assert b"SEQUENCE:1" in own
    assert "takes no more names" in visitor.post(f"/events/{event.pk}/place/", {"name": "A", "email": "a@b.org"}).content.decode()


def test_behind_the_second_wall_drafts_attendances_and_files_stay_with_their_host(here, alice):
    draft = make_event(organisation=here)
    open_ = make_event(public=True, organisation=here)
    make_place(event=open_)
    hidden = make_place(event=draft)
    make_attendance(event=make_event(public=True, over=True, organisation=here))
    from antiphon.events.models import Attendance, Round, Views

    planning.change(open_, starts_at=timezone.now() + 9 * DAY, ends_at=timezone.now() + 9 * DAY + DAY / 24, by=alice)
    with within(Scope(PUBLIC)):
        assert draft.pk not in set(Event.objects.values_list("pk", flat=True))
        assert not Place.objects.filter(pk=hidden.pk).exists()
        assert Place.objects.filter(event=open_).count() == 1  # they are counted, and changed by their own link
        assert (Attendance.objects.count(), Round.objects.count(), Views.objects.count()) == (0, 0, 0)
        assert Event.objects.update(title="Mine") == 0
    with within(Scope(WORKSPACE, frozenset({make_organisation().pk}))):
        assert Place.objects.count() == 0
        assert Attendance.objects.count() == 0
        assert Event.objects.filter(pk=open_.pk).exists()  # that it takes place is a public fact
        assert Event.objects.update(title="Mine") == 0
