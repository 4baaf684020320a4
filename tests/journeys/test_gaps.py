"""Search before survey, who is missing, pulses, sessions and services: rows 67, 70, 71 and 72, and step b2 of scenario (b).

Told as sentences, in a real browser; the clock of a pulse is simulated.
"""

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser

from antiphon.core.actors import Visitor
from antiphon.demonstration.clock import standing_at
from antiphon.engagement import actions as asking
from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_engagement, make_ground, make_open_engagement, make_partner
from antiphon.insight import actions as insight
from antiphon.insight.models import Routing
from antiphon.insight.tests.factories import make_clean_voice, make_report, make_theme
from antiphon.library.models import Citation
from antiphon.library.tests.factories import make_insight
from antiphon.network.tests.factories import make_margin, make_organisation, make_reach, make_user
from antiphon.public.setup import ensure_site
from antiphon.voices import actions as hearing
from antiphon.voices.tests.factories import make_about, make_response
from tests.browser.sign_in import signed_in_client
from tests.journeys.people import AtBrowser, staff

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate


@pytest.fixture
def door(browser: Browser, live_server: Any) -> Any:
    """Return a function that seats somebody at a browser."""
    ensure_site()
    return lambda user: staff(browser, live_server, user)


def here(engagement: Engagement) -> str:
    return f"/workspace/engagements/{engagement.slug}/"


def test_b2_and_row_70_the_library_is_searched_first_and_shows_what_was_already_asked_on_two_topics(door):
    for number in range(14):
        make_insight(title=f"What callers of 111 said, part {number + 1}", topics=["111"], groups=[], places=[])
    make_insight(title="Forms lose people without a printer", topics=["digital access"], groups=["offline"], people=40,
                 strength="strong", method="survey", limits="Two towns only.")  # fmt: skip
    make_open_engagement(title="Getting online for appointments", topics=["digital access"])
    farah = make_user(role="engagement_lead", name="Farah")
    lead: AtBrowser = door(farah)
    lead.opens("/workspace/engagements/new/")
    lead.fills(What_is_it_called="111 for everyone")
    lead.presses("Save and go on")
    lead.sees("What we know already", "14 existing insights found")
    lead.fills(What_is_it_about="111, digital access")
    lead.presses("Save and search again")
    lead.sees("15 existing insights found", "on 2 topics", "Already asked: 14 insights", "Already asked: 1 insight, 1 engagement",
              "Getting online for appointments")  # fmt: skip
    lead.follows("Go on: write what it says")
    lead.sees("Already asked", "111: 14 insights", "digital access: 1 insight, 1 engagement")

    engagement = Engagement.objects.get(title="111 for everyone")
    make_report(engagement=engagement, written_by=farah)
    lead.opens(here(engagement) + "evidence/?words=printer")
    lead.presses("Cite Forms lose people without a printer")
    lead.sees("Cited now", "The insight report")
    lead.follows("Forms lose people without a printer")
    lead.sees("Cited 1 time", "Two towns only.", "40 people", "Survey", "Strong")
    assert Citation.objects.count() == 1


def test_who_is_missing_is_said_in_words_while_people_can_still_take_part_with_whom_to_ask(door):
    engagement = make_open_engagement(title="Clinics for all", about_set="2026-1")
    make_ground(engagement=engagement)
    for category, count in (("Asian, Asian British or Asian Welsh", 18_000), ("White", 82_000)):
        make_margin(variable="ethnic group (5)", category=category, count=count)
    for number in range(150):
        response = make_response(engagement=engagement)
        make_about(response=response, said={"ethnic_group": "asian" if number < 10 else "white", "carer": "none"})
    make_response(engagement=engagement, speaks_as="group", speaks_for=40)
    helper = make_organisation(name="The Lantern Centre", kind="charity")
    keeper: AtBrowser = door(make_user(role="engagement_lead", organisation=helper, name="Lin"))
    keeper.opens("/workspace/reach/")
    keeper.follows("Say whom The Lantern Centre can reach")
    keeper.chooses("Asian communities")
    keeper.fills(How_do_you_reach="Lunch each Tuesday", Whom_can_partners_ask="Centre manager")
    keeper.presses("Save")
    keeper.sees("The Lantern Centre", "Asian communities")
    make_insight(title="Letters in English are not read", groups=["asian"], organisation=helper)

    lead: AtBrowser = door(engagement.lead)
    lead.opens(here(engagement))
    lead.follows("Who is missing")
    lead.sees("We expected about 18 in 100; we heard from 7 in 100 (chance alone could make it 4 to 12).", "The Lantern Centre",
              "Lunch each Tuesday", "Ask: Centre manager", "Letters in English are not read", "150", "people were heard",
              "for 40 people as they say", "Carers", "no figure to compare with")  # fmt: skip
    assert lead.page.get_by_role("img", name=re.compile("^Ethnic group: ")).count() == 1


def test_the_same_people_are_not_asked_a_fourth_time_without_a_reason(door):
    for _ in range(3):
        make_open_engagement(groups=["carers"], title="Breaks for carers")
    draft = make_engagement(groups=["carers"], title="Carers and the bus")
    signer: AtBrowser = door(make_user(role="director", organisation=draft.owner, name="Dana"))
    signer.opens(here(draft) + "publish/")
    signer.sees("Unpaid carers would be asked 4 times in 90 days. The most is 3.", "Breaks for carers")
    signer.presses("Approve and publish")
    signer.sees("People are asked often at this time")
    lead: AtBrowser = door(draft.lead)
    lead.opens(here(draft) + "asked/")
    lead.fills(Why_must_these_people="The bus contract ends in May, and only they can say what they need.")
    lead.presses("Go on, for this reason")
    lead.sees("It goes on although these people are asked often.", "The bus contract ends in May")
    signer.opens(here(draft) + "publish/")
    signer.presses("Approve and publish")
    signer.sees("From the question to the answer")
    lead.opens("/workspace/calendar/asks/?group=carers")
    lead.sees("Calendar of asks", "Carers and the bus", "Breaks for carers", "at most 3 times in 90 days")
    file = signed_in_client(draft.lead).get("/workspace/calendar/asks.ics?group=carers").content.decode()
    assert file.count("BEGIN:VEVENT") == 4
    assert all(len(line.encode()) <= 75 for line in file.split("\r\n"))


def test_row_67_a_pulse_is_two_clicks_and_the_board_has_its_note_within_48_hours(door):
    owner = make_organisation(name="The trust")
    alice, bob = (make_user(role=role, organisation=owner, name=name) for role, name in
                  (("engagement_lead", "Alice"), ("director", "Bob")))  # fmt: skip
    lead: AtBrowser = door(alice)
    lead.opens("/workspace/engagements/")
    lead.follows("Start a pulse: one short question")  # one click
    lead.page.get_by_role("button", name=re.compile("What, if anything, has stopped you")).click()  # two
    lead.sees("Nothing is missing")
    pulse = Engagement.objects.get(kind="pulse")
    opened = TODAY() - datetime.timedelta(days=2)
    Engagement.objects.filter(pk=pulse.pk).update(opens_on=opened)  # as if the two clicks were two days ago
    pulse.refresh_from_db()
    with standing_at(opened, hour=9):
        pulse = asking.publish(pulse, by=bob)
        question = pulse.questions.get()
        for words in ("The phone is never answered.", "The bus stops at six."):
            hearing.receive(pulse, answers={question.pk: words}, channel="web", said_on=opened, by=Visitor())
    theme = make_theme(engagement=pulse, name="The phone")
    insight.add_voice(theme, voice=make_clean_voice(pulse), stance="negative", by=alice)

    with standing_at(opened, hour=15):  # six hours later
        page = signed_in_client(alice).get(here(pulse) + "pulse/").content.decode()
        assert "42 hours left" in page
        assert "The phone" in page
        assert re.search(r"<strong>\d+</strong> days to the decision", page)
    with standing_at(opened + datetime.timedelta(days=1), hour=17):  # on the second day the note is written and signed
        report = insight.write_report(pulse, summary="The phone stops people.", limits="Few answers in two days.", by=alice)
        insight.publish_report(report, on=timezone.localdate(), by=bob)
        assert timezone.now() - Engagement.objects.get(pk=pulse.pk).published_at < datetime.timedelta(hours=48)
        page = signed_in_client(alice).get(here(pulse) + "pulse/").content.decode()
        assert "The note was signed by a second person" in page
    lead.opens(here(pulse) + "pulse/")
    lead.sees("The note was signed by a second person", "The phone")


def test_row_67_a_note_that_is_late_is_red_and_stands_in_the_work_of_whoever_can_write_it():
    owner = make_organisation()
    alice = make_user(role="engagement_lead", organisation=owner)
    pulse = asking.start_pulse(owner=owner, template="worked", by=alice)
    with standing_at(TODAY() - datetime.timedelta(days=3)):
        asking.publish(pulse, by=make_user(role="director", organisation=owner))
    client: Client = signed_in_client(alice)
    assert "The note was due on" in client.get(here(pulse) + "pulse/").content.decode()
    work = client.get("/workspace/").content.decode()
    assert "Write the note to the board on the pulse" in work
    assert "Late" in work


def test_row_71_a_recommendation_from_a_roundtable_links_back_to_the_quote(door):
    engagement = make_open_engagement()
    lead: AtBrowser = door(engagement.lead)
    lead.opens(here(engagement) + "sessions/")
    lead.page.get_by_role("button", name="Record a session").click()
    lead.fills(What_was_it_called="Roundtable at the library", How_many_people="11", The_guide="What breaks a good week?",
               Notes="The talk came back to Sundays.")  # fmt: skip
    lead.chooses("Roundtable")
    lead.dates("When was it?", TODAY() - datetime.timedelta(days=3))
    lead.presses("Save")
    session = engagement.sessions.get()
    voice = make_clean_voice(engagement, response=make_response(engagement=engagement, session=session),
                             words="One person who rings back would do.")  # fmt: skip
    theme = make_theme(engagement=engagement, name="One person to ring")
    lead.follows("Roundtable at the library")
    lead.sees("11", "What breaks a good week?", "The talk came back to Sundays.", "One person who rings back would do.")
    lead.page.get_by_text("Say which themes came up").click()
    lead.chooses(theme.name)
    lead.presses("Save the themes")
    lead.follows("Write a recommendation")
    lead.fills(What_should_be_done="Give each carer one named person.")
    lead.presses("Save")
    lead.sees("Choose at least one comment that it rests on")
    lead.chooses("One person who rings back would do.")
    lead.presses("Save")
    lead.follows("Give each carer one named person.")
    lead.follows(f"Go to comment {voice.pk}")
    lead.sees(f"Comment {voice.pk}", "One person who rings back would do.")


def test_row_72_what_is_put_to_a_service_has_an_owner_and_a_reply_and_is_flagged_when_late(door):
    engagement = make_open_engagement()
    service = make_organisation(name="The community trust")
    make_partner(engagement=engagement, organisation=service)
    tom = make_user(role="communications_officer", organisation=service, name="Tom")
    theme = make_theme(engagement=engagement, name="People who wait want company")
    lead: AtBrowser = door(engagement.lead)
    lead.opens(f"{here(engagement)}themes/{theme.pk}/")
    lead.follows("Put it to a service")
    lead.page.get_by_label("Who owns it?").select_option(label=f"Tom, {service}")
    lead.fills(What_do_you_ask="Can people who wait be rung by others who have waited?")
    lead.dates("By when do they reply?", TODAY() + datetime.timedelta(days=7))
    lead.presses("Put it to them")
    lead.sees("Waiting", "Tom")
    Routing.objects.update(due_on=TODAY() - datetime.timedelta(days=1))
    lead.opens(here(engagement) + "routed/")
    lead.sees("1 late", "Late")
    owner: AtBrowser = door(tom)
    owner.opens("/workspace/")
    owner.sees("Late", "Reply: Can people who wait be rung by others who have waited?")
    owner.page.get_by_role("link", name=re.compile("^Reply: Can people")).click()
    owner.fills(Your_reply="Yes: six volunteers start in June.")
    owner.presses("Send the reply")
    lead.opens(here(engagement) + "routed/")
    lead.sees("Replied", "Yes: six volunteers start in June.")
    lead.does_not_see("late")


def test_a_library_comes_in_as_a_table_with_what_is_wrong_by_row(door, tmp_path):
    alice = make_user(role="analyst", name="Wen")
    make_reach()
    analyst: AtBrowser = door(alice)
    analyst.opens("/workspace/library/import/")
    bad = tmp_path / "insights.csv"
    bad.write_text("title,learned,learned_on\nBuses stop at six,They do,soon\n,Empty,2025-01-01\n")
    analyst.page.locator("input[type=file]").set_input_files(str(bad))
    analyst.presses("Bring in")
    analyst.sees("Nothing was brought in", "“soon” is not a date", "title is empty")
    bad.write_text("title,learned,learned_on\nBuses stop at six,They do,2025-01-01\n")
    analyst.page.locator("input[type=file]").set_input_files(str(bad))
    analyst.presses("Bring in")
    analyst.sees("1 came in", "Buses stop at six")
    table = signed_in_client(alice).get("/workspace/library/export.csv").content.decode("utf-8-sig")
    assert "Buses stop at six" in table
