"""A campaign from a template to its public page: steps a8, a9 and a10, register rows 29 and 32.

Told as sentences, in a real browser.
"""

import datetime
import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from antiphon.campaigns.models import Campaign, Microsite
from antiphon.campaigns.tests.factories import make_campaign, make_microsite
from antiphon.core.problems import Refused
from antiphon.language.models import Override
from antiphon.network.models import Organisation
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.public.setup import ensure_site, show_campaign
from tests.browser.test_public_pages import check
from tests.journeys.people import member_of_the_public, staff

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "/workspace/sending/campaigns/"
LONG = ("When you have a check at home you can sit where you like and talk with the nurse for as long as you need, and at the "
        "end you will hear what happens next.")  # fmt: skip
FIRST = f"Ask the QZQ desk about it.\n\n{LONG}\n\nWe guarantee a time within a week."
SECOND = "Ask the nurse about it.\n\nYou can sit where you like.\n\nWe guarantee a time within a week."


@pytest.fixture
def here() -> Organisation:
    ensure_site()
    return make_organisation(name="Ashmere Board")


def test_a8_a_campaign_from_a_template_cannot_go_live_without_a_measurable_objective(
    browser: Browser, live_server: Any, here: Organisation
):
    tom = staff(browser, live_server, make_user(role="communications_officer", organisation=here, name="Tom Example"))
    tom.opens("/workspace/sending/")
    tom.follows("Campaigns")
    tom.presses("Begin a campaign")
    tom.fills(What_is_the_campaign_called="Health at home")
    tom.chooses("A new way to get care")
    tom.dates("When does it begin?", timezone.localdate())
    tom.presses("Begin")
    tom.sees("Before it is ready", "No objective can be measured", "“Visits to groups” has no lead", "1. Objectives",
             "5. How we will know")  # fmt: skip
    tom.cannot_press("The plan is ready")
    tom.page.get_by_role("link", name=re.compile(r"Change\s*: More people use the new way")).click()
    tom.fills(Where_does_it_stand_now="120", Where_does_that_number_come_from="Booking system", Where_should_it_be="240")
    tom.dates("By when?", timezone.localdate() + datetime.timedelta(days=50))
    tom.presses("Save")
    tom.sees("Can be measured", "from 120 to 240 people")
    tom.does_not_see("No objective can be measured")
    assert Campaign.objects.get().status == "draft"


def test_a9_and_a10_a_microsite_is_checked_signed_and_read_by_everyone(browser: Browser, live_server: Any, here: Organisation):
    officer = make_user(role="communications_officer", organisation=here, name="Tom Example")
    make_campaign(owner=here, lead=officer, title="Health at home", slug="health-at-home", whole=True, status="live")
    tom = staff(browser, live_server, officer)
    tom.opens(f"{HERE}health-at-home/")
    tom.presses("Make the public page")
    tom.follows("Write the words and days")
    tom.fills(Words_under_heading_1=FIRST, How_can_people_ask="Ring 01632 960100.")
    assert len(LONG.split()) == 34
    below = tom.page.locator("#id_words-1-checked")
    for found in ("QZQ", "guarantee", "When you have a check at home"):
        expect(below.locator("q", has_text=found).first).to_be_visible()
    tom.fills(Words_under_heading_1=SECOND)
    expect(below.locator("q", has_text="QZQ")).to_have_count(0)
    promise = below.locator("li", has=tom.page.locator("q", has_text="guarantee")).first
    promise.get_by_text("Keep these words").click()
    promise.get_by_role("textbox").fill("The board decided it, and the desk has the times.")
    tom.presses("Save")
    assert Override.objects.get().reason == "The board decided it, and the desk has the times."
    tom.presses("Ask a second person to publish it")
    tom.cannot_press("Read and publish it")
    priya = staff(browser, live_server, make_user(role="director", organisation=here, name="Priya Example"))
    priya.opens("/workspace/")
    priya.takes_up("Read and publish the public page of a campaign")
    priya.sees("We guarantee a time within a week", "Why it stays: The board decided it")
    priya.presses("Approve these words and publish")
    priya.sees("On the public site", "Last checked")
    anyone = member_of_the_public(browser, live_server)
    anyone.opens("/health-at-home/")
    anyone.sees("Health at home", "You can sit where you like", "Ring 01632 960100", "Last checked", "Next check")
    anyone.sees("From Ashmere Board")
    anyone.follows("Show this page for printing")
    anyone.sees("You can sit where you like", "Address of this page")
    with_script = member_of_the_public(browser, live_server, script=True)
    for address in ("/health-at-home/", "/health-at-home/?print"):
        with_script.opens(address)
        check(with_script.page)
    Microsite.objects.update(published={**Microsite.objects.get().published, "ends_on": "2026-01-01"})
    with_script.opens("/health-at-home/")
    with_script.sees("This campaign is over", "You did nothing wrong")


def test_row_29_one_officer_and_one_approver_go_from_a_template_to_a_public_page(
    browser: Browser, live_server: Any, here: Organisation
):
    tom = staff(browser, live_server, make_user(role="communications_officer", organisation=here, name="Tom Example"))
    tom.opens(f"{HERE}new/")
    tom.fills(What_is_the_campaign_called="Health at home")
    tom.chooses("A new way to get care")
    tom.dates("When does it begin?", timezone.localdate())
    tom.presses("Begin")
    for aim in ("More people use the new way", "People know that they can choose"):
        tom.page.get_by_role("link", name=re.compile(rf"Change\s*: {aim}")).click()
        tom.fills(Where_does_it_stand_now="120", Where_does_that_number_come_from="Booking system", Where_should_it_be="240")
        tom.dates("By when?", timezone.localdate() + datetime.timedelta(days=50))
        tom.presses("Save")
    tom.follows("Change the words and days")
    tom.fills(What_do_we_know_about_the_people="Many people said that the way to the clinic is long.")
    tom.presses("Save")
    tom.follows("Add a source")
    tom.fills_in("If not, what is it?", "Interviews at Quayside")
    tom.fills(What_does_it_tell_us="The bus comes twice a day.")
    tom.presses("Save")
    tom.presses("I lead those that nobody leads")
    tom.does_not_see("nobody leads it yet", "Before it is ready")
    tom.presses("The plan is ready")
    tom.presses("Make the public page")
    tom.follows("Write the words and days")
    tom.fills(Words_under_heading_1="You can see a nurse at home.", How_can_people_ask="Ring 01632 960100.")
    tom.presses("Save")
    tom.presses("Ask a second person to publish it")
    priya = staff(browser, live_server, make_user(role="director", organisation=here, name="Priya Example"))
    priya.opens("/workspace/")
    priya.takes_up("Read and sign the plan of a campaign")
    priya.presses("Sign this plan, and go live")
    priya.opens("/workspace/")
    priya.takes_up("Read and publish the public page of a campaign")
    priya.presses("Approve these words and publish")
    anyone = member_of_the_public(browser, live_server, script=True)
    anyone.opens("/health-at-home/")
    anyone.sees("Health at home", "You can see a nurse at home.", "Last checked", "Next check")
    check(anyone.page)


def test_row_32_two_campaigns_to_the_same_people_in_one_week_warn_both_owners(
    browser: Browser, live_server: Any, here: Organisation
):
    there = make_organisation(name="Vale Council")
    tom = make_user(role="communications_officer", organisation=here, name="Tom Example")
    farah = make_user(role="engagement_lead", organisation=there, name="Farah Example")
    make_campaign(owner=here, lead=tom, title="Health at home", slug="health-at-home", groups=["older"])
    make_campaign(owner=there, lead=farah, title="Warm rooms", slug="warm-rooms", groups=["older"])
    for user, other in ((tom, "Warm rooms (Vale Council)"), (farah, "Health at home (Ashmere Board)")):
        one = staff(browser, live_server, user)
        one.opens("/workspace/")
        one.takes_up(f"The same people hear of two things in one week: {other}")
        one.sees("No answer yet", "older people")
    one.page.get_by_role("link", name=re.compile(r"Say what you do about it\s*: Health at home")).click()
    one.fills(What_do_you_do="We begin a week later.")
    one.presses("Save")
    one.sees("Answered", "We begin a week later.")
    one.opens("/workspace/calendar/")
    one.sees("Calendar of all partners", "Clash", "Health at home", "World Health Day", "Bank holiday in England")


def test_the_public_page_is_not_there_before_its_first_day_and_takes_nobody_elses_address(client: Any, here: Organisation):
    today = timezone.localdate()
    site = make_microsite(campaign=make_campaign(owner=here, status="live", slug="later"), slug="later")
    said = {"slug": "later", "title": "Later", "summary": "Soon.", "parts": [], "help": "Ring us.", "by": ["Us"],
            "starts_on": str(today + datetime.timedelta(days=1)), "ends_on": str(today + datetime.timedelta(days=9))}  # fmt: skip
    Microsite.objects.filter(pk=site.pk).update(published=said, published_at=timezone.now(), published_by=site.campaign.lead)
    site.refresh_from_db()
    show_campaign(site)
    assert client.get("/later/").status_code == 404
    Microsite.objects.filter(pk=site.pk).update(published={**said, "starts_on": str(today)}, checked_on=today)
    assert client.get("/later/").status_code == 200
    for taken in ("news", "words", "workspace"):
        site.published = {**said, "slug": taken}
        with pytest.raises(Refused, match=f"has the address /{taken}/"):
            show_campaign(site)
