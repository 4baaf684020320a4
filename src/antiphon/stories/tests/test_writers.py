"""A case study as a file: opened again, the parts come in their order (register row 53)."""

import zipfile
from html.parser import HTMLParser
from io import BytesIO

import docx
import pytest
from django.utils import timezone

from antiphon.stories import queries
from antiphon.stories.tests.factories import make_case_study, make_story
from antiphon.stories.writers import WRITERS

ORDER = ["Challenge", "Actions", "Impacts", "Lessons", "Next steps"]


class Read(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        if self.tags and self.tags[-1] == "h2" and data.strip():
            self.headings.append(data)


@pytest.fixture
def told(db):
    case = make_case_study(public=True, title="One number <b>for</b> all\x0b", lessons="Ask & listen.\n\n- First\n- Last")
    make_story(public=True, case=case, organisation=case.organisation, title="Asha’s hip")
    make_story(case=case, organisation=case.organisation, title="Not public yet")
    return queries.told(queries.public_case(case.pk, timezone.localdate()), timezone.localdate())


def test_word_keeps_the_order_its_headings_and_its_language(told):
    content = WRITERS["docx"](told)
    made = docx.Document(BytesIO(content))
    headings = [one.text for one in made.paragraphs if one.style.name.startswith("Heading")]
    assert headings == ["One number <b>for</b> all", *ORDER, "Story: Asha’s hip", "How we know", "Partners"]
    assert [one.text for one in made.paragraphs if one.style.name == "List Bullet"][2:4] == ["First", "Last"]
    assert (made.core_properties.title, made.core_properties.language) == ("One number <b>for</b> all", "en-GB")
    assert b'w:val="en-US"' not in zipfile.ZipFile(BytesIO(content)).read("word/styles.xml")
    assert "made-up person" in " ".join(one.text for one in made.paragraphs)
    assert WRITERS["docx"](told)[:30] == content[:30]


def test_html_keeps_the_order_and_runs_nothing(told):
    page = WRITERS["html"](told).decode()
    assert Read(page).headings[:5] == ORDER
    assert "<b>for</b>" not in page
    assert "<script" not in page
    assert '<html lang="en-GB">' in page


def test_a_draft_says_that_it_is_one(db):
    told = queries.told(make_case_study(actions=""), timezone.localdate())
    page = WRITERS["html"](told).decode()
    assert "Draft. Another person has not approved" in page
    assert "Not written yet." in page
    assert Read(page).headings[:5] == ORDER
