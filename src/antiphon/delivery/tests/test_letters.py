"""Letters come out whole, safe for a header, and the same in both forms."""

import pytest

from antiphon.delivery import letters
from antiphon.delivery.letters import LetterProblem, as_html, write

FACTS = {"system_name": "Ashmere and Vale", "public_address": "https://ashmere.example", "name": "", "receipts": []}


def test_write_fills_in_the_facts() -> None:
    letter = write("delivery/proof", {**FACTS, "name": "Ada", "receipts": ["7K3M-9Q2P-XA4T"]})
    assert letter.subject == "A test message from Ashmere and Vale"
    assert letter.text.startswith("Dear Ada,\n\nThis is a test")
    assert "- 7K3M-9Q2P-XA4T\n" in letter.text
    assert "<li>7K3M-9Q2P-XA4T</li>" in letter.html


def test_write_without_a_fact_is_an_error() -> None:
    with pytest.raises(LetterProblem, match="public_address"):
        write("delivery/proof", {name: value for name, value in FACTS.items() if name != "public_address"})


@pytest.mark.parametrize("name", ["delivery/nothing", "nowhere/proof", "delivery/../proof", "/etc/passwd", "delivery/pro of"])
def test_write_of_an_unknown_letter_is_an_error(name: str) -> None:
    with pytest.raises(LetterProblem):
        write(name, FACTS)


def test_a_fact_cannot_begin_a_header_of_its_own() -> None:
    letter = write("delivery/proof", {**FACTS, "system_name": "Vale\r\nBcc: all@example.org\x00\u2028X"})
    assert letter.subject == "A test message from Vale Bcc: all@example.org X"


def test_a_fact_is_text_in_the_text_and_escaped_in_the_html() -> None:
    letter = write("delivery/proof", {**FACTS, "name": "<b>Ada & Co</b> {{ 7 * 7 }}"})
    assert "<b>Ada & Co</b> {{ 7 * 7 }}" in letter.text
    assert "&lt;b&gt;Ada &amp; Co&lt;/b&gt; {{ 7 * 7 }}" in letter.html


@pytest.mark.parametrize("raw", ["no front matter", "---\nsubject: A\n", "---\ntitle: A\n---\nwords",
                                 "---\nsubject: A\nbcc: B\n---\nwords", "---\nsubject: {{ a\n---\nwords"])  # fmt: skip
def test_a_letter_that_is_not_well_formed_is_an_error(raw: str) -> None:
    with pytest.raises(LetterProblem):
        letters._parse("room/letter", raw)


def test_a_letter_cannot_reach_out_of_its_sandbox() -> None:
    form = letters._parse("room/letter", "---\nsubject: A\n---\n{{ name.__class__.__mro__[1].__subclasses__() }}")
    with pytest.raises(Exception, match="unsafe"):
        form.words.render(name="Ada")


def test_html_links_whole_addresses_and_no_more() -> None:
    page = as_html("S", "See https://ashmere.example/receipt/?a=1&b=2.\n\n- one\n- two\n  and more\n\nEnd")
    assert '<a href="https://ashmere.example/receipt/?a=1&amp;b=2">https://ashmere.example/receipt/?a=1&amp;b=2</a>.' in page
    assert "<ul><li>one</li><li>two and more</li></ul>" in page
