"""The delivery screens in a real browser: by keyboard, without script, with no axe violation."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from antiphon.delivery.tests.factories import make_delivery, make_route
from antiphon.engagement.tests.factories import make_engagement
from antiphon.network.tests.factories import make_user
from antiphon.people.tests.factories import make_person
from tests.browser.checks import assert_accessible, assert_fits
from tests.browser.sign_in import signed_in_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alice() -> Any:
    engagement = make_engagement(slug="111-first", title="Calling 111 before you come to A&E")
    for number, status in enumerate(["accepted"] * 5 + ["waiting", "unknown", "rejected", "suppressed"]):
        said = {"accepted": "250 2.0.0 Ok: queued as 4bQ1x", "unknown": "The line broke after the message was handed over",
                "rejected": "550 5.1.1 (address): no such user"}.get(status, "")  # fmt: skip
        make_delivery(make_person(email=f"p{number}@example.org"), status=status, reply=said, attempts=1,
                      handed_at=timezone.now() if said else None, settled_at=timezone.now() if said else None)  # fmt: skip
    return make_user(role="engagement_lead", organisation=engagement.owner)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_person_settles_a_message_that_nobody_knew_of(page: Any, live_server: Any, alice: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    signed_in_page(page, live_server, alice).goto(f"{live_server.url}/workspace/deliveries/")
    expect(page.get_by_text("9 to tell = 5 accepted + 1 waiting + 1 not known + 1 refused + 1 not wanted")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Settle message").first.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Settle message")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").get_by_text("Choose what became of this message")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("It was sent").press("Space")
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_text("The message counts as sent.")).to_be_visible()
    expect(page.get_by_text("9 to tell = 6 accepted + 1 waiting + 1 refused + 1 not wanted")).to_be_visible()
    assert_accessible(page)


def test_a_person_stops_sending_and_thinks_again(page: Any, live_server: Any, alice: Any) -> None:
    signed_in_page(page, live_server, alice).goto(f"{live_server.url}/workspace/deliveries/")
    page.get_by_role("link", name="Stop sending").click()
    expect(page.get_by_role("heading", level=1, name="Stop sending")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Stop sending").click()
    expect(page.get_by_text("1 message will not be sent.")).to_be_visible()
    page.get_by_role("link", name="Look at what was cancelled").click()
    expect(page.get_by_role("heading", level=1, name="Cancelled messages")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Send after all").click()
    expect(page.get_by_text("1 message will be sent after all.")).to_be_visible()


def test_with_nothing_sent_the_page_says_what_comes(page: Any, live_server: Any) -> None:
    user = make_user(role="reader", organisation=make_engagement().owner)
    signed_in_page(page, live_server, user).goto(f"{live_server.url}/workspace/deliveries/")
    expect(page.get_by_text("Nothing has been sent yet.")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_person_sees_how_routes_stand_and_sends_themselves_a_test(page: Any, live_server: Any, width: int) -> None:
    make_route(name="smtp", failures=3, stopped_until=timezone.now() + timedelta(minutes=20), reply_at=timezone.now(),
               reply="421 4.7.0 Try again later", stopped_because="The mail server cannot be reached: 421 4.7.0 Try again later")
    bob = make_user(role="communications_officer")
    page.set_viewport_size({"width": width, "height": 900})
    signed_in_page(page, live_server, bob).goto(f"{live_server.url}/workspace/deliveries/routes/")
    expect(page.get_by_text("Stopped for now")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name="Send a test message to yourself").press("Enter")
    expect(page.get_by_text(bob.email)).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Send it").press("Enter")
    expect(page.get_by_text("The test message goes in the next minute.")).to_be_visible()
    expect(page.get_by_role("heading", name="Your test messages")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Try it again now").press("Enter")
    expect(page.get_by_text("The route is tried again in the next minute.")).to_be_visible()
