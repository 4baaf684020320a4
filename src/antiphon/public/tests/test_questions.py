"""Common questions and asking us, as anyone meets them: no account and no script."""

import uuid
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.utils import timezone

from antiphon.answers.actions import faqs, replies
from antiphon.answers.models import Enquiry
from antiphon.answers.tests.factories import make_agreed, make_contact_point, make_enquiry, make_faq, make_reply, make_version
from antiphon.delivery.models import Delivery
from antiphon.network.tests.factories import make_user
from antiphon.public.setup import ensure_site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site():
    cache.clear()
    ensure_site()


def said(answer) -> str:  # type: ignore[no-untyped-def]
    return str(answer.content.decode())


def asked(**more: str) -> dict[str, str]:
    whole = {"words": "When does the clinic open?", "asker": "resident", "answer_how": "code", "submission": str(uuid.uuid4())}
    return {**whole, **more}


def test_only_what_is_agreed_is_there_with_owner_and_review_date(client):
    faq = make_faq(agreed=True, question="Will it close?", answer="No.")
    make_version(faq=faq, answer="Secret draft.")
    make_faq(contact=faq.contact, question="A draft?")
    page = said(client.get("/common-questions/"))
    assert "Will it close?" in page
    assert "01632 960170" in page
    assert "A draft?" not in page
    page = said(client.get(f"/common-questions/{faq.slug}/"))
    assert faq.owner.name in page
    assert "look at it again by" in page
    assert "Secret draft" not in page
    assert client.get("/common-questions/no-such/").status_code == 404


def test_one_edit_changes_page_snippet_and_feed_at_once(client):
    faq = make_faq(agreed=True, answer="Old words.")
    make_agreed(make_version(faq=faq, answer="New words.", why="The law changed"))
    for address in (f"/common-questions/{faq.slug}/snippet/", "/common-questions/changes.atom", "/common-questions/"):
        page = said(client.get(address))
        assert "New words." in page
        assert "Old words." not in page or address.endswith("atom")
    assert "The law changed" in said(client.get("/common-questions/changes/"))
    assert "What it said before" in said(client.get(f"/common-questions/{faq.slug}/"))


def test_an_overdue_review_is_told_to_the_public_only_if_set(client):
    faq = make_faq(agreed=True, review_on=timezone.localdate().replace(year=2020))
    page = said(client.get(f"/common-questions/{faq.slug}/"))
    assert "2020" not in page
    faq.tells_overdue = True
    faq.save()
    assert "meant to look at it again" in said(client.get(f"/common-questions/{faq.slug}/"))


def test_the_snippet_may_stand_in_any_frame_and_no_other_page_may(client):
    faq = make_faq(agreed=True)
    answer = client.get(f"/common-questions/{faq.slug}/snippet/")
    assert "X-Frame-Options" not in answer
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "<script" not in said(answer)
    assert not answer.cookies
    page = client.get(f"/common-questions/{faq.slug}/")
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]


def test_the_feed_is_well_formed_whatever_the_words_are(client):
    make_faq(agreed=True, question="Is <this> & “that” so?", answer="Yes \x0b & <b>no</b>")
    root = ElementTree.fromstring(client.get("/common-questions/changes.atom").content)
    assert root.find("{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}title").text == "Is <this> & “that” so?"  # type: ignore[union-attr]


def test_taken_off_it_is_gone_from_every_page(client):
    faq = make_faq(agreed=True, question="Will it close?")
    faqs.take_off(faq, by=faq.person)
    assert client.get(f"/common-questions/{faq.slug}/").status_code == 404
    assert client.get(f"/common-questions/{faq.slug}/snippet/").status_code == 404
    for address in ("/common-questions/", "/common-questions/changes/", "/common-questions/changes.atom"):
        assert "Will it close?" not in said(client.get(address))


def test_nothing_yet_is_said_kindly(client):
    assert "no agreed answers yet" in said(client.get("/common-questions/"))
    assert client.get("/ask-us/").status_code == 200
    assert ElementTree.fromstring(client.get("/common-questions/changes.atom").content) is not None


def test_asking_gives_a_code_and_a_day_and_the_code_shows_the_answer(client):
    contact = make_contact_point()
    answer = client.post("/ask-us/", asked(), follow=True)
    enquiry = Enquiry.objects.get()
    assert enquiry.receipt in said(answer)
    assert "You will hear from us by" in said(answer)
    page = said(client.post("/ask-us/look-up/", {"code": enquiry.receipt.lower()}))
    assert "You will hear from us by" in page
    assert "When does the clinic open" not in page  # somebody may look over their shoulder
    tom = make_user(role="communications_officer", organisation=contact.owner)
    replies.send(make_reply(enquiry=enquiry, words="On 1 March.", written_by=tom), edition=1, by=tom)
    assert "On 1 March." in said(client.post("/ask-us/look-up/", {"code": enquiry.receipt}))
    assert "On 1 March." in said(client.post("/receipt/", {"code": enquiry.receipt}))  # the other page for codes knows it too
    sure = said(client.post("/ask-us/erase/", {"code": enquiry.receipt}))
    assert "cannot be undone" in sure
    page = said(client.post("/ask-us/erase/", {"code": enquiry.receipt, "sure": "yes"}))
    assert "It is all erased." in page
    assert "On 1 March." not in page


def test_pressing_twice_asks_once(client):
    make_contact_point()
    sent = asked(answer_how="email", email="ada@example.org")
    for _ in range(2):
        client.post("/ask-us/", sent)
    assert Enquiry.objects.count() == Delivery.objects.count() == 1


@pytest.mark.parametrize(("more", "words"), [
    ({"words": ""}, "Write what you would like to know"), ({"asker": ""}, "Choose who is asking"),
    ({"answer_how": "email"}, "Give the e-mail address"), ({"answer_how": "email", "email": "no"}, "in the right format"),
    ({"website": "x"}, "Something filled in a box"), ({"words": "x" * 10_001}, "10,000 letters or fewer"),
    ({"asker": "mayor"}, "There is a problem"), ({"answer_how": "pigeon"}, "There is a problem"),
])  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, more, words):
    make_contact_point()
    page = said(client.post("/ask-us/", asked(ward="Vale North", **more)))
    assert words in page
    assert "Vale North" in page
    assert Enquiry.objects.count() == 0


def test_a_machine_is_slowed_down_and_its_words_stay(client):
    make_contact_point()
    for _ in range(20):
        client.post("/ask-us/", asked())
    answer = client.post("/ask-us/", asked(words="Still here?"))
    assert answer.status_code == 429
    assert "Still here?" in said(answer)
    assert Enquiry.objects.count() == 20


def test_codes_that_nobody_has_are_counted(client):
    for _ in range(10):
        client.post("/ask-us/look-up/", {"code": "0000-0000-0000"})
    answer = client.post("/ask-us/look-up/", {"code": "0000-0000-0000"})
    assert answer.status_code == 429


def test_an_enquiry_that_is_late_says_so_honestly(client):
    enquiry = make_enquiry(due_on=timezone.localdate().replace(year=2020))
    assert "and did not. We are sorry." in said(client.post("/ask-us/look-up/", {"code": enquiry.receipt}))


def test_erasing_waits_until_we_answered(client):
    enquiry = make_enquiry()
    assert "We have not answered yet" in said(client.post("/ask-us/erase/", {"code": enquiry.receipt, "sure": "yes"}))
    assert client.get("/ask-us/erase/").status_code == 200
    assert client.get("/ask-us/thanks/").status_code == 302
