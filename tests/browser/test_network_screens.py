"""People, roles and organisations in a real browser: nothing that keeps somebody out, in any state."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from antiphon.core.actors import Machine
from antiphon.network import actions, queries
from antiphon.network.tests.factories import make_membership, make_organisation, make_user
from antiphon.public.setup import ensure_site
from tests.browser.checks import assert_accessible, assert_fits
from tests.browser.sign_in import signed_in_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alice():
    ensure_site()
    actions.load_boards(by=Machine("test"))
    alice = make_user(name="Alice Ames", role="administrator", organisation=queries.body("D7T5G"))
    bob = make_user(name="Bob Brown", role="analyst", organisation=queries.body("D7T5G"))
    make_membership(user=bob, organisation=make_organisation(name="Vale Trust"), role="reader")
    make_membership(user=alice, organisation=make_organisation(name="Ashmere Trust"), role="administrator")
    make_user(name="Carla Cole", role="reader", organisation=queries.body("D7T5G"), is_active=False)
    return alice


def no_violations(page: Page) -> None:
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize("width", [1280, 320])
def test_every_screen_keeps_nobody_out(page: Page, live_server: Any, alice, width):
    page.set_viewport_size({"width": width, "height": 900})
    signed_in_page(page, live_server, alice)
    bob = queries.user_with(next(person.email for person in queries.people_of(alice) if person.name == "Bob Brown"))
    carla = next(person for person in queries.people_of(alice) if person.name == "Carla Cole")
    frimley, essex = queries.body("QNQ"), queries.body("D7T5G")
    for address in (
        "people/", "people/invite/", f"people/{alice.pk}/", f"people/{bob.pk}/", f"people/{carla.pk}/", "roles/",
        "organisations/", "organisations/?words=nobody", "organisations/?on-day=31&on-month=3&on-year=2026",
        "organisations/?on-day=31&on-month=2&on-year=2026", f"organisations/{frimley.pk}/", f"organisations/{essex.pk}/",
        f"organisations/{essex.pk}/rename/", "organisations/merge/",
    ):  # fmt: skip
        page.goto(f"{live_server.url}/workspace/{address}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        no_violations(page)


def test_inviting_with_errors_then_handing_over_the_link(page: Page, live_server: Any, alice):
    signed_in_page(page, live_server, alice)
    page.goto(f"{live_server.url}/workspace/people/")
    page.get_by_role("button", name="Invite someone").click()
    page.get_by_label("Name", exact=True).fill("Dev Das")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    no_violations(page)
    expect(page.get_by_label("Name", exact=True)).to_have_value("Dev Das")
    page.get_by_label("Work e-mail address").fill("dev@example.org")
    page.get_by_label("Organisation").select_option(label="NHS Essex Integrated Care Board")
    page.get_by_label("Engagement lead").check()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("A letter is on its way to dev@example.org")).to_be_visible()
    page.get_by_text("Hand over the invitation yourself").click()
    expect(page.locator("#invitation-link")).to_contain_text("/account/invitation/")
    no_violations(page)


def test_a_role_is_given_and_ended(page: Page, live_server: Any, alice):
    signed_in_page(page, live_server, alice)
    page.goto(f"{live_server.url}/workspace/people/")
    page.get_by_role("link", name="Bob Brown").click()
    page.get_by_label("Organisation").select_option(label="NHS Essex Integrated Care Board")
    page.get_by_label("Information guardian").check()
    page.get_by_role("button", name="Give the role").click()
    expect(page.get_by_text("has the role from today")).to_be_visible()
    page.get_by_role("button", name="End the role Information guardian").click()
    expect(page.get_by_text("no longer has this role")).to_be_visible()
    no_violations(page)
