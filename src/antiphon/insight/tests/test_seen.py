"""What comments are about, in numbers, and what changed since last time."""

import datetime
import random
from typing import Any

import pytest
from django.utils import timezone

from antiphon.core.problems import Refused
from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_choice, make_open_engagement, make_question
from antiphon.insight import actions, compared, seen
from antiphon.insight.crosstabs import crosstab
from antiphon.insight.models import CodeFrame
from antiphon.insight.tests.factories import (
    code_of,
    make_clean_voice,
    make_coded_engagement,
    make_frame,
    make_frame_use,
    make_read_voice,
    make_reading,
)
from antiphon.network.tests.factories import make_user
from antiphon.voices.models import Response
from antiphon.voices.tests.factories import make_response, make_voice

pytestmark = pytest.mark.django_db


def hear(engagement: Engagement, counts: dict[tuple[str, ...], int], **overrides: Any) -> None:
    for names, number in counts.items():
        for _ in range(number):
            make_read_voice(engagement, *names, **overrides)


def line(found: seen.CodesSeen, name: str) -> seen.CodeLine:
    return next(one for one in found.lines if one.code.name == name)


def test_each_code_has_its_share_of_those_read_with_an_interval():
    engagement = make_coded_engagement()
    hear(engagement, {("Waiting",): 20, ("Waiting", "Parking"): 10, (): 10})
    make_clean_voice(engagement)  # nobody has read it
    found = seen.codes_seen(engagement)
    assert str(found.read) == "40"
    assert [(one.code.name, one.everyone.count.value, one.everyone.share) for one in found.lines] == [
        ("Waiting", 30, 75), ("Parking", 10, 25)]  # fmt: skip
    assert found.lines[0].everyone.interval == (60, 86)


def test_a_code_of_few_is_hidden_and_keeps_its_line():
    engagement = make_coded_engagement()
    hear(engagement, {("Waiting",): 30, ("Staff",): 3})
    found = seen.codes_seen(engagement)
    assert line(found, "Staff").everyone.count.hidden
    assert (line(found, "Staff").everyone.share, line(found, "Staff").everyone.interval) == (None, None)
    assert found.hides


def test_a_response_with_two_comments_counts_once():
    engagement = make_coded_engagement()
    hear(engagement, {("Waiting",): 12, ("Parking",): 12})
    first = Response.objects.filter(engagement=engagement).first()
    question = make_question(engagement=engagement, text="Anything else?")
    voice = make_voice(response=first, question=question, status="clean")
    make_reading(voice=voice, codes=("Waiting",))
    assert line(seen.codes_seen(engagement), "Waiting").everyone.count.value == 12


def test_by_place_with_small_cells_hidden_and_no_way_back():
    engagement = make_coded_engagement()
    for place, counts in (("Millbeck", {("Waiting",): 20, (): 15}), ("Quayside", {("Waiting",): 4, (): 30}),
                          ("Thornley", {("Waiting",): 12, (): 12})):  # fmt: skip
        hear(engagement, counts, place=place)
    found = seen.codes_seen(engagement, by="place")
    assert (found.name, found.groups) == ("Place", ("Millbeck", "Quayside", "Thornley"))
    cells = dict(zip(found.groups, line(found, "Waiting").beside, strict=True))
    assert cells["Quayside"].count.hidden
    assert sum(cell.count.hidden for cell in cells.values()) >= 2, "another one is hidden, or the total would give it away"
    assert seen.codes_seen(engagement, by="nonsense").groups == ()


def test_by_month_in_order():
    engagement = make_coded_engagement()
    day = datetime.date(2026, 3, 5)
    for month in (5, 3, 4):
        for _ in range(12):
            response = make_response(engagement=engagement, said_on=day.replace(month=month))
            make_reading(voice=make_voice(response=response, status="clean"), codes=("Waiting",))
    assert seen.codes_seen(engagement, by="month").groups == ("March 2026", "April 2026", "May 2026")


def test_merged_codes_are_seen_as_one_and_a_split_one_says_so():
    engagement = make_coded_engagement()
    hear(engagement, {("Waiting", "Parking"): 12, ("Parking",): 12, ("Staff",): 15})
    lead = engagement.lead
    actions.merge_codes([code_of(engagement, "Waiting"), code_of(engagement, "Parking")], engagement=engagement, name="Both",
                        why="The same", by=lead)  # fmt: skip
    parts = [{"name": "A"}, {"name": "B"}]
    actions.split_code(code_of(engagement, "Staff"), engagement=engagement, parts=parts, why="Two things", by=lead)
    found = seen.codes_seen(engagement)
    assert line(found, "Both").everyone.count.value == 24
    assert line(found, "Staff").state == "Split, not yet read again"


def test_the_page_takes_few_queries(django_assert_max_num_queries):
    engagement = make_coded_engagement()
    hear(engagement, {("Waiting",): 12, ("Parking",): 12, ("Staff",): 12})
    with django_assert_max_num_queries(14):
        seen.codes_seen(engagement, by="place")


def test_a_code_is_cut_by_two_things_at_once():
    engagement = make_coded_engagement()
    for place in ("Millbeck", "Thornley"):
        hear(engagement, {("Waiting",): 24, (): 24}, place=place)
    code = code_of(engagement, "Waiting")
    found = crosstab(engagement, question=None, code=code, by=["place"])
    assert (found.heading, found.several) == ("Comments about “Waiting”", True)
    assert [(one.groups, one.cells[0].value, one.total.value) for one in found.tables[0].lines] == [
        (("Millbeck",), 24, 48), (("Thornley",), 24, 48), (("Everyone",), 48, 96)]  # fmt: skip
    with pytest.raises(Refused):
        crosstab(engagement, question=None, code=code, by=["star sign"])


# --- What changed --------------------------------------------------------------------------------------------


def series(first: dict[tuple[str, ...], int], second: dict[tuple[str, ...], int]) -> tuple[Engagement, Engagement]:
    frame: CodeFrame = make_frame()
    today = timezone.localdate()
    then = make_open_engagement(opens_on=today - datetime.timedelta(days=200))
    now = make_open_engagement(owner=then.owner, lead=then.lead)
    for engagement, counts in ((then, first), (now, second)):
        make_frame_use(engagement=engagement, frame=frame)
        hear(engagement, counts)
    return then, now


def test_the_same_question_in_an_earlier_engagement_is_found():
    then, now = series({(): 1}, {(): 1})
    make_open_engagement(opens_on=then.opens_on)  # of somebody else
    assert list(compared.earlier_ones(now, now.lead)) == [then]
    assert list(compared.earlier_ones(then, now.lead)) == []
    assert list(compared.earlier_ones(now, make_user(role="analyst"))) == []


def test_a_clear_change_stands_out_and_a_small_one_does_not():
    then, now = series({("Waiting",): 60, ("Parking",): 30, (): 30}, {("Waiting",): 20, ("Parking",): 33, (): 67})
    found = compared.compare(then, now)
    assert [(one.text, one.stands_out) for one in found.differences] == [("Waiting", True), ("Parking", False)]
    assert found.differences[0].points == -33
    assert found.standing_out == 1


def test_hidden_numbers_are_not_compared():
    then, now = series({("Waiting",): 3, (): 40}, {("Waiting",): 30, (): 20})
    found = compared.compare(then, now)
    assert (found.differences, found.hidden) == ((), 1)


def test_answers_to_the_same_question_are_compared_too():
    then, now = series({}, {})
    for engagement in (then, now):
        make_choice(engagement=engagement, text="Would you come again?")
    found = compared.compare(then, now)
    assert found.differences == ()


def test_the_guard_is_as_published():
    """Benjamini and Hochberg (1995), section 3.2: of fifteen tests, four stand out at one in twenty."""
    chances = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
               0.7590, 1.0]  # fmt: skip
    assert sum(compared.stands_out(chances)) == 4
    assert compared.stands_out([]) == []


def test_chance_alone_is_seldom_called_a_change():
    """Forty codes, nothing changed, two hundred times over: something is named in few of them."""
    chance = random.Random(20_261_122)
    named = 0
    for _ in range(200):
        shares = []
        for _ in range(40):
            counts = [sum(chance.random() < 0.3 for _ in range(100)) for _ in range(2)]
            then, now = (seen.Cell(seen.Shown(count), seen.Shown(100)) for count in counts)
            shares.append(compared.chance_of(then, now))
        named += any(compared.stands_out(shares))
    assert named / 200 <= 0.10
