"""How many text messages a text takes."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.delivery.channels.segments import BASIC, PLAIN, TWICE, UNICODE, plainer, size


@pytest.mark.parametrize(("text", "alphabet", "parts"), [
    ("", PLAIN, 0), ("a" * 160, PLAIN, 1), ("a" * 161, PLAIN, 2), ("a" * 306, PLAIN, 2), ("a" * 307, PLAIN, 3),
    ("a" * 159 + "é", PLAIN, 1), ("€" * 80, PLAIN, 1), ("€" * 81, PLAIN, 2), ("ŵ" + "a" * 69, UNICODE, 1),
    ("ŵ" + "a" * 70, UNICODE, 2), ("ŵ" * 134, UNICODE, 2), ("ŵ" * 135, UNICODE, 3), ("🙂" * 35, UNICODE, 1),
    ("🙂" * 36, UNICODE, 2),
    ("£10 @ the clinic\n{now} [or] ~later~ ^", PLAIN, 1), ("ab’c", UNICODE, 1),
])  # fmt: skip
def test_the_parts_are_counted_as_the_networks_do(text, alphabet, parts):
    found = size(text)
    assert (found.alphabet, found.parts) == (alphabet, parts)


def test_a_sign_of_two_is_never_cut_in_half():
    # 152 signs, then one that takes the room of two: it would stand astride the first two parts.
    assert size("a" * 152 + "€" + "a" * 152).parts == 3
    assert size("a" * 151 + "€" + "a" * 153).parts == 2
    assert size("ŵ" * 66 + "🙂" + "ŵ" * 66).parts == 3


def test_the_marks_that_cost_are_named_once_each():
    assert size("it’s “it’s”").costly == ("’", "“", "”")
    assert size(plainer("it’s “it’s” – …")).alphabet == PLAIN


def test_what_it_costs_is_said_for_one_person():
    assert size("a" * 161).in_words == "2 text messages"
    assert size("a").in_words == "1 text message"
    assert size("a" * 161).pence(2.5) == 5


def test_the_alphabet_has_127_signs_and_an_escape():
    assert len(BASIC) == 127
    assert len(TWICE) == 10


@given(st.text())
def test_the_parts_are_never_fewer_than_the_room_asks_nor_many_more(text):
    found = size(text)
    each = 153 if found.alphabet == PLAIN else 67
    least = math.ceil(found.room / each)
    assert found.parts <= least + math.ceil(least / each) + 1
    assert found.parts >= (least if found.parts > 1 else min(found.parts, 1))
    assert (found.parts == 0) == (text == "")
