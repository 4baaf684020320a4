"""Quotes: one chooses, another approves, and the rule picks no favourites."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from antiphon.core.problems import Refused
from antiphon.insight import actions, queries
from antiphon.insight.coders.typical import most_typical
from antiphon.insight.models import Theme
from antiphon.insight.tests.factories import make_clean_voice, make_coded_engagement, make_gathering, make_theme
from antiphon.network.models import User
from antiphon.network.tests.factories import make_user
from antiphon.voices.models import Voice

pytestmark = pytest.mark.django_db
SAME = ("The bus never comes on time.", "Our bus is late, it never comes.", "The bus is late and never comes on time.",
        "I like the new curtains.")  # fmt: skip


@pytest.fixture
def theme() -> Theme:
    return make_theme(engagement=make_coded_engagement())


@pytest.fixture
def anna(theme: Theme) -> User:
    return make_user(name="Anna", role="analyst", organisation=theme.engagement.owner)


@pytest.fixture
def lead(theme: Theme) -> User:
    return make_user(name="Lena", role="engagement_lead", organisation=theme.engagement.owner)


def voices(theme: Theme, *words: str, stance: str = "negative") -> list[Voice]:
    found = [make_clean_voice(theme.engagement, may_quote=True, words=one) for one in words]
    for voice in found:
        make_gathering(theme=theme, voice=voice, stance=stance)
    return found


def test_a_quote_is_shown_once_another_person_approved_it(theme, anna, lead):
    (voice,) = voices(theme, SAME[0])
    actions.quote(theme, voice=voice, by=anna)
    assert not queries.quotes(theme).exists()
    actions.approve_quote(theme, voice=voice, by=lead)
    assert queries.quotes(theme).get().quote_approved_by == lead


def test_nobody_approves_the_quote_they_chose(theme, lead):
    (voice,) = voices(theme, SAME[0])
    actions.quote(theme, voice=voice, by=lead)
    with pytest.raises(Refused, match="another person"):
        actions.approve_quote(theme, voice=voice, by=lead)


def test_who_may_approve(theme, anna):
    (voice,) = voices(theme, SAME[0])
    actions.quote(theme, voice=voice, by=anna)
    with pytest.raises(PermissionDenied):
        actions.approve_quote(theme, voice=voice, by=make_user(role="analyst", organisation=theme.engagement.owner))
    with pytest.raises(Http404):
        actions.approve_quote(theme, voice=voice, by=make_user(role="director"))


def test_words_that_changed_are_approved_anew(theme, anna, lead):
    (voice,) = voices(theme, SAME[0])
    actions.quote(theme, voice=voice, by=anna)
    actions.approve_quote(theme, voice=voice, by=lead)
    voice.made_safe_at, voice.clean_words = timezone.now(), "Other words."  # as a correction does
    voice.save(update_fields=["made_safe_at", "clean_words"])
    assert not queries.quotes(theme).exists()
    actions.approve_quote(theme, voice=voice, by=lead)
    assert queries.quotes(theme).exists()


def test_taken_off_and_chosen_again_it_is_approved_anew(theme, anna, lead):
    (voice,) = voices(theme, SAME[0])
    actions.quote(theme, voice=voice, by=anna)
    actions.approve_quote(theme, voice=voice, by=lead)
    actions.unquote(theme, voice=voice, by=anna)
    actions.quote(theme, voice=voice, by=anna)
    assert not queries.quotes(theme).exists()


def test_the_most_typical_of_each_stance_is_chosen(theme, anna):
    negative = voices(theme, *SAME)
    (positive,) = voices(theme, "They painted the doors.", stance="positive")
    make_gathering(theme=theme, voice=make_clean_voice(theme.engagement, words="Not to be quoted."), stance="mixed")
    assert {row.voice_id for row in queries.typical_of(theme)} == {negative[2].pk, positive.pk}
    assert actions.quote_typical(theme, by=anna) == 2
    with pytest.raises(Refused, match="chosen already"):
        actions.quote_typical(theme, by=anna)


def test_the_most_typical_is_the_nearest_to_all_others():
    assert most_typical(SAME) == 2
    assert most_typical(["Alone."]) == 0
    assert most_typical(["", "..."]) is None
    assert most_typical([]) is None
    assert most_typical(["A wet day", "A wet day"]) == 0
