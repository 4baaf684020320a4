"""When leads are reminded, who answers next, what may follow on what, and routes without a circle."""

import datetime

import pytest

from antiphon.cascades import rules

START = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


def kinds(hours: float, *, deputy: bool = True, had: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    found = rules.due(START, START + 10 * HOUR, START + hours * HOUR, has_deputy=deputy, had=had)
    return [(one.kind, one.turn) for one in found]


def test_leads_are_reminded_at_half_and_at_nine_tenths_then_the_deputy_then_the_sender():
    assert kinds(4.9) == []
    assert kinds(5) == [("half", "lead")]
    assert kinds(6, had=("half",)) == []
    assert kinds(9, had=("half",)) == [("ninety", "lead")]
    assert kinds(10, had=("half", "ninety")) == [("deputy", "deputy")]
    assert kinds(12.4, had=("deputy",)) == []
    assert kinds(12.5, had=("deputy",)) == [("sender", "sender")]


def test_without_a_deputy_it_goes_back_to_the_sender_at_once():
    assert kinds(10, deputy=False) == [("sender", "sender")]


def test_a_worker_that_slept_reminds_nobody_of_what_is_over():
    assert kinds(9.5) == [("ninety", "lead")]
    assert kinds(30) == [("deputy", "deputy"), ("sender", "sender")]
    assert kinds(30, had=("deputy", "sender")) == []


def test_the_deputy_has_half_an_hour_at_the_least():
    assert rules.deputy_until(START, START + HOUR / 6) == START + HOUR / 6 + HOUR / 2


@pytest.mark.parametrize(("state", "verb"), [
    ("offered", "publish"), ("localised", "publish"), ("declined", "forward"), ("withdrawn", "acknowledge"),
    ("planned", "acknowledge"), ("offered", "localise"),
])  # fmt: skip
def test_what_does_not_follow_is_refused_in_words(state: str, verb: str):
    assert not rules.allowed(state, verb)
    assert rules.refusal(state, verb).endswith(".")


def test_own_words_wait_for_approval_before_they_go():
    assert rules.allowed("approved", "publish")
    assert "approve" in rules.refusal("localised", "publish")


def test_whoever_said_no_may_change_their_mind():
    assert rules.allowed("declined", "acknowledge")
    assert rules.allowed("not_applicable", "acknowledge")


def test_a_circle_is_found_however_long_and_a_second_path_is_none():
    routes = [(1, 2), (2, 3), (1, 3), (3, 4)]
    assert rules.closes_a_circle(routes, 4, 1)
    assert rules.closes_a_circle(routes, 2, 1)
    assert rules.closes_a_circle([], 1, 1)
    assert not rules.closes_a_circle(routes, 1, 4)
    assert not rules.closes_a_circle(routes, 2, 4)


def test_dates_leave_time_and_nothing_goes_before_the_embargo_ends():
    assert rules.wrong_dates(START, START + HOUR, START + 2 * HOUR, None) == []
    assert len(rules.wrong_dates(START, START, START - HOUR, START + HOUR)) == 3
    day = START.date()
    assert rules.wrong_dates(START, START + HOUR, START + 2 * HOUR, None, day) == []
    wrong = rules.wrong_dates(START, START + HOUR, START + 2 * HOUR, None, day - datetime.timedelta(days=1))
    assert wrong == ["It has to be of use until “pass on by” at least."]


def test_a_day_ends_by_the_clock_of_its_zone_also_when_clocks_change():
    def ends(day, zone):
        return rules.end_of(day, zone).astimezone(datetime.UTC).isoformat()

    assert ends(datetime.date(2026, 3, 28), "Europe/London") == "2026-03-29T00:00:00+00:00"
    assert ends(datetime.date(2026, 3, 29), "Europe/London") == "2026-03-29T23:00:00+00:00"
    assert ends(datetime.date(2026, 10, 25), "Europe/London") == "2026-10-26T00:00:00+00:00"
    assert ends(datetime.date(2026, 3, 28), "Europe/Warsaw") == "2026-03-28T23:00:00+00:00"


def test_every_state_says_what_it_means():
    verbs = {state for states in rules.MAY.values() for state in states}
    assert verbs <= set(rules.STATES)
    assert all(one.means.endswith(".") for one in rules.STATES.values())
