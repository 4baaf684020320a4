"""Staff entry and group-led records in a real browser: scenario b5, register row 69, and three sheets without a mouse."""

import datetime
import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from antiphon.core import trail
from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_choice, make_open_engagement, make_session
from antiphon.insight.models import Theme, ThemeProposal
from antiphon.insight.tests.factories import make_gathering, make_theme
from antiphon.network.tests.factories import make_user
from antiphon.public.setup import ensure_site
from antiphon.voices.models import EntryBatch, GroupEvent, Response, Sheet, Voice, WordsBefore
from antiphon.voices.tasks import deidentify_waiting
from tests.browser.checks import assert_fits
from tests.journeys.people import AtBrowser, member_of_the_public, staff

pytestmark = pytest.mark.django_db(transaction=True)


class Entry:
    """An engagement with a question in words and one with choices, and the people who key in."""

    def __init__(self, browser: Browser, live_server: Any) -> None:
        ensure_site()
        self.browser, self.server = browser, live_server
        self.engagement: Engagement = make_open_engagement(title="A clinic nearer to you", kind="coproduction")
        self.choice = make_choice(engagement=self.engagement)
        owner = self.engagement.owner
        self.clerk = make_user(name="Alice", role="entry_clerk", organisation=owner)
        self.lead = make_user(name="Farah", role="engagement_lead", organisation=owner)
        self.here = f"/workspace/engagements/{self.engagement.slug}/voices/"

    def at(self, user: Any) -> AtBrowser:
        return staff(self.browser, self.server, user)


@pytest.fixture
def entry(browser: Browser, live_server: Any) -> Entry:
    return Entry(browser, live_server)


def test_three_sheets_are_keyed_in_without_a_mouse(entry: Entry):
    alice = entry.at(entry.clerk)
    alice.opens(entry.here + "entry/")
    alice.fills(Name_of_the_batch="Library box", How_many_sheets="3", How_many_in_a_hundred="0")
    alice.page.get_by_label("How many sheets").press("Enter")
    alice.page.wait_for_url("**/entry/sheet/")
    alice.checks_the_page()
    assert_fits(alice.page)
    keys = alice.page.keyboard
    for number in range(1, 4):
        keys.type(f"Sheet {number}: no bus on Sundays. ")  # the cursor stands in the first question
        keys.press("Alt+r")
        keys.press("Tab")
        keys.type("1")
        assert alice.page.locator(".app-typed").first.inner_text() == entry.choice.options[0]["text"]
        keys.press("Enter")  # to the next box, and not away
        keys.type("2")
        keys.press("Control+Enter")
        alice.sees(f"{number} of 3 in this batch")
    assert [(one.number, one.response.score) for one in Sheet.objects.order_by("number")] == [(1, 2), (2, 2), (3, 2)]
    assert Voice.objects.first().sealed_words == "Sheet 1: no bus on Sundays. [cannot read]"
    assert all(response.answers.get().option == entry.choice.options[0]["key"] for response in Response.objects.all())
    keys.type("A wrong sheet.")
    keys.press("Tab")
    keys.type("99")
    keys.press("Control+Enter")
    alice.sees("The numbers go from 1 to")
    assert alice.page.locator("textarea").first.input_value() == "A wrong sheet."
    assert Sheet.objects.count() == 3
    alice.page.set_viewport_size({"width": 390, "height": 800})
    assert_fits(alice.page)


def test_b5_three_workshops_one_by_telephone_and_the_group_owns_its_words(entry: Entry):
    """b5: paper notes entered; the group corrects a theme; its wording is locked; every change is logged."""
    today = timezone.localdate()
    week = datetime.timedelta(days=7)
    rounds = [
        make_session(engagement=entry.engagement, kind=kind, title=title, held_on=today - week * number)
        for number, (kind, title) in enumerate(
            (("workshop", "Workshop at the library"), ("workshop", "Workshop at the site"), ("telephone", "Telephone round")), 1
        )
    ]
    alice = entry.at(entry.clerk)
    for session, remarks in zip(rounds, ((1, 2), (), (3, 4)), strict=True):
        alice.opens(f"{entry.here}entry/sheet/?session={session.pk}")
        for remark in remarks:
            alice.page.locator("textarea").first.fill(f"Remark {remark}: too far on foot.")
            alice.presses("Save and next")
    assert Response.objects.filter(session=rounds[2], channel="telephone").count() == 2

    # The group of the second workshop: one response, whatever its number, and a code for its words.
    alice.opens(f"{entry.here}entry/sheet/?session={rounds[1].pk}")
    alice.page.locator("textarea").first.fill("We need a bus that stops at the sight.")
    alice.page.get_by_label("For whom they speak").select_option("group")
    alice.fills(For_how_many_people="40", Place="Riverside")
    alice.presses("Save and next")
    alice.fills(What_the_group_calls_itself="Riverside women’s group")
    alice.presses("Make a code")
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", alice.page.get_by_role("main").inner_text())
    assert code
    deidentify_waiting()
    group = Response.objects.get(speaks_as="group")
    theme = make_theme(engagement=entry.engagement, name="Transport", description="Transport is an issue for some.")
    make_gathering(theme=theme, voice=group.voices.get())

    # Without an account and without script.
    them = member_of_the_public(entry.browser, entry.server)
    them.opens("/your-words/")
    them.fills(Your_group="0000-0000-0001")
    them.presses("See our words")
    them.sees("one of them looks wrong")
    them.fills(Your_group=code[0])
    them.presses("See our words")
    them.sees("Riverside women’s group, 40 people", "You count as one group of 40 people", "Transport is an issue for some.")
    them.fills(Your_words="We need a bus that stops at the site.")
    them.presses("Save our correction")
    them.sees("Your correction is in", "The group corrected its words")
    them.page.get_by_text("This is not what we meant").click()
    them.fills(What_it_should_be_called="There is no bus to the site", What_it_should_say="No bus stops within a mile.")
    them.presses("Send our words for this theme")
    them.sees("We have not answered yet")
    them.chooses("We have read them")
    them.presses("Lock our words")
    them.sees("these are our words")
    them.cannot_press("Save our correction")

    farah = entry.at(entry.lead)
    farah.opens(f"/workspace/engagements/{entry.engagement.slug}/themes/")
    farah.follows("Transport")
    farah.opens(f"/workspace/engagements/{entry.engagement.slug}/themes/proposals/{ThemeProposal.objects.get().pk}/")
    farah.chooses("Yes: the theme says this")
    farah.presses("Answer the group")
    theme.refresh_from_db()
    assert (theme.name, Theme.objects.count()) == ("There is no bus to the site", 1)
    them.opens("/your-words/")
    them.fills(Your_group=code[0])
    them.presses("See our words")
    them.sees("We took it up on")

    farah.opens(f"{entry.here}groups/{group.pk}/")
    farah.sees("The group corrected its words", "these are our words")
    assert WordsBefore.objects.get().sealed_words == "We need a bus that stops at the sight."
    assert [event.what for event in GroupEvent.objects.all()] == ["code", "corrected", "locked"]
    assert "answer theme proposal" in [one.verb for one in trail.of(ThemeProposal.objects.get())]
    script = member_of_the_public(entry.browser, entry.server, script=True)  # the same pages, held to axe
    script.opens("/your-words/")
    script.fills(Your_group=code[0])
    script.presses("See our words")
    assert_fits(script.page)
    script.opens(f"/engagements/{entry.engagement.slug}/group-sheet/")


def test_row_69_a_paper_sheet_is_entered_in_one_screen_and_another_person_checks_it(entry: Entry):
    """Row 69: one screen for one sheet; a second person keys it blind; a third settles what differs."""
    bob = make_user(name="Bob", role="analyst", organisation=entry.engagement.owner)
    alice = entry.at(entry.clerk)
    alice.opens(entry.here + "entry/")
    alice.fills(Name_of_the_batch="Box", How_many_sheets="1", How_many_in_a_hundred="100")
    alice.presses("Begin the batch")
    alice.page.locator("textarea").first.fill("There are 17 steps.")
    alice.fills(Place="AV3")
    alice.presses("Save and next")
    his = entry.at(bob)
    his.opens(entry.here + "entry/")
    his.follows("Box: 1 sheet")
    his.does_not_see("17 steps")
    his.page.locator("textarea").first.fill("There are 77 steps.")
    his.fills(Place="AV3", The_day=f"{timezone.localdate():%-d %-m %Y}")
    his.presses("Save and next")
    farah = entry.at(entry.lead)
    farah.opens(f"{entry.here}entry/batches/{EntryBatch.objects.get().pk}/")
    farah.page.get_by_role("link", name=re.compile("sheet 1")).click()
    farah.checks_the_page()
    farah.sees("17 steps", "77 steps")
    farah.chooses("The second keying is right")
    farah.fills(What_does_the_sheet_show="A seven with a bar.")
    farah.presses("Settle it")
    farah.sees("wrong of 10,000 fields keyed", "The second keying is right. A seven with a bar.")
    assert Voice.objects.get().sealed_words == "There are 77 steps."
    farah.opens(entry.here + "mail/")
    farah.opens(entry.here + "groups/")
