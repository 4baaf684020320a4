"""One voice, front to back: from the public form to the receipt page, in a real browser, with real mail on loopback.

The clock is simulated: what takes months in life takes a minute here.
"""

import csv
import datetime
import io
import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from antiphon.core.actors import Machine
from antiphon.core.days import working_days_after
from antiphon.decisions.tasks import tell_waiting
from antiphon.delivery.tasks import attempt_waiting
from antiphon.demonstration.clock import standing_at
from antiphon.engagement.models import Engagement
from antiphon.insight import actions as insight
from antiphon.insight.tasks import code_waiting
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.public.setup import ensure_site
from antiphon.voices.models import Response, Voice
from antiphon.voices.tasks import deidentify_waiting
from tests.journeys.people import AtBrowser, member_of_the_public, staff

pytestmark = pytest.mark.django_db(transaction=True)
WAITING = "I waited three hours on hold for the nurse to ring back. My name is Margaret Holloway, ring me on 07700 900123."
PARKING = "The parking is awful and the bus stops at six, so I could not get to my appointment."
LOVELY = "The nurse was so kind and patient with my dad, thank you."


class Journey:
    """Who and what there is on the way."""

    def __init__(self, browser: Browser, live_server: Any, mailbox: Any) -> None:
        ensure_site()
        insight.load_frames(by=Machine("test"))
        self.browser, self.server, self.mailbox = browser, live_server, mailbox
        self.today = timezone.localdate()
        self.opens = self.today - datetime.timedelta(days=60)
        self.closes = self.today - datetime.timedelta(days=40)
        self.reported = self.closes + datetime.timedelta(days=1)
        self.decides = working_days_after(self.reported, 15)
        board = make_organisation(name="Ashmere and Vale Board", short_name="The board")
        council = make_organisation(name="Ashmere City Council", short_name="The council", kind="council")
        self.users = {
            "Farah": make_user(name="Farah", role="engagement_lead", organisation=board),
            "Priya": make_user(name="Priya", role="director", organisation=board),
            "Wen": make_user(name="Wen", role="analyst", organisation=board),
            "Alan": make_user(name="Alan", role="decision_maker", organisation=board),
            "Marcus": make_user(name="Marcus", role="engagement_lead", organisation=council),
        }
        self.receipt = ""
        self.at_work: dict[str, AtBrowser] = {}

    def at(self, name: str) -> AtBrowser:
        """Return somebody at their browser, signed in anew (sessions end while the months pass)."""
        person = staff(self.browser, self.server, self.users[name])
        self.at_work[name] = person
        return person

    @property
    def engagement(self) -> Engagement:
        return Engagement.objects.get()

    @property
    def here(self) -> str:
        return f"/workspace/engagements/{self.engagement.slug}/"

    # 1 -----------------------------------------------------------------------------------------------
    def given_farah_asks_and_priya_publishes(self) -> None:
        farah = self.at("Farah")
        farah.opens("/workspace/engagements/new/")
        farah.fills(What_is_it_called="Calling before you come")
        farah.presses("Save and go on")
        farah.opens(self.here + "edit/")
        farah.fills(
            Summary="Call 111 before you come to A&E.", Why_are_you_asking="We want people to call first.",
            What_can_people_change="How you get through.", What_cannot_change="A&E stays open day and night.",
            Who_decides="The Urgent Care Board", Other_ways="Telephone 01632 960100, or paper from any library.",
        )
        farah.chooses("Collaborating")
        farah.dates("First day", self.opens)
        farah.dates("Last day", self.closes)
        farah.dates("When do they decide?", self.decides)
        farah.presses("Save and write the questions")
        farah.follows("Own words")
        farah.fills_in("The question", "What should change?")
        farah.presses("Save the question")
        farah.opens(self.here + "partners/")
        farah.page.get_by_label("Organisation").first.select_option(label="Ashmere City Council")
        farah.chooses("Contributes")
        farah.presses("Add partner")
        farah.opens(self.here + "publish/")
        farah.cannot_press("Approve and publish")
        priya = self.at("Priya")
        priya.opens(self.here + "publish/")
        priya.sees("How you get through.")
        priya.presses("Approve and publish")
        assert self.engagement.published_at

    # 2 -----------------------------------------------------------------------------------------------
    def when_margaret_answers_without_script_or_account(self) -> None:
        margaret = member_of_the_public(self.browser, self.server)
        margaret.opens("/")
        margaret.follows("Calling before you come")
        margaret.opens(f"/engagements/{self.engagement.slug}/take-part/")
        margaret.fills_in("What should change?", WAITING)
        margaret.fills(Where_do_you_live="Millbeck", Your_name="Margaret Holloway")
        margaret.page.get_by_label(re.compile("e-mail address")).fill("margaret@example.org")
        margaret.chooses("You may use my words as a quote")
        margaret.page.get_by_role("main").get_by_role("button").first.click()
        margaret.page.wait_for_url("**/thanks/")
        found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", margaret.page.get_by_role("main").inner_text())
        assert found, "The thanks page shows a receipt code"
        self.receipt = found[0]

    def and_paper_answers_come_in_from_a_file(self) -> None:
        rows = io.StringIO()
        table = csv.DictWriter(rows, ["text", "date", "channel", "place"])
        table.writeheader()
        for number in range(12):
            table.writerow({"text": f"{PARKING} It happened to me {number + 2} times.", "date": self.opens.isoformat(),
                            "channel": "paper", "place": "Otterwell"})  # fmt: skip
        table.writerow({"text": LOVELY, "date": self.opens.isoformat(), "channel": "telephone", "place": "Quayside"})
        farah = self.at("Farah")
        farah.opens(self.here + "voices/import/")
        farah.page.locator("input[type=file]").set_input_files(
            {"name": "paper.csv", "mimeType": "text/csv", "buffer": rows.getvalue().encode()}
        )
        farah.presses("Look at the file")
        farah.sees("4 columns are used, 0 are not")
        farah.presses("Take the whole file")
        farah.sees("13")

    def then_words_are_sealed_and_her_name_is_only_in_people(self) -> None:
        voice = Voice.objects.get(response__receipt=self.receipt)
        assert voice.status == Voice.Status.SEALED
        assert voice.clean_words == ""
        wen = self.at("Wen")
        wen.opens(self.here + "voices/")
        wen.does_not_see("Margaret", "margaret@example.org", "three hours")

    # 3 -----------------------------------------------------------------------------------------------
    def when_words_are_made_safe(self) -> None:
        deidentify_waiting()
        for voice in Voice.objects.needing_eyes():
            farah = self.at("Farah")
            farah.opens(f"{self.here}voices/eyes/{voice.pk}/")
            farah.chooses("It is safe")
            farah.presses("Save and go to the next")

    def then_personal_details_are_masked(self) -> None:
        voice = Voice.objects.get(response__receipt=self.receipt)
        assert voice.status == Voice.Status.CLEAN
        assert "three hours on hold" in voice.clean_words
        assert "Margaret" not in voice.clean_words
        assert "07700" not in voice.clean_words
        assert not Voice.objects.exclude(status=Voice.Status.CLEAN).exists()

    # 4 -----------------------------------------------------------------------------------------------
    def when_the_coder_suggests_and_wen_confirms_from_the_keyboard(self) -> None:
        wen = self.at("Wen")
        wen.opens(self.here + "codes/frame/")
        wen.chooses("Patient feedback")
        wen.page.get_by_role("main").get_by_role("button").first.click()
        code_waiting()
        wen.opens(self.here + "coding/")
        for _ in range(Voice.objects.count()):
            if not wen.page.locator("#reading").count():
                break
            shown = wen.page.locator("blockquote").inner_text()
            self._read(wen, shown)
            with wen.page.expect_navigation():
                wen.page.keyboard.press("Enter")
        wen.checks_the_page()

    def _read(self, wen: AtBrowser, shown: str) -> None:
        wanted = "Timeliness of care" if "three hours" in shown else (
            "Parking" if "parking" in shown else "Staff manner & personal attributes")  # fmt: skip
        box = wen.page.locator("#reading").get_by_label(re.compile(r"^\s*" + re.escape(wanted))).first
        assert box.count(), f"{wanted} is not at {wen.page.url}:\n{wen.page.get_by_role('main').inner_text()}"
        if not box.is_checked():
            wen.page.evaluate("document.querySelectorAll('#reading details').forEach(one => one.open = true)")
            box.check()
            wen.page.locator("h1").click()  # leave the box, so that keys are keys again
        wen.page.keyboard.press("p" if wanted.startswith("Staff") else "n")

    def and_gathers_three_themes(self) -> None:
        wen = self.at("Wen")
        for name, code in (("Waiting for the call back", "Timeliness of care"), ("Getting there", "Parking"),
                           ("Kind staff", "Staff manner & personal attributes")):  # fmt: skip
            wen.opens(self.here + "themes/new/")
            wen.fills(Name_of_the_theme=name, What_people_said=f"People spoke about {name.lower()}.")
            wen.page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
            wen.chooses(code)
            wen.page.get_by_role("main").get_by_role("button").last.click()
            wen.page.wait_for_load_state()
            wen.checks_the_page()
        wen.opens(self.here + "themes/")
        wen.sees("Getting there", "Waiting for the call back", "Kind staff")

    def and_the_report_is_published_by_another_person(self) -> None:
        wen = self.at("Wen")
        wen.opens(self.here + "report/write/")
        wen.fills(What_people_told_us="Waits and parking matter most.", What_this_cannot_tell_us="Few people took part.")
        wen.page.get_by_role("main").get_by_role("button").first.click()
        marcus = self.at("Marcus")
        marcus.opens(self.here + "report/")
        marcus.page.get_by_role("main").get_by_role("button", name=re.compile("ublish")).first.click()
        marcus.page.wait_for_load_state()
        marcus.checks_the_page()

    # 5 -----------------------------------------------------------------------------------------------
    def when_the_paper_is_written_weighed_and_tabled(self) -> None:
        farah = self.at("Farah")
        decision = self.here + "decision/"
        farah.opens(decision + "start/")
        farah.fills(Title_of_the_decision="111 First goes ahead", What_is_to_be_decided="Should people call first?")
        farah.presses("Start the decision")
        farah.opens(decision + "words/")
        farah.fills(What_people_told_us="Waits and parking matter most.", Who_decides="The Urgent Care Board")
        farah.presses("Save")
        for name in ("Stay as we are", "Call first, with the door still open"):
            farah.opens(decision + "options/new/")
            farah.fills(Name_of_the_option=name, In_plain_words="You can still walk in.", Benefits="Shorter waits.",
                        Risks="Some may not come.", Cost="About £40,000 a year", Who_is_affected="All of us.")  # fmt: skip
            farah.presses("Save the option")
        for place, theme in enumerate(self._themes()):
            farah.opens(f"{decision}weigh/{theme}/")
            farah.fills(What_weighed_for_it="Many said so.", What_weighed_against_it="It costs money.")
            if place == 1:
                farah.chooses("Not taken")
                farah.fills(What_was_not_taken="We do not run the car park.")
            else:
                farah.chooses("Taken")
            farah.presses("Save")
        farah.opens(decision + "equality/")
        farah.fills(What_did_you_find="People without a telephone could lose.")
        farah.presses("Save")
        farah.opens(decision + "equality/groups/new/")
        farah.fills(Group_of_people="People without a telephone", What_does_it_mean="They may get no help.",
                    What_do_we_not_know="How many there are.")  # fmt: skip
        farah.presses("Save the group")
        impact = self._decision().equality.impacts.get()
        farah.opens(f"{decision}equality/groups/{impact.pk}/promise/")
        farah.fills(What_will_be_done="A desk with a free telephone.")
        farah.page.get_by_label("Who answers for it?").select_option(label="Farah")
        farah.dates("By when?", self.today + datetime.timedelta(days=30))
        farah.presses("Save")
        farah.opens(decision + "table/")
        farah.dates("Which day do they meet?", self.reported + datetime.timedelta(days=3))
        farah.presses("Table the paper")
        farah.sees("The earliest day is")
        farah.dates("Which day do they meet?", self.decides)
        farah.presses("Table the paper")
        assert self._decision().status == "tabled"

    def and_the_board_decides_with_its_dissent(self) -> None:
        alan = self.at("Alan")
        alan.opens(self.here + "decision/record/")
        alan.dates("When was it decided?", self.decides)
        alan.chooses("Call first, with the door still open")
        alan.fills(What_was_decided="Option 2, with amendments.", Why="It helps most people soonest.",
                   Conditions="A desk opens first.", Votes_for="9", Votes_against="2", Did_not_vote="1")  # fmt: skip
        alan.chooses("Somebody disagreed")
        alan.fills(Who_disagreed="Two members, because of travel.")
        alan.dates("When do we check whether it works?", self.today + datetime.timedelta(days=180))
        alan.presses("Record the decision")
        alan.opens(self.here + "decision/publish/")
        alan.cannot_press("Publish the decision")
        priya = self.at("Priya")
        priya.opens(self.here + "decision/publish/")
        priya.presses("Publish the decision")
        assert self._decision().status == "published"

    # 6 -----------------------------------------------------------------------------------------------
    def when_two_of_three_themes_are_answered_it_will_not_close(self) -> None:
        did, cannot, will = self._themes()
        farah, marcus = self.at("Farah"), self.at("Marcus")
        spoken = (did, "We did", "We will ring within two hours."), (cannot, "We cannot", "We cannot add spaces.")
        for theme, kind, words in spoken:
            farah.opens(f"{self.here}answers/{theme}/")
            farah.chooses(kind)
            farah.fills(Say_it_in_one=words, If_we_cannot="We do not own it." if kind == "We cannot" else "")
            farah.presses("Save the answer")
            marcus.opens(f"{self.here}answers/{theme}/publish/")
            marcus.presses("Publish the answer")
        farah.opens(self.here + "close/")
        farah.sees("Kind staff")
        farah.cannot_press("Close the engagement")
        farah.opens(f"{self.here}answers/{will}/")
        farah.chooses("We will")
        farah.fills(Say_it_in_one="We will thank the teams.")
        farah.dates("If we will: by when?", self.today + datetime.timedelta(days=20))
        farah.presses("Save the answer")
        marcus.opens(f"{self.here}answers/{will}/publish/")
        marcus.presses("Publish the answer")
        farah.opens(self.here + "close/")
        farah.presses("Close the engagement")
        assert self.engagement.closed_at

    # 7 -----------------------------------------------------------------------------------------------
    def then_margaret_is_told_once(self) -> None:
        priya = self.at("Priya")
        priya.opens(self.here + "tell/")
        priya.presses("Send 1 message")
        for _ in range(2):  # a second run of both is harmless
            tell_waiting()
            attempt_waiting()
        (message,) = self.mailbox.messages
        text = message.get_body(("plain",)).get_content()
        assert message["To"].endswith("<margaret@example.org>")
        assert message["Message-ID"]
        assert self.receipt in text
        assert "Waiting for the call back" in text

    def and_her_receipt_shows_what_became_of_her_words(self) -> None:
        margaret = member_of_the_public(self.browser, self.server)
        margaret.opens("/receipt/")
        margaret.page.get_by_role("main").get_by_role("textbox").fill(self.receipt.lower().replace("-", " "))
        margaret.page.get_by_role("main").get_by_role("button").click()
        margaret.sees("Calling before you come", "Waiting for the call back", "We will ring within two hours.",
                      "Option 2, with amendments.")  # fmt: skip
        margaret.does_not_see("three hours on hold", "Margaret")

    def and_the_public_page_tells_the_whole_story_without_small_numbers(self) -> None:
        anyone = member_of_the_public(self.browser, self.server, script=True)
        anyone.opens(f"/engagements/{self.engagement.slug}/")
        anyone.sees("Collaborating", "Getting there", "Two members, because of travel.", "We cannot add spaces.",
                    "People without a telephone", "fewer than 10")  # fmt: skip
        anyone.does_not_see("Margaret", "07700")
        anyone.opens("/you-said-we-did/")
        anyone.sees("We will thank the teams.")

    def _themes(self) -> list[int]:
        from antiphon.insight.models import Theme

        order = ("Waiting for the call back", "Getting there", "Kind staff")
        found = {theme.name: theme.pk for theme in Theme.objects.all()}
        return [found[name] for name in order]

    def _decision(self) -> Any:
        from antiphon.decisions.models import Decision

        return Decision.objects.get()


def test_one_voice_from_the_public_form_to_the_receipt_page(browser: Browser, live_server: Any, mailbox: Any):
    journey = Journey(browser, live_server, mailbox)
    with standing_at(journey.opens - datetime.timedelta(days=5)):
        journey.given_farah_asks_and_priya_publishes()
    with standing_at(journey.opens + datetime.timedelta(days=2)):
        journey.when_margaret_answers_without_script_or_account()
        journey.and_paper_answers_come_in_from_a_file()
        journey.then_words_are_sealed_and_her_name_is_only_in_people()
        journey.when_words_are_made_safe()
        journey.then_personal_details_are_masked()
    with standing_at(journey.reported):
        journey.when_the_coder_suggests_and_wen_confirms_from_the_keyboard()
        journey.and_gathers_three_themes()
        journey.and_the_report_is_published_by_another_person()
    with standing_at(journey.reported + datetime.timedelta(days=2)):
        journey.when_the_paper_is_written_weighed_and_tabled()
    with standing_at(journey.decides, hour=16):
        journey.and_the_board_decides_with_its_dissent()
    journey.when_two_of_three_themes_are_answered_it_will_not_close()
    journey.then_margaret_is_told_once()
    journey.and_her_receipt_shows_what_became_of_her_words()
    journey.and_the_public_page_tells_the_whole_story_without_small_numbers()
    assert Response.objects.count() == 14
