"""The narrative in other forms: made from one published version, opened again, whole and accessible (step c8)."""

import dataclasses
import datetime
from html.parser import HTMLParser
from io import BytesIO

import pptx
import pytest
from pypdf import PdfReader

from antiphon.narrative.outputs import OUTPUTS, flags_of
from antiphon.narrative.outputs.base import shortened
from antiphon.narrative.outputs.page import TooLong
from antiphon.narrative.outputs.snippets import snippets
from antiphon.narrative.queries import PublishedClause, PublishedNarrative, PublishedPartner, PublishedSection
from antiphon.network.branding import Mark
from antiphon.network.tests.factories import make_picture

DAY = datetime.date(2026, 3, 2)
ADDRESS = "https://ashmere.example/narrative/joined-up-care/"
NAMES = ("Ashmere and Vale Integrated Care Board", "Ashmere City Council", "Healthwatch Ashmere and Vale")


def clause(section: str, words: str, *, key: int = 1, **more) -> PublishedClause:
    fields = {"heading": "", "by_when": None, "commitment": "", "answers_for": "", "fictional": False, "language": "en",
              "measure": "", "evidence": "", "evidence_on": None, "partners": NAMES, "hopes": (), "exact": words, "digest": "d",
              **more}  # fmt: skip
    return PublishedClause(key=key, section=section, words=words, **fields)


def narrative(**sections) -> PublishedNarrative:
    said = {
        "why": (clause("why", "People tell their story again and again."),),
        "changes": (clause("changes", "One team looks after you.\n\n- It has one number\n- It knows you"),
                    clause("changes", "Your GP sees what the hospital did.")),
        "improves": (clause("improves", "You see one team, near your home.", by_when=datetime.date(2027, 3, 31)),),
        "place": (clause("place", "In Millbeck the team sits in the library.", heading="Millbeck"),),
        "statement": (clause("statement", "I tell my story once.", commitment="We will share your notes."),),
        "limits": (clause("limits", "No hospital closes. We cannot end every wait."),),
        **sections,
    }  # fmt: skip
    return PublishedNarrative(
        pk=1, slug="joined-up-care", title="Joined-up care in Ashmere & Vale", kind="system", place="", owner=NAMES[0],
        number="1.0", published_on=DAY,
        sections=tuple(PublishedSection(key, key, found) for key, found in said.items() if found),
        partners=tuple(PublishedPartner(number, name, "Chair", DAY, 3) for number, name in enumerate(NAMES, 1)),
        because="", changes=(), latest=True, earlier=(),
    )  # fmt: skip


MARKS = [Mark(number, name, logo=make_picture(), alt=f"Logo of {name}") for number, name in enumerate(NAMES, 1)]
LONG = " ".join(f"Sentence number {number} of a text that goes on for a very long time indeed." for number in range(120))


def made(key: str, of: PublishedNarrative | None = None, marks=MARKS) -> bytes:
    return OUTPUTS[key].make(of or narrative(), marks, ADDRESS)


@pytest.mark.parametrize("key", OUTPUTS)
def test_every_form_says_what_was_signed_names_every_partner_and_where_to_read_on(key):
    content = made(key)
    said = " ".join(OUTPUTS[key].words(content).split())
    for words in ("People tell their story again and again.", "31 March 2027", "We will share your notes.", "No hospital closes.",
                  "In Millbeck the team sits in the library.", "Version 1.0, 2 March 2026", *NAMES):  # fmt: skip
        assert words in said, (key, words)
    assert ADDRESS in said.replace(" ", "") or ADDRESS in said
    assert flags_of(OUTPUTS[key], content, MARKS) == []


@pytest.mark.parametrize("key", OUTPUTS)
def test_what_lacks_the_name_of_a_partner_is_flagged(key):
    more = [*MARKS, Mark(9, "Greenway Ambulance and 111 Service NHS Trust")]
    assert [(one.kind, one.name) for one in flags_of(OUTPUTS[key], made(key), more)] == [("missing", more[-1].name)]


def test_slides_have_titles_of_their_own_alternative_text_an_order_and_notes():
    deck = pptx.Presentation(BytesIO(made("slides")))
    assert (deck.core_properties.title, deck.core_properties.language) == ("Joined-up care in Ashmere & Vale", "en-GB")
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert all(titles)
    assert len(set(titles)) == len(titles)
    pictures = []
    for slide in deck.slides:
        assert slide.shapes[0] == slide.shapes.title  # read first
        assert slide.notes_slide.notes_text_frame.text
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height
            if shape.has_text_frame:
                assert shape.text_frame.text, "no empty box"
                for paragraph in shape.text_frame.paragraphs:
                    assert all(run.font.size.pt >= 18 for run in paragraph.runs)
            else:
                pictures.append(shape._element._nvXxPr.cNvPr.get("descr"))
    assert pictures == [one.alt for one in MARKS]


def test_a_long_part_goes_on_on_the_next_slide_and_nothing_runs_off_the_slide():
    many = tuple(clause("changes", LONG, key=number) for number in range(9))
    deck = pptx.Presentation(BytesIO(made("slides", narrative(changes=many))))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert "What changes? (2 of 9)" in titles or any(title.startswith("What changes? (2 of") for title in titles)
    for slide in deck.slides:
        assert all(len(shape.text_frame.text) < 700 for shape in slide.shapes if shape.has_text_frame)


def test_the_page_is_one_page_tagged_with_alternative_text():
    content = made("page")
    pdf = PdfReader(BytesIO(content))
    assert len(pdf.pages) == 1
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert pdf.metadata.title == "Joined-up care in Ashmere & Vale"
    alts = set(_alts(root["/StructTreeRoot"]))
    assert {one.alt for one in MARKS} <= alts


def _alts(node, seen=None):
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for one in node:
            yield from _alts(one)
    elif isinstance(node, dict):
        if "/Alt" in node:
            yield str(node["/Alt"])
        if "/K" in node:
            yield from _alts(node["/K"])


def test_a_narrative_of_a_hundred_pages_still_gives_one_page_and_says_that_it_is_short():
    everything = {key: tuple(clause(key, LONG, key=number, commitment="We will. " + LONG, heading="Here") for number in range(30))
                  for key in ("why", "changes", "improves", "place", "statement", "limits")}  # fmt: skip
    content = made("page", narrative(**everything))
    pdf = PdfReader(BytesIO(content))
    assert len(pdf.pages) == 1
    assert "in short" in OUTPUTS["page"].words(content)
    endless = clause("why", "word " * 3000)
    with pytest.raises(TooLong):
        made("page", narrative(why=(endless,)))


def test_words_in_other_scripts_and_hostile_words_stay_words():
    said = narrative(why=(clause("why", "<script>alert(1)</script> #panic() $x$ \x0b العربية Croeso"),))
    for key in OUTPUTS:
        words = OUTPUTS[key].words(made(key, said))
        assert "Croeso" in words
    assert b"<script>" not in made("questions", said)


class Headings(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag in ("h1", "h2", "main"):
            self.found.append(tag)


def test_questions_can_stand_alone():
    found = snippets(narrative(), MARKS, ADDRESS)
    assert [one.key for one in found] == ["why", "changes", "improves", "statement", "place-1", "limits", "who", "where"]
    assert found[2].text == "You see one team, near your home. By 31 March 2027."
    assert found[4].question == "What does it mean for Millbeck?"
    assert found[1].text.startswith("- One team looks after you.")
    page = Headings(made("questions").decode())
    assert page.found == ["main", "h1", *["h2"] * len(found)]


def test_sentences_are_never_cut_in_the_middle():
    assert shortened("One two three. Four five.", 4) == "One two three."
    assert shortened("One two three four five.", 2) == "One two three four five."


def test_an_empty_narrative_makes_forms_that_say_little_and_do_not_break():
    bare = dataclasses.replace(narrative(), sections=(), partners=())
    for key in OUTPUTS:
        assert made(key, bare, marks=[Mark(1, NAMES[0])])
