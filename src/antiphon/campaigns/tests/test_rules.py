"""Judgements about campaigns: gates, clashes, pre-election days, sums."""

import datetime
from decimal import Decimal

import pytest

from antiphon.campaigns import almanac, patterns, rules
from antiphon.network.groups import GROUPS

DAY = datetime.date(2026, 3, 2)  # a Monday
WEEK = datetime.timedelta(weeks=1)


def slot(key: str, start: int = 0, days: int = 6, **more) -> rules.Slot:
    first = DAY + datetime.timedelta(days=start)
    return rules.Slot("campaign", key, f"Campaign {key}", int(key), first, first + datetime.timedelta(days=days), **more)


def plan(**more) -> rules.Plan:
    fields = {
        "filled": dict.fromkeys(rules.NEEDED, True), "aims": [rules.Aim("More visits", ())],
        "deeds": [rules.Deed("Posters", 1, "poster")], "listeners": [rules.Listener("Carers", ["web", "letter"], ["standard"])],
        "sources": 1, "risks": 1, **more,
    }  # fmt: skip
    return rules.Plan(**fields)


def test_a_whole_plan_misses_nothing():
    assert rules.missing(plan()) == []


@pytest.mark.parametrize(("change", "said"), [
    ({"aims": []}, "No objective can be measured. Give at least one its baseline, measure, target and day."),
    ({"aims": [rules.Aim("More visits", ("the baseline", "the target"))]},
     "“More visits” cannot be measured yet: the baseline and the target are missing."),
    ({"deeds": [rules.Deed("Posters", 0, "poster")]}, "“Posters” has no lead. Name exactly one."),
    ({"deeds": [rules.Deed("Posters", 2, "poster")]}, "“Posters” has 2 leads. Name exactly one."),
    ({"listeners": [rules.Listener("Carers", ["web", "sms"], [])]},
     "“Carers” has digital ways only. Add one that works without the internet, or say why none is needed."),
    ({"dated": False}, "Say when it begins and when it ends."),
    ({"sources": 0}, "Name at least one source for what we know about the people."),
])  # fmt: skip
def test_what_is_missing_is_said_by_its_name(change, said):
    assert said in rules.missing(plan(**change))


def test_a_reason_lets_a_digital_plan_pass_and_a_dropped_activity_needs_no_lead():
    digital = [rules.Listener("Staff", ["intranet"], [])]
    assert rules.missing(plan(listeners=digital, digital_because="They all work at a screen.")) == []
    assert rules.missing(plan(deeds=[rules.Deed("Posters", 1, "poster"), rules.Deed("Film", 0, "video", dropped=True)])) == []


def test_two_things_for_the_same_people_in_the_same_week_clash_once():
    one, other = slot("1", groups=("older",)), slot("2", start=6, groups=("older", "carers"))
    (found,) = rules.clashes([other, one])
    assert {found.one.key, found.other.key} == {"1", "2"}
    assert found.weeks == (DAY,)
    assert found.groups == ("older",)


@pytest.mark.parametrize("other", [
    slot("2", start=7, groups=("older",)),  # the week after
    slot("2", groups=("carers",)),  # other people
    slot("2", groups=()),  # everyone is not older people above all
    slot("2", groups=("older",), places=("Quayside",)),  # another place
])  # fmt: skip
def test_what_does_not_meet_does_not_clash(other):
    assert rules.clashes([slot("1", groups=("older",), places=("Castle Green",)), other]) == []


def test_two_for_everyone_clash_and_places_are_compared_without_case():
    assert len(rules.clashes([slot("1", places=("quayside",)), slot("2", places=("Quayside",))])) == 1


def test_too_much_for_one_group_in_one_week_is_said_with_its_fullest_week():
    slots = [slot(str(number), start=number, groups=("older",)) for number in range(1, 4)]
    (found,) = rules.tiring([*slots, slot("4", groups=())], most=3)
    assert (found.group, found.week, len(found.slots)) == ("older", DAY, 4)
    assert rules.tiring(slots, most=3) == []


def test_a_day_in_a_pre_election_period_is_in_the_way_in_its_area_alone():
    poll = rules.Poll(1, "E07", DAY, DAY + 5 * WEEK)
    assert rules.in_the_way(DAY, ["E07"], [poll]) == [poll]
    assert rules.in_the_way(DAY + 5 * WEEK, [], [poll]) == [poll]
    assert rules.in_the_way(DAY, ["E08"], [poll]) == []
    assert rules.in_the_way(DAY + 5 * WEEK + datetime.timedelta(days=1), ["E07"], [poll]) == []


def test_outputs_roll_up_once_by_unit_and_credits_add_nothing():
    posters = rules.Counted("posters", 1, "items", 400, with_others=(2,))
    letters = rules.Counted("letters", 2, "items", 100, estimate=True)
    views = rules.Counted("film", 2, "views", 9000)
    items, seen = rules.rolled_up([posters, letters, views])
    assert (items.number, items.estimated, items.by, items.took_part) == (500, 100, {1: 400, 2: 100}, {2: 400})
    assert (seen.unit, seen.number) == ("views", 9000)
    with pytest.raises(ValueError, match="counted twice"):
        rules.rolled_up([posters, posters])


def test_how_much_of_the_way_is_done():
    assert rules.share_reached(Decimal(120), Decimal(240), Decimal(180)) == 50
    assert rules.share_reached(Decimal(10), Decimal(10), Decimal(10)) is None


def test_templates_are_several_and_name_an_offline_way_for_everyone_outside_work():
    assert len(patterns.TEMPLATES) >= 4
    for one in patterns.TEMPLATES.values():
        hearers = [rules.Listener(row.name, row.channels, row.formats) for row in one.hearers]
        assert rules.only_digital(hearers) == [], one.key
        assert {row.group for row in one.hearers} - {""} <= set(GROUPS)
        assert {key for row in one.hearers for key in row.channels} | {step.channel for step in one.steps} <= set(rules.CHANNELS)
        assert {key for row in one.hearers for key in row.formats} <= set(rules.FORMATS)
        assert all(0 <= step.first <= step.last < one.days for step in one.steps)


def test_days_of_awareness_are_found_over_the_turn_of_the_year_each_with_a_source():
    names = [one.name for _, one in almanac.between(datetime.date(2026, 12, 1), datetime.date(2027, 1, 31))]
    assert names == ["World AIDS Day", "International Day of Persons with Disabilities", "World Braille Day"]
    assert all(one.source and set(one.groups) <= set(GROUPS) for one in almanac.EACH_YEAR)
