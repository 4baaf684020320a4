"""A group is one response wherever anything is counted, with the number that it declares beside it and never added."""

import pytest

from antiphon.insight import queries
from antiphon.insight.models import Theme
from antiphon.insight.tests.factories import make_clean_voice, make_coded_engagement, make_gathering, make_report, make_theme
from antiphon.voices.models import Response

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme() -> Theme:
    """A theme with 11 voices of persons and one of a group of 40."""
    engagement = make_coded_engagement()
    theme = make_theme(engagement=engagement)
    for number in range(12):
        voice = make_clean_voice(engagement)
        make_gathering(theme=theme, voice=voice)
        if number == 0:
            Response.objects.filter(pk=voice.response_id).update(speaks_as="group", speaks_for=40)
    return theme


def test_a_theme_counts_a_group_once(theme: Theme):
    count = queries.count_of(theme)
    assert (count.voices, sum(count.by_stance.values())) == (12, 12)
    assert count.groups.in_words() == "1 group of 40 people"
    listed = queries.themes_of(theme.engagement)[0]
    assert (listed.voices, listed.groups) == (12, count.groups)
    assert queries.public_themes(theme.engagement)[0].groups == "1 group of 40 people"


def test_a_group_with_two_answers_in_a_theme_is_one_group(theme: Theme):
    group = Response.objects.get(speaks_as="group")
    question = theme.engagement.questions.first()
    second = type(question).objects.create(engagement=theme.engagement, text="Anything else?", place=9)
    make_gathering(theme=theme, voice=make_clean_voice(theme.engagement, response=group, question=second))
    assert queries.count_of(theme).groups.in_words() == "1 group of 40 people"


def test_the_profile_counts_responses_and_names_the_groups_beside(theme: Theme):
    profile = queries.profile(theme.engagement)
    assert profile.total.value == 12
    assert profile.groups.in_public() == "1 group of 40 people"
    assert sum(cell.value or 0 for _, cell in profile.by_channel) in (0, 12)


def test_a_breakdown_never_adds_what_a_group_declares(theme: Theme):
    Response.objects.filter(engagement=theme.engagement, speaks_as="group").update(place="Riverside")
    for by in ("place", "channel"):
        numbers = [cell.value or 0 for cell in queries.breakdown(theme.engagement, by=by).everyone]
        assert sum(numbers) <= 12


def test_a_small_number_of_people_is_not_told_to_the_public(theme: Theme):
    Response.objects.filter(speaks_as="group").update(speaks_for=4)
    assert queries.public_themes(theme.engagement)[0].groups == "1 small group"


def test_the_report_that_is_signed_says_which_of_the_voices_are_groups(theme: Theme):
    report = make_report(engagement=theme.engagement)
    assert "12 voices, among them 1 group of 40 people" in queries.words_of_report(report)
