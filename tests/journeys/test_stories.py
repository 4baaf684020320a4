"""Stories and case studies: told with consent, approved by another person, in one order, and gone when the person says so.

Told as sentences, in a real browser (register rows 46, 53 and 54).
"""

import datetime
from io import BytesIO
from typing import Any

import docx
import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser

from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.public.setup import ensure_site
from antiphon.stories.models import CaseStudy, Story
from antiphon.stories.tests.factories import make_case_study
from tests.journeys.people import AtBrowser, member_of_the_public, staff

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "I can hold my grandson again."


@pytest.fixture
def door(browser: Browser, live_server: Any) -> Any:
    """Return a function that seats somebody at a browser; without an account where nobody is named."""
    ensure_site()
    cache.clear()
    return lambda user=None: staff(browser, live_server, user) if user else member_of_the_public(browser, live_server)


def test_a_real_story_needs_consent_and_its_person_takes_it_back_without_an_account(door):
    tom = make_user(role="communications_officer", name="Tom")
    priya = make_user(role="director", name="Priya", organisation=tom.memberships.get().organisation)
    case = make_case_study(public=True, organisation=tom.memberships.get().organisation, written_by=tom, title="Hands that work")
    today = timezone.localdate()

    writer: AtBrowser = door(tom)
    writer.opens("/workspace/stories/new/")
    writer.chooses("A real person’s story")
    writer.fills(Title="My hand", How_is_the_person_named="Mrs S, 71", The_story=WORDS)
    writer.page.get_by_label("It belongs to a case study").select_option(label="Hands that work")
    writer.presses("Save")
    writer.sees("What is still missing", "Record their consent first")
    story = Story.objects.get()

    approver: AtBrowser = door(priya)
    approver.opens(f"/workspace/stories/{story.pk}/publish/")
    approver.sees("without it, it cannot be published")
    approver.cannot_press("Publish the story")

    writer.follows("Record the consent")
    writer.fills(The_person="Mary Smith", Where_is_the_proof_kept="Cabinet 4")
    writer.chooses("On this website")
    writer.chooses("A signed form")
    writer.dates("When did they agree?", today)
    writer.dates("Until when?", today + datetime.timedelta(days=300))
    writer.presses("Record the consent")
    writer.sees("Give the person this code", "shown once")
    code = writer.page.locator(".app-code").inner_text()

    approver.opens(f"/workspace/stories/{story.pk}/publish/")
    approver.sees("These are the exact words", WORDS, "on this website")
    approver.presses("Publish the story")
    approver.sees("Public")
    assert "Mary" not in approver.page.content()

    person: AtBrowser = door()
    person.opens("/stories/")
    person.follows("My hand")
    person.sees(WORDS, "Mrs S, 71", "take it back at any time")
    person.follows("take it back")
    person.fills(Your_code="nonsense")
    person.presses("Go on")
    person.sees("one of them looks wrong")
    person.fills(Your_code=code.lower())
    person.presses("Go on")
    person.sees("Take your story back now?", "My hand")
    person.presses("Take my story back")
    person.sees("It is on no page of this website any more")

    for address in ("/stories/", f"/stories/{story.pk}/", f"/case-studies/{case.pk}/", f"/case-studies/{case.pk}/file.html"):
        page = Client().get(address).content.decode()
        assert WORDS not in page, address
        assert "My hand" not in page, address
    writer.opens("/workspace/stories/")
    writer.sees("A story that was taken back", "Taken back")


def test_a_joint_case_study_keeps_its_order_from_the_form_to_every_file(door):
    tom = make_user(role="communications_officer", name="Tom")
    own = tom.memberships.get().organisation
    priya = make_user(role="director", name="Priya", organisation=own)
    make_organisation(name="Vale Voices")
    writer: AtBrowser = door(tom)
    writer.opens("/workspace/case-studies/new/")
    writer.fills(Title="One number to ring", Challenge="Five numbers to choose from.", Lessons="Ask the callers first.")
    writer.presses("Save")
    writer.sees("Write the part “Actions”.", "Name at least one partner")
    case = CaseStudy.objects.get()
    writer.follows("Change it")
    writer.fills(In_a_few_sentences="Five lines became one.", Actions="We made one line.", Impacts="Two minutes to an answer.",
                 Next_steps="Open on Sundays.", How_we_know="The log of calls.")  # fmt: skip
    writer.fills(Other_partners="Vale Voces")
    writer.presses("Save")
    writer.sees("No organisation of today has the name or code “Vale Voces”.")
    writer.fills(Other_partners="Vale Voices")
    writer.dates("When is it looked at again?", timezone.localdate() + datetime.timedelta(days=200))
    writer.presses("Save")
    writer.opens(f"/workspace/case-studies/{case.pk}/publish/")
    writer.presses("Publish the case study")
    writer.sees("You wrote some of these words")

    approver: AtBrowser = door(priya)
    approver.opens(f"/workspace/case-studies/{case.pk}/")
    approver.presses("Approve and publish")
    approver.presses("Publish the case study")
    approver.follows("Its public page")
    headings = approver.page.get_by_role("main").get_by_role("heading", level=2).all_inner_texts()
    order = ["Challenge", "Actions", "Impacts", "Lessons", "Next steps"]
    assert headings[:5] == order
    word = docx.Document(BytesIO(Client().get(f"/case-studies/{case.pk}/file.docx").content))
    assert [one.text for one in word.paragraphs if one.style.name == "Heading 2"][:5] == order
