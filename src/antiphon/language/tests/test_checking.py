"""The checker: known bad words are found in their place, and what is not ours is left alone."""

from datetime import date

import pytest

from antiphon.language.checking import Acronym, Term, check, readability, unchecked

KNOWN_BAD = [
    ("hard to reach", "under-served"),
    ("patients must", "we ask patients to"),
    ("we will guarantee", "plan to"),
    ("rationalise", "close, move or merge"),
    ("reconfigure", "what will change"),
    ("BAME", "people from ethnic minorities"),
    ("vulnerable", "at risk"),
    ("the final option", "option we are asking about"),
    ("STP", "integrated care board"),
    ("CCG", "integrated care board"),
    ("bed blockers", "well enough to leave"),
    ("purdah", "pre-election period"),
]


def found(text, **more):
    """Rules and words of the findings, without advice on length."""
    return [(f.rule, f.text) for f in check(text, **more) if not f.rule.startswith("readability.")]


@pytest.mark.parametrize(("words", "better"), KNOWN_BAD)
@pytest.mark.parametrize("around", ["{}", "Some say {} today.", "{} again and again.", "\n\n- {}\n", "They wrote it down: {}."])
def test_words_that_cost_trust_are_found_with_better_words(words, better, around):
    text = around.format(words)
    hits = [f for f in check(text, on=date(2026, 11, 1)) if f.text.lower() in words.lower()]
    assert hits, check(text)
    assert better in hits[0].suggestion.lower() or better in hits[0].suggestion
    assert text[hits[0].start : hits[0].end] == hits[0].text


def test_a_known_bad_draft_yields_the_expected_findings():
    draft = (
        "Joined-up care in Ashmere and Vale\n\n"
        "We will leverage one team to deliver better outcomes. The PCN leads it. We will guarantee a visit within a day.\n\n"
        "Our bed blockers will go home sooner. Nurses, doctors, social workers and volunteers from four different buildings will"
        " then meet each morning so that everybody knows who is coming home that day."
    )
    rules = [finding.rule for finding in check(draft)]
    assert sorted(rules) == ["acronym", "jargon", "jargon", "people", "promise", "readability.long-sentence"]


@pytest.mark.parametrize(
    "text",
    [
        "Type `utilise` here.",
        "```\nutilise BAME\n```",
        "See https://example.org/utilise/BAME or utilise@example.org.",
        "See [the page](https://example.org/leverage).",
        "He said: “We will guarantee it, and utilise beds.”",
        "> We will guarantee it.",
        'She wrote "hard to reach" on the board.',
        "Mae'r bwrdd yn gofyn i bobl Cymru am eu barn, ac mae BAME yn y testun.",
        "مرحبا بكم في الخدمة",
        "<a href='utilise'>now</a>",
        "{{ utilise }}",
        "We met at the Robust Roofing yard.",
        "We do not say:\n\n- the elderly\n- bed blockers\n",
        "",
        " \n\r\n\t",
        "😀😀😀",
    ],
)
def test_what_is_not_ours_is_left_alone(text):
    assert found(text) == []


def test_what_was_left_alone_is_said_without_a_finding():
    text = "Rydym yn gwrando ar bobl Cymru. مرحبا بكم. We listen to `you`."
    assert [(text[part.start : part.end].strip(), part.why) for part in unchecked(text)] == [
        ("Rydym yn gwrando ar bobl Cymru.", "Welsh"),
        ("مرحبا بكم", "right-to-left writing"),
        ("`you`", "code"),
    ]
    assert found(text) == []


def test_a_body_is_gone_only_after_its_end():
    assert found("Write to your CCG.", on=date(2022, 6, 30)) == [("acronym", "CCG")]
    assert found("Write to your CCG.", on=date(2022, 7, 1)) == [("gone-body", "CCG")]
    assert found("NHS Sussex Integrated Care Board leads.", on=date(2026, 3, 31)) == []
    assert found("NHS Sussex Integrated Care Board leads.", on=date(2026, 4, 1)) == [
        ("gone-body", "NHS Sussex Integrated Care Board")
    ]


def test_partisan_words_count_in_a_briefing_for_councillors_only():
    text = "The failed policy of the last council closed it."
    assert found(text) == []
    assert found(text, kind="councillor") == [("partisan", "failed policy")]


def test_an_organisations_own_words_count():
    terms = [Term("people who use services", ("client", "user of services"), "anyone who comes to us")]
    text = "Each client, and other clients, were here. A user of services rang."
    hits = check(text, terms=terms)
    assert [f.text for f in hits if f.rule == "glossary"] == ["client", "clients", "user of services"]
    assert "anyone who comes to us" in hits[0].message


@pytest.mark.parametrize("form", ["<script>alert(1)</script>", "(.*)+$", "", "  ", "C++", "\\d", "client"])
def test_a_term_may_hold_anything(form):
    hits = check("The client met. <script>alert(1)</script> A C++ and a c.", terms=[Term("person", (form,)), Term("", ("x",))])
    assert [f.text for f in hits if f.rule == "glossary"] == {"client": ["client"], "C++": ["C"]}.get(form, [])


def test_an_acronym_of_ones_own_may_have_several_meanings():
    own = [Acronym("ABC", ("Ashmere Befriending Club", "Ashmere Brass Choir"))]
    (finding,) = check("The ABC met twice. The ABC sang.", acronyms=own)
    assert (finding.text, finding.start) == ("ABC", 4)
    assert "Ashmere Befriending Club" in finding.message
    assert "Ashmere Brass Choir" in finding.message
    assert check("The Ashmere Brass Choir (ABC) met. The ABC sang.", acronyms=own) == []


def test_readability_says_its_limits_and_never_stands_in_the_way():
    short = readability("It is short.")
    assert short.reading_age is None
    long = readability("We will open the doors at nine. Bring a friend with you. " * 10)
    assert long.reading_age is not None
    assert long.reading_age < 10
    assert "Test the words with the people" in long.caveat


def test_line_ends_of_every_system_give_the_same_findings():
    unix = "We will guarantee it.\n\nThe PCN met.\nPatients must come."
    for text in (unix.replace("\n", "\r\n"), unix.replace("\n", "\r")):
        for finding, same in zip(check(text), check(unix), strict=True):
            assert (finding.rule, finding.text) == (same.rule, same.text)
            assert text[finding.start : finding.end] == finding.text
