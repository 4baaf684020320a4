"""Councillors are briefed by role before the public hears, and ask back: step c10, register rows 61 and 62.

Told as sentences, in a real browser. What goes by e-mail is read from the deliveries.
"""

import datetime
import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from antiphon.briefings import queries
from antiphon.briefings.models import Copy, Question
from antiphon.briefings.tests.factories import OPTIONS, make_briefing, make_copy, make_question
from antiphon.delivery.models import Delivery
from antiphon.network.models import Organisation
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.public.setup import ensure_site
from antiphon.stakeholders.tests.factories import make_councillor, make_seat, make_stakeholder
from tests.journeys.people import member_of_the_public, staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here() -> Organisation:
    ensure_site()
    return make_organisation(name="Ashmere Board")


def test_c10_each_councillor_gets_the_pack_of_their_role_and_opened_is_shown_honestly(
    browser: Browser, live_server: Any, here: Organisation
):
    scrutiny = make_councillor(organisation=here, name="Petra Example", roles=["scrutinises"], ward="")
    ward = make_councillor(organisation=here, name="Joan Example", roles=["ward"], ward="Harrow Bridge")
    cabinet = make_councillor(organisation=here, name="Imran Example", roles=["decides"], ward="")
    make_councillor(organisation=here, name="Nobody Asked", roles=[], ward="")
    tom = staff(browser, live_server, make_user(role="communications_officer", organisation=here, name="Tom"))
    tom.opens("/workspace/saying/")
    tom.follows("Briefings")
    tom.presses("Write a briefing")
    tom.fills(What_is_it_about="111 First")
    for audience in ("Councillors who decide", "Councillors who scrutinise", "Ward councillors"):
        tom.chooses(audience)
    tom.presses("Go on to the words")
    for heading in ("What this is about", "What people told us", "What was not taken up, and why", "Who could be worse off",
                    "Where people disagree", "What it means for your ward", "How people can have their say", "What happens next",
                    "Where to ask"):  # fmt: skip
        tom.fills(**{heading.replace(" ", "_"): f"{heading}: plain words."})
    tom.fills(What_we_ask_of_you="Savage cuts must stop.", The_options_and_their_risks=OPTIONS)
    tom.presses("Save")
    tom.sees("“Savage cuts” takes a side", "Ask them: Nobody Asked")
    tom.follows("Write the words")
    tom.fills(What_we_ask_of_you="Please choose one option by Friday.")
    tom.presses("Save")
    tom.sees("Another person than its writers sends it")
    priya = staff(browser, live_server, make_user(role="director", organisation=here, name="Priya"))
    priya.opens("/workspace/")
    priya.takes_up("Read and send a briefing")
    priya.sees("Joan Example: ward councillors", "Petra Example: councillors who scrutinise")
    priya.does_not_see("takes a side")
    priya.presses("Approve these words and send 3 copies")
    priya.sees("once to each", "Not opened")
    assert Delivery.objects.count() == 3
    packs = {copy.stakeholder_id: copy for copy in Copy.objects.all()}
    assert {pk: copy.audiences for pk, copy in packs.items()} == {
        scrutiny.pk: ["scrutinises"], ward.pk: ["ward"], cabinet.pk: ["decides"]
    }
    joan = member_of_the_public(browser, live_server)
    joan.opens(queries.path_of(packs[ward.pk]))
    joan.does_not_see("What it means for your ward")
    joan.presses("Open the briefing")
    joan.sees("What it means for your ward", "Figures of Harrow Bridge")
    joan.does_not_see("The options and their risks", "What we ask of you")
    imran = member_of_the_public(browser, live_server, script=True)
    imran.opens(queries.path_of(packs[cabinet.pk]))
    imran.presses("Open the briefing")
    imran.sees("The options and their risks", "Please choose one option by Friday")
    priya.opens(f"/workspace/saying/briefings/{packs[ward.pk].briefing_id}/")
    priya.sees("Opened", "Not opened", "somebody who has not opened it may have read it on paper")


def test_row_61_a_question_at_risk_prompts_a_holding_reply_and_a_missed_one_is_late_for_the_director(
    browser: Browser, live_server: Any, here: Organisation
):
    briefing = make_briefing(organisation=here, title="111 First", sent_at=timezone.now(), sent_by=make_user())
    councillor = make_councillor(organisation=here, name="Joan Example")
    copy = make_copy(briefing=briefing, stakeholder=councillor, opened_at=timezone.now())
    joan = member_of_the_public(browser, live_server, script=True)
    joan.opens(queries.path_of(copy))
    joan.fills(What_do_you_want_to_ask="How many people of my ward were asked?")
    joan.presses("Send the question")
    joan.sees("We have your question", "You will hear from us by")
    question = Question.objects.get()
    Question.objects.update(due_on=timezone.localdate())
    director = staff(browser, live_server, make_user(role="director", organisation=here, name="Priya"))
    director.opens("/workspace/")
    director.takes_up("Answer a question on a briefing, or send a holding reply that names what comes and when")
    director.sees("Due today", "How many people of my ward were asked?")
    director.follows("Send a holding reply")
    director.fills(What_will_come="The figures of your ward, from the paper forms.")
    new_day = timezone.localdate() + datetime.timedelta(days=12)
    director.dates("By when?", new_day)
    director.presses("Send the holding reply")
    joan.opens(queries.path_of(copy))
    joan.sees(f"You will have our answer by {new_day.day} {new_day:%B %Y}", "The figures of your ward")
    director.opens(f"/workspace/saying/briefings/questions/{question.pk}/")
    director.fills(Your_answer="Forty people of your ward answered.")
    director.presses("Send the answer")
    joan.opens(queries.path_of(copy))
    joan.sees("Forty people of your ward answered.")
    assert sorted(Delivery.objects.values_list("letter", flat=True)) == ["briefings/holding", "briefings/reply"]
    make_question(copy=copy, due_on=timezone.localdate() - datetime.timedelta(days=1))
    director.opens("/workspace/")
    director.sees("Late", "A question on a briefing is late")


def test_row_62_the_pack_lists_who_opened_it_and_attendance_is_by_the_role_on_the_board(
    browser: Browser, live_server: Any, here: Organisation
):
    alan, lena = (
        make_seat(stakeholder=make_stakeholder(organisation=here, kind="lay", name=name), board="Board", role=role)
        for name, role in (("Alan Example", "chair"), ("Lena Example", "lay_member"))
    )
    briefing = make_briefing(organisation=here, audiences=["chair", "lay_member"], sent_at=timezone.now(), sent_by=make_user())
    for seat, packs in ((alan, ["chair"]), (lena, ["lay_member"])):
        make_copy(briefing=briefing, stakeholder=seat.stakeholder, audiences=packs, ward="")
    reader = member_of_the_public(browser, live_server)
    reader.opens(queries.path_of(Copy.objects.get(stakeholder=alan.stakeholder)))
    reader.presses("Open the briefing")
    tom = staff(browser, live_server, make_user(role="communications_officer", organisation=here, name="Tom"))
    tom.opens(f"/workspace/saying/briefings/{briefing.pk}/")
    tom.follows("Add a meeting of a board")
    tom.presses("Go on")
    tom.page.get_by_label(re.compile("Was Alan Example there")).select_option("yes")
    tom.page.get_by_label(re.compile("Was Lena Example there")).select_option("apologies")
    tom.presses("Save")
    row = tom.page.get_by_role("row", name=re.compile("Alan Example"))
    assert "Chair" in row.inner_text()
    assert "Opened" in row.inner_text()
    assert "Not opened" in tom.page.get_by_role("row", name=re.compile("Lena Example")).inner_text()
