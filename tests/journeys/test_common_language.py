"""One language: words are checked as they are written, tried on people, changed by two, and looked at again.

Told as sentences, in a real browser.
"""

import datetime
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from antiphon.decisions.tests.factories import make_decided_engagement
from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_engagement, make_open_engagement
from antiphon.language.models import Override
from antiphon.language.tests.factories import make_acronym, make_term
from antiphon.network.models import Organisation, User
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.public.setup import ensure_site
from tests.browser.sign_in import signed_in_page
from tests.journeys.people import AtBrowser, WithoutScript, member_of_the_public, staff

pytestmark = pytest.mark.django_db(transaction=True)

# Scenario c4: two pieces of jargon, an acronym that is not spelled out, a promise, a word that we avoid, a long sentence.
DRAFT = """We will leverage our partnership and deliver a holistic offer.
The QZQ meets in May.
We will guarantee an appointment.
Urgent treatment stays in Millbeck.
If you live in Millbeck or near the mill and you need someone to look at a cut or a burn on a Sunday, come to us."""


@pytest.fixture
def board() -> Organisation:
    return make_organisation(name="Ashmere Board")


@pytest.fixture
def tom(board: Organisation) -> User:
    return make_user(role="communications_officer", organisation=board, name="Tom Ellerby")


@pytest.fixture
def priya(board: Organisation) -> User:
    return make_user(role="director", organisation=board, name="Priya Nandakumar")


@pytest.fixture
def door(browser: Browser, live_server: Any) -> Any:
    """Return a function that seats somebody at a browser."""
    ensure_site()
    return lambda user: staff(browser, live_server, user)


def test_the_checker_speaks_while_you_write_and_a_reason_reaches_whoever_approves(door, board, tom, priya):
    """c4"""
    make_term(preferred="same-day care", avoid=["urgent treatment"], organisation=board, owner=tom)
    make_acronym(letters="QZQ", meanings=[{"words": "Quick zone query", "note": ""}], organisation=board, owner=tom)
    draft = make_engagement(owner=board, lead=tom, written_by=tom, title="Joined-up care")
    writer: AtBrowser = door(tom)
    writer.opens(f"/workspace/engagements/{draft.slug}/edit/")
    writer.cannot_press("Check the words of: Why are you asking?")  # with script nothing needs to be pressed
    writer.fills(Why_are_you_asking=DRAFT)
    below = writer.page.locator("#id_purpose-checked")
    status = below.get_by_role("status")
    expect(status).to_contain_text("things to look at")
    expect(status).to_contain_text("This is advice")
    for found in ("leverage", "holistic", "QZQ", "guarantee", "Urgent treatment", "If you live in Millbeck"):
        expect(below.locator("q", has_text=found).first).to_be_visible()
    for better in ("Quick zone query", "same-day care"):
        expect(below).to_contain_text(better)
    expect(below).to_contain_text("does not recommend")  # readability, with the service manual's caveat
    writer.checks_the_page()

    promise = below.locator("li", has=writer.page.locator("q", has_text="guarantee")).first
    promise.get_by_text("Keep these words").click()
    promise.get_by_role("textbox").fill("The law gives everyone this right.")
    writer.presses("Save")
    kept = Override.objects.get()
    assert (kept.reason, kept.kept_by) == ("The law gives everyone this right.", tom)

    approver: AtBrowser = door(priya)
    approver.opens(f"/workspace/engagements/{draft.slug}/publish/")
    approver.sees("What the checker says of these words", "Why it stays: The law gives everyone this right.", "Tom Ellerby")


def test_without_script_a_button_checks_the_words_and_nothing_is_lost(browser, live_server, board, tom):
    draft = make_engagement(owner=board, lead=tom, written_by=tom, title="Joined-up care", purpose="")
    page = signed_in_page(browser.new_context(java_script_enabled=False).new_page(), live_server, tom)
    writer = WithoutScript(page, live_server.url)
    writer.opens(f"/workspace/engagements/{draft.slug}/edit/")
    writer.fills(Why_are_you_asking="We will guarantee an appointment.")
    page.locator("#id_purpose-checked").get_by_role("button").click()
    writer.sees("guarantee", "This is advice: you can save as it is.")
    assert page.get_by_label("Why are you asking?").input_value() == "We will guarantee an appointment."
    draft.refresh_from_db()
    assert draft.purpose == ""
    page.get_by_role("button", name="Save", exact=True).first.click()
    draft.refresh_from_db()
    assert draft.purpose == "We will guarantee an appointment."


def test_words_are_tried_on_six_people_who_use_services_and_six_staff(door, board, tom):
    """c5"""
    engagement = make_open_engagement(owner=board, lead=tom, written_by=tom, title="Joined-up care")
    writer: AtBrowser = door(tom)
    writer.opens(f"/workspace/saying/about/engagement.Engagement/{engagement.pk}/")
    writer.sees("They have not been tried on people yet.")
    writer.follows("Add a test")
    writer.dates("When was it?", datetime.date(2026, 5, 4))
    writer.fills(
        How_many_people_who_use_services="6", How_many_people_who_work_here="6", How_many_could_say_it_back="10",
        What_did_they_understand="Ten could say it back. Two asked what “joined up” means.",
        A_sentence_that_changed="Care will be joined up.", The_same_sentence="Your care team will talk to each other.",
        What_changed="One sentence was written anew.", Which_group="Edith Small, Mrs",
    )  # fmt: skip
    writer.fills(Which_group="Mrs Edith Small")
    writer.presses("Keep the test")
    writer.sees("Thank a group here, not one person by name")
    writer.fills(Which_group="the readers’ group of Millbeck")
    writer.presses("Keep the test")
    writer.sees("6 people who use services, 6 members of staff", "10 of 12 could say it back", "Care will be joined up.",
                "Your care team will talk to each other.", "With thanks to the readers’ group of Millbeck")  # fmt: skip


def test_a_new_word_lists_every_live_item_with_its_owner_and_changes_none(door, board, tom, priya):
    """c14"""
    term = make_term(preferred="urgent treatment", avoid=["walk-in"], organisation=board, owner=tom)
    engagement = make_open_engagement(owner=board, lead=priya, written_by=priya, title="Urgent treatment in Millbeck")
    other = make_decided_engagement(owner=make_organisation(name="Valeside Trust"), title="Clinics and urgent treatment")
    before = {one.pk: (one.title, one.purpose) for one in Engagement.objects.all()}
    writer: AtBrowser = door(tom)
    writer.opens(f"/workspace/saying/words/term/{term.pk}/edit/")
    writer.fills(The_word_we_use="same-day care", Why="People in Millbeck did not know the old one.")
    writer.presses("Propose")
    writer.sees("What is in use stays until another person approves")

    approver: AtBrowser = door(priya)
    approver.opens("/workspace/")
    approver.sees("Settle 1 change of words that we use")
    approver.opens("/workspace/saying/")
    approver.sees("1 change waits for a second person")
    approver.opens("/workspace/saying/words/changes/")
    approver.follows("same-day care")
    approver.sees("What would then use an old word", engagement.title, other.title, "Priya Nandakumar, Ashmere Board",
                  "Valeside Trust", "None of them is changed")  # fmt: skip
    approver.presses("Approve")
    approver.sees("It is in use from now on.", "Where an old word still stands", engagement.title, "Nothing was changed")
    assert {one.pk: (one.title, one.purpose) for one in Engagement.objects.all()} == before


def test_a_review_day_that_passed_shows_to_owners_and_to_the_public_only_if_set(browser, live_server, door, board, tom):
    """c16"""
    engagement = make_open_engagement(owner=board, lead=tom, written_by=tom, title="Joined-up care")
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    here = f"/workspace/saying/about/engagement.Engagement/{engagement.pk}/"
    writer: AtBrowser = door(tom)
    writer.opens(here)
    writer.follows("Set a day")
    writer.dates("When do we look at it again?", yesterday)
    writer.presses("Set the day")
    writer.sees("Review is late")
    for page in (f"/workspace/engagements/{engagement.slug}/", f"/workspace/engagements/{engagement.slug}/publish/"):
        writer.opens(page)
        writer.sees("Review is late")
    writer.opens("/workspace/")
    writer.sees("Late", "Look again at what it says")
    visitor = member_of_the_public(browser, live_server)
    visitor.opens(f"/engagements/{engagement.slug}/")
    visitor.does_not_see("look at these words again")
    writer.opens(here)
    writer.follows("Change the day")
    writer.chooses("Tell the public when it is late")
    writer.presses("Set the day")
    visitor.opens(f"/engagements/{engagement.slug}/")
    visitor.sees("We planned to look at these words again by")


def test_anyone_reads_the_words_that_we_use_without_script(browser, live_server, board, tom):
    ensure_site()
    spoken = {"cy": "gofal yr un diwrnod"}
    make_term(preferred="same-day care", avoid=["urgent treatment"], translations=spoken, organisation=board, owner=tom)
    make_acronym(letters="DNA", meanings=[{"words": words, "note": ""} for words in ("Did not attend", "Deoxyribonucleic acid")])
    visitor = member_of_the_public(browser, live_server)
    visitor.opens("/words/")
    visitor.sees("same-day care", "gofal yr un diwrnod", "1. Did not attend", "2. Deoxyribonucleic acid")
    visitor.fills(Look_for="attend")
    visitor.presses("Find")
    visitor.sees("1 entry holds")
    visitor.does_not_see("same-day care")
    checked = member_of_the_public(browser, live_server, script=True)
    checked.opens("/words/")  # and axe finds nothing
