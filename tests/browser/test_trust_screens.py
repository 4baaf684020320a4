"""Codes, flags, safeguarding, keeping, the gate and the slow-down page in a real browser: axe, narrow and wide, script inert."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from antiphon.engagement.tests.factories import make_engagement, make_open_engagement
from antiphon.guard.tests.factories import make_concern, make_flag, make_harm, make_step
from antiphon.network.tests.factories import make_membership, make_user
from antiphon.trust.actions import make_codes
from antiphon.trust.tests.factories import make_hold, make_proof
from antiphon.voices.tests.factories import make_response, make_voice
from tests.browser.checks import assert_accessible, assert_fits
from tests.browser.sign_in import signed_in_page

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPT = "<script>document.title = 'broken in'</script><img src=x onerror=\"document.title='broken in'\">"
PICTURES = os.environ.get("ANTIPHON_PICTURES", "")  # a folder to look at the pages in; none in a plain run


def look(page: Page, name: str) -> None:
    """Check a page with axe, wide and narrow; no script of anybody's words has run."""
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert_accessible(page)
        assert_fits(page)
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=True)
    assert "broken in" not in page.title()


def test_every_page_of_trust_and_safeguarding(page: Page, live_server: Any) -> None:
    engagement = make_open_engagement(trust="code", title="Evening clinics")
    lead = engagement.lead
    for role in ("guardian", "safeguarding_lead"):
        make_membership(user=lead, organisation=engagement.owner, role=role)
    make_codes(engagement, number=5, label=f"Letters {SCRIPT}", by=lead)
    flag = make_flag(engagement=engagement, number=3, reason=f"They have nearly the same words. {SCRIPT}")
    for response in flag.responses.all():
        make_voice(response=response, words=f"Keep it open. {SCRIPT}", status="clean")
    concern = make_concern(voice=make_harm(engagement=engagement, words=f"My husband hits me. {SCRIPT}"))
    make_step(concern=concern, what=f"Rang the team. {SCRIPT}")
    other = make_user(role="guardian", organisation=engagement.owner)
    make_hold(engagement=engagement, reason=f"A court. {SCRIPT}", placed_by=other)
    make_proof(engagement=engagement, rule=f"Five years. {SCRIPT}")
    voice = make_voice(engagement=engagement, status="needs_eyes", doubts=[f"A word may be a name {SCRIPT}"])
    draft = make_engagement(owner=engagement.owner, lead=lead)
    signed_in_page(page, live_server, lead)
    base = f"{live_server.url}/workspace/engagements/{engagement.slug}/"
    for name, tail in (
        ("story", ""), ("promises", "trust/"), ("codes", "entry-codes/"), ("flags", "flags/"), ("flag", f"flags/{flag.pk}/"),
        ("concerns", "safeguarding/"), ("concern", f"safeguarding/{concern.pk}/"), ("keeping", "keeping/"),
        ("eyes", "voices/eyes/"), ("raise", f"voices/{voice.pk}/concern/"),
    ):  # fmt: skip
        page.goto(base + tail)
        look(page, name)
    page.goto(f"{live_server.url}/workspace/engagements/{draft.slug}/trust/")
    look(page, "draft-promises")
    page.goto(base + f"safeguarding/{concern.pk}/")
    page.get_by_role("button", name="Open the words").click()
    page.get_by_text("Handle with care").wait_for()
    look(page, "opened")
    page.get_by_role("button", name="Settle it").click()
    page.get_by_role("alert").wait_for()
    look(page, "settle-error")


def test_the_gate_and_the_slow_page_work_without_script_and_by_keyboard(
    page: Page, live_server: Any, browser: Any, settings: Any
) -> None:
    settings.INTAKE_LIMITS = {"minutes": 10, "freely": 0, "ceiling": 100}
    engagement = make_open_engagement(trust="code", title="Evening clinics")
    code = make_codes(engagement, number=1, label="Letters", by=engagement.lead)[1][0]
    plain = browser.new_context(java_script_enabled=False).new_page()
    for one in (plain, page):
        one.goto(f"{live_server.url}/engagements/{engagement.slug}/take-part/")
    look(page, "gate")
    plain.get_by_label("Your code").fill("nonsense")
    plain.get_by_label("Your code").press("Enter")
    assert "does not open the form" in plain.inner_text("main")
    plain.get_by_label("Your code").fill(code.lower())
    plain.get_by_label("Your code").press("Enter")
    plain.get_by_label(engagement.questions.get().text).fill(f"Later, please. {SCRIPT}")
    plain.get_by_role("button", name="Send").first.press("Enter")
    assert "Wait a moment, please" in plain.inner_text("main")
    plain.get_by_role("button", name="Send my answers").press("Enter")
    assert "Wait a moment, please" in plain.inner_text("main")  # too soon, and nothing is lost
    other = make_open_engagement(trust="verified", title="Evening clinics, checked")
    page.goto(f"{live_server.url}/engagements/{other.slug}/enter/")
    look(page, "gate-address")
    page.get_by_label("Your e-mail address").fill("ada@example.org")
    page.get_by_role("button", name="Send me a code").click()
    look(page, "gate-digits")
    receipt = make_response(engagement=make_open_engagement()).receipt
    page.goto(f"{live_server.url}/receipt/")
    page.get_by_label("Your receipt code").fill(receipt)
    page.get_by_role("button", name="See what became of it").click()
    look(page, "receipt")
    page.goto(f"{live_server.url}/engagements/{make_open_engagement().slug}/take-part/")
    look(page, "form")
