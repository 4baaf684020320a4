"""Hiding more and never adding: pure judgements about words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.voices.rules import HIDDEN, Piece, hide, masked_pieces, only_hides, pieces, tidy


def test_tidy_keeps_one_kind_of_line_end():
    assert tidy(" a\r\nb\rc\x00 ") == "a\nb\nc"


def test_hide_finds_what_was_copied_from_a_screen():
    assert hide("Mr  Bloggs\nwas kind to mr bloggs.", ["mr bloggs"]) == (f"{HIDDEN}\nwas kind to {HIDDEN}.", [])
    assert hide("Kind.", ["rude", " "]) == ("Kind.", ["rude"])


def test_hide_takes_signs_literally():
    assert hide("Ask (Jo).", ["(Jo)"])[0] == f"Ask {HIDDEN}."


@pytest.mark.parametrize(
    ("after", "allowed"),
    [("The nurse Jo was kind.", True), ("The nurse [hidden] was kind.", True), ("[hidden] was kind.", True),
     ("The [hidden]", True), ("[hidden]", True), ("The nurse [name] was [hidden].", True), ("The nurse Jo was kind", False),
     ("The kind [hidden] nurse.", False), ("The nurse [hidden] was rude.", False), ("", False),
     ("The nurse [hidden]Jo was kind. Extra", False)],
)  # fmt: skip
def test_only_hides(after, allowed):
    assert only_hides("The nurse Jo was kind.", after) is allowed


@given(st.text(alphabet="ab c.", max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_hiding_any_stretch_only_hides(text, first, last):
    text = tidy(text)
    start, end = sorted((min(first, len(text)), min(last, len(text))))
    assert only_hides(text, text[:start] + HIDDEN + text[end:])


def test_pieces_never_show_what_is_surely_a_detail():
    shown = pieces("Ring 01632 960001, Jo said.", [(5, 17, "phone", True), (19, 21, "name", False)])
    assert shown == [Piece("Ring "), Piece("[phone number]", "masked"), Piece(", "), Piece("Jo", "doubt"), Piece(" said.")]
    assert masked_pieces("Ask [name] now") == [Piece("Ask "), Piece("[name]", "masked"), Piece(" now")]
