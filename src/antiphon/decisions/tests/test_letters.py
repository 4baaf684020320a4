"""The letter to those who spoke: short, and about their own words."""

import pytest

from antiphon.decisions import queries
from antiphon.decisions.tests.factories import make_contributor, make_decided_engagement
from antiphon.delivery import letters
from antiphon.insight.models import Gathering, Theme

pytestmark = pytest.mark.django_db
HOUSE = {"system_name": "Ashmere and Vale", "public_address": "http://127.0.0.1:8000"}


def letter_to(response, *, name=""):
    engagement = response.engagement
    facts = queries.letters_to(engagement, [response.person])[response.person]
    return letters.write("decisions/told", {**HOUSE, "name": name, **facts})


def test_the_letter_names_the_decision_their_theme_and_the_receipt():
    engagement = make_decided_engagement(title="Clinic times")
    theme = Theme.objects.get(engagement=engagement, place=3)
    response = make_contributor(engagement=engagement, theme=theme)
    letter = letter_to(response, name="Ada")
    assert letter.subject == "What happened after you took part in Clinic times"
    assert letter.text.startswith("Dear Ada,\n\nThank you for taking part")
    assert "Open until 8pm on two evenings." in letter.text
    assert "- Letters that make sense. We cannot open at weekends. There is no money for it this year.\n" in letter.text
    assert "We cannot: We cannot" not in letter.text
    assert "Evening times" not in letter.text
    assert response.receipt in letter.text
    assert f"/engagements/{engagement.slug}/" in letter.text


def test_the_letter_has_no_more_than_200_words_however_long_the_answers_are():
    engagement = make_decided_engagement(themes=9)
    engagement.questions.update(text="word " * 27)
    long = "word " * 120
    decision = queries.decision_for(engagement)
    decision.outcome = long
    decision.save()
    answers = queries.answers_of(engagement)
    answers.update(words=long)
    response = make_contributor(engagement=engagement)
    for theme in Theme.objects.filter(engagement=engagement):
        Gathering.objects.create(theme=theme, voice=response.voices.get())
    letter = letter_to(response)
    assert letter.text.startswith("Hello,\n\nThank you")
    assert len(letter.text.split()) <= 200
    assert letter.text.count("\n- ") == 3


def test_a_contributor_in_no_theme_still_gets_a_whole_letter():
    engagement = make_decided_engagement()
    letter = letter_to(make_contributor(engagement=engagement))
    assert "Your own words helped" not in letter.text
    assert "Our answers: 1 “we did”, 1 “we will”, 1 “we cannot”" in letter.text


def test_the_letter_gives_the_question_whole_or_not_at_all():
    engagement = make_decided_engagement()
    response = make_contributor(engagement=engagement)
    engagement.questions.update(text="What would help?")
    assert "We asked: What would help?\n" in letter_to(response).text
    engagement.questions.update(text="word " * 28)
    assert "We asked" not in letter_to(response).text
