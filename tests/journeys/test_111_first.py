"""“111 First” with the citizens' panel: the steps of scenario (b) that this walk holds, told as sentences.

The story is that of the demonstration (`antiphon.demonstration`): 331 made-up comments, nine themes, one of them from
eleven people without a phone. Numbers of the steps are those of the scenario.
"""

import datetime
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from antiphon.core.actors import Machine
from antiphon.core.days import working_days_after
from antiphon.decisions import actions as deciding
from antiphon.decisions.models import Answer, Decision
from antiphon.decisions.tests.factories import make_answer, make_decision, make_heard_engagement
from antiphon.demonstration import walk
from antiphon.demonstration.cast import Cast, load_cast
from antiphon.demonstration.story import rows, story, voices
from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_engagement
from antiphon.insight import actions as reading
from antiphon.insight.models import Report, Theme
from antiphon.insight.queries import count_of
from antiphon.network.tests.factories import make_user
from antiphon.public.setup import ensure_site
from antiphon.voices.models import Response
from tests.browser.checks import assert_fits
from tests.journeys.people import AtBrowser, member_of_the_public, staff

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate


@pytest.fixture
def door(browser: Browser, live_server: Any) -> Any:
    """Return a function that seats somebody at a browser."""
    ensure_site()
    return lambda user: staff(browser, live_server, user)


@pytest.fixture
def heard(door: Any) -> tuple[Engagement, Cast]:
    """111 First, up to nine themes that two people have read, and the report."""
    reading.load_frames(by=Machine("test"))
    cast = load_cast()
    row = next(row for row in story()["engagements"] if row["key"] == "111-first")
    engagement = walk.ask(cast, row, TODAY())
    told = voices(row["voices_file"])
    walk.hear(engagement, told, cast, TODAY())
    walk.make_safe(engagement, told, cast, leave=0)
    walk.understand(engagement, told, cast, TODAY(), read=len(told))
    walk.report(engagement, cast, TODAY())
    return engagement, cast


def here(engagement: Engagement) -> str:
    return f"/workspace/engagements/{engagement.slug}/"


def colleague(engagement: Engagement, role: str) -> Any:
    return make_user(name=role.replace("_", " ").title(), role=role, organisation=engagement.owner)


def test_b1_the_duty_test_says_that_the_duty_applies_and_the_rung_says_what_is_open(door):
    engagement = make_engagement(title="111 First", rung="consulting")
    priya = door(colleague(engagement, "director"))
    priya.opens(here(engagement) + "duty/")
    priya.chooses("Section 14Z45")
    priya.chooses("Developing and considering proposals")
    priya.chooses("It would change how a service reaches")
    priya.presses("Save the test")
    priya.sees("say how people are involved")
    priya.fills(How_are_people_involved="A call for views, a panel and three workshops.")
    priya.presses("Save the test")
    priya.sees("The duty applies", "Developing and considering proposals for change", "three workshops")
    priya.opens(here(engagement) + "edit/")
    priya.chooses("Collaborating")
    priya.fills(What_can_people_change="How calls are answered.", What_cannot_change="A&E stays open.")
    priya.presses("Save")
    priya.opens(here(engagement) + "publish/")
    priya.sees("Collaborating", "How calls are answered.", "A&E stays open.")


def test_b7_two_coders_agree_in_numbers_and_the_minority_theme_cannot_be_merged_away(door, heard):
    engagement, cast = heard
    assert Theme.objects.standing().filter(engagement=engagement).count() == 9
    theme = Theme.objects.get(engagement=engagement, minority=True)
    assert count_of(theme).voices == 11
    wen: AtBrowser = door(cast["wen"])
    wen.opens(here(engagement) + "coding/agreement/")
    wen.sees("331 comments were read one by one", "Codes, on average", "Comments to settle")
    wen.opens(f"{here(engagement)}themes/{theme.pk}/")
    wen.sees("People without phones or internet", "11", "Few people, but this is a group that a call for views")
    wen.opens(f"{here(engagement)}themes/{theme.pk}/merge/")
    wen.page.get_by_label("Merge it into").select_option(label="Getting through")
    wen.presses("Merge")
    wen.fills(Why_are_you_merging="too small")
    wen.presses("Merge")
    theme.refresh_from_db()
    assert theme.merged_into is None
    wen.opens(here(engagement) + "themes/")
    wen.sees("People without phones or internet")


def test_b8_options_are_tested_flagged_and_more_than_one(door):
    engagement = make_heard_engagement()
    decision = make_decision(engagement=engagement, options=0)
    lead = door(colleague(engagement, "engagement_lead"))
    lead.opens(here(engagement) + "decision/options/new/")
    lead.fills(
        Name_of_the_option="Call first", In_plain_words="The final option asks patients to call 111.",
        Benefits="Shorter waits.", Risks="Some stay away.", Cost="About £640,000 a year", Who_is_affected="All of us.",
    )
    lead.presses("Check the words")
    lead.sees("final option")
    lead.fills(In_plain_words="We ask you to ring 111 first, if you can.")
    lead.presses("Save the option")
    lead.opens(here(engagement) + "decision/wording/")
    lead.dates("When did people read the words?", TODAY() - datetime.timedelta(days=30))
    lead.fills(How_many_people="5", Who_were_they="Members of the citizens' panel", What_did_you_find="“Final” went out.")
    lead.presses("Record the test")
    lead.sees("Members of the citizens' panel")
    lead.opens(here(engagement) + "decision/table/")
    lead.sees("only one option")
    author = colleague(engagement, "director")
    for name in ("Stay as we are", "Call or click first, for everyone"):
        deciding.write_option(decision, name=name, by=author)
    lead.opens(here(engagement) + "decision/table/")
    lead.does_not_see("only one option")
    assert decision.options.count() == 3


def test_b9_the_equality_analysis_names_gaps_owners_and_the_way_in_without_a_screen(door):
    engagement = make_heard_engagement()
    decision = make_decision(engagement=engagement)
    director = colleague(engagement, "director")
    lead = door(director)
    at = here(engagement) + "decision/equality/"
    lead.opens(at)
    lead.fills(What_did_you_find="It could shut out people who cannot call.")
    lead.chooses("People could use this only online")
    lead.presses("Save")
    for group, gap in (("People without the internet", ""), ("Deaf people", ""), ("People with dementia", "No one with dementia "
                       "told us in their own words."), ("People whose first language is not English", "")):  # fmt: skip
        lead.opens(at + "groups/new/")
        lead.fills(Group_of_people=group, What_does_it_mean="They may get no help.",
                   What_is_the_evidence="" if gap else "The report.", What_do_we_not_know=gap)  # fmt: skip
        lead.presses("Save the group")
    for impact in decision.equality.impacts.all():
        lead.opens(f"{at}groups/{impact.pk}/promise/")
        lead.fills(What_will_be_done="A desk with a person and a free phone.")
        if impact.group != "Deaf people":
            lead.page.get_by_label("Who answers for it?").select_option(label=director.name)
            lead.dates("By when?", TODAY() + datetime.timedelta(days=60))
        lead.presses("Save")
    lead.opens(at)
    lead.sees("No one with dementia told us in their own words.", director.name)
    lead.opens(here(engagement) + "decision/publish/")
    lead.sees("Deaf people", "not online")  # no owner yet, and a way in that is only online
    lead.cannot_press("Publish the decision")


def test_b12_the_paper_cannot_be_tabled_before_people_had_fifteen_working_days(door):
    engagement = make_heard_engagement(reported=False)
    make_decision(engagement=engagement)
    lead, other = door(colleague(engagement, "engagement_lead")), door(colleague(engagement, "director"))
    lead.opens(here(engagement) + "decision/table/")
    lead.sees("Publish the insight report first")
    lead.opens(here(engagement) + "report/write/")
    lead.fills(What_people_told_us="Calling first has to work.", What_this_cannot_tell_us="Few from the villages.")
    lead.presses("Save the report")
    other.opens(here(engagement) + "report/")
    other.presses("Approve and publish today")
    assert Report.objects.get(engagement=engagement).published_on == TODAY()
    earliest = working_days_after(TODAY(), 15)
    lead.opens(here(engagement) + "decision/table/")
    lead.dates("Which day do they meet?", earliest - datetime.timedelta(days=1))
    lead.presses("Table the paper")
    lead.sees("too soon", f"{earliest.day} {earliest:%B %Y}")
    lead.dates("Which day do they meet?", earliest)
    lead.presses("Table the paper")
    assert Decision.objects.get(engagement=engagement).status == "tabled"
    lead.opens(here(engagement) + "decision/paper/")
    lead.sees("Evening times")  # the trail from insight to option stands in the paper


def test_b13_to_b15_decided_answered_told_and_shown_to_everyone(browser, live_server, mailbox, door, heard):
    engagement, cast = heard
    walk.decide(engagement, cast, TODAY())
    given_eight_of_nine_answers_it_does_not_close(door, engagement, cast)
    when_the_ninth_is_answered_it_closes_and_each_contributor_is_told_once(engagement, cast, mailbox)
    then_anyone_sees_the_whole_story(browser, live_server, engagement)
    and_the_story_can_be_played_again_without_doing_anything_twice(engagement, cast, mailbox)


def given_eight_of_nine_answers_it_does_not_close(door: Any, engagement: Engagement, cast: Cast) -> None:
    last = rows("answers", engagement.slug)[-1]["theme"]
    for theme in Theme.objects.standing().filter(engagement=engagement).exclude(place=last):
        make_answer(theme=theme, published_at=timezone.now())
    priya = door(cast["priya"])
    priya.opens(here(engagement) + "close/")
    priya.sees("People without phones or internet")
    priya.cannot_press("Close the engagement")
    Answer.objects.all().delete()


def when_the_ninth_is_answered_it_closes_and_each_contributor_is_told_once(
    engagement: Engagement, cast: Cast, mailbox: Any
) -> None:
    walk.answer(engagement, cast, TODAY())
    kinds = [answer.kind for answer in Answer.objects.published().filter(theme__engagement=engagement)]
    assert (kinds.count("did"), kinds.count("will"), kinds.count("cannot")) == (5, 2, 2)
    for _ in range(2):
        walk.tell(engagement, cast)
    wanted = {one.email for one in voices("voices-111-first.csv") if one.wants_reply}
    assert {str(message["To"]).split("<")[-1].rstrip(">") for message in mailbox.messages} == wanted
    assert len(mailbox.messages) == len(wanted)


def then_anyone_sees_the_whole_story(browser: Browser, live_server: Any, engagement: Engagement) -> None:
    for anyone in (member_of_the_public(browser, live_server), member_of_the_public(browser, live_server, script=True)):
        anyone.opens(f"/engagements/{engagement.slug}/")
        anyone.sees(
            "Collaborating", "What can change", "Call first, with the door still open", "Stay as we are",  # rung, options
            "We made three changes to it.", "Two of us voted against", "9 for", "care plan",  # decision, amendments, dissent
            "People with dementia", "People without phones or internet", "fewer than 10",  # equality, minority, profile
            "You can walk in and you will be seen.", "We check whether it works",  # answers, review date
        )  # fmt: skip
    anyone.page.emulate_media(media="print")
    anyone.sees("We made three changes to it.")
    anyone.page.emulate_media(media="screen")
    anyone.page.set_viewport_size({"width": 320, "height": 640})  # a phone, or 400% zoom
    assert_fits(anyone.page)


def and_the_story_can_be_played_again_without_doing_anything_twice(engagement: Engagement, cast: Cast, mailbox: Any) -> None:
    row = next(row for row in story()["engagements"] if row["key"] == "111-first")
    messages, responses = len(mailbox.messages), Response.objects.count()
    again = walk.ask(cast, row, TODAY())
    assert again == engagement
    walk.hear(again, voices(row["voices_file"]), cast, TODAY())
    walk.report(again, cast, TODAY())
    walk.decide(again, cast, TODAY())
    walk.answer(again, cast, TODAY())
    walk.tell(again, cast)
    assert (len(mailbox.messages), Response.objects.count()) == (messages, responses)
