"""The worklist and the help page."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from antiphon.decisions.tests.factories import make_answer, make_decision
from antiphon.delivery.tests.factories import make_delivery
from antiphon.engagement.tests.factories import make_closing_engagement, make_engagement, make_open_engagement
from antiphon.insight.tests.factories import make_theme
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.voices.tests.factories import make_voice

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def board():
    return make_organisation(name="Ashmere Board")


@pytest.fixture
def alice(board):
    return make_user(role="engagement_lead", organisation=board, name="Alice Ash")


@pytest.fixture
def dana(board):
    return make_user(role="director", organisation=board, name="Dana")


def page(client, show="all") -> str:
    response = client.get(f"/workspace/?show={show}")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_worklist_is_helpful_when_nothing_waits(alice, staff_client):
    assert "Nothing waits for you" in page(staff_client(alice))


def test_worklist_for_someone_without_a_role_says_who_can_help(staff_client):
    assert "Ask an administrator" in page(staff_client(make_user(name="Newcomer")))


def test_worklist_shows_a_draft_to_those_who_can_move_it(board, alice, dana, staff_client):
    make_engagement(owner=board, lead=alice, title="Evening clinics")
    assert "Approve and publish the engagement" in page(staff_client(dana))
    assert "Ask another person to publish this" in page(staff_client(alice))
    make_engagement(owner=board, lead=alice, other_ways="", title="Half done")
    assert "Finish the draft: 1 thing still missing" in page(staff_client(alice))


def test_worklist_never_shows_other_organisations(alice, staff_client):
    other = make_engagement(title="Theirs")
    make_voice(engagement=other, status="needs_eyes")
    make_voice(engagement=other, status="clean")
    assert "Theirs" not in page(staff_client(alice))


def test_worklist_gathers_voices_to_look_at_and_to_read(board, alice, staff_client):
    engagement = make_open_engagement(owner=board, lead=alice)
    make_voice(engagement=engagement, status="needs_eyes")
    for _ in range(2):
        make_voice(engagement=engagement, status="clean")
    found = page(staff_client(alice))
    assert "Look at 1 comment that may not be safe to read" in found
    assert "Read 2 comments" in found


def test_worklist_says_when_people_can_no_longer_take_part(board, alice, staff_client):
    make_open_engagement(owner=board, lead=alice, closes_on=TODAY() + datetime.timedelta(days=3))
    found = page(staff_client(alice))
    assert "Coming up" in found
    assert "Last day to take part" in found


def test_worklist_puts_what_was_promised_and_is_past_first(board, alice, staff_client):
    make_closing_engagement(owner=board, lead=alice, decides_on=TODAY() - datetime.timedelta(days=2))
    make_voice(engagement=make_open_engagement(owner=board, lead=alice), status="clean")
    found = page(staff_client(alice))
    assert found.index("The decision was promised") < found.index("Read 1 comment")
    assert ">Late <" in found


def test_worklist_gathers_answers_to_write_and_to_approve(board, alice, dana, staff_client):
    engagement = make_closing_engagement(owner=board, lead=alice)
    make_theme(engagement=engagement)
    assert "Write answers: 1 theme has none" in page(staff_client(alice))
    make_answer(theme=make_theme(engagement=engagement), written_by=dana)
    assert "Approve 1 answer that another person wrote" in page(staff_client(alice))
    assert "that another person wrote" not in page(staff_client(dana))


def test_worklist_gathers_messages_that_nobody_knows_of(board, alice, staff_client):
    engagement = make_closing_engagement(owner=board, lead=alice)
    make_delivery(occasion=f"told:{engagement.slug}", status="unknown")
    make_delivery(occasion="told:elsewhere", status="unknown")
    assert "Settle 1 message that may or may not have arrived" in page(staff_client(alice))


def test_worklist_can_show_only_what_is_mine(board, alice, dana, staff_client):
    make_voice(engagement=make_open_engagement(owner=board, lead=dana, title="Dana's"), status="clean")
    make_voice(engagement=make_open_engagement(owner=board, lead=alice, title="Mine"), status="clean")
    work, below = page(staff_client(alice), show="mine").split('id="engagements"')
    assert "Mine" in work
    assert "Dana" not in work
    assert "Dana&#39;s" in below  # what goes on is there for everyone who may see it


def test_worklist_asks_the_same_number_of_queries_however_long_it_is(board, alice, staff_client):
    client = staff_client(alice)

    def asked(make: int) -> int:
        for _ in range(make):
            make_engagement(owner=board, lead=alice)
            running = make_open_engagement(owner=board, lead=alice)
            make_voice(engagement=running, status="needs_eyes")
            make_voice(engagement=running, status="clean")
            considered = make_closing_engagement(owner=board, lead=alice)
            make_theme(engagement=considered)
            make_decision(engagement=considered)
            make_answer(theme=make_theme(engagement=considered))
            make_delivery(occasion=f"told:{considered.slug}", status="unknown")
        with CaptureQueriesContext(connection) as queries:
            page(client)
        return len(queries)

    assert asked(2) == asked(8)


def test_help_tells_the_seven_steps_the_roles_and_the_keys(alice, staff_client):
    response = staff_client(alice).get("/workspace/help/")
    found = response.content.decode()
    for word in ("Made safe", "Information guardian", "Tab", "Get support"):
        assert word in found
