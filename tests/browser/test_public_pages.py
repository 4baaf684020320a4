"""Every public page in a real browser: no axe violation, empty, full and in error; nothing runs off a small screen."""

from typing import Any

import pytest
from django.core.cache import cache

from antiphon.answers.actions import replies
from antiphon.answers.models import Enquiry
from antiphon.answers.tests.factories import make_agreed, make_faq, make_reply, make_version
from antiphon.decisions.tests.factories import days, make_decided_engagement, make_heard_engagement
from antiphon.engagement.tests.factories import make_closing_engagement, make_open_engagement, make_partner
from antiphon.network.tests.factories import make_user
from antiphon.public.models import ContentPage, NewsIndexPage, NewsPage
from antiphon.public.setup import ensure_site
from antiphon.voices.tests.factories import make_voice
from tests.browser.checks import WCAG, assert_accessible

pytestmark = pytest.mark.django_db(transaction=True)
TAGS = [*WCAG, "best-practice"]
# The menu in the header folds a moment after the width changes, so it is looked at on its own below.
RUNS_OFF = """() => [...document.querySelectorAll("main *, footer *")]
  .filter(one => one.getBoundingClientRect().right > window.innerWidth + 1)
  .filter(one => !one.closest(".app-wide, .nhsuk-u-visually-hidden, .app-trap"))
  .map(one => one.outerHTML.slice(0, 80))"""
READ = ["/", "/engagements/", "/decisions/", "/you-said-we-did/", "/receipt/", "/accessibility/", "/privacy/", "/news/",
        "/common-questions/", "/common-questions/changes/", "/ask-us/", "/ask-us/look-up/"]


@pytest.fixture(autouse=True)
def site(live_server: Any) -> Any:
    """The page tree, which the flush of each test takes away; and no receipt codes tried before."""
    cache.clear()
    return ensure_site()


def check(page: Any) -> None:
    """Assert that the page as it stands has no violation, and that nothing of it runs off a 320 pixel screen."""
    page.wait_for_load_state("load")
    assert_accessible(page, TAGS)
    before = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate(RUNS_OFF) == [], f"{page.url} is wider than the screen"
    page.set_viewport_size(before)


@pytest.mark.parametrize("address", [*READ, "/no-such-page/"])
def test_page_with_nothing_in_it_is_accessible(page, live_server, address):
    page.goto(live_server.url + address)
    check(page)


@pytest.mark.parametrize("script", [True, False])
def test_menu_fits_a_screen_of_320_pixels(browser, live_server, script):
    context = browser.new_context(java_script_enabled=script, viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.goto(live_server.url, wait_until="networkidle")
    right = max(one.bounding_box()["x"] + one.bounding_box()["width"] for one in page.locator("nav a:visible").all())
    assert right <= 320
    context.close()


def test_pages_full_are_accessible(page, live_server, site):
    answered = make_decided_engagement(themes=4, closed=True)
    still = make_decided_engagement(themes=2, answered=False)
    heard, closing, soon = make_heard_engagement(), make_closing_engagement(), make_open_engagement(
        opens_on=days(5), closes_on=days(30))  # fmt: skip
    now = make_open_engagement(can_change="- The days\n- The hours")
    make_partner(engagement=now)
    site.add_child(instance=ContentPage(title="How we work", summary="In short", body=[("paragraph", "<p>Words</p>")]))
    NewsIndexPage.objects.get().add_child(instance=NewsPage(title="Something new", body=[
        ("heading", "A heading"), ("paragraph", "<p>Words with a <a href='/privacy/'>link to privacy</a></p>"),
        ("inset", "Mind this"), ("expander", {"title": "More", "words": "<p>Hidden words</p>"}),
        ("contact", {"title": "Ask us", "telephone": "01632 960100", "email": "ask@example.org", "post": "Freepost"}),
    ]))  # fmt: skip
    stories = [f"/engagements/{one.slug}/" for one in (answered, still, heard, closing, soon, now)]
    others = [f"/decisions/{answered.slug}/", f"/engagements/{now.slug}/paper/", f"/engagements/{now.slug}/take-part/",
              f"/engagements/{soon.slug}/take-part/", f"/engagements/{closing.slug}/take-part/", "/how-we-work/",
              "/news/something-new/"]  # fmt: skip
    for address in [*READ, *stories, *others]:
        page.goto(live_server.url + address)
        check(page)
        for opened in page.locator("details").all():
            opened.evaluate("one => one.open = true")
        check(page)


def test_common_questions_and_asking_are_accessible_from_error_to_answer(page, live_server):
    faq = make_faq(agreed=True, answer="Ring 111.\n- by telephone\n- on the web")
    make_agreed(make_version(faq=faq, why="A new number"))
    for address in ("/common-questions/", "/common-questions/?words=nothing", f"/common-questions/{faq.slug}/",
                    f"/common-questions/{faq.slug}/snippet/", "/common-questions/changes/"):  # fmt: skip
        page.goto(live_server.url + address)
        check(page)
    page.goto(f"{live_server.url}/ask-us/")
    page.get_by_role("button", name="Send my question").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    check(page)
    page.get_by_label("What would you like to know?").fill("When does it open?")
    page.get_by_label("I will look it up here with a code").check()
    page.get_by_role("button", name="Send my question").click()
    page.get_by_role("heading", name="Thank you. We have your question.").wait_for()
    check(page)
    enquiry = Enquiry.objects.get()
    tom = make_user(role="communications_officer", organisation=enquiry.contact.owner)
    replies.send(make_reply(enquiry=enquiry, written_by=tom), edition=1, by=tom)
    page.goto(f"{live_server.url}/ask-us/look-up/")
    page.get_by_label("Your receipt code").fill(enquiry.receipt)
    page.get_by_role("button", name="See how far it is").click()
    page.get_by_role("heading", name="Our answer").wait_for()
    check(page)
    page.get_by_role("button", name="Erase my question and the answer").click()
    page.get_by_role("heading", name="Erase your question?").wait_for()
    check(page)


def test_taking_part_is_accessible_from_error_to_thanks_to_journey(page, live_server):
    engagement = make_open_engagement()
    page.goto(f"{live_server.url}/engagements/{engagement.slug}/take-part/")
    page.get_by_label("Your e-mail address (optional)").fill("not an address")
    page.get_by_role("button", name="Send what I have written").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    check(page)
    page.get_by_label(engagement.questions.get().text).fill("The bus stops at six.")
    page.get_by_label("Your e-mail address (optional)").fill("")
    page.get_by_role("button", name="Send what I have written").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    check(page)
    code = page.locator(".app-code").inner_text()
    page.goto(f"{live_server.url}/receipt/")
    page.get_by_label("Your receipt code").fill("AAAA")
    page.get_by_role("button", name="See what became of it").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    check(page)
    page.get_by_label("Your receipt code").fill(code.lower())
    page.get_by_role("button", name="See what became of it").click()
    page.get_by_role("heading", name="What became of what you said").wait_for()
    check(page)


def test_journey_of_an_answered_response_is_accessible(page, live_server):
    engagement = make_decided_engagement()
    response = make_voice(engagement=engagement, status="clean").response
    page.goto(f"{live_server.url}/receipt/")
    page.get_by_label("Your receipt code").fill(response.receipt)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="What became of what you said").wait_for()
    check(page)


def test_taking_part_works_without_script_and_with_the_keyboard_alone(browser, live_server):
    engagement = make_open_engagement()
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.goto(f"{live_server.url}/engagements/{engagement.slug}/take-part/")
    page.locator("textarea").focus()
    page.keyboard.type("The bus stops at six.")
    page.get_by_role("button", name="Send what I have written").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Thank you").wait_for()
    assert len(page.locator(".app-code").inner_text()) == 14
    context.close()
