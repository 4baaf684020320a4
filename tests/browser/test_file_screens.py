"""A file comes in, in a real browser: looked at, put right, refused, mended, taken and undone; with script and without."""

import pytest
from playwright.sync_api import expect

from antiphon.engagement.tests.factories import make_channel_entry, make_choice, make_open_engagement
from antiphon.network.tests.factories import make_user
from antiphon.voices.models import Answer, Response
from antiphon.voices.tests.sheets import xlsx
from tests.browser.sign_in import signed_in_page
from tests.browser.test_public_pages import check

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = [["What works for you? (1)", "Way here", "Date"], ["Mornings, so that I can get home.", "By bus", "2026-03-02"],
        ["Evenings.", "By buss", "2026-03-03"]]  # fmt: skip


@pytest.mark.parametrize("script", [True, False])
def test_a_file_is_looked_at_put_right_taken_and_undone(browser, live_server, script, tmp_path):
    engagement = make_open_engagement()
    make_choice(engagement=engagement)
    lead = make_user(role="engagement_lead", organisation=engagement.owner)
    context = browser.new_context(java_script_enabled=script, viewport={"width": 390, "height": 800})
    page = signed_in_page(context.new_page(), live_server, lead)
    looked_at = check if script else (lambda page: None)  # axe itself is a script
    page.goto(f"{live_server.url}/workspace/engagements/{engagement.slug}/voices/import/")
    looked_at(page)
    page.locator("input[type=file]").set_input_files({"name": "ways.xlsx", "mimeType": "", "buffer": xlsx(ROWS)})
    page.get_by_role("button", name="Look at the file").press("Enter")
    expect(page.get_by_text("2 columns are used, 1 is not")).to_be_visible()
    looked_at(page)
    page.get_by_label("B: Way here").select_option(label="How do you get here?")
    page.get_by_role("button", name="Save and look again").press("Enter")
    expect(page.get_by_text("3 columns are used, 0 are not")).to_be_visible()
    page.get_by_role("button", name="Take the whole file").press("Enter")
    expect(page.get_by_role("heading", name="Rows that cannot be taken")).to_be_visible()
    looked_at(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the report (CSV)").click()
    assert "“By buss” is not one of the answers" in download.value.path().read_text(encoding="utf-8-sig")
    assert page.get_by_label("“By buss”").input_value() == "bus"  # the nearest one stands there already
    page.get_by_role("button", name="Take the whole file").press("Enter")
    expect(page.get_by_role("heading", level=1, name="What “ways.xlsx” brought")).to_be_visible()
    looked_at(page)
    assert list(Answer.objects.values_list("option", flat=True)) == ["bus", "bus"]
    page.get_by_role("button", name="Take the whole file out").press("Enter")
    expect(page.get_by_text("is out again")).to_be_visible()
    assert not Response.objects.exists()
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_channel_is_assessed_approved_and_switched_on(page, live_server, width):
    page.set_viewport_size({"width": width, "height": 900})
    entry = make_channel_entry(name="Village app")
    page = signed_in_page(page, live_server, make_user(role="guardian", organisation=entry.organisation))
    page.goto(f"{live_server.url}/workspace/channels/")
    check(page)
    page.get_by_role("link", name="Village app").click()
    check(page)
    page.get_by_role("button", name="Approve these words").click()
    expect(page.get_by_text("An administrator can switch it on now.")).to_be_visible()
    page = signed_in_page(page, live_server, entry.written_by)
    page.goto(f"{live_server.url}/workspace/channels/{entry.pk}/")
    page.get_by_role("button", name="Switch it on").click()
    expect(page.get_by_text("The channel is on.")).to_be_visible()
    check(page)
    page.goto(f"{live_server.url}/workspace/channels/of/{entry.organisation_id}/write/?channel=email")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Switch it on").wait_for(state="detached")
    check(page)
