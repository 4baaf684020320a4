"""The results pages: every kind of question on the screen, what is hidden, and who may look."""

import pytest
from django.urls import reverse

from antiphon.insight.tests.panel import answer_survey, make_survey
from antiphon.network.tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey():
    questions = make_survey()
    answer_survey(questions, 412)
    return questions


def results_of(client, engagement, name="results", **query):
    return client.get(reverse(f"workspace:insight:{name}", args=[engagement.slug]), query)


def test_results_show_every_question_with_its_figures(survey, staff_client):
    engagement = survey["one"].engagement
    page = results_of(staff_client(engagement.lead), engagement, by="channel", without="1")
    assert page.status_code == 200
    text = page.content.decode()
    for question in survey.values():
        assert question.text in text
    assert "412</strong> responses counted" in text
    assert "95% interval" in text
    assert "What they say is in the themes" in text
    assert "Web form" in text


def test_crosstab_by_ethnic_group_and_ward_hides_on_the_screen_and_in_the_chart(survey, staff_client):
    engagement = survey["one"].engagement
    client = staff_client(engagement.lead)
    assert "Show the table" in results_of(client, engagement, "cross").content.decode()
    page = results_of(client, engagement, "cross", what="nobody", by1="about:ethnic_group", by2="place")
    text = page.content.decode()
    assert "Ethnic group" in text
    assert "app-hidden-number" in text
    assert "so that nobody can be recognised" in text
    assert "url(#hidden)" in text
    page = results_of(client, engagement, "cross", what=f"{survey['one'].pk}:", by1="about:sex", by2="place", by3="channel")
    assert "Would you ring 111 first?" in page.content.decode()


def test_crosstab_says_what_is_wrong(survey, staff_client):
    engagement = survey["one"].engagement
    client = staff_client(engagement.lead)
    page = results_of(client, engagement, "cross", what="nobody", by1="")
    assert "Choose one, two or three" in page.content.decode()
    page = results_of(client, engagement, "cross", what="99999999:", by1="place")
    assert "Choose a question." in page.content.decode()


def test_a_stranger_finds_no_results(survey, staff_client):
    engagement = survey["one"].engagement
    client = staff_client(make_user(role="director"))
    assert results_of(client, engagement).status_code == 404
    assert results_of(client, engagement, "cross").status_code == 404
