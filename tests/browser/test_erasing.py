"""Erasing and stopping messages in a real browser: accessible at each step, on a small screen and without script."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from antiphon.decisions.queries import standing_themes
from antiphon.decisions.tests.factories import make_contributor, make_decided_engagement
from antiphon.network.tests.factories import make_user
from antiphon.public.setup import ensure_site
from tests.browser.sign_in import signed_in_page
from tests.browser.test_public_pages import check

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def site(live_server):
    cache.clear()
    return ensure_site()


@pytest.fixture
def response():
    engagement = make_decided_engagement()
    return make_contributor(
        engagement=engagement, theme=standing_themes(engagement)[0], name="Ada Example", email="ada@example.org"
    )


@pytest.mark.parametrize("script", [True, False])
def test_someone_stops_messages_and_erases_their_words_with_the_code_alone(browser, live_server, response, script):
    context = browser.new_context(java_script_enabled=script, viewport={"width": 390, "height": 800})
    page = context.new_page()
    looked_at = check if script else (lambda page: None)  # axe itself is a script
    page.goto(f"{live_server.url}/receipt/")
    page.get_by_label("Your receipt code").fill(response.receipt)
    page.get_by_role("button", name="See what became of it").press("Enter")
    page.get_by_role("button", name="Stop messages about this").press("Enter")
    expect(page.get_by_text("We will not write to you about this.")).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name="Ask us to erase this").press("Enter")
    expect(page.get_by_role("heading", level=1, name="Erase your words now?")).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name="Keep them and go back").press("Enter")
    page.get_by_role("button", name="Ask us to erase this").press("Enter")
    page.get_by_role("button", name="Erase my words").press("Enter")
    expect(page.get_by_text("You asked us to erase your words on")).to_be_visible()
    looked_at(page)
    assert response.receipt not in page.url
    response.refresh_from_db()
    assert response.erased_because == "asked"
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_guardian_finds_copies_and_erases_a_response(page, live_server, response, width):
    page.set_viewport_size({"width": width, "height": 900})
    guardian = make_user(role="guardian", organisation=response.engagement.owner)
    page = signed_in_page(page, live_server, guardian)
    page.goto(f"{live_server.url}/workspace/engagements/{response.engagement.slug}/voices/")
    page.get_by_role("button", name="Find by receipt code").click()
    check(page)
    page.get_by_role("button", name="Find it").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    check(page)
    page.get_by_label("Receipt code").fill(response.receipt.lower())
    page.get_by_role("button", name="Find it").click()
    expect(page.get_by_role("heading", level=1, name=f"Response {response.receipt}")).to_be_visible()
    check(page)
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download as text").click()
    assert coming.value.suggested_filename == f"what-we-hold-{response.receipt}.txt"
    page.get_by_role("button", name="Erase this response").click()
    check(page)
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_role("alert").get_by_text("Choose why it is erased")).to_be_visible()
    check(page)
    page.get_by_label("The person asked us to").check()
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_text("The response is erased.")).to_be_visible()
    check(page)
