"""The engagement screens: who may see them, what they say, what they do."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from antiphon.engagement.models import Engagement, Partner
from antiphon.engagement.tests.factories import (
    make_closing_engagement,
    make_duty_test,
    make_engagement,
    make_open_engagement,
    make_partner,
)
from antiphon.network.tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
BASE = "/workspace/engagements/"


@pytest.fixture
def board():
    return make_organisation(name="Ashmere Board")


@pytest.fixture
def alice(board):
    return make_user(role="engagement_lead", organisation=board, name="Alice")


@pytest.fixture
def director(board):
    return make_user(role="director", organisation=board, name="Dana")


@pytest.fixture
def bob(board):
    return make_user(role="reader", organisation=board, name="Bob")


@pytest.fixture
def charlie():
    return make_user(role="engagement_lead", name="Charlie")


def words(response) -> str:
    assert response.status_code == 200, response.status_code
    return " ".join(response.content.decode().split())


def form_of(engagement: Engagement, **changes) -> dict[str, str]:
    """What the browser sends for an engagement as it stands."""
    data = {"title": engagement.title, "summary": "", "purpose": engagement.purpose, "rung": engagement.rung,
            "can_change": engagement.can_change, "cannot_change": engagement.cannot_change, "decides": engagement.decides,
            "other_ways": engagement.other_ways}  # fmt: skip
    for name in ("opens_on", "closes_on", "decides_on"):
        day = getattr(engagement, name)
        data |= {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}
    return {**data, **changes}


def test_a_stranger_gets_404_everywhere(board, charlie, staff_client):
    engagement = make_engagement(owner=board)
    client = staff_client(charlie)
    for tail in ("", "edit/", "more-time/", "partners/", "duty/", "publish/"):
        assert client.get(f"{BASE}{engagement.slug}/{tail}").status_code == 404, tail
    assert client.post(f"{BASE}{engagement.slug}/partners/remove/").status_code == 404


def test_someone_who_is_not_signed_in_is_sent_to_sign_in():
    assert Client().get(BASE).headers["Location"].startswith("/account/login/")


def test_list_shows_engagements_by_where_they_stand(board, alice, staff_client):
    draft, running = make_engagement(owner=board), make_open_engagement(owner=board)
    make_open_engagement(title="Not ours")
    page = words(staff_client(alice).get(BASE))
    assert draft.title in page
    assert running.title in page
    assert page.index(running.title) < page.index(draft.title)
    assert "Not ours" not in page


def test_list_is_helpful_when_empty(charlie, bob, staff_client):
    assert "There are no engagements yet" in words(staff_client(charlie).get(BASE))
    assert "Start an engagement" in words(staff_client(charlie).get(BASE))
    assert "Start an engagement" not in words(staff_client(bob).get(BASE))


def test_list_asks_the_same_number_of_queries_however_long_it_is(board, alice, staff_client):
    client = staff_client(alice)

    def asked(make: int) -> int:
        for _ in range(make):
            make_open_engagement(owner=board, lead=alice)
        with CaptureQueriesContext(connection) as queries:
            client.get(BASE)
        return len(queries)

    assert asked(3) == asked(27)


def test_new_makes_a_draft_and_goes_on_to_its_words(board, alice, staff_client):
    client = staff_client(alice)
    response = client.post(f"{BASE}new/", {"title": "Evening clinics", "owner": board.pk})
    engagement = Engagement.objects.get()
    assert response.headers["Location"] == f"{BASE}{engagement.slug}/edit/"
    assert (engagement.owner, engagement.lead, engagement.published_at) == (board, alice, None)


def test_new_without_a_name_says_what_to_do(board, alice, staff_client):
    page = words(staff_client(alice).post(f"{BASE}new/", {"title": "", "owner": board.pk}))
    assert "There is a problem" in page
    assert "Enter a name" in page


def test_new_for_someone_who_may_not_tells_who_can(bob, staff_client):
    assert "Your role does not allow you to start" in words(staff_client(bob).get(f"{BASE}new/"))


def test_edit_saves_the_words(board, alice, staff_client):
    engagement = make_engagement(owner=board, lead=alice)
    response = staff_client(alice).post(f"{BASE}{engagement.slug}/edit/", form_of(engagement, title="New name"))
    assert response.headers["Location"] == f"{BASE}{engagement.slug}/"
    engagement.refresh_from_db()
    assert engagement.title == "New name"


def test_edit_leads_on_to_the_questions(board, alice, staff_client):
    engagement = make_engagement(owner=board, lead=alice)
    response = staff_client(alice).post(f"{BASE}{engagement.slug}/edit/", form_of(engagement, questions="1"))
    assert response.headers["Location"] == f"{BASE}{engagement.slug}/questions/"


def test_edit_keeps_what_was_typed_when_it_is_refused(board, alice, staff_client):
    engagement = make_engagement(owner=board, lead=alice)
    data = form_of(engagement, **{"title": "Kept", "closes_on-year": engagement.opens_on.year - 1})
    page = words(staff_client(alice).post(f"{BASE}{engagement.slug}/edit/", data))
    assert "The last day is before the first day" in page
    assert 'value="Kept"' in page


def test_edit_of_a_published_engagement_shows_why_its_words_stay(board, alice, staff_client):
    engagement = make_open_engagement(owner=board, lead=alice)
    assert "signed and published" in words(staff_client(alice).get(f"{BASE}{engagement.slug}/edit/"))


def test_edit_is_not_for_a_reader(board, bob, staff_client):
    assert staff_client(bob).get(f"{BASE}{make_engagement(owner=board).slug}/edit/").status_code == 403


def test_story_names_the_next_thing_and_who_can_do_it(board, alice, director, bob, staff_client):
    engagement = make_engagement(owner=board, lead=alice)
    address = f"{BASE}{engagement.slug}/"
    assert "Approve and publish" in words(staff_client(director).get(address))
    assert "This needs a person who wrote none of the words" in words(staff_client(alice).get(address))
    page = words(staff_client(bob).get(address))
    assert "This needs another role" in page
    assert "director or engagement lead" in page


@pytest.mark.parametrize("make", [make_engagement, make_open_engagement, make_closing_engagement])
def test_story_shows_seven_steps_at_every_stage(board, alice, staff_client, make):
    page = words(staff_client(alice).get(f"{BASE}{make(owner=board, lead=alice).slug}/"))
    for number, step in enumerate(["Asked", "Heard", "Made safe", "Understood", "Decided", "Answered", "Told"], start=1):
        assert f"{number}. {step}" in page


def test_more_time_moves_the_last_day_and_tells_why(board, alice, staff_client):
    engagement = make_open_engagement(owner=board, lead=alice)
    later = engagement.closes_on + datetime.timedelta(days=7)
    data = {"closes_on-day": later.day, "closes_on-month": later.month, "closes_on-year": later.year, "reason": "Snow."}
    client = staff_client(alice)
    client.post(f"{BASE}{engagement.slug}/more-time/", data)
    engagement.refresh_from_db()
    assert engagement.closes_on == later
    assert "Snow." in words(client.get(f"{BASE}{engagement.slug}/"))


def test_partners_can_be_added_and_removed(board, alice, staff_client):
    engagement, trust = make_engagement(owner=board, lead=alice), make_organisation(name="Vale Trust")
    client = staff_client(alice)
    client.post(f"{BASE}{engagement.slug}/partners/", {"organisation": trust.pk, "way": "reads"})
    partner = Partner.objects.get()
    assert (partner.organisation, partner.way) == (trust, "reads")
    assert "Vale Trust" in words(client.get(f"{BASE}{engagement.slug}/partners/"))
    client.post(f"{BASE}{engagement.slug}/partners/remove/", {"partner": partner.pk})
    assert not Partner.objects.exists()


def test_partners_are_searched_for_when_there_are_many(board, alice, staff_client):
    engagement = make_engagement(owner=board, lead=alice)
    for number in range(65):
        make_organisation(name=f"Practice {number:02}")
    client = staff_client(alice)
    assert "Practice 07" not in words(client.get(f"{BASE}{engagement.slug}/partners/"))
    assert "Practice 07" in words(client.get(f"{BASE}{engagement.slug}/partners/?find=practice+0"))
    assert "No organisation has" in words(client.get(f"{BASE}{engagement.slug}/partners/?find=zzz"))


def test_a_partner_that_reads_sees_and_cannot_change(board, charlie, staff_client):
    engagement = make_engagement(owner=board)
    make_partner(engagement=engagement, organisation=charlie.memberships.get().organisation, way="reads")
    client = staff_client(charlie)
    assert client.get(f"{BASE}{engagement.slug}/").status_code == 200
    assert client.get(f"{BASE}{engagement.slug}/edit/").status_code == 403
    assert "Add a partner" not in words(client.get(f"{BASE}{engagement.slug}/partners/"))


def test_a_reader_is_refused_every_change(board, bob, staff_client):
    engagement = make_open_engagement(owner=board)
    client = staff_client(bob)
    for tail in ("edit/", "more-time/", "partners/", "partners/remove/", "duty/", "publish/"):
        assert client.post(f"{BASE}{engagement.slug}/{tail}").status_code == 403, tail


def test_duty_shows_the_result_with_its_limbs(board, alice, staff_client):
    engagement = make_engagement(owner=board, lead=alice)
    client = staff_client(alice)
    data = {"section": "14Z45", "limbs": ["proposals"], "changes_manner": "on", "how_involved": "Workshops.", "evidence": ""}
    client.post(f"{BASE}{engagement.slug}/duty/", data)
    page = words(client.get(f"{BASE}{engagement.slug}/duty/"))
    assert "The duty applies" in page
    assert "Developing and considering proposals for change" in page


def test_duty_of_somebody_else_can_be_read(board, bob, staff_client):
    engagement = make_duty_test(engagement=make_engagement(owner=board)).engagement
    page = words(staff_client(bob).get(f"{BASE}{engagement.slug}/duty/"))
    assert "The duty applies" in page
    assert "Save the test" not in page


def test_publish_tells_a_writer_who_can(board, alice, director, staff_client):
    engagement = make_engagement(owner=board, lead=alice)
    page = words(staff_client(alice).get(f"{BASE}{engagement.slug}/publish/"))
    assert "another person must approve them" in page
    assert "Dana" in page


def test_publish_by_a_second_person_opens_it_to_the_public(board, alice, director, staff_client):
    engagement = make_engagement(owner=board, lead=alice)
    client = staff_client(director)
    assert engagement.purpose in words(client.get(f"{BASE}{engagement.slug}/publish/"))
    assert client.post(f"{BASE}{engagement.slug}/publish/").status_code == 302
    engagement.refresh_from_db()
    assert engagement.published_at.date() == timezone.now().date()


def test_publish_by_its_writer_is_refused_on_the_page(board, alice, staff_client):
    engagement = make_engagement(owner=board, lead=alice)
    page = words(staff_client(alice).post(f"{BASE}{engagement.slug}/publish/"))
    assert "There is a problem" in page


def test_publish_lists_what_is_missing(board, director, staff_client):
    engagement = make_engagement(owner=board, other_ways="", question=False)
    page = words(staff_client(director).get(f"{BASE}{engagement.slug}/publish/"))
    assert "Online-only form" in page
    assert "Write at least one question." in page
