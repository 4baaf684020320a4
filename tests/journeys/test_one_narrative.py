"""One narrative, signed clause by clause: steps c1 to c3, c6 to c8, c12, c13 and c15 of scenario (c), rows 41 to 45.

Told as sentences, in a real browser.
"""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from antiphon.decisions.tests.factories import make_answer
from antiphon.delivery.models import Delivery
from antiphon.demonstration.clock import standing_at
from antiphon.engagement.tests.factories import make_open_engagement, make_session
from antiphon.insight.tests.factories import make_clean_voice, make_gathering, make_theme
from antiphon.narrative import tasks
from antiphon.narrative.actions import signing, writing
from antiphon.narrative.actions.measuring import list_claim
from antiphon.narrative.models import Narrative
from antiphon.narrative.queries import published
from antiphon.narrative.queries.signing import board
from antiphon.narrative.queries.writing import claims_of, clauses_of
from antiphon.narrative.tests.factories import (
    make_clause,
    make_measure,
    make_narrative,
    make_point,
    make_signatory,
    make_whole_narrative,
    sign_all,
)
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.public.setup import ensure_site
from tests.journeys.people import AtBrowser, staff

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate


@pytest.fixture
def door(browser: Browser, live_server: Any) -> Any:
    """Return a function that seats somebody at a browser."""
    ensure_site()
    return lambda user: staff(browser, live_server, user)


def at(narrative: Narrative, page: str = "") -> str:
    return f"/workspace/narratives/{narrative.slug}/{page}"


def test_c1_and_row_41_nobody_is_asked_to_sign_before_it_says_by_when(door):
    icb = make_organisation(name="Ashmere and Vale ICB")
    priya: AtBrowser = door(make_user(role="director", organisation=icb, name="Priya"))
    priya.opens("/workspace/saying/")
    priya.follows("Narrative")
    priya.presses("Start a narrative")
    priya.fills(What_is_it_called="Joined-up care in Ashmere and Vale")
    priya.presses("Start it")
    narrative = Narrative.objects.get()
    for section in ("why", "changes", "limits"):
        make_clause(narrative=narrative, section=section, words="One team looks after you at home.", by=narrative.lead)
    for line in (line for line in claims_of(clauses_of(narrative)) if not line.settled):
        list_claim(line.clause, words=line.words, aspiration=True, by=narrative.lead)
    priya.follows("Write a part : What gets better, and by when")
    priya.fills(Words="You see one team.")
    priya.presses("Save the words")
    priya.sees("Before partners can be asked to sign", "does not say by when")
    make_signatory(partner=narrative.partners.get())
    priya.opens(at(narrative))
    priya.follows("Change What gets better, and by when")
    priya.dates("By when?", TODAY() + datetime.timedelta(days=400))
    priya.presses("Save the words")
    priya.opens(at(narrative))
    priya.follows("Write a part : What it could mean for one person")
    priya.fills(Name_of_the_made="Asha Vale", Their_story="Asha rings one number.")
    priya.presses("Save the words")
    priya.sees("Confirm that this person is made up")
    priya.chooses("This person is made up")
    priya.presses("Save the words")
    priya.sees("Asha Vale is not a real person.")
    priya.presses("Ask 1 partner to sign")
    priya.sees("Each named person gets one e-mail")


def test_c2_and_row_43_each_statement_has_an_owner_a_promise_a_measure_and_evidence_or_none_yet(door):
    narrative = make_narrative(title="Joined-up care")
    make_measure(narrative=narrative, name="People who tell their story once")
    lead: AtBrowser = door(narrative.lead)
    lead.opens(at(narrative))
    lead.follows("Write a part : What people told us they want")
    lead.fills(Short_name="One story", What_people_told="I tell my story once.", What_will_we_do="Share notes.")
    lead.presses("Save the words")
    lead.sees("Begin the promise with “We will”")
    lead.fills(What_will_we_do="We will share notes between teams.", Who_answers="Director of care, Valeside")
    lead.presses("Save the words")
    lead.sees("Evidence: none yet", "Measure: none yet", "“One story” has no measure.")
    lead.follows("One story")
    lead.follows("Choose a measure")
    lead.page.get_by_label("Which measure shows it?").select_option(label="People who tell their story once")
    lead.presses("Save")
    lead.follows("Write down what was seen")
    lead.fills(What_was_seen="Two of five teams share notes.")
    lead.dates("When?", TODAY())
    lead.presses("Save")
    lead.sees("Two of five teams share notes.", "People who tell their story once")
    lead.opens(at(narrative))
    lead.sees("Evidence: Two of five teams share notes.")


def test_c3_and_row_44_a_claim_that_nothing_measures_is_listed_and_must_be_settled(door):
    narrative = make_narrative(title="Joined-up care")
    words = "Waits on 111 get shorter. Fewer people go to hospital without need. Nobody travels more than 10 miles for a scan."
    make_clause(narrative=narrative, section="improves", words=words, by_when=TODAY() + datetime.timedelta(days=300))
    for name in ("Minutes of waiting on 111", "Stays in hospital that could have been care at home"):
        make_measure(narrative=narrative, name=name)
    lead: AtBrowser = door(narrative.lead)
    lead.opens(at(narrative, "measures/"))
    for claim, measure in (("Waits on 111 get shorter.", "Measured by: Minutes"), ("Fewer people go to", "Measured by: Stays")):
        lead.page.get_by_role("link", name=f"Measure it, or mark it as a hope : {claim}").click()
        lead.chooses(measure)
        lead.presses("Save")
    lead.sees("Nothing measures these", "Nobody travels more than 10 miles for a scan.")
    lead.opens(at(narrative))
    lead.sees("Nothing measures “Nobody travels more than 10 miles for a scan.”")
    lead.opens(at(narrative, "measures/"))
    lead.page.get_by_role("link", name="Measure it, or mark it as a hope : Nobody travels").click()
    lead.chooses("It is a hope")
    lead.presses("Save")
    lead.sees("Every claim is settled.", "A hope")


def nine(title: str = "Joined-up care in Ashmere and Vale") -> Narrative:
    """Return a narrative of nine partners with a paragraph about Ashmere that touches three of them."""
    narrative = make_whole_narrative(partners=9, title=title, owner=make_organisation(name="Ashmere and Vale ICB"))
    touched = list(narrative.partners.exclude(organisation=narrative.owner))[:3]
    make_clause(narrative=narrative, section="place", heading="Ashmere", words="The hub is by the old mill.", touches=touched)
    return narrative


def test_c6_and_row_42_only_the_partners_that_a_paragraph_touches_are_asked_again_and_every_signature_keeps_its_text(door):
    narrative = nine()
    place = narrative.clauses.get(section="place")
    council = board(narrative).of(place.touches.first().partner)
    lead: AtBrowser = door(narrative.lead)
    lead.opens(at(narrative))
    lead.presses("Ask 9 partners to sign")
    assert Delivery.objects.filter(letter="narrative/asked").count() == 9
    chief: AtBrowser = door(council.signers.signer.user)
    chief.opens("/workspace/")
    chief.follows(f"Read and sign for {council.partner} : {narrative}")
    chief.follows("Sign on a condition, ask for a change, or comment : Ashmere")
    chief.chooses("I ask for a change")
    chief.fills(Comment="The mill is closed to buses. Say how people get there.")
    chief.presses("Send your answer")
    for box in chief.page.get_by_role("checkbox").all():
        box.check()
    chief.presses("Sign what I have ticked")
    chief.sees("Nothing waits for", "Asks for a change")
    sign_all_but(narrative, place)
    for one in board(narrative).partners:
        if place.pk in one.touched and one.partner.pk != council.partner.pk:
            sign(one, place)
    lead.opens(at(narrative))
    lead.sees("Asks for a change")
    lead.follows("Ashmere")
    lead.follows(f"Reply to {council.partner}, asks for a change")
    lead.fills(Your_reply="We name the bus.")
    lead.presses("Save the reply")
    lead.follows("Change the words")
    lead.fills(Words="The hub is by the old mill. Bus 4 stops there.")
    lead.presses("Save the words")
    lead.sees("added: Bus 4 stops there.")
    lead.opens(at(narrative))
    lead.sees("Next: ask to sign")
    lead.presses("Ask 3 partners to sign")
    found = board(narrative)
    assert sum(bool(one.waiting) for one in found.partners) == 3
    assert sum(one.all_signed for one in found.partners) == 6
    assert Delivery.objects.filter(letter="narrative/asked").count() == 12
    other = next(one for one in found.partners if place.pk in one.touched and one.partner.pk != council.partner.pk)
    line = next(line for line in other.lines if line.clause.pk == place.pk)
    assert line.words == "Words changed: to sign again"
    assert "Bus 4" not in line.last.signature.words


def sign_all_but(narrative: Narrative, place: Any) -> None:
    for one in board(narrative).partners:
        for line in one.waiting:
            if line.clause.pk != place.pk:
                sign(one, line.clause)


def sign(one: Any, clause: Any) -> None:
    signing.say(clause, partner=one.partner, kind="signed", digest=clause.digest, by=one.signers.signer.user)


def test_c7_silence_is_chased_once_then_the_deputy_then_the_directors_page_and_is_never_consent(door):
    narrative = make_whole_narrative(title="Joined-up care")
    quiet = next(one for one in board(narrative).partners if one.partner.organisation_id != narrative.owner_id)
    make_signatory(partner=quiet.partner, place="deputy", post="Deputy chief executive")
    priya = make_user(role="director", organisation=narrative.owner, name="Priya")
    with standing_at(TODAY() - datetime.timedelta(days=11)):
        signing.ask_to_sign(narrative, by=narrative.lead)
    for one in board(narrative).partners:
        for line in one.waiting if one.partner.pk != quiet.partner.pk else []:
            sign(one, line.clause)
    for days, letters in ((4, 0), (5, 1), (6, 1), (7, 2), (10, 2), (11, 2)):
        with standing_at(TODAY() - datetime.timedelta(days=11 - days)):
            tasks.follow_up_waiting()
        assert Delivery.objects.filter(letter__in=["narrative/chased", "narrative/deputy"]).count() == letters
    director: AtBrowser = door(priya)
    director.opens("/workspace/")
    director.sees("Late", f"{quiet.partner} has not signed or answered")
    director.follows(f"{quiet.partner} has not signed or answered : {narrative}")
    director.sees("Silent for", "Reminded on", "Deputy asked on", "Nobody signs by saying nothing.")
    director.opens(at(narrative, "publish/"))
    director.sees("This version cannot be published yet", f"{quiet.partner} has not signed")
    assert published(narrative) is None


def test_c8_and_c15_all_sign_a_second_person_publishes_and_a_new_version_shows_what_changed_because_of_you(door):
    narrative = nine()
    signing.ask_to_sign(narrative, by=narrative.lead)
    sign_all(narrative)
    lead: AtBrowser = door(narrative.lead)
    lead.opens(at(narrative, "publish/"))
    lead.sees("You wrote some of these words. Another person must publish them.")
    priya: AtBrowser = door(make_user(role="director", organisation=narrative.owner, name="Priya"))
    priya.opens(at(narrative))
    priya.presses("Publish the next version")
    priya.sees("9 partners signed the exact words.")
    priya.presses("Publish version 1.0")
    public = AtBrowser(priya.page.context.browser.new_page(), priya.address)
    public.opens(f"/narrative/{narrative.slug}/")
    public.sees("Version 1.0", "Signed word for word by 9 organisations", "What this will not do", "By when:", "Who signed")

    place = narrative.clauses.get(section="place")
    lead.opens(at(narrative, f"parts/{place.pk}/edit/"))
    lead.fills(Words="The hub is by the old mill. Bus 4 stops there.", What_did_people_say="People asked how to get there.",
               Whom_do_we_thank="Bus users of Ashmere")  # fmt: skip
    lead.presses("Save the words")
    lead.opens(at(narrative))
    lead.presses("Ask 3 partners to sign")
    sign_all(narrative)
    priya.opens(at(narrative, "publish/"))
    priya.fills(What_changed_because="You told us that the mill is hard to reach.")
    priya.presses("Publish version 1.1")
    public.opens(f"/narrative/{narrative.slug}/")
    public.sees("Version 1.1", "What changed because of you", "You told us that the mill is hard to reach.",
                "People asked how to get there. Thanks to Bus users of Ashmere.")  # fmt: skip
    public.follows("What changed from 1.0 to 1.1")
    public.sees("1 part changed.", "added: Bus 4 stops there.")
    public.follows("Read version 1.0")
    public.sees("This version is archived.", "The hub is by the old mill.")


def test_two_people_write_at_once_and_nobodys_words_are_lost(door):
    narrative = make_narrative(title="Joined-up care")
    clause = make_clause(narrative=narrative, words="One team looks after you. It has one number.")
    tom = make_user(role="communications_officer", organisation=narrative.owner, name="Tom")
    lead: AtBrowser = door(narrative.lead)
    lead.opens(at(narrative, f"parts/{clause.pk}/edit/"))
    writing.revise(clause, based_on=1, words="One team, near you, looks after you. It has one number.", by=tom)
    lead.fills(Words="One team looks after you. It has one number that is free.")
    lead.presses("Save the words")
    lead.sees("Your changes and theirs are both saved.", "One team, near you, looks after you. It has one number that is free.")
    lead.opens(at(narrative, f"parts/{clause.pk}/edit/"))
    writing.revise(clause, based_on=3, words="Our team looks after you.", by=tom)
    lead.fills(Words="Your team looks after you.")
    lead.presses("Save the words")
    lead.sees("Nothing is lost", "The words that stand", "Our team looks after you.", "The words set aside", "Your team looks")
    lead.fills(Words="Your own team looks after you.")
    lead.presses("Save the words")
    lead.sees("Your own team looks after you.")


def test_c12_feedback_has_themes_with_their_number_a_status_for_each_comment_and_no_small_group(door):
    owner = make_organisation(name="Ashmere and Vale ICB")
    lead_of_it = make_user(role="engagement_lead", organisation=owner)
    public = make_open_engagement(title="Joined-up care: what do you think?", owner=owner, lead=lead_of_it)
    team = make_open_engagement(title="Joined-up care: what do staff think?", owner=owner, lead=lead_of_it)
    many, few = make_theme(engagement=public, name="Getting there"), make_theme(engagement=public, name="Parking for vans")
    said = [make_clean_voice(public) for _ in range(64)] + [make_clean_voice(team) for _ in range(21)]
    for voice in said[:30]:
        make_gathering(theme=many, voice=voice)
    for voice in said[30:34]:
        make_gathering(theme=few, voice=voice)
    make_answer(theme=many, published_at=timezone.now())
    for number in range(3):
        make_session(engagement=public, title=f"Champions’ meeting {number + 1}", people=12)
    narrative = make_narrative(title="Joined-up care", owner=owner, lead=lead_of_it, works=[public.slug, team.slug])
    priya: AtBrowser = door(make_user(role="director", organisation=owner, name="Priya"))
    priya.opens(at(narrative, "feedback/"))
    priya.sees("what do you think?: 64 answers", "what do staff think?: 21 answers", "3 meetings with 36 people",
               "Champions’ meeting 3, Champions’ meeting 2, Champions’ meeting 1")  # fmt: skip
    rows = {row.split("\t")[0].strip(): row for row in priya.page.locator("tbody tr").all_inner_texts()}
    assert "30" in next(row for name, row in rows.items() if name.startswith("Getting there"))
    assert "fewer than 10" in next(row for name, row in rows.items() if name.startswith("Parking for vans"))
    priya.sees("There are 85 comments.", "Answered: ")
    assert "In a theme that has no public answer yet: 4" not in priya.page.get_by_role("main").inner_text()


def test_c13_the_trend_of_the_pulse_says_in_words_that_it_shifted_after_the_rewrite(door):
    narrative = make_narrative(title="Joined-up care")
    pulse = make_measure(narrative=narrative, name="I understand what is changing", unit="in 100 people asked", is_pulse=True)
    for fortnight, value in enumerate((41, 44, 40, 43, 42, 44, 41, 58, 61, 57, 60, 62, 58, 61)):
        make_point(measure=pulse, on=TODAY() - datetime.timedelta(days=14 * (14 - fortnight)), value=Decimal(value), people=120)
    wen: AtBrowser = door(make_user(role="analyst", organisation=narrative.owner, name="Wen"))
    wen.opens(at(narrative, "feedback/"))
    wen.sees("Do people understand what is changing?", "7 numbers in a row lie above the mean: a shift, and not chance.",
             "This is better.", "The mean is")  # fmt: skip


def test_a_partner_that_withdraws_and_a_signer_who_has_left(door):
    narrative = make_whole_narrative(partners=3, title="Joined-up care")
    one, two = (stand for stand in board(narrative).partners if stand.partner.organisation_id != narrative.owner_id)
    membership = one.signers.signer.user.memberships.get()
    membership.ends_on = TODAY()
    membership.save()
    lead: AtBrowser = door(narrative.lead)
    lead.opens(at(narrative, "partners/"))
    lead.sees("Has left")
    lead.follows(f"Withdraw {two.partner}")
    lead.fills(Why="The board did not agree.")
    lead.presses("Withdraw")
    lead.sees("Withdrew", "The board did not agree.")
    signing.ask_to_sign(narrative, by=narrative.lead)
    tasks.follow_up_waiting()
    director: AtBrowser = door(make_user(role="director", organisation=narrative.owner))
    director.opens("/workspace/")
    director.sees(f"{one.partner} has not signed or answered")
