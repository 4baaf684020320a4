import datetime

import pytest
from django.utils import timezone

from antiphon.insight import actions, codebook, queries
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
from antiphon.voices.tests.factories import make_response, make_voice

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement():
    return make_coded_engagement()


@pytest.fixture
def anna(engagement):
    return make_user(name="Anna", role="analyst", organisation=engagement.owner)


def test_to_read_puts_the_least_sure_first_and_leaves_out_the_read(engagement, anna):
    def voice(codes, sure):
        return make_machine_reading(voice=make_clean_voice(engagement), codes=codes, sure=sure).voice

    sure = voice({"Waiting": 0.9}, True)
    unsure = voice({"Waiting": 0.6, "Staff": 0.9}, False)
    nothing = voice({}, False)
    unseen = make_clean_voice(engagement)
    make_read_voice(engagement, "Waiting")
    make_voice(engagement=engagement)
    assert list(queries.to_read(anna, engagement)) == [nothing, unsure, sure, unseen]


def test_to_read_again_is_what_others_have_read(engagement, anna):
    voice = make_read_voice(engagement, "Waiting")
    make_clean_voice(engagement)
    assert list(queries.to_read_again(anna, engagement)) == [voice]
    make_reading(voice=voice, read_by=anna, settles=False)
    assert list(queries.to_read_again(anna, engagement)) == []


def test_progress_counts_in_one_query(engagement, anna, django_assert_num_queries):
    make_read_voice(engagement, "Waiting")
    make_reading(voice=make_clean_voice(engagement), in_bulk=True)
    make_machine_reading(voice=make_clean_voice(engagement))
    with django_assert_num_queries(1):
        progress = queries.progress(engagement)
    assert (progress.clean, progress.suggested, progress.read, progress.in_bulk, progress.to_go) == (3, 1, 2, 1, 1)


@pytest.mark.parametrize("number", [3, 12])
def test_themes_of_takes_three_queries_however_many(engagement, django_assert_num_queries, number):
    for _ in range(number):
        make_gathering(theme=make_theme(engagement=engagement))
    with django_assert_num_queries(3):
        themes = queries.themes_of(engagement)
    assert [one.voices for one in themes] == [1] * number


def test_themes_of_counts_by_stance_and_shares_of_the_read(engagement):
    theme = make_theme(engagement=engagement, codes=("Waiting",))
    for stance in ("negative", "negative", "positive"):
        make_read_voice(engagement, "Waiting", stance=stance)
    make_read_voice(engagement, "Parking")
    actions.gather(theme, by=engagement.lead)
    (one,) = queries.themes_of(engagement)
    assert (one.voices, one.share) == (3, 75)
    assert one.by_stance == {"positive": 1, "negative": 2, "mixed": 0, "unclear": 0}
    assert queries.count_of(theme) == one


def gathered(engagement, theme, *stances):
    for stance in stances:
        make_gathering(theme=theme, voice=make_read_voice(engagement, "Waiting"), stance=stance)


def test_public_themes_hide_small_numbers(engagement):
    few, many = make_theme(engagement=engagement), make_theme(engagement=engagement, minority=True)
    gathered(engagement, few, *["negative"] * 9)
    gathered(engagement, many, *["negative"] * 14, *["mixed"] * 11, *["positive"] * 2)
    small, large = queries.public_themes(engagement)
    assert (str(small.voices), small.share) == ("fewer than 10", None)
    assert {str(cell) for cell in small.by_stance.values()} == {"fewer than 10"}
    assert (large.voices.value, large.share) == (27, 75)
    assert {stance: str(cell) for stance, cell in large.by_stance.items()} == {
        "positive": "fewer than 10", "negative": "14", "mixed": "11", "unclear": "fewer than 10",
    }  # fmt: skip


def test_public_themes_show_a_minority_of_eleven(engagement):
    theme = make_theme(engagement=engagement, minority=True)
    gathered(engagement, theme, *["negative"] * 11)
    assert str(queries.public_themes(engagement)[0].voices) == "11"


def test_not_gathered_says_what_would_change(engagement):
    theme = make_theme(engagement=engagement, codes=("Waiting",))
    make_read_voice(engagement, "Waiting")
    make_gathering(theme=theme)
    make_gathering(theme=theme, by_hand=True)
    assert queries.not_gathered(theme) == (1, 1)
    actions.gather(theme, by=engagement.lead)
    assert queries.not_gathered(theme) == (0, 0)


def test_sample_of_is_the_same_each_time_and_of_each_stance(engagement):
    theme = make_theme(engagement=engagement)
    gathered(engagement, theme, *["negative"] * 8, *["positive"] * 2)
    sample = queries.sample_of(theme)
    assert {stance: len(rows) for stance, rows in sample.items()} == {"positive": 2, "negative": 3}
    assert queries.sample_of(theme) == sample


def test_themes_of_response_are_standing_and_still_true(engagement):
    voice = make_read_voice(engagement, "Waiting", may_quote=True)
    theme, into = make_theme(engagement=engagement, codes=("Waiting",)), make_theme(engagement=engagement)
    actions.gather(theme, by=engagement.lead)
    assert list(queries.themes_of_response(voice.response)) == [theme]
    actions.merge(theme, into=into, note="The same.", by=engagement.lead)
    assert list(queries.themes_of_response(voice.response)) == [into]
    make_gathering(theme=make_theme(engagement=engagement), voice=voice, quoted=True, quoted_by=engagement.lead,
                   left_at=timezone.now())  # fmt: skip
    assert list(queries.themes_of_response(voice.response)) == [into]


def test_profile_hides_small_groups_and_names_no_small_place(engagement):
    for channel, place, number in [("web", "Vale North", 30), ("paper", "Millbeck", 12), ("telephone", "3 Mill Lane", 4)]:
        for _ in range(number):
            make_response(engagement=engagement, channel=channel, place=place)
    profile = queries.profile(engagement)
    assert str(profile.total) == "46"
    assert [(name, str(cell)) for name, cell in profile.by_channel] == [
        ("Web form", "30"), ("Paper", "hidden to protect others"), ("Telephone", "fewer than 10"),
    ]  # fmt: skip
    assert [(name, str(cell)) for name, cell in profile.by_place] == [("Vale North", "30"), ("Other places", "16")]


def test_profile_of_nobody_is_empty(engagement):
    profile = queries.profile(engagement)
    assert (str(profile.total), profile.by_channel, profile.by_place) == ("0", [], [])


def test_breakdown_hides_second_cells_and_takes_few_queries(engagement, django_assert_num_queries):
    theme = make_theme(engagement=engagement, codes=("Waiting",))
    for place, number in [("Vale North", 20), ("Millbeck", 15), ("Quayside", 13)]:
        for _ in range(number):
            make_read_voice(engagement, "Staff", place=place)
    for place, number in [("Vale North", 14), ("Millbeck", 4), ("Quayside", 12)]:
        for _ in range(number):
            make_read_voice(engagement, "Waiting", place=place)
    actions.gather(theme, by=engagement.lead)
    with django_assert_num_queries(3):
        table = queries.breakdown(engagement)
    assert table.groups == ["Millbeck", "Quayside", "Vale North"]
    assert [str(cell) for cell in table.everyone] == ["19", "25", "34"]
    ((_, line),) = table.rows
    assert [str(cell) for cell in line.cells] == ["fewer than 10", "hidden to protect others", "14"]
    assert str(line.total) == "30"


def test_breakdown_by_channel_counts_small_ways_together(engagement):
    for channel, number in [("web", 20), ("paper", 6), ("event", 7)]:
        for _ in range(number):
            make_read_voice(engagement, "Waiting", channel=channel)
    table = queries.breakdown(engagement, by="channel")
    assert list(zip(table.groups, map(str, table.everyone), strict=True)) == [("Web form", "20"), ("Other ways", "13")]


def test_breakdown_of_too_few_is_empty(engagement):
    make_read_voice(engagement, "Waiting", place="Millbeck")
    assert queries.breakdown(engagement).groups == []


def test_agreement_is_over_voices_that_two_people_read(engagement, anna):
    for mine, hers in [(("Waiting",), ("Waiting",)), (("Parking",), ("Parking",)), (("Waiting",), ("Parking",))]:
        voice = make_read_voice(engagement, *mine)
        make_reading(voice=voice, read_by=anna, codes=hers, settles=False)
    make_read_voice(engagement, "Waiting")
    bulk = make_clean_voice(engagement)
    make_reading(voice=bulk, in_bulk=True, codes=("Staff",))
    make_reading(voice=bulk, read_by=anna, settles=False)
    found = queries.agreement(engagement)
    assert (found.voices, found.percent, found.stance) == (3, 67, None)
    assert [(one.code.name, one.used, one.percent) for one in found.codes] == [("Parking", 3, 67), ("Waiting", 3, 67)]
    assert found.mean == pytest.approx(found.codes[0].alpha)
    assert {user.name for user in found.readers} == {"Anna", engagement.lead.name}


def test_differing_lists_what_nobody_settled(engagement, anna):
    voice = make_read_voice(engagement, "Waiting")
    make_reading(voice=voice, read_by=anna, codes=("Parking",), settles=False)
    agreed = make_read_voice(engagement, "Waiting")
    make_reading(voice=agreed, read_by=anna, codes=("Waiting",), settles=False)
    assert [one for one, _ in queries.differing(engagement)] == [voice]
    third = make_user(role="analyst", organisation=engagement.owner)
    actions.confirm(voice, codes=[], stance="mixed", by=third, settle=True)
    assert queries.differing(engagement) == []


def test_report_of_and_its_earliest_board_day(engagement):
    assert queries.report_of(engagement) is None
    report = make_report(engagement=engagement, published_on=datetime.date(2026, 11, 2))
    assert queries.report_of(engagement) == report


def test_codes_with_use_counts_settled_readings(engagement):
    make_read_voice(engagement, "Waiting")
    make_read_voice(engagement, "Waiting", "Staff")
    used = {one.code.name: one.used for one in codebook.entries(engagement)}
    assert used == {"Waiting": 2, "Staff": 1, "Parking": 0}
