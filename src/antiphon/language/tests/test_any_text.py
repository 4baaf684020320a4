"""Whatever is given, the checker answers, in its place and in time: made-up texts, long documents, texts made to be slow."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.language.checking import Acronym, Term, check, load, readability, unchecked
from antiphon.language.checking.documents import Unreadable, words_of_bytes, words_of_html

WORDS = sorted({phrase.surface for phrase in load().phrases})
MARKS = [
    " ", "\n", "\n\n", "\r\n", "\t", ". ", "! ", "? ", ", ", "(", ")", "“", "”", "‘", "’", '"', "'", "`", "```\n", "<", ">",
    "</p>", "<code>", "- ", "* ",
    "1. ", "# ", "| ", "{{", "}}", "[x](", "https://a.uk/", "@x", "e.g.", "i.e. ", "\u202e", "\u200b", "مرحبا",
    "mae pobl yn ", "12,345", "37%", "ICB", "(ICB)", "ICBs", "A.B.C.", "😀", "é", "e\u0301", "ﬁ", "İ", "ß",
    "\x00", "\ufffc", "\u2028", "do not say:\n",
]  # fmt: skip
PIECES = st.lists(st.one_of(st.sampled_from(WORDS), st.sampled_from(MARKS), st.text(max_size=5)), max_size=40).map("".join)


@settings(max_examples=300, deadline=None)
@given(text=PIECES, kind=st.sampled_from([None, "councillor"]))
def test_findings_lie_in_the_text_in_order_and_never_over_each_other(text, kind):
    found = check(text, kind=kind)
    assert found == check(text, kind=kind)
    for finding in found:
        assert 0 <= finding.start < finding.end <= len(text)
        assert text[finding.start : finding.end] == finding.text
        assert finding.rule in load().rules
        assert finding.message
        assert finding.suggestion
    assert [f.start for f in found] == sorted(f.start for f in found)
    narrow = [f for f in found if not f.rule.startswith("readability.")]
    assert all(one.end <= other.start for one, other in pairwise(narrow))
    for part in unchecked(text):
        assert 0 <= part.start < part.end <= len(text)
    assert readability(text).words >= 0


@settings(max_examples=150, deadline=None)
@given(text=PIECES, forms=st.lists(st.text(max_size=12), max_size=4), meanings=st.lists(st.text(max_size=12), max_size=3))
def test_a_glossary_may_hold_any_words(text, forms, meanings):
    terms = [Term("preferred", tuple(forms), "".join(meanings))]
    acronyms = [Acronym(form, tuple(meanings)) for form in forms]
    for finding in check(text, terms=terms, acronyms=acronyms):
        assert text[finding.start : finding.end] == finding.text


@settings(max_examples=150, deadline=None)
@given(data=st.one_of(st.binary(max_size=200), st.binary(max_size=100).map(lambda tail: b"PK\x03\x04" + tail)))
@pytest.mark.parametrize("name", ["a.txt", "a.docx", "a.html"])
def test_any_bytes_are_read_or_refused_in_words(name, data):
    said = ""
    try:
        assert isinstance(words_of_bytes(data, name), str)
    except Unreadable as error:
        said = str(error)
    assert said == "" or said.endswith(".")


@settings(max_examples=150, deadline=None)
@given(html=st.lists(st.one_of(st.sampled_from(MARKS), st.text(max_size=6)), max_size=30).map("".join))
def test_any_page_is_read(html):
    assert isinstance(words_of_html(html), str)


SLOW = {
    "open quotes": "“a " * 40_000,
    "apostrophes": "'a " * 40_000,
    "open tags": "<a " * 40_000,
    "open code": "<code>" * 20_000,
    "fences": "```\n" * 20_000,
    "ticks": "` " * 40_000,
    "open brackets": "[a](" * 30_000,
    "dots": "a." * 60_000,
    "at signs": "a@" * 60_000,
    "one long word": "a" * 120_000,
    "hyphens": "hard-" * 24_000,
    "do not say": "do not say: - a\n" * 8_000,
    "quotes of a page": "> a\n" * 30_000,
    "spaces": " " * 120_000,
    "lines": "\n" * 120_000,
    "spaces and lines": " \n" * 60_000,
    "acronyms": " ".join(f"A{chr(65 + n % 26)}{chr(65 + n // 26 % 26)}{chr(65 + n // 676)}" for n in range(17_000)),
    "one acronym in headings": "# ICB\n\n" * 15_000,
    "one sentence": "and the plan of the town " * 5_000,
    "numbers": "12,345 37% " * 10_000,
    "capital letters": "ICB (" * 24_000,
    "marks": "?!." * 40_000,
    "comments": "<!--" * 30_000,
    "moustaches": "{{" * 60_000,
    "right to left": "م " * 60_000,
    "Welsh": "mae pobl yn aros am ofal. " * 5_000,
    "be": "be being been " * 9_000,
    "vulnerable": "vulnerable " * 11_000,
    "long line breaks": "word\n" * 24_000,
}


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW.keys())
def test_no_text_makes_it_slow(text):
    """120,000 characters are 20,000 words: a second at the speed that is promised, and more for a bad day."""
    start = time.process_time()
    check(text)
    readability(text)
    assert time.process_time() - start < 2.5


def test_a_hundred_pages_are_checked_at_the_same_speed():
    page = (
        "We met in the hall and spoke about the bus. Nobody had a map, so Wen drew one.\n\n"
        "The PCN was asked to help. It will commence in June, and patients must ring first.\n\n"
    ) * 16
    check(page)
    start = time.process_time()
    one = len(check(page)) and time.process_time() - start
    start = time.process_time()
    found = check(page * 100)
    hundred = time.process_time() - start
    assert len([f for f in found if f.rule == "plain-words"]) == 1600
    assert hundred < max(3.0, one * 250), "a hundred pages take a hundred times as long as one, not more"
