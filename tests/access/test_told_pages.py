"""The pages of councillors, members, champions, briefings and checklists, and those behind their signed links."""

import datetime
import io

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from antiphon.answers.tests.factories import make_faq
from antiphon.briefings import queries as briefed
from antiphon.briefings.models import Briefing, Copy, Question
from antiphon.briefings.tests.factories import make_briefing
from antiphon.delivery.models import Delivery
from antiphon.evaluation.models import Assessment
from antiphon.evaluation.tests.factories import make_assessment, make_mark, make_snapshot
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.public.setup import ensure_site
from antiphon.stakeholders import queries
from antiphon.stakeholders.models import Message, Stakeholder
from antiphon.stakeholders.tests.factories import make_copy, make_councillor, make_stakeholder
from tests.access.told_rows import more_of_those_who_are_briefed, of_those_who_are_briefed
from tests.access.world import staff_addresses
from tests.browser.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
ROOMS = ("workspace:stakeholders:", "workspace:briefings:", "workspace:evaluation:")
OWN = ("list", "new", "champions", "new_message", "compare", "compare_file")  # of one's own organisation, whichever it is


@pytest.fixture
def here():
    return make_organisation(name="Ashmere Board")


@pytest.fixture
def alice(here):
    return make_user(role="engagement_lead", organisation=here, name="Alice")


@pytest.fixture
def bob(here):
    return make_user(role="director", organisation=here, name="Bob")


def pages(rows):
    for name, route in staff_addresses():
        if name.startswith(ROOMS):
            yield name, reverse(name, kwargs={key: value for key, value in rows.items() if f":{key}>" in route})


def test_every_page_opens_for_its_people_and_for_no_stranger(here, alice):
    rows = of_those_who_are_briefed(here)
    for number in range(3):
        more_of_those_who_are_briefed(here, rows, number)
    ours, reader = signed_in_client(alice), signed_in_client(make_user(role="reader", organisation=here))
    theirs, nobody = signed_in_client(make_user(role="director", organisation=make_organisation())), Client()
    for name, address in pages(rows):
        response = ours.get(address)
        assert response.status_code in (200, 405), name
        assert nobody.get(address).status_code == 302, name
        open_to_all = name.split(":")[2] in OWN or response.status_code == 405
        assert theirs.get(address).status_code == (response.status_code if open_to_all else 404), name
        if not name.startswith("workspace:evaluation:"):
            assert reader.get(address).status_code in (403, 405), name


def test_a_councillor_is_added_on_the_screen_and_what_was_typed_stays(here, alice):
    council = make_organisation(kind="council", name="Vale Council")
    client, address = signed_in_client(alice), reverse("workspace:stakeholders:new", args=["councillor"])
    typed = {"name": "Joan Example", "email": "joan@example", "way": "email", "body": council.pk, "roles": ["ward"]}
    page = client.post(address, typed).content.decode()
    assert "correct format" in page or "Say which ward" in page
    assert "Joan Example" in page
    client.post(address, {**typed, "email": "joan@example.org", "ward": "Harrow Bridge"})
    page = client.get(reverse("workspace:stakeholders:list")).content.decode()
    assert "Joan Example" in page
    assert "Harrow Bridge" in page
    assert "joan@example.org" not in page
    one = Stakeholder.objects.get()
    client.post(reverse("workspace:stakeholders:edit", args=[one.pk]), {**typed, "email": "joan@example.org", "roles": []})
    assert "Not known: ask" in client.get(reverse("workspace:stakeholders:list")).content.decode()


def test_a_message_to_champions_is_written_checked_and_sent_by_another(here, alice, bob):
    make_stakeholder(organisation=here)
    client = signed_in_client(alice)
    address = reverse("workspace:stakeholders:new_message")
    checked = client.post(address, {"title": "Help", "words": "We will guarantee it.", "check_words": "words"}).content.decode()
    assert "guarantee" in checked
    assert not Message.objects.exists()
    client.post(address, {"title": "Help", "words": "Ring 111."})
    message = Message.objects.get()
    page = reverse("workspace:stakeholders:message", args=[message.pk])
    assert "another person sends it" in client.get(page).content.decode()
    signed_in_client(bob).post(page, {"words": "Ring 111."})
    assert Delivery.objects.count() == 1


def test_a_champion_changes_the_pace_rests_and_leaves_by_their_own_link(here, bob):
    ensure_site()
    one = make_stakeholder(organisation=here)
    make_copy(stakeholder=one)
    mine, visitor = queries.path_of(one), Client()
    assert visitor.get(mine).status_code == 200
    assert "no telephone number" in visitor.post(mine, {"way": "telephone", "cap": "3"}).content.decode()
    visitor.post(mine, {"way": "email", "cap": "5"})
    visitor.post(f"{mine}rest/")
    one.refresh_from_db()
    assert (one.cap, one.resting_until is not None) == (5, True)
    assert visitor.get(f"{mine}leave/").status_code == 200
    one.refresh_from_db()
    assert one.left_at is None  # opening a page changes nothing
    assert "do not write to you" in visitor.post(f"{mine}leave/", {}).content.decode()
    one.refresh_from_db()
    assert one.left_at is not None
    assert "You left on" in visitor.get(mine).content.decode()
    other = make_stakeholder(organisation=here)
    assert "forgotten who you are" in visitor.post(f"{queries.path_of(other)}leave/", {"erase": "yes"}).content.decode()
    assert visitor.get(queries.path_of(other)).status_code == 404
    assert visitor.get("/champion/nonsense/").status_code == 404
    assert visitor.get(queries.path_of(make_councillor(organisation=here))).status_code == 404


def test_a_briefing_goes_from_words_to_opened_and_a_question_comes_back(here, alice, bob):
    ensure_site()
    make_councillor(organisation=here, name="Joan Example")
    make_faq(question="When should I ring 111 first?", agreed=True)
    briefing = make_briefing(organisation=here, written_by=alice)
    page = reverse("workspace:briefings:briefing", args=[briefing.pk])
    send = reverse("workspace:briefings:send", args=[briefing.pk])
    assert "Joan Example" in signed_in_client(bob).get(send).content.decode()
    signed_in_client(bob).post(send, {"words": briefed.words_of(briefing)})
    mine, visitor = briefed.path_of(Copy.objects.get()), Client()
    closed = visitor.get(mine).content.decode()
    assert "Open the briefing" in closed
    assert "Where to ask: some words." not in closed
    assert "Not opened" in signed_in_client(bob).get(page).content.decode()
    opened = visitor.post(mine, follow=True).content.decode()
    assert "Where to ask: some words." in opened
    assert "Ring 111. Somebody answers day and night." in opened  # an agreed answer, as it stands today
    assert "Opened" in signed_in_client(bob).get(page).content.decode()
    assert "Write your question" in visitor.post(f"{mine}ask/", {"words": " "}).content.decode()
    visitor.post(f"{mine}ask/", {"words": "Who was asked?"})
    question = Question.objects.get()
    answer = reverse("workspace:briefings:question", args=[question.pk])
    hold = reverse("workspace:briefings:hold", args=[question.pk])
    day = datetime.date.today() + datetime.timedelta(days=20)
    signed_in_client(alice).post(hold, {"words": "The figures.", "due_on-day": day.day, "due_on-month": day.month,
                                        "due_on-year": day.year})  # fmt: skip
    assert "The figures." in visitor.get(mine).content.decode()
    signed_in_client(alice).post(answer, {"words": "Forty people."})
    assert "Forty people." in visitor.get(mine).content.decode()
    assert Delivery.objects.count() == 3
    assert visitor.get("/briefing/1-1~x/").status_code == 404


def test_wording_that_takes_a_side_stops_a_briefing_until_it_is_changed_or_explained(here, alice, bob):
    make_councillor(organisation=here)
    briefing = make_briefing(organisation=here, written_by=alice)
    write = reverse("workspace:briefings:write", args=[briefing.pk])
    words = briefed.parts_of(briefing)
    typed = {**words, **{f"{key}-seen": text for key, text in words.items()}}
    client = signed_in_client(alice)
    client.post(write, {**typed, "summary": "Tory cuts closed the desk."})
    page = client.get(reverse("workspace:briefings:briefing", args=[briefing.pk])).content.decode()
    assert "takes a side" in page
    stale = client.post(write, {**typed, "summary": "Other words."}).content.decode()
    assert "Somebody else changed this" in stale
    assert "Other words." in stale
    found = client.post(write, {**typed, "summary": "Tory cuts closed the desk.", "check_words": "summary"}).content.decode()
    marks = [part.split('"')[0] for part in found.split('name="keep-summary-')[1:]]
    assert marks
    seen = {**typed, "summary": "Tory cuts closed the desk.", "summary-seen": "Tory cuts closed the desk."}
    client.post(write, {**seen, **{f"keep-summary-{mark}": "It is the name of a petition." for mark in marks}})
    page = client.get(reverse("workspace:briefings:briefing", args=[briefing.pk])).content.decode()
    assert "takes a side" not in page
    assert "It is the name of a petition." in signed_in_client(bob).get(
        reverse("workspace:briefings:send", args=[briefing.pk])).content.decode()  # fmt: skip
    assert Briefing.objects.get().sent_at is None


def test_a_checklist_is_saved_shown_again_kept_printed_and_taken_out(here, alice):
    client = signed_in_client(alice)
    client.post(reverse("workspace:evaluation:new", args=["checklist"]), {"title": "111 First", "visibility": "own"})
    one = Assessment.objects.get()
    fill = reverse("workspace:evaluation:fill", args=[one.pk])
    typed = {"story.experts-value": "2", "story.experts-version": "0", "story.limits-value": "2",
             "story.limits-evidence": "=Page 3", "story.limits-version": "0"}  # fmt: skip
    refused = client.post(fill, typed).content.decode()
    assert "Say what shows it." in refused
    assert "=Page 3" in refused
    client.post(fill, {**typed, "story.experts-evidence": "Notes"})
    shown = client.get(fill).content.decode()
    assert "2 done, 30 not started" in shown
    assert "Notes" in shown
    client.post(reverse("workspace:evaluation:keep", args=[one.pk]))
    table = client.get(reverse("workspace:evaluation:table", args=[one.pk])).content.decode()
    assert "'=Page 3" in table
    paper = client.get(reverse("workspace:evaluation:paper", args=[one.pk])).content
    assert "Notes" in "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)


def test_places_lie_side_by_side_in_words(here, alice):
    ours = make_snapshot(assessment=make_assessment(organisation=here, kind="maturity", title="Ashmere"), values={"heart": 3})
    theirs = make_assessment(kind="maturity", title="Vale", visibility="partners")
    other = make_snapshot(assessment=theirs, values={"heart": 1})
    hidden = make_snapshot(assessment=make_assessment(kind="maturity", title="Secret"), values={"heart": 4})
    make_mark(assessment=theirs, item="heart", value=1)
    client, address = signed_in_client(alice), reverse("workspace:evaluation:compare", args=["maturity"])
    assert "Secret" not in client.get(address).content.decode()
    page = client.get(address, {"snapshot": [ours.pk, other.pk]}).content.decode()
    assert "Level 3" in page
    assert "Vale" in page
    assert "two to six" in client.get(address, {"snapshot": [ours.pk]}).content.decode()
    assert "Secret" not in client.get(address, {"snapshot": [ours.pk, hidden.pk]}).content.decode()
    table = client.get(reverse("workspace:evaluation:compare_file", args=["maturity"]), {"snapshot": [ours.pk, other.pk]})
    assert "Level 1" in table.content.decode()
    assert signed_in_client(alice).post(reverse("workspace:evaluation:fill", args=[theirs.pk]), {}).status_code == 403
