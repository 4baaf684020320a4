"""Case studies and stories on the public site: what is told, and that a story which is taken back is on no page any more."""

from io import BytesIO

import docx
import pytest
from django.core.cache import cache
from django.test import Client
from pypdf import PdfReader

from antiphon.public.models import ContentPage
from antiphon.public.setup import ensure_site
from antiphon.stories.models import Story
from antiphon.stories.tests.factories import make_case_study, make_consent, make_story

pytestmark = pytest.mark.django_db
CODE, OTHER = "7K3M-9Q2P-XA4T", "0000-0000-0000"
WORDS = "I can hold my grandson again."
ORDER = ["Challenge", "Actions", "Impacts", "Lessons", "Next steps"]


@pytest.fixture
def told(client):
    cache.clear()
    home = ensure_site()
    case = make_case_study(public=True, title="Hands that work")
    story = make_story(kind="real", case=case, organisation=case.organisation, title="My hand", told=WORDS, named="Mrs S")
    consent = make_consent(story=story, code=good(CODE))
    story.published_at, story.open_until = story.made_at, consent.expires_on
    story.save()
    home.add_child(instance=ContentPage(title="How we work", body=[("story", str(story.pk)), ("story", "999999")]))
    return story


def good(code: str) -> str:
    """Return a code with the check character that fits."""
    from antiphon.core import receipts

    plain = code.replace("-", "")[:11]
    return next(found for mark in receipts.ALPHABET if (found := receipts.read(plain + mark)))


def everywhere(story: Story) -> dict[str, str]:
    """Return every public page and file that may hold a story, as text."""
    client, case = Client(), story.case_id
    pages = {address: client.get(address) for address in (
        "/stories/", f"/stories/{story.pk}/", f"/case-studies/{case}/", "/how-we-work/", f"/case-studies/{case}/file.html",
    )}  # fmt: skip
    found = {address: answer.content.decode() for address, answer in pages.items()}
    word = docx.Document(BytesIO(client.get(f"/case-studies/{case}/file.docx").content))
    found["docx"] = " ".join(one.text for one in word.paragraphs)
    pdf = PdfReader(BytesIO(client.get(f"/case-studies/{case}/file.pdf").content))
    found["pdf"] = " ".join(page.extract_text() for page in pdf.pages).replace("\n", " ")
    return found


def test_one_action_empties_every_public_page_and_file(told, client):
    assert [address for address, text in everywhere(told).items() if WORDS not in text] == []
    page = client.post("/stories/take-back/", {"code": good(CODE)}).content.decode()
    assert "My hand" in page
    assert WORDS not in page
    assert [address for address, text in everywhere(told).items() if WORDS not in text] == []  # asking changes nothing
    assert "taken back" in client.post("/stories/take-back/", {"code": good(CODE), "sure": "yes"}).content.decode()
    assert [address for address, text in everywhere(told).items() if WORDS in text or "Mrs S" in text or "My hand" in text] == []
    gone = client.get(f"/stories/{told.pk}/")
    assert gone.status_code == 410
    assert "no-store" in gone["Cache-Control"]
    assert "was taken back on" in client.post("/stories/take-back/", {"code": good(CODE)}).content.decode()


def test_the_pdf_is_tagged_and_keeps_the_order(told, client):
    pdf = PdfReader(BytesIO(client.get(f"/case-studies/{told.case_id}/file.pdf").content))
    text = " ".join(page.extract_text() for page in pdf.pages)
    assert [heading for heading in ORDER if heading in text] == ORDER
    assert sorted(ORDER, key=text.index) == ORDER
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.metadata.title == "Hands that work"


def test_wrong_codes_say_so_and_are_counted(told, client):
    assert "Enter your code" in client.post("/stories/take-back/", {}).content.decode()
    assert "looks wrong" in client.post("/stories/take-back/", {"code": "nonsense"}).content.decode()
    other = good(OTHER)
    assert "no story with this code" in client.post("/stories/take-back/", {"code": other, "sure": "yes"}).content.decode()
    for _ in range(12):
        last = client.post("/stories/take-back/", {"code": other})
    assert last.status_code == 429
    assert Story.objects.get(pk=told.pk).told == WORDS


def test_drafts_and_what_is_not_there_are_not_shown(client):
    ensure_site()
    assert client.get("/stories/").status_code == 200
    assert client.get(f"/stories/{make_story().pk}/").status_code == 410
    assert client.get("/stories/999999/").status_code == 410
    draft = make_case_study()
    for address in (f"/case-studies/{draft.pk}/", f"/case-studies/{draft.pk}/file.docx", "/case-studies/999999/"):
        assert client.get(address).status_code == 404
    public = make_case_study(public=True)
    assert client.get(f"/case-studies/{public.pk}/file.exe").status_code == 404


def test_a_made_up_story_says_so_wherever_it_is_shown(client):
    ensure_site()
    story = make_story(public=True, case=make_case_study(public=True))
    Story.objects.filter(pk=story.pk).update(organisation=story.case.organisation)
    for text in everywhere(story).values():
        if "Asha" in text:
            assert "made-up person" in text.lower() or "Made up" in text
