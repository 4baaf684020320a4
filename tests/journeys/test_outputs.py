"""One narrative in many forms, every partner named; and a request for the drafts behind it, with a clock (steps c8 and c17).

Told as sentences, in a real browser.
"""

import io
import zipfile
from typing import Any

import pptx
import pytest
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Browser
from pypdf import PdfReader

from antiphon.exports.models import InformationRequest
from antiphon.narrative.models import Clause
from antiphon.narrative.tests.factories import WORDS, make_edition, make_whole_narrative
from antiphon.network.tests.factories import make_picture, make_user
from antiphon.public.setup import ensure_site
from tests.browser.sign_in import signed_in_client
from tests.journeys.people import AtBrowser, member_of_the_public, staff

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = WORDS["why"].split(".")[0]


@pytest.fixture
def door(browser: Browser, live_server: Any) -> Any:
    """Return a function that seats somebody at a browser; without an account where nobody is named."""
    ensure_site()
    cache.clear()
    return lambda user=None: staff(browser, live_server, user) if user else member_of_the_public(browser, live_server)


def test_bulletin_slides_page_and_answers_come_from_one_source_and_name_every_partner(door):
    narrative = make_whole_narrative(title="Care close to home")
    make_edition(narrative=narrative)
    tom = make_user(role="communications_officer", name="Tom", organisation=narrative.owner)

    officer: AtBrowser = door(tom)
    officer.opens(f"/workspace/brands/{narrative.owner_id}/")
    officer.fills_in("The name, exactly as it must be written", narrative.owner.name)
    officer.page.locator("input[type=file]").set_input_files(
        files=[{"name": "logo.png", "mimeType": "image/png", "buffer": make_picture()}])  # fmt: skip
    officer.presses("Save")
    officer.sees("There is a problem", "Say what the logo shows")
    officer.page.locator("input[type=file]").set_input_files(
        files=[{"name": "logo.png", "mimeType": "image/png", "buffer": make_picture()}])  # fmt: skip
    officer.fills(What_the_logo_says="Logo of the board", Who_owns_the_logo="Ours")
    officer.presses("Save")
    officer.sees("How each is named", narrative.owner.name)

    officer.opens(f"/workspace/narratives/{narrative.slug}/files/")
    officer.sees("Made from version 1.0", "Every name stands", "name and logo are here", "It has not said how its name")
    assert FIRST in officer.page.get_by_label("Bulletin text", exact=True).input_value()

    reader: AtBrowser = door()
    reader.opens(f"/narrative/{narrative.slug}/")
    reader.follows("Use it: bulletin text, slides, one page to print, questions and answers")
    reader.sees("Take it along", "Why change?", FIRST, "Who agreed to this?", narrative.owner.name)
    client, here = Client(), f"/narrative/{narrative.slug}/versions/1.0"
    assert FIRST in client.get(f"{here}/bulletin.txt").content.decode()
    deck = pptx.Presentation(io.BytesIO(client.get(f"{here}/slides.pptx").content))
    assert FIRST in " ".join(shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame)
    page = PdfReader(io.BytesIO(client.get(f"{here}/page.pdf").content))
    assert len(page.pages) == 1
    assert FIRST in page.pages[0].extract_text().replace("\n", " ")
    assert client.get(f"{here}/slides.exe").status_code == 404
    assert client.get(f"/narrative/{narrative.slug}/versions/9.9/bulletin.txt").status_code == 404

    officer.opens("/workspace/brands/")
    officer.page.get_by_label("Who leads it?").select_option(label=narrative.owner.name)
    for partner in narrative.partners.all():
        officer.chooses(partner.organisation.name, within="Who is part of it?")
    officer.fills(Or_paste_its_words=f"A leaflet of {narrative.owner.name}")
    officer.presses("Look for the names")
    other = narrative.partners.exclude(organisation=narrative.owner).get().organisation
    officer.sees("1 thing to put right", f"“{other.name}” is missing")


def test_a_request_for_drafts_is_previewed_hidden_where_it_must_be_and_bundled_in_one_action(door):
    narrative = make_whole_narrative(title="Care close to home")
    clause = Clause.objects.filter(narrative=narrative, section="why").get()
    wen = make_user(role="analyst", name="Wen", organisation=narrative.owner)
    priya = make_user(role="director", name="Priya", organisation=narrative.owner)

    recorder: AtBrowser = door(wen)
    recorder.opens("/workspace/requests/")
    recorder.presses("Record a request")
    recorder.presses("Record it and see what we hold")
    recorder.sees("There is a problem", "Enter a reference")
    recorder.fills(Reference="FOI 2026/12", What_was_asked="Every draft, please.", Who_asked="Ada Morton")
    recorder.page.get_by_label("Which part of a narrative is it about?").select_option(str(clause.pk))
    recorder.dates("When did it come?", narrative.made_at.date())
    recorder.presses("Record it and see what we hold")
    recorder.sees("20 working days left", "Draft 1", FIRST, "Writer 1", "not legal advice")
    recorder.fills(Hide_these_words="own notes")
    recorder.presses("Show me the preview")
    recorder.sees("Say why “own notes” is hidden")
    recorder.fills(Hide_these_words="own notes | Section 43: trade secrets")
    recorder.presses("Show me the preview")
    recorder.sees("[hidden]", "Section 43: trade secrets, 1 place", "another person must look at this page")
    recorder.cannot_press("Make the bundle")

    maker: AtBrowser = door(priya)
    maker.opens("/workspace/")
    maker.sees("Answer a request for information")
    request = InformationRequest.objects.get()
    maker.opens(f"/workspace/requests/{request.pk}/")
    maker.presses("Make the bundle")
    maker.sees("The bundle is made", "Get the bundle (ZIP)")
    archive = zipfile.ZipFile(io.BytesIO(signed_in_client(priya).get(f"/workspace/requests/{request.pk}/bundle.zip").content))
    page = archive.read("foi-2026-12/index.html").decode()
    assert FIRST in page
    assert "own notes" not in page
    assert "Ada Morton" not in page
    maker.follows("Say that it is answered")
    maker.chooses("Some of it was given")
    maker.presses("It is answered")
    maker.sees("The clock has stopped", "No request waits.")

    stranger = signed_in_client(make_user(role="director"))
    for tail in ("", "bundle.zip"):
        assert stranger.get(f"/workspace/requests/{request.pk}/{tail}").status_code == 404
