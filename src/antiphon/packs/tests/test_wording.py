"""Words with places in them: what is locked stays byte for byte, and what is filled in fits."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.packs import rules
from antiphon.packs.wording import DoesNotFit, filled, pieces, problems, untouched


@dataclass
class Place:
    key: str
    kind: str = "text"
    label: str = "The place"
    words: str = ""
    required: bool = False
    most: int = 40
    hosts: Any = ()


@dataclass
class Words:
    text: str
    slots: list[Any] = field(default_factory=list)
    subject: str = ""
    channel: str = "email"
    language: str = "en"
    format: str = "standard"
    video: str = ""
    picture: None = None


HOURS = Place("hours")


def test_what_is_locked_stays_as_it_is_and_merge_slots_wait_for_delivery():
    words = Words("Dear ((name)),\n\nThe desk opens at ((hours)).\n\n((leave))", [HOURS], subject="Open ((hours))")
    found = filled(words, {"hours": "nine"})
    assert found.text == "Dear ((name)),\n\nThe desk opens at nine.\n\n((leave))"
    assert found.subject == "Open nine"
    assert '<a href="((leave))">((leave))</a>' in found.html
    assert "<p>The desk opens at nine.</p>" in found.html


def test_an_empty_place_has_its_own_words():
    assert filled(Words("Open ((hours)).", [Place("hours", words="all day")]), {}).text == "Open all day."


@pytest.mark.parametrize(("place", "value", "wrong"), [
    (Place("p", most=5), "too long", "It may have 5"),
    (Place("p"), "see ((leave))", "double brackets"),
    (Place("p"), "a\u202eb", "hidden character"),
    (Place("p", required=True), "  ", "has to be filled in"),
    (Place("p", "locked", words="as it is"), "other", "the same everywhere"),
    (Place("p", "url", most=200), "http://ashmere.example/", "https://"),
    (Place("p", "url", most=200), "javascript:alert(1)", "https://"),
    (Place("p", "url", most=200), "https://ashmere.example@evil.example/", "https://"),
    (Place("p", "url", most=200, hosts=["ashmere.example"]), "https://notashmere.example/", "nowhere else"),
    (Place("p", "url", most=200, hosts=["ashmere.example"]), "https://ashmere.example.evil.example/", "nowhere else"),
    (Place("p", "url", most=200), "https://ashmere.example/\">", "no link"),
    (Place("p", "image", most=200), {"link": "https://ashmere.example/a.png", "alt": ""}, "what the picture shows"),
    (Place("p", "image", most=200, required=True), {}, "choose a picture"),
])  # fmt: skip
def test_what_does_not_fit_is_said(place, value, wrong):
    assert wrong in problems([place], {"p": value})["p"]
    with pytest.raises(DoesNotFit):
        filled(Words("((p))", [place]), {"p": value})


def test_a_link_to_a_site_that_is_allowed_or_below_it_fits():
    place = Place("p", "url", most=200, hosts=["ashmere.example"])
    assert problems([place], {"p": "https://www.ashmere.example/desk"}) == {}
    assert '<a href="https://www.ashmere.example/desk">' in filled(Words("See ((p)).", [place]), {"p": "https://www.ashmere.example/desk"}).html


def test_a_place_that_is_not_there_cannot_be_filled():
    assert "no place" in problems([HOURS], {"other": "x"})["other"]


def test_brackets_cannot_be_put_together_into_a_merge_slot():
    with pytest.raises(DoesNotFit):
        filled(Words("Ring (((hours)))", [HOURS]), {"hours": "(name)"})
    with pytest.raises(DoesNotFit):
        filled(Words("((a))(leave))", [Place("a")]), {"a": "("})


def test_words_of_others_are_never_html():
    found = filled(Words("((hours))", [HOURS]), {"hours": "<script>x</script> & so on"})
    assert "<script" not in found.html
    assert "&lt;script&gt;" in found.html


def test_a_picture_is_shown_with_its_words():
    place = Place("p", "image", most=200)
    found = filled(Words("Look: ((p))", [place]), {"p": {"link": "https://ashmere.example/a.png", "alt": "The “desk”"}})
    assert found.text == "Look: The “desk”: https://ashmere.example/a.png"
    assert '<img src="https://ashmere.example/a.png" alt="The “desk”"' in found.html


def test_locked_text_is_checked_byte_for_byte():
    words = Words("The desk opens at ((hours)). Ring ((number)).", [HOURS, Place("number", "locked", words="01632 960100")])
    assert untouched(words, "The desk opens at nine. Ring 01632 960100.")
    assert not untouched(words, "The desk opens at nine. Ring 01632 960101.")
    assert not untouched(words, "The desk  opens at nine. Ring 01632 960100.")
    assert not untouched(words, "The desk opens at nine. Ring 01632 960100. Or do not.")


def test_what_was_filled_in_is_told_from_what_is_locked():
    assert [(one.text, one.key) for one in pieces("Open ((hours)) now", [HOURS], {"hours": "at nine"})] == [
        ("Open ", ""), ("at nine", "hours"), (" now", "")]  # fmt: skip


def test_large_print_is_larger_and_arabic_runs_the_other_way():
    assert "font-size:22px" in filled(Words("a", format="large_print"), {}).html
    assert 'lang="ar" dir="rtl"' in filled(Words("a", language="ar"), {}).html


def test_the_hash_changes_with_any_word_and_with_nothing_else():
    def hashed(words: str, most: int = 40) -> str:
        return rules.content_hash(rules.Whole(headline="a", variants=[Words(words)], slots=[Place("hours", most=most)]))

    assert hashed("x") == hashed("x")
    assert len({hashed("x"), hashed("x "), hashed("x", 41)}) == 3


LETTERS = st.text(alphabet="ab .\n-<&é(", max_size=12)


@given(before=LETTERS, between=LETTERS, after=LETTERS, one=st.text(max_size=45), two=st.text(max_size=45))
def test_whatever_is_filled_in_the_locked_words_come_out_as_they_went_in(before, between, after, one, two):
    words = Words(f"{before}((a)){between}((b)){after}", [Place("a", most=40), Place("b", most=40)])
    try:
        found = filled(words, {"a": one, "b": two})
    except DoesNotFit:
        return
    assert untouched(words, found.text)
    assert "<script" not in found.html
    put = [piece.text for piece in pieces(words.text.strip(), words.slots, {"a": one, "b": two})]
    assert "".join(put) == found.text
