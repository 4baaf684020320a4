import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.core.days import is_working_day, working_days_after, working_days_between

DAYS = st.dates(datetime.date(2020, 1, 1), datetime.date(2035, 12, 31))


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (datetime.date(2026, 11, 20), 1, datetime.date(2026, 11, 23)),  # over a weekend
        (datetime.date(2026, 12, 23), 2, datetime.date(2026, 12, 29)),  # Christmas, and Boxing Day's substitute
        (datetime.date(2026, 4, 2), 1, datetime.date(2026, 4, 7)),  # Good Friday and Easter Monday
        (datetime.date(2026, 11, 2), 15, datetime.date(2026, 11, 23)),
        (datetime.date(2026, 11, 21), 0, datetime.date(2026, 11, 21)),
    ],
)
def test_working_days_after_steps_over_weekends_and_bank_holidays(start, count, end):
    assert working_days_after(start, count) == end


def test_working_days_after_does_not_count_backwards():
    with pytest.raises(ValueError, match="forward"):
        working_days_after(datetime.date(2026, 11, 2), -1)


@given(DAYS, st.integers(1, 60))
def test_working_days_after_and_between_agree(start, count):
    end = working_days_after(start, count)
    assert is_working_day(end)
    assert working_days_between(start, end) == count


def test_working_days_between_is_nothing_when_the_last_is_earlier():
    assert working_days_between(datetime.date(2026, 11, 20), datetime.date(2026, 11, 10)) == 0
