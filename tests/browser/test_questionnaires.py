"""Making a form and answering it in a real browser: a whole journey without script, the builder, an easy-read twin."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from antiphon.engagement.models import Question
from antiphon.engagement.tests.factories import (
    make_choice,
    make_engagement,
    make_open_engagement,
    make_question,
    make_twin,
    make_twin_question,
)
from antiphon.network.tests.factories import make_user
from antiphon.public.setup import ensure_site
from antiphon.voices.models import About, Answer, Response, Upload, Voice
from tests.browser.checks import WCAG, assert_accessible, assert_fits
from tests.browser.sign_in import signed_in_page
from tests.journeys.people import WithoutScript

pytestmark = pytest.mark.django_db(transaction=True)
OPTIONS = [{"key": "good", "text": "Good"}, {"key": "poor", "text": "Poor"}]


@pytest.fixture(autouse=True)
def site(live_server: Any) -> Any:
    cache.clear()
    return ensure_site()


@pytest.fixture
def long() -> Any:
    engagement = make_open_engagement(about_set="2026-1")
    first = make_choice(engagement=engagement, required=True)
    make_question(engagement=engagement, text="Why by bus?", only_if=[{"series": str(first.series), "options": ["bus"]}])
    ends = {"from": 0, "to": 10, "low": "Hard", "high": "Easy"}
    make_question(engagement=engagement, text="How easy is it?", kind="scale", page=2, settings=ends)
    make_question(engagement=engagement, text="How was each?", kind="matrix", page=2, options=OPTIONS,
                  rows=[{"key": "post", "text": "The post"}, {"key": "phone", "text": "The phone"}])  # fmt: skip
    make_choice(engagement=engagement, text="In which order?", kind="ranking", page=2, options=OPTIONS)
    make_question(engagement=engagement, text="When was it?", kind="date", page=3)
    make_question(engagement=engagement, text="Do you have a letter?", kind="file", page=3)
    return engagement


def look(page: Any) -> None:
    """Assert that the page has no violation, and fits 320 pixels (which is 400% zoom of a window of 1280)."""
    assert_accessible(page, [*WCAG, "best-practice"])
    before = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 900})
    assert_fits(page)
    page.set_viewport_size(before)


def test_a_form_of_several_pages_without_script_from_the_first_word_to_the_receipt(
    browser: Any, live_server: Any, long: Any
) -> None:
    ada = WithoutScript(browser.new_context(java_script_enabled=False).new_page(), live_server.url)
    page, start = ada.page, f"/engagements/{long.slug}/take-part/"
    ada.opens(start)
    ada.fills_in(long.questions.get(place=1).text, "It was cold.")
    ada.presses("Continue")
    ada.sees("There is a problem", "Answer this question")
    assert page.get_by_label(long.questions.get(place=1).text).input_value() == "It was cold."
    ada.chooses("By bus")
    ada.sees("Answer this only if you say “By bus”")
    ada.fills_in("Why by bus?", "No car.")
    ada.presses("Save and come back later")
    ada.sees("Saved, and not sent yet")
    code = re.search(r"SAVE-[0-9A-Z-]{14}", page.get_by_role("main").inner_text())[0]  # type: ignore[index]
    other = WithoutScript(browser.new_context(java_script_enabled=False).new_page(), live_server.url)
    other.opens("/come-back/")
    other.fills_in("Your code", code.lower())
    other.presses("Go on with my answers")
    assert other.page.get_by_label("Why by bus?").input_value() == "No car."
    other.presses("Continue")
    other.chooses("7")
    other.page.get_by_role("group", name="The post").get_by_label("Good").check()
    other.page.get_by_label("Good", exact=True).last.select_option("1")
    other.presses("Continue")
    group = other.page.get_by_role("group", name="When was it?")
    for box, typed in (("Day", "27"), ("Month", "3"), ("Year", "2026")):
        group.get_by_label(box).fill(typed)
    other.page.get_by_label("Do you have a letter?").set_input_files(
        {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 letter"}
    )
    other.presses("Continue")
    other.sees("Each question is optional")
    other.page.get_by_role("group", name="How old are you?").get_by_label("35 to 44").check()
    other.presses("Back")
    other.sees("Take out letter.pdf")
    other.presses("Continue")
    other.presses("Continue")
    other.presses("Send what I have written")
    assert other.page.url.endswith("/thanks/")
    response = Response.objects.get()
    assert response.receipt in other.page.get_by_role("main").inner_text()
    assert {voice.sealed_words for voice in Voice.objects.all()} == {"It was cold.", "No car."}
    assert Answer.objects.filter(response=response).count() == 5
    assert (Upload.objects.get().response, About.objects.get().said) == (response, {"age": "35_44"})
    other.page.go_back()
    assert Response.objects.count() == 1


def test_each_page_of_a_form_is_accessible_and_shows_only_what_is_asked(page: Any, live_server: Any, long: Any) -> None:
    page.goto(f"{live_server.url}/engagements/{long.slug}/take-part/")
    assert not page.get_by_label("Why by bus?").is_visible()
    page.get_by_label("By bus", exact=True).check()
    assert page.get_by_label("Why by bus?").is_visible()
    look(page)
    page.get_by_role("button", name="Continue").last.click()
    for _ in range(4):
        look(page)
        if page.get_by_role("button", name="Send what I have written").count():
            break
        with page.expect_navigation():
            page.get_by_role("button", name="Continue").last.click()
    page.get_by_label("For a group").check()
    page.get_by_role("button", name="Send what I have written").click()
    page.wait_for_load_state()
    assert "Say for how many people the group speaks" in page.get_by_role("alert").inner_text()
    look(page)
    page.get_by_role("button", name="Save and come back later").click()
    page.wait_for_load_state()
    look(page)


def test_an_easy_read_form_and_one_from_right_to_left(page: Any, live_server: Any, long: Any) -> None:
    for format, language, words in (("easy_read", "en", "How do you come?"), ("language", "ur", "آپ کیسے آتے ہیں؟")):
        twin = make_twin(engagement=long, format=format, language=language, published_at=timezone.now(), checked_by="A reader")
        make_twin_question(twin=twin, question=long.questions.get(place=2), text=words)
    page.goto(f"{live_server.url}/engagements/{long.slug}/")
    page.get_by_role("link", name="Easy read", exact=True).click()
    page.wait_for_load_state()
    look(page)
    page.get_by_label("By car").check()
    page.get_by_role("button", name="Continue").last.click()
    page.wait_for_load_state()
    page.goto(f"{live_server.url}/engagements/{long.slug}/take-part/easy-read-en/?page=last")
    page.get_by_role("button", name="Send what I have written").click()
    page.wait_for_url("**/thanks/")
    assert Response.objects.get().twin.format == "easy_read"
    page.goto(f"{live_server.url}/engagements/{long.slug}/take-part/language-ur/")
    assert page.locator('[lang="ur"][dir="rtl"]').count()
    look(page)


def test_a_lead_makes_a_form_from_nothing(browser: Any, live_server: Any) -> None:
    engagement = make_engagement()
    engagement.questions.all().delete()
    alice = make_user(role="engagement_lead", organisation=engagement.owner)
    page = signed_in_page(browser.new_context().new_page(), live_server, alice)
    here = f"{live_server.url}/workspace/engagements/{engagement.slug}/questions/"
    page.goto(here)
    look(page)
    page.get_by_role("link", name="One choice").click()
    page.get_by_label("The question", exact=True).fill("How do you come?")
    page.get_by_label("Answers to choose from").fill("By bus\nBy car")
    page.get_by_label("A last answer with a box").fill("Another way")
    page.get_by_role("button", name="Save the question").click()
    page.get_by_role("link", name="Own words").click()
    page.get_by_label("The question", exact=True).fill("Don’t you agree that the bus is hard?")
    page.get_by_text("Ask this only if …").click()
    page.get_by_label("By bus", exact=True).check()
    look(page)
    page.get_by_role("button", name="Save the question").click()
    page.get_by_text("Worth a second look").click()
    look(page)
    page.get_by_role("button", name="Move up").click()
    assert "must stand after" in page.get_by_role("main").inner_text()
    page.get_by_role("link", name="See the form as the public sees it").click()
    page.wait_for_load_state()
    assert "Nothing that you enter here is kept" in page.get_by_role("main").inner_text()
    look(page)
    assert Question.objects.filter(engagement=engagement).first().text == "How do you come?"
    for tail in ("twins/", "twins/new/", "inclusion/", "share/", "questions/copy/"):
        page.goto(f"{live_server.url}/workspace/engagements/{engagement.slug}/{tail}")
        assert_accessible(page)
