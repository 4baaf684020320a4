"""The screens of decisions in a real browser: every page in its states has no axe violation; the answer by keyboard."""

import os
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from antiphon.decisions import queries
from antiphon.decisions.models import Answer, Mitigation
from antiphon.decisions.tests.factories import (
    make_colleague,
    make_contributor,
    make_decided_decision,
    make_decided_engagement,
    make_decision,
    make_heard_engagement,
    make_tabled_decision,
    make_wording_test,
)
from tests.browser.checks import assert_accessible, assert_fits
from tests.browser.sign_in import signed_in_page

pytestmark = pytest.mark.django_db(transaction=True)


def at(name: str, engagement: Any, **more: Any) -> str:
    return reverse(f"workspace:decisions:{name}", kwargs={"slug": engagement.slug, **more})


def look(page: Any, live_server: Any, name: str, engagement: Any, **more: Any) -> None:
    """Open a page and hold it to the rules, at desktop width and at the width of 400% zoom."""
    answer = page.goto(live_server.url + at(name, engagement, **more))
    assert answer.status == 200, name
    assert_accessible(page)
    shots = os.environ.get("SHOTS")
    if shots:
        page.screenshot(path=f"{shots}/{name}.png", full_page=True)
    page.set_viewport_size({"width": 320, "height": 800})
    assert_fits(page)
    if shots:
        page.screenshot(path=f"{shots}/{name}-narrow.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_an_empty_decision_and_its_forms(page: Any, live_server: Any) -> None:
    engagement = make_heard_engagement(themes=0, reported=False)
    signed_in_page(page, live_server, engagement.lead)
    look(page, live_server, "decision", engagement)
    make_decision(engagement=engagement, options=0, insight="")
    for name in ("words", "options", "new_option", "wording", "weighing", "equality", "new_group", "table", "paper", "answers"):
        look(page, live_server, name, engagement)
    page.goto(live_server.url + at("table", engagement))
    page.get_by_role("button", name="Table the paper").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    assert_accessible(page)


def test_a_full_decision_before_it_is_public(page: Any, live_server: Any) -> None:
    engagement = make_heard_engagement(themes=9)
    theme = queries.standing_themes(engagement).first()
    decision = make_decided_decision(engagement=engagement)
    make_wording_test(decision=decision)
    promise = Mitigation.objects.get()
    signed_in_page(page, live_server, make_colleague(engagement, role="director", name="Dana Example"))
    for name in ("decision", "words", "options", "wording", "weighing", "equality", "record", "publish", "paper", "close",
                 "tell"):  # fmt: skip
        look(page, live_server, name, engagement)
    look(page, live_server, "option", engagement, pk=decision.options.first().pk)
    look(page, live_server, "weigh", engagement, pk=theme.pk)
    look(page, live_server, "answer", engagement, pk=theme.pk)
    look(page, live_server, "group", engagement, pk=promise.impact_id)
    look(page, live_server, "promise", engagement, promise=promise.pk)
    look(page, live_server, "done", engagement, promise=promise.pk)


def test_an_answered_engagement_up_to_telling(page: Any, live_server: Any) -> None:
    engagement = make_decided_engagement()
    make_contributor(engagement=engagement, theme=queries.standing_themes(engagement).first())
    signed_in_page(page, live_server, engagement.lead)
    for name in ("decision", "answers", "publish", "close", "tell"):
        look(page, live_server, name, engagement)
    page.goto(live_server.url + at("close", engagement))
    page.get_by_role("button", name="Close the engagement").click()
    page.get_by_role("button", name="Send 1 message").click()
    expect(page.get_by_text("There was 1 message to send.")).to_be_visible()
    assert_accessible(page)


def test_a_tabled_paper_and_an_answer_to_publish(page: Any, live_server: Any) -> None:
    engagement = make_heard_engagement()
    make_tabled_decision(engagement=engagement)
    theme = queries.standing_themes(engagement).first()
    Answer.objects.create(theme=theme, kind="did", words="We did it.", written_by=engagement.lead)
    signed_in_page(page, live_server, make_colleague(engagement, role="director", name="Dana Example"))
    look(page, live_server, "table", engagement)
    look(page, live_server, "record", engagement)
    look(page, live_server, "publish_answer", engagement, pk=theme.pk)


def test_a_theme_is_answered_by_keyboard_without_script(browser: Any, live_server: Any) -> None:
    engagement = make_heard_engagement()
    theme = queries.standing_themes(engagement).first()
    page = browser.new_context(java_script_enabled=False).new_page()
    signed_in_page(page, live_server, engagement.lead)
    page.goto(live_server.url + at("answer", engagement, pk=theme.pk))
    page.get_by_label("We did").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("We opened on two evenings.")
    page.get_by_role("button", name="Save the answer").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Another person publishes it.")).to_be_visible()
    answer = Answer.objects.get(theme=theme)
    assert (answer.kind, answer.words, answer.made_at <= timezone.now()) == ("did", "We opened on two evenings.", True)
    page.context.close()
