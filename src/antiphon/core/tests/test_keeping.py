"""How long things are kept: to the day, leap years too."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.core.keeping import NAMES, WORDS, kept_until, time_is_up

DAYS = st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))


@pytest.mark.parametrize(("since", "until"), [
    ("2026-07-01", "2028-07-01"),
    ("2024-02-29", "2026-03-01"),
    ("2026-02-28", "2028-02-28"),
])  # fmt: skip
def test_kept_until_two_years_later(since: str, until: str) -> None:
    day = datetime.date.fromisoformat
    assert kept_until(day(since), 2) == day(until)


@given(since=DAYS, today=DAYS, years=st.sampled_from([NAMES, WORDS]))
def test_the_list_of_what_is_due_says_the_same_as_the_date_on_the_page(since, today, years):
    assert (since <= time_is_up(today, years)) is (kept_until(since, years) <= today)
