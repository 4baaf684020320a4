"""Times, reminders and numbers that are never added."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from antiphon.events import rules
from antiphon.events.rules import Figure, NeverSummed, Unit
from antiphon.events.writers import ics

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(("said", "meant"), [
    ("14:30", (14, 30)), ("2:30pm", (14, 30)), ("2.30 PM", (14, 30)), ("2pm", (14, 0)), ("12am", (0, 0)), ("12:15pm", (12, 15)),
    ("noon", (12, 0)), ("09:05", (9, 5)),
])  # fmt: skip
def test_a_time_is_read_as_people_write_it(said: str, meant: tuple[int, int]):
    assert rules.clock_of(said) == datetime.time(*meant)


@pytest.mark.parametrize("said", ["", "14", "25:00", "13pm", "0pm", "2:3pm", "soon", "14:30:00"])
def test_what_is_no_time_is_refused(said: str):
    with pytest.raises(ValueError):
        rules.clock_of(said)


def test_a_time_is_in_its_own_zone_and_one_that_clocks_skip_is_refused():
    summer = rules.at(datetime.date(2026, 4, 14), datetime.time(12, 30), "Europe/London")
    assert summer == datetime.datetime(2026, 4, 14, 11, 30, tzinfo=datetime.UTC)
    assert rules.when(summer, summer + datetime.timedelta(hours=1), "Europe/London") == "Tuesday 14 April 2026, 12:30pm to 1:30pm"
    assert rules.when(summer, summer + datetime.timedelta(hours=1), "Europe/Paris").endswith("1:30pm to 2:30pm (Paris time)")
    with pytest.raises(ValueError, match="does not exist"):
        rules.at(datetime.date(2026, 3, 29), datetime.time(1, 30), "Europe/London")
    twice = rules.at(datetime.date(2026, 10, 25), datetime.time(1, 30), "Europe/London")
    assert twice == datetime.datetime(2026, 10, 25, 0, 30, tzinfo=datetime.UTC)  # the first of the two


def test_reminders_go_the_day_before_by_the_clock_and_in_the_last_hour_and_are_not_made_up_for():
    starts = datetime.datetime(2026, 10, 25, 12, 0, tzinfo=LONDON).astimezone(datetime.UTC)  # clocks go back that night
    day_before = datetime.datetime(2026, 10, 24, 12, 0, tzinfo=LONDON).astimezone(datetime.UTC)
    assert starts - day_before == datetime.timedelta(hours=25)
    minute = datetime.timedelta(minutes=1)
    assert rules.reminder(starts, "Europe/London", day_before - minute) is None
    assert rules.reminder(starts, "Europe/London", day_before) == "day"
    assert rules.reminder(starts, "Europe/London", starts - 61 * minute) == "day"
    assert rules.reminder(starts, "Europe/London", starts - 60 * minute) == "hour"
    assert rules.reminder(starts, "Europe/London", starts) is None


def test_people_attendances_and_views_are_never_added_to_one_another():
    people, came, views = Figure(40, Unit.PEOPLE), Figure(50, Unit.ATTENDANCES), Figure(11_000, Unit.VIEWS, "The video site")
    for pair in ((people, came), (came, views), (people, views)):
        with pytest.raises(NeverSummed, match="three different numbers"):
            rules.add(pair)
    with pytest.raises(NeverSummed, match="same person"):
        rules.add([people, people])
    with pytest.raises(NeverSummed, match="two sources"):
        rules.add([views, Figure(5, Unit.VIEWS, "The intranet")])
    with pytest.raises(NeverSummed):
        rules.add([])
    assert rules.add([people]) == people
    assert rules.in_words(rules.add([came, Figure(49_962, Unit.ATTENDANCES)])) == "50,012 attendances"
    assert rules.in_words(rules.add([views, Figure(1, Unit.VIEWS, "The video site")])) == "11,001 views"
    assert rules.in_words(Figure(1, Unit.PEOPLE)) == "1 person"


def test_a_calendar_entry_is_folded_escaped_and_keeps_its_uid():
    at = datetime.datetime(2026, 4, 14, 11, 30, tzinfo=datetime.UTC)
    entry = ics.Entry(
        "event-1@example.org", 3, "Care; at home, now – “ünïcode” " + "é" * 60, at, at + datetime.timedelta(hours=1), at,
        words="One line\nand another\\.", place="Hall, Ashmere", link="https://example.org/events/1/", remind=True,
    )  # fmt: skip
    text = ics.calendar([entry], name="Events")
    lines = text.split("\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in lines) <= 75
    whole = text.replace("\r\n ", "")
    assert "UID:event-1@example.org\r\nSEQUENCE:3\r\n" in whole
    assert "SUMMARY:Care\\; at home\\, now – “ünïcode” " + "é" * 60 in whole
    assert "DESCRIPTION:One line\\nand another\\\\.\r\n" in whole
    assert "DTSTART:20260414T113000Z\r\nDTEND:20260414T123000Z\r\n" in whole
    assert "STATUS:CONFIRMED" in whole
    assert "BEGIN:VALARM" in whole
    off = ics.calendar([ics.Entry(**{**entry.__dict__, "cancelled": True, "sequence": 4})], name="Events")
    assert "STATUS:CANCELLED" in off
    assert "SEQUENCE:4" in off
    assert "SUMMARY:Cancelled: Care" in off
    assert "VALARM" not in off


@pytest.mark.parametrize(("said", "is_one"), [
    ("https://video.example.org/x", True), ("http://example.org/a?b=c", True), ("javascript:alert(1)", False),
    ("https://exa mple.org/", False), ("example.org", False), ("https://example.org/<b>", False),
    ("https://\\evil.example.org/", False),
])  # fmt: skip
def test_a_page_links_to_whole_web_addresses_alone(said: str, is_one: bool):
    assert rules.is_link(said) is is_one
