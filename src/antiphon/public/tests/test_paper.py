"""The questions on paper: a page, and a tagged PDF in the right language; the poster; the short address and its code."""

import io
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from antiphon.engagement.tests.factories import (
    make_choice,
    make_closing_engagement,
    make_engagement,
    make_open_engagement,
    make_question,
    make_twin,
    make_twin_question,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement() -> Any:
    found = make_open_engagement(about_set="2026-1")
    choice = make_choice(engagement=found, required=True)
    make_question(engagement=found, text="Why by bus?", only_if=[{"series": str(choice.series), "options": ["bus"]}])
    make_choice(engagement=found, kind="matrix", text="How was each?", rows=[{"key": "am", "text": "Morning"}])
    return found


def read(answer: Any) -> PdfReader:
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(answer.content))


def tags(part: Any) -> list[str]:
    """Return the kinds of the structure, in reading order."""
    part = part.get_object() if hasattr(part, "get_object") else part
    if isinstance(part, list):
        return [tag for one in part for tag in tags(one)]
    if not isinstance(part, dict):
        return []
    here = [str(part["/S"])] if "/S" in part else []
    return here + (tags(part["/K"]) if "/K" in part else [])


def test_the_pdf_is_tagged_and_says_its_title_and_language(client: Client, engagement: Any) -> None:
    pdf = read(client.get(f"/engagements/{engagement.slug}/paper.pdf"))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert pdf.metadata.title == engagement.title
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()  # it says that it is PDF/UA
    found = tags(root["/StructTreeRoot"])
    assert found.count("/H1") == 1
    assert found.count("/H2") >= 8
    assert "/L" in found
    assert "/Table" in found
    assert "/TH" in found


def test_the_paper_has_every_question_the_way_in_words_and_where_to_send_it(client: Client, engagement: Any) -> None:
    pdf = read(client.get(f"/engagements/{engagement.slug}/paper.pdf"))
    said = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    page = " ".join(client.get(f"/engagements/{engagement.slug}/paper/").text.split())
    for words in ("How do you get here?", "By bus", "Another way", "Answer this only if you ticked “By bus” in question 2",
                  "If you ticked “By bus”, answer question 3 too", "Freepost Your Say", "About you", "Keep this slip",
                  f"number {engagement.pk}"):  # fmt: skip
        assert words in said, words
        assert words in page, words


def test_large_print_is_larger_and_a_twin_is_in_its_own_words(client: Client, engagement: Any) -> None:
    small = read(client.get(f"/engagements/{engagement.slug}/paper.pdf"))
    large = read(client.get(f"/engagements/{engagement.slug}/paper.pdf?large=1"))
    assert len(large.pages) > len(small.pages)
    twin = make_twin(engagement=engagement, format="language", language="ur", title="کلینک کے اوقات", published_at=timezone.now())
    make_twin_question(twin=twin, text="کون سا وقت اچھا ہے؟")
    pdf = read(client.get(f"/engagements/{engagement.slug}/paper/language-ur.pdf"))
    assert pdf.trailer["/Root"]["/Lang"] == "ur"
    assert pdf.metadata.title == "کلینک کے اوقات"
    assert "کون سا وقت اچھا ہے؟" in client.get(f"/engagements/{engagement.slug}/paper/language-ur/").text


def test_words_in_a_script_without_a_font_lead_to_the_page_to_print(client: Client, engagement: Any) -> None:
    fields = {"format": "language", "language": "ti", "title": "\U0001e900\U0001e922", "published_at": timezone.now()}
    twin = make_twin(engagement=engagement, **fields)
    make_twin_question(twin=twin, text="\U0001e900\U0001e922")  # Adlam: hardly any machine has it
    answer = client.get(f"/engagements/{engagement.slug}/paper/language-ti.pdf")
    assert answer.status_code in (200, 503)
    assert answer.status_code == 200 or "open the questions as a page and print it" in answer.text


def test_nobodys_words_are_taken_for_instructions_of_the_document(client: Client, engagement: Any) -> None:
    make_question(engagement=engagement, text='#panic("x") $1/0$ <b>bold</b> \\ " [x]', hint="#read(\"/etc/passwd\")")
    said = " ".join(page.extract_text() for page in read(client.get(f"/engagements/{engagement.slug}/paper.pdf")).pages)
    assert '#panic("x")' in said.replace("“", '"').replace("”", '"')


@pytest.mark.parametrize("tail", ["paper/", "paper.pdf"])
def test_there_is_no_paper_of_what_has_ended_or_was_never_published(client: Client, tail: str) -> None:
    assert client.get(f"/engagements/{make_closing_engagement().slug}/{tail}").status_code == 404
    assert client.get(f"/engagements/{make_engagement().slug}/{tail}").status_code == 404


def test_the_short_address_leads_to_what_is_published_and_to_nothing_else(client: Client, engagement: Any) -> None:
    assert client.get(f"/t/{engagement.pk}/").headers["Location"] == f"/engagements/{engagement.slug}/"
    draft = make_engagement()
    for tail in (f"/t/{draft.pk}/", f"/engagements/{draft.slug}/qr.svg", f"/engagements/{draft.slug}/poster.pdf", "/t/99999999/",
                 f"/engagements/{engagement.slug}/qr.exe"):  # fmt: skip
        assert client.get(tail).status_code == 404


def test_the_code_and_the_poster_hold_the_short_address(client: Client, engagement: Any) -> None:
    svg = client.get(f"/engagements/{engagement.slug}/qr.svg")
    assert svg.headers["Content-Type"] == "image/svg+xml"
    assert f"/t/{engagement.pk}/" in svg.text
    assert client.get(f"/engagements/{engagement.slug}/qr.png").content.startswith(b"\x89PNG")
    poster = read(client.get(f"/engagements/{engagement.slug}/poster.pdf"))
    assert f"/t/{engagement.pk}/" in poster.pages[0].extract_text()
    figures = tags(poster.trailer["/Root"]["/StructTreeRoot"])
    assert "/Figure" in figures
