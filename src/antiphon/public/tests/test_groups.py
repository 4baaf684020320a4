"""A group's own page: by code alone, without an account; a code that nobody has tells nothing, and guessing is stopped."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from antiphon.insight.models import ThemeProposal
from antiphon.insight.tests.factories import make_gathering, make_theme
from antiphon.network.tests.factories import make_user
from antiphon.voices import actions
from antiphon.voices.tests.factories import make_response, make_voice

pytestmark = pytest.mark.django_db
WORDS = "We need a bus that stops at the site."


@pytest.fixture
def response() -> Any:
    cache.clear()
    return make_voice(response=make_response(speaks_as="group", speaks_for=40), words=WORDS, status="clean").response


@pytest.fixture
def code(response: Any) -> str:
    lead = make_user(role="engagement_lead", organisation=response.engagement.owner)
    return actions.give_group_code(response, group="Riverside", by=lead)


def post(tail: str, **sent: Any) -> Any:
    return Client().post(f"/your-words/{tail}", sent)


def test_row_69_the_group_sees_and_can_correct_its_words(response: Any, code: str):
    page = post("", code=code)
    assert WORDS in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    voice = response.voices.get().pk
    assert "Your correction is in" in post("correct/", code=code, voice=voice, words="A bus to our site.").content.decode()
    assert "Tick the box" in post("lock/", code=code).content.decode()
    assert "Your words are locked" in post("lock/", code=code, sure="yes").content.decode()
    again = post("correct/", code=code, voice=voice, words="Something else.").content.decode()
    assert "They are locked" in again
    response.refresh_from_db()
    assert response.group_record.locked_at


def test_what_is_typed_is_not_lost_when_it_cannot_be_taken(response: Any, code: str):
    voice = response.voices.get().pk
    page = post("correct/", code=code, voice=voice, words="x" * 20_001).content.decode()
    assert "can have up to 20,000 characters" in page
    assert "x" * 20_001 in page


def test_a_group_proposes_words_for_a_theme_of_its_own(response: Any, code: str):
    theme = make_theme(engagement=response.engagement, name="Transport")
    make_gathering(theme=theme, voice=response.voices.get())
    page = post("theme/", code=code, theme=theme.pk, name="There is no bus", description="None at all.").content.decode()
    assert "We have your words for the theme" in page
    assert ThemeProposal.objects.get().name == "There is no bus"


def test_a_code_that_nobody_has_tells_nothing_and_guessing_is_stopped(response: Any, code: str):
    assert WORDS not in post("", code=response.receipt).content.decode()  # a receipt never shows words
    answers = [post("", code="0000-0000-0000") for _ in range(12)]
    assert WORDS not in "".join(one.content.decode() for one in answers)
    for path in ("", "correct/", "lock/", "theme/"):
        page = Client().get(f"/your-words/{path}", {"code": code})
        assert WORDS not in page.content.decode()


def test_the_sheet_for_a_group_asks_for_no_names(response: Any):
    page = Client().get(f"/engagements/{response.engagement.slug}/group-sheet/").content.decode()
    assert "The words on this sheet belong to your group" in page
    assert "Please leave out the names of people" in page
