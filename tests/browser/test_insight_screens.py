"""The insight screens in a real browser: read by keyboard, without script, on a phone, with no axe violation."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from antiphon.insight import actions
from antiphon.insight.models import Reading
from antiphon.insight.tests.factories import (
    make_clean_voice,
    make_coded_engagement,
    make_gathering,
    make_machine_reading,
    make_read_voice,
    make_reading,
    make_report,
    make_theme,
)
from antiphon.network.tests.factories import make_user
from tests.browser.checks import assert_accessible, assert_fits
from tests.browser.sign_in import signed_in_page

pytestmark = pytest.mark.django_db(transaction=True)


def assert_no_violations(page: Any) -> None:
    assert_accessible(page)
    assert_fits(page)


@pytest.fixture
def engagement() -> Any:
    return make_coded_engagement(slug="clinic", title="Clinic times")


@pytest.fixture
def alice(engagement: Any) -> Any:
    return make_user(name="Alice", role="engagement_lead", organisation=engagement.owner)


def where(name: str, **more: Any) -> str:
    return reverse(f"workspace:insight:{name}", kwargs={"slug": "clinic", **more})


def world(engagement: Any, alice: Any) -> dict[str, Any]:
    """An engagement in which something of everything has happened."""
    theme = make_theme(engagement=engagement, codes=("Waiting",), name="Long waits", strength="Many people said so.")
    few = make_theme(engagement=engagement, minority=True, name="No phone")
    merged = make_theme(engagement=engagement, name="Queues")
    for place in ("Vale North", "Millbeck"):
        for _ in range(12):
            make_read_voice(engagement, "Waiting", place=place, may_quote=True, words="Four hours, said [name].")
    differs = make_read_voice(engagement, "Waiting")
    make_reading(voice=differs, codes=("Parking",), settles=False,
                 read_by=make_user(name="Anna", role="analyst", organisation=engagement.owner))  # fmt: skip
    actions.gather(theme, by=alice)
    actions.quote(theme, voice=theme.gatherings.first().voice, by=alice)
    make_gathering(theme=few, by_hand=True)
    actions.merge(merged, into=theme, note="The same thing.", by=alice)
    actions.add_local_code(engagement, name="No signal", meaning="Has none.", by=alice)
    waiting = make_machine_reading(voice=make_clean_voice(engagement), codes={"Waiting": 0.6, "Staff": 0.8}).voice
    make_machine_reading(voice=make_clean_voice(engagement), codes={"Waiting": 0.95}, sure=True)
    make_report(engagement=engagement)
    return {"theme": theme, "few": few, "merged": merged, "voice": waiting, "differs": differs}


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_has_no_violation(page: Any, live_server: Any, engagement: Any, alice: Any, width: int) -> None:
    made = world(engagement, alice)
    page.set_viewport_size({"width": width, "height": 900})
    signed_in_page(page, live_server, alice)
    for path in (
        where("read", pk=made["voice"].pk), where("read", pk=made["differs"].pk) + "?settle=yes", where("sure"),
        where("agreement"), where("codes"), where("frame"), where("themes"), where("groups"), where("new_theme"),
        where("theme", pk=made["theme"].pk), where("theme", pk=made["merged"].pk), where("theme_voices", pk=made["few"].pk),
        where("add_voice", pk=made["few"].pk), where("merge", pk=made["few"].pk), where("report"), where("write_report"),
    ):  # fmt: skip
        response = page.goto(live_server.url + path)
        assert response.status == 200, path
        assert_no_violations(page)


def test_pages_with_nothing_on_them_have_no_violation(page: Any, live_server: Any, engagement: Any, alice: Any) -> None:
    signed_in_page(page, live_server, alice)
    for name in ("coding", "sure", "agreement", "themes", "groups", "report"):
        page.goto(live_server.url + where(name))
        assert_no_violations(page)
    page.goto(live_server.url + where("write_report"))
    page.get_by_role("button", name="Save the report").click()
    expect(page.get_by_role("alert")).to_contain_text("Write what people told us")
    assert_no_violations(page)


def test_a_voice_is_read_with_one_key_for_each_decision(page: Any, live_server: Any, engagement: Any, alice: Any) -> None:
    first = make_machine_reading(voice=make_clean_voice(engagement), codes={"Waiting": 0.9, "Staff": 0.6}).voice
    second = make_machine_reading(voice=make_clean_voice(engagement), codes={"Waiting": 0.95}).voice
    signed_in_page(page, live_server, alice).goto(live_server.url + where("coding"))
    expect(page.get_by_role("checkbox", name="Staff")).to_be_checked()
    page.keyboard.press("2")
    expect(page.get_by_role("checkbox", name="Staff")).not_to_be_checked()
    page.keyboard.press("m")
    expect(page.get_by_role("radio", name="Mixed")).to_be_checked()
    page.keyboard.press("?")
    expect(page.get_by_text("tick or untick a suggested code")).to_be_visible()
    assert_no_violations(page)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{where('read', pk=second.pk)}")
    reading = Reading.objects.get(voice=first)
    assert [code.name for code in reading.codes.all()] == ["Waiting"]
    assert reading.stance == "mixed"
    page.get_by_role("link", name="Go back to the one before").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Read this comment again")


def test_keys_can_be_switched_off_and_skip_has_one(page: Any, live_server: Any, engagement: Any, alice: Any) -> None:
    first = make_machine_reading(voice=make_clean_voice(engagement), codes={"Waiting": 0.6}).voice
    second = make_machine_reading(voice=make_clean_voice(engagement), codes={"Waiting": 0.9}).voice
    signed_in_page(page, live_server, alice).goto(live_server.url + where("read", pk=first.pk))
    page.keyboard.press("s")
    page.wait_for_url(f"**{where('read', pk=second.pk)}")
    page.keyboard.press("?")
    page.get_by_role("button", name="Keys are on").click()
    page.keyboard.press("1")
    expect(page.get_by_role("button", name="Keys are off")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Waiting")).to_be_checked()


def test_a_voice_is_read_without_script(browser: Any, live_server: Any, engagement: Any, alice: Any) -> None:
    voice = make_machine_reading(voice=make_clean_voice(engagement), codes={"Waiting": 0.9}).voice
    context = browser.new_context(java_script_enabled=False)
    page = signed_in_page(context.new_page(), live_server, alice)
    page.goto(live_server.url + where("coding"))
    expect(page.get_by_text("Read with the keyboard")).to_be_hidden()
    page.get_by_label("Positive").check()
    page.get_by_role("button", name="Confirm and read the next").click()
    expect(page.get_by_text("Every comment that is safe to read has been read")).to_be_visible()
    assert Reading.objects.get(voice=voice).stance == "positive"
    context.close()
