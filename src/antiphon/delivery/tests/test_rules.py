"""When to try again, what identifies a message, how counts add up."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from antiphon.delivery.models import Delivery
from antiphon.delivery.rules import (
    MAY_RESOLVE,
    MOST_ATTEMPTS,
    SETTLED,
    WORDS,
    message_id,
    next_attempt,
    reference,
    sum_in_words,
    together,
    without_addresses,
)

NOW = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)


def test_next_attempt_backs_off_and_then_gives_up() -> None:
    waits = [next_attempt(attempts, NOW) for attempts in range(1, MOST_ATTEMPTS + 1)]
    minutes = [(at - NOW).total_seconds() / 60 for at in waits if at]
    assert minutes == [1, 5, 30, 120]
    assert waits[-1] is None


def test_reference_is_the_same_for_ever_and_differs_by_each_part() -> None:
    one = reference("pepper", "told:a", "email", "key")
    assert one == "32zurpoibzaxoiq33lbujusxkp"  # a change here would send everyone their last message again
    assert len(one) == 26
    assert one.islower()
    others = {reference("salt", "told:a", "email", "key"), reference("pepper", "told:b", "email", "key"),
              reference("pepper", "told:a", "letter", "key"), reference("pepper", "told:a", "email", "lock")}  # fmt: skip
    assert len(others | {one}) == 5


def test_message_id_is_in_angle_brackets() -> None:
    assert message_id("abc", "example.org") == "<abc@example.org>"


def test_together_joins_lists_and_keeps_the_first_of_the_rest() -> None:
    ours = {"title": "111 first", "receipts": ["A"], "themes": ["Waiting"]}
    theirs = {"title": "Other", "receipts": ["B", "A"], "themes": ["Parking"], "more": 1}
    assert together([ours, theirs]) == {
        "title": "111 first", "receipts": ["A", "B"], "themes": ["Waiting", "Parking"], "more": 1,
    }  # fmt: skip
    assert ours["receipts"] == ["A"]


@given(st.text())
def test_without_addresses_leaves_one_short_line(reply: str) -> None:
    said = without_addresses(reply)
    assert len(said) <= 300
    assert "\n" not in said
    assert "\r" not in said


def test_without_addresses_takes_out_every_address() -> None:
    said = without_addresses("550 5.1.1 <bob@example.org>: no such user\n'bob@example.org' at bob@[127.0.0.1]")
    assert "bob" not in said
    assert said.startswith("550 5.1.1 (address): no such user")


def test_sum_in_words_adds_up_and_leaves_out_nothing() -> None:
    assert sum_in_words({"accepted": 40, "waiting": 1, "unknown": 1, "rejected": 0}) == (
        "42 to tell = 40 accepted + 1 waiting + 1 not known"
    )
    assert sum_in_words({"accepted": 1200}) == "1,200 to tell = 1,200 accepted"
    assert sum_in_words({}) == "0 to tell"


def test_every_status_has_its_words_and_its_place_in_the_sum() -> None:
    assert set(WORDS) == {*Delivery.Status.values, "elsewhere"}
    assert set(MAY_RESOLVE) | SETTLED <= set(WORDS)
