"""Erased words: what was counted stays counted, and nothing of it can be read or quoted any more."""

import pytest

from antiphon.core.actors import Visitor
from antiphon.insight import queries as insight
from antiphon.insight.tests.factories import make_gathering, make_reading, make_theme
from antiphon.network.tests.factories import make_user
from antiphon.voices import actions as voice_actions
from antiphon.voices import queries as voices
from antiphon.voices.tests.factories import make_voice

pytestmark = pytest.mark.django_db


def test_erase_of_what_was_counted_leaves_every_figure_and_takes_back_the_quote() -> None:
    voice = make_voice(status="clean", may_quote=True)
    theme = make_theme(engagement=voice.engagement)
    make_reading(voice=voice, stance="negative")
    make_gathering(theme=theme, voice=voice, stance="negative", quoted=True, quoted_by=voice.engagement.lead)
    before, counts = insight.themes_of(voice.engagement), voices.counts(voice.engagement)["total"]
    assert len(insight.quotes(theme)) == 1
    voice_actions.erase(voice.response, why="asked", by=Visitor())
    assert insight.themes_of(voice.engagement) == before
    assert insight.count_of(theme).voices == 1
    assert voices.counts(voice.engagement)["total"] == counts
    for shown in (insight.quotes(theme), insight.quoted_in(theme), insight.voices_in(theme), insight.readable(voice.engagement)):
        assert not shown.exists()


def test_erase_of_what_was_withheld_adds_to_no_figure() -> None:
    voice = make_voice(status="clean")
    theme = make_theme(engagement=voice.engagement)
    make_reading(voice=voice)
    make_gathering(theme=theme, voice=voice)
    guardian = make_user(role="guardian", organisation=voice.engagement.owner)
    voice_actions.look(voice, decision="withheld", because="It names people.", by=guardian)
    voice_actions.erase(voice.response, why="asked", by=guardian)
    assert insight.count_of(theme).voices == 0
    assert insight.read_voices(voice.engagement) == 0
