"""The judgements of a narrative, the words of a clause, two texts side by side."""

import datetime
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.narrative import compared, rules, wording
from antiphon.narrative.rules import Silence, Stand, Step

MONDAY = datetime.date(2026, 3, 2)
WHOLE = [rules.Drafted(section, section) for section in ("why", "changes", "limits")]


def days(number: int) -> datetime.date:
    return MONDAY + datetime.timedelta(days=number)


# --- What is missing ---------------------------------------------------------------------------------------------------
def test_by_when_is_compulsory_where_something_gets_better():
    late = rules.Drafted("improves", "Calls")
    assert rules.missing([*WHOLE, late], []) == ["“Calls” does not say by when."]
    assert rules.missing([*WHOLE, rules.Drafted("improves", "Calls", by_when=MONDAY)], []) == []


def test_each_part_that_must_be_there_is_named():
    assert len(rules.missing([], [])) == 4


def test_a_statement_needs_an_owner_a_promise_and_a_measure():
    whole = [*WHOLE, rules.Drafted("improves", "", by_when=MONDAY)]
    assert len(rules.missing([*whole, rules.Drafted("statement", "One story")], [])) == 3


def test_a_claim_is_measured_or_a_hope_or_it_is_missing_something():
    whole = [*WHOLE, rules.Drafted("improves", "", by_when=MONDAY)]
    claims = [rules.Claimed("A", True, False), rules.Claimed("B", False, True), rules.Claimed("C", False, False)]
    assert rules.missing(whole, claims) == ["Nothing measures “C”. Take it out, measure it, or mark it as a hope."]


@pytest.mark.parametrize(
    ("words", "promise"),
    [("We will share", True), ("we  will", True), ("I will", True), ("We would", False), ("We willingly", False), ("", False)],
)
def test_a_promise_begins_with_we_will(words: str, promise: bool):
    assert rules.promises(words) is promise


# --- Where a partner stands --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "stand"),
    [
        ([], Stand.WAITING),
        ([("comment", "b")], Stand.WAITING),
        ([("signed", "a")], Stand.REOPENED),
        ([("signed", "b")], Stand.SIGNED),
        ([("signed", "b"), ("comment", "b")], Stand.SIGNED),
        ([("change", "b"), ("signed", "b")], Stand.SIGNED),
        ([("signed", "b"), ("change", "b")], Stand.CHANGE),
        ([("change", "a")], Stand.WAITING),
        ([("condition", "b")], Stand.CONDITION),
        ([("signed", "b"), ("signed", "a")], Stand.SIGNED),  # the words came back to what was signed
    ],
)
def test_the_last_word_on_the_exact_words_counts(said: list[tuple[str, str]], stand: Stand):
    assert rules.stand(said, "b") is stand


# --- Silence -----------------------------------------------------------------------------------------------------------
def test_silence_is_chased_once_then_the_deputy_then_the_director():
    assert rules.steps_due(Silence(MONDAY), days(4)) == []
    assert rules.steps_due(Silence(MONDAY), days(5)) == [Step.CHASE]
    assert rules.steps_due(Silence(MONDAY, chased=True), days(6)) == []
    assert rules.steps_due(Silence(MONDAY, chased=True), days(7)) == [Step.DEPUTY]
    assert rules.steps_due(Silence(MONDAY, chased=True, deputy_asked=True), days(9)) == []
    assert rules.steps_due(Silence(MONDAY, chased=True, deputy_asked=True), days(10)) == [Step.DIRECTOR]
    assert rules.steps_due(Silence(MONDAY, chased=True, deputy_asked=True, with_director=True), days(90)) == []


def test_a_signer_who_has_left_is_not_written_to_and_the_deputy_is_asked_at_once():
    assert rules.steps_due(Silence(MONDAY, signer_here=False), MONDAY) == [Step.DEPUTY]
    assert rules.steps_due(Silence(MONDAY, signer_here=False, deputy_here=False), MONDAY) == [Step.DIRECTOR]


@given(st.integers(0, 400), st.booleans(), st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_no_step_is_done_twice_and_none_is_consent(
    after: int, chased: bool, deputy: bool, director: bool, here: bool, deputy_here: bool
):
    due = rules.steps_due(Silence(MONDAY, chased, deputy, director, here, deputy_here), days(after))
    assert not (chased and Step.CHASE in due)
    assert not (deputy and Step.DEPUTY in due)
    assert not (director and Step.DIRECTOR in due)
    assert set(due) <= {Step.CHASE, Step.DEPUTY, Step.DIRECTOR}


def test_numbers_of_versions_and_addresses():
    assert rules.next_number(None) == (1, 0)
    assert rules.next_number((1, 0)) == (1, 1)
    assert rules.next_number((1, 9), major=True) == (2, 0)
    assert rules.slug_from("Joined-up care: Ashmere!", ["joined-up-care-ashmere"]) == "joined-up-care-ashmere-2"
    assert rules.slug_from("مرحبا", []) == "narrative"


# --- Words -------------------------------------------------------------------------------------------------------------
def test_pasted_word_markup_is_cleaned():
    pasted = (
        "<!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml><![endif]-->"
        "<style>p.MsoNormal{mso-style-name:x}</style><p class=MsoNormal>One&nbsp;team<o:p></o:p></p>"
        "<ul><li>By phone</li><li>At home &amp; away</li></ul><script>alert(1)</script>"
    )
    assert wording.cleaned(pasted) == "One team\n\n- By phone\n- At home & away"


def test_pasted_bullets_and_hidden_marks_are_cleaned():
    assert wording.cleaned("\u00b7\tBy phone\r\n\uf0b7\tAt home\u200b\r\n1.\tFirst\u00ad") == "- By phone\n- At home\n1. First"


@pytest.mark.parametrize("words", ["مرحبا بكم في ‏الخدمة", "نمی\u200cخواهم", "Mae’r tîm yn ŵyl â’r ty\u0302",
                                   "ਸਤ ਸ੍ਰੀ ਅਕਾਲ", "\u05d0\u200f\u05d1", "Less than 5 < 6 and a > b"])  # fmt: skip
def test_right_to_left_and_welsh_words_are_kept(words: str):
    assert wording.cleaned(words) == unicodedata.normalize("NFC", words)


@given(st.text(max_size=300))
def test_cleaning_twice_is_cleaning_once_for_plain_words(text: str):
    once = wording.cleaned(text)
    if "<" not in once and "&" not in once:
        assert wording.cleaned(once) == once


def test_a_document_of_a_hundred_pages_is_cleaned_in_a_moment():
    began = time.process_time()
    wording.cleaned("<p class=MsoNormal>One team looks after you at home, and one number is yours.</p>\n" * 5_000)
    assert time.process_time() - began < 5


def test_claims_are_sentences_that_say_something_will_be_better():
    text = "Waits get shorter. We will not close a ward. You can ring at night.\n- Nobody travels more than 10 miles."
    assert wording.claims_in(text) == ["Waits get shorter.", "Nobody travels more than 10 miles."]


def test_the_exact_words_hold_all_that_is_signed():
    said = wording.Said("improves", "Calls", "111 answers.", MONDAY, "We will answer.", "Greenway", False)
    exact = wording.exact(said, "What gets better")
    assert exact.split("\n\n") == ["What gets better", "Calls", "111 answers.", "By when: 2 March 2026",
                                   "What we will do: We will answer.", "Who answers for it: Greenway"]  # fmt: skip


# --- Two texts ---------------------------------------------------------------------------------------------------------
TEXT = st.lists(st.sampled_from(["one", "two", "three", "\n\nfour", "five."]), max_size=12).map(" ".join)


@given(TEXT, TEXT)
def test_the_pieces_hold_the_later_text_and_lose_nothing_of_the_earlier(before: str, after: str):
    found = compared.compare(before, after)
    later = "".join(one.text for one in found if one.kind != compared.REMOVED)
    assert later.split() == after.split()
    earlier = "".join(one.text for one in found if one.kind != compared.ADDED)
    assert sorted(earlier.split()) == sorted(before.split())


def test_changes_of_two_people_stand_together_when_they_touch_other_words():
    base = "One team looks after you. It has one number."
    mine, theirs = "One team looks after you. It has one free number.", "Our team looks after you. It has one number."
    assert compared.merged(base, mine, theirs) == "Our team looks after you. It has one free number."
    assert compared.merged(base, "Our team looks after you.", "Your team looks after you.") is None
    assert compared.merged(base, base, "Something else.") == "Something else."


@given(TEXT, st.integers(0, 11), st.integers(0, 11))
def test_two_words_added_in_two_places_are_both_kept(base: str, first: int, second: int):
    words = base.split()
    mine, theirs = words.copy(), words.copy()
    mine.insert(first, "MINE")
    theirs.insert(second, "THEIRS")
    together = compared.merged(" ".join(words), " ".join(mine), " ".join(theirs))
    assert together is None or {"MINE", "THEIRS"} <= set(together.split())
