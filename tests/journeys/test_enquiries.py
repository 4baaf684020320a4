"""Answers that partners agree once, and a councillor's question that is never left in silence (scenario c9 and c11).

Told as sentences, in a real browser.
"""

import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser

from antiphon.answers.models import Enquiry, Faq
from antiphon.answers.queries import enquiries
from antiphon.answers.queries.figures import figures
from antiphon.answers.tests.factories import make_approver, make_contact_partner, make_contact_point, make_faq
from antiphon.core.days import working_days_after
from antiphon.delivery.models import Delivery
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.public.setup import ensure_site
from tests.journeys.people import AtBrowser, member_of_the_public, staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def door(browser: Browser, live_server: Any) -> Any:
    """Return a function that seats somebody at a browser."""
    ensure_site()
    cache.clear()
    return lambda user: staff(browser, live_server, user)


@pytest.fixture
def desk() -> dict[str, Any]:
    """The joint contact point of the care board, the hospitals and the council, with a person of each."""
    contact = make_contact_point(owner=make_organisation(name="The care board"), name="Ask Ashmere and Vale")
    trust = make_contact_partner(contact=contact, organisation=make_organisation(name="Ashmere General")).organisation
    council = make_contact_partner(contact=contact, organisation=make_organisation(name="The city council")).organisation
    return {
        "contact": contact, "priya": make_user(role="director", name="Priya", organisation=contact.owner),
        "tom": make_user(role="communications_officer", name="Tom", organisation=trust),
        "farah": make_user(role="engagement_lead", name="Farah", organisation=council),
    }  # fmt: skip


def test_c9_one_edit_to_an_agreed_answer_changes_all_three_places(door, desk, browser, live_server):
    questions = ["Will my surgery close?", *(f"Common question {number}?" for number in range(2, 13))]
    for question in questions:  # twelve, each signed by the council and the hospitals
        faq = make_faq(contact=desk["contact"], question=question, answer="No surgery closes.", person=desk["priya"], approvers=0)
        for person in ("tom", "farah"):
            make_approver(faq=faq, user=desk[person])
        version = faq.versions.get()
        version.partners, version.agreed_at = ["Ashmere General", "The city council"], timezone.now()
        version.save()
    faq = Faq.objects.get(versions__question=questions[0])

    reader: AtBrowser = member_of_the_public(browser, live_server)
    reader.opens("/common-questions/")
    reader.sees(*questions[:3], "Ask us something else", "01632 960170")
    reader.follows("Will my surgery close?")
    reader.sees("No surgery closes.", "The care board looks after this answer", "We will look at it again by",
                "Ashmere General, The city council")  # fmt: skip

    priya: AtBrowser = door(desk["priya"])
    priya.opens(f"/workspace/agreed-answers/{faq.pk}/")
    priya.follows("Change the words")
    priya.fills(The_answer="No. Mill Lane moves next door in March.", What_changed="Mill Lane moves")
    priya.presses("Save, and ask for signatures")
    priya.sees("Version 2 waits for signatures", "Not signed")
    reader.opens(f"/common-questions/{faq.slug}/")
    reader.does_not_see("Mill Lane")  # nothing changes until all have signed

    for name in ("tom", "farah"):
        partner: AtBrowser = door(desk[name])
        partner.opens("/workspace/")
        partner.sees("Read and sign an agreed answer")
        partner.opens(f"/workspace/agreed-answers/{faq.pk}/sign/")
        partner.sees("No. Mill Lane moves next door in March.")
        partner.presses("Sign these words")
        partner.sees("You have signed these words.")

    reader.opens(f"/common-questions/{faq.slug}/")  # the site
    reader.sees("Mill Lane moves next door", "What it said before")
    priya.opens(f"/workspace/agreed-answers/{faq.pk}/")
    for box in ("For a bulletin", "For a briefing"):  # the bulletin and the briefing
        words = priya.page.get_by_role("textbox", name=box).input_value()
        assert "Mill Lane moves next door" in words
        assert "No surgery closes" not in words
    reader.opens(f"/common-questions/{faq.slug}/snippet/")  # other sites
    reader.sees("Mill Lane moves next door")
    reader.opens("/common-questions/changes/")
    reader.sees("Mill Lane moves")


def test_c11_a_ward_query_gets_a_holding_reply_before_friday_and_no_day_passes_in_silence(door, desk, browser, live_server):
    joan: AtBrowser = member_of_the_public(browser, live_server)
    joan.opens("/ask-us/")
    joan.fills(What_would_you_like_to_know="How long do people in Vale North wait for the memory clinic?")
    joan.chooses("I am a councillor")
    joan.page.get_by_label("If you are a councillor").select_option("ward")
    joan.fills(Your_ward="Vale North")
    joan.chooses("By e-mail")
    joan.page.get_by_label("Your e-mail address").fill("joan@example.org")
    joan.presses("Send my question")
    joan.sees("Thank you. We have your question.", "You will hear from us by")
    enquiry = Enquiry.objects.get()
    assert (enquiry.due_on, enquiry.capacity) == (working_days_after(timezone.localdate(), 5), "ward")

    # Friday has come near: the data is not ready. The day is on the list of those who answer.
    Enquiry.objects.update(due_on=timezone.localdate(), answer_by=timezone.localdate())
    tom: AtBrowser = door(desk["tom"])
    tom.opens("/workspace/")
    tom.sees("Answer, or send a holding reply that says what comes and when")
    tom.opens(f"/workspace/enquiries/{enquiry.pk}/")
    tom.sees("Due today", "For somebody in their ward", "The day is near")
    tom.presses("I answer this")
    tom.presses("Write a holding reply")
    tom.fills(What_you_tell_them="The clinic counts its list at the end of the month.")
    tom.presses("Save the reply")
    tom.sees("Say what they will hear from you", "Say on which day they will hear")  # it must name what and when
    tom.fills_in("Holding reply: what will they hear?", "the waiting times for Vale North")
    promised = working_days_after(timezone.localdate(), 6)
    tom.dates("Holding reply: by which day?", promised)
    tom.presses("Save the reply")
    tom.sees("Holding reply, not sent yet")
    tom.presses("Send it by e-mail")
    tom.sees("You have until the day that it names", "We promised")

    joan.opens("/ask-us/look-up/")
    joan.fills(Your_receipt_code=enquiry.receipt)
    joan.presses("See how far it is")
    joan.sees("the waiting times for Vale North", f"{promised.day} {promised:%B %Y}")

    tom.opens(f"/workspace/enquiries/{enquiry.pk}/reply/")
    tom.fills(What_you_tell_them="Half of the people of Vale North wait for less than nine weeks.")
    tom.presses("Save the reply")
    tom.presses("Send it by e-mail")
    tom.sees("The reply is on its way, and the enquiry is closed.")
    joan.opens("/ask-us/look-up/")
    joan.fills(Your_receipt_code=enquiry.receipt)
    joan.presses("See how far it is")
    joan.sees("less than nine weeks")
    kept = figures(desk["priya"]).kept
    assert (kept.silent, kept.missed_now, kept.with_holding) == (0, 0, 1)
    assert Delivery.objects.count() == 3  # what she got: we have it, the holding reply, the reply


def test_a_day_that_was_missed_is_red_on_the_directors_page(door, desk, browser, live_server):
    asker: AtBrowser = member_of_the_public(browser, live_server)
    asker.opens("/ask-us/")
    asker.fills(What_would_you_like_to_know="When does the clinic open?")
    asker.chooses("I will look it up here with a code")
    asker.presses("Send my question")
    enquiry = Enquiry.objects.get()
    Enquiry.objects.update(answer_by=timezone.localdate() - datetime.timedelta(days=1),
                           due_on=timezone.localdate() - datetime.timedelta(days=1))  # fmt: skip
    priya: AtBrowser = door(desk["priya"])
    priya.opens("/workspace/")
    priya.sees("Late", "Missed: write to them now, or send a holding reply")
    priya.opens("/workspace/enquiries/")
    priya.sees("1 enquiry has passed its day without a word", "Nobody holds them (1)")
    assert [one.enquiry for one in enquiries.missed(desk["priya"])] == [enquiry]


def test_a_call_is_written_down_and_answered_from_an_agreed_answer(door, desk):
    make_faq(contact=desk["contact"], agreed=True, question="How do I reach 111 at night?", answer="Ring 111 at any time.")
    tom: AtBrowser = door(desk["tom"])
    tom.opens("/workspace/enquiries/new/")
    began = timezone.now()
    tom.fills(What_do_they_ask="My mother wants to know how to reach 111 at night")
    tom.chooses("Resident")
    tom.chooses("By telephone", within="How do they want the answer?")
    tom.fills(Their_number="01632 960111")
    tom.presses("Write it down")
    tom.sees("Written down. You hold it.")
    assert (timezone.now() - began).total_seconds() < 60
    tom.presses("Write the reply")
    tom.page.get_by_label("How do I reach 111 at night?").check()
    tom.presses("Put into the reply")
    assert tom.page.get_by_role("textbox", name="What you tell them").input_value() == "Ring 111 at any time."
    tom.presses("Save the reply")
    tom.presses("Show how to reach them")
    tom.sees("01632 960111")
    tom.follows("Back to the enquiry")
    tom.presses("I have rung them and told them")
    tom.sees("they have the reply")
