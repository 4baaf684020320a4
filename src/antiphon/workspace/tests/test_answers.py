"""Screens of agreed answers and of the shared inbox, as a person with a role sees them."""

import datetime

import pytest
from django.utils import timezone

from antiphon.answers.models import ContactPoint, Enquiry, Faq, Reply
from antiphon.answers.tests.factories import (
    make_approver,
    make_contact_partner,
    make_contact_point,
    make_enquiry,
    make_faq,
    make_reply,
    make_version,
)
from antiphon.core.models import TrailEntry
from antiphon.network.tests.factories import make_organisation, make_user
from tests.browser.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
BASE = "/workspace/agreed-answers/"


def day(days: int) -> dict[str, str]:
    on = timezone.localdate() + datetime.timedelta(days=days)
    return {"review_on-day": str(on.day), "review_on-month": str(on.month), "review_on-year": str(on.year)}


@pytest.fixture
def desk():
    contact = make_contact_point()
    tom = make_user(role="communications_officer", name="Tom", organisation=contact.owner)
    return contact, tom, signed_in_client(tom)


def said(answer) -> str:  # type: ignore[no-untyped-def]
    return str(answer.content.decode())


def test_an_answer_is_written_signed_and_read(desk):
    contact, tom, client = desk
    approver = make_user(role="director", organisation=make_contact_partner(contact=contact).organisation)
    other = make_user(role="decision_maker", organisation=make_contact_partner(contact=contact).organisation)
    chosen = [f"{one.pk}-{one.memberships.get().organisation_id}" for one in (approver, other)]
    answer = client.post(f"{BASE}new/", {
        "question": "Will it close?", "answer": "No.", "topics": "gp", "owner": contact.owner.pk, "person": tom.pk,
        "approvers": chosen, **day(90)}, follow=True)  # fmt: skip
    assert "waits for signatures" in said(answer)
    faq = Faq.objects.get()
    for one in (approver, other):
        page = signed_in_client(one)
        assert "Will it close?" in said(page.get("/workspace/"))
        page.post(f"{BASE}{faq.pk}/sign/", {"version": faq.versions.get().pk})
    page = said(client.get(f"{BASE}{faq.pk}/"))
    assert "What the public reads now" in page
    assert "&lt;iframe src=" in page
    assert "Will it close?" in said(client.get(f"{BASE}copy/"))


def test_what_is_missing_is_said_and_what_was_typed_stays(desk):
    page = said(desk[2].post(f"{BASE}new/", {"question": "Will it close?", "answer": ""}))
    assert "Write the answer" in page
    assert "Will it close?" in page
    assert Faq.objects.count() == 0


def test_two_who_edit_at_once_see_both(desk):
    contact, tom, client = desk
    faq = make_faq(contact=contact, person=tom)
    make_version(faq=faq, answer="Beth’s words.", written_by=make_user(name="Beth"))
    answer = client.post(f"{BASE}{faq.pk}/rewrite/", {"question": "Q?", "answer": "Tom’s words.", "why": "", "base": "1"})
    page = said(answer)
    assert "Beth changed this answer while you were writing" in page
    assert "Tom’s words." in page
    assert "Beth’s words." in page
    assert 'name="base" value="2"' in page  # the next save begins from what they have seen


def test_a_signer_who_read_older_words_does_not_sign_newer_ones(desk):
    contact, tom, _ = desk
    bob = make_user(role="director", organisation=make_contact_partner(contact=contact).organisation)
    faq = make_faq(contact=contact, person=tom, approvers=1)
    make_approver(faq=faq, user=bob)
    read = faq.versions.get()
    make_version(faq=faq, answer="Other words.")
    page = said(signed_in_client(bob).post(f"{BASE}{faq.pk}/sign/", {"version": read.pk}))
    assert "There are newer words" in page


def test_a_partner_reads_and_does_not_write(desk):
    contact, tom, _ = desk
    faq = make_faq(contact=contact, person=tom)
    pat = signed_in_client(make_user(role="engagement_lead", organisation=make_contact_partner(contact=contact).organisation))
    assert pat.get(f"{BASE}{faq.pk}/").status_code == 200
    assert pat.get(f"{BASE}{faq.pk}/rewrite/").status_code == 403
    assert pat.post(f"{BASE}{faq.pk}/take-off/").status_code == 403


@pytest.mark.parametrize("path", ["{faq}/", "{faq}/rewrite/", "{faq}/arrange/", "{faq}/sign/", "{faq}/look-again/"])
def test_strangers_and_those_who_are_not_signed_in(desk, client, path):
    faq = make_faq(contact=desk[0])
    address = BASE + path.format(faq=faq.pk)
    assert signed_in_client(make_user(role="director")).get(address).status_code == 404
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("path", ["", "take/", "pass-on/", "sort/", "who/", "close/", "erase/", "reply/", "reply/send/",
                                  "reply/approve/", "reply/drop/"])  # fmt: skip
def test_an_enquiry_is_not_there_for_strangers_nor_for_readers(desk, client, path):
    enquiry = make_enquiry(contact=desk[0])
    make_reply(enquiry=enquiry)
    address = f"/workspace/enquiries/{enquiry.pk}/{path}"
    for person, status in ((make_user(role="director"), 404), (make_user(role="reader", organisation=desk[0].owner), 403)):
        answer = signed_in_client(person).post(address)
        assert answer.status_code in (status, 405 if path == "" else status)
    assert client.get(address).status_code == 302


def test_a_call_is_written_down_in_one_page(desk):
    _, tom, client = desk
    answer = client.post("/workspace/enquiries/new/", {
        "words": "When does the clinic open?", "asker": "resident", "came_by": "telephone", "answer_how": "telephone",
        "name": "Ada", "telephone": "01632 960111"}, follow=True)  # fmt: skip
    enquiry = Enquiry.objects.get()
    assert enquiry.holder == tom
    assert "Written down. You hold it." in said(answer)
    assert "01632 960111" not in said(answer)
    page = client.post(f"/workspace/enquiries/{enquiry.pk}/who/")
    assert "01632 960111" in said(page)
    assert TrailEntry.objects.filter(verb="show who", key=str(enquiry.pk)).count() == 1


def test_a_number_that_is_missing_is_asked_for_and_nothing_is_lost(desk):
    page = said(desk[2].post("/workspace/enquiries/new/", {"words": "When?", "asker": "resident", "came_by": "telephone",
                                                           "answer_how": "telephone"}))  # fmt: skip
    assert "Give the number on which they want to be rung" in page
    assert "When?" in page


def test_agreed_answers_are_put_into_a_reply_without_saving_it(desk):
    contact, _, client = desk
    faq = make_faq(contact=contact, agreed=True, question="How do I reach 111?", answer="Ring 111 at any time.")
    enquiry = make_enquiry(contact=contact, words="How can I reach 111 at night?", email="ada@example.org")
    address = f"/workspace/enquiries/{enquiry.pk}/reply/"
    assert "How do I reach 111?" in said(client.get(address))
    page = said(client.post(address, {"kind": "last", "words": "Thank you.", "edition": "0", "used": "", "answer": faq.pk,
                                      "insert": "yes"}))  # fmt: skip
    assert "Thank you.\n\nRing 111 at any time." in page
    assert "There is a problem" not in page
    assert Reply.objects.count() == 0
    client.post(address, {"kind": "last", "words": "Ring 111.", "edition": "0", "used": str(faq.versions.get().pk)})
    assert Reply.objects.get().versions == [faq.versions.get().pk]
    page = said(client.post(f"{address}send/", {"edition": "1"}, follow=True))
    assert "on its way, and the enquiry is closed" in page


def test_two_who_reply_at_once_see_both(desk):
    contact, _, client = desk
    enquiry = make_enquiry(contact=contact)
    make_reply(enquiry=enquiry, words="Beth’s words.", written_by=make_user(name="Beth"))
    sent = {"kind": "last", "words": "Tom’s words.", "edition": "0"}
    page = said(client.post(f"/workspace/enquiries/{enquiry.pk}/reply/", sent))
    assert "Beth saved a reply while you were writing" in page
    assert "Tom’s words." in page
    assert "Beth’s words." in page


def test_a_missed_day_is_red_on_the_directors_page_and_in_the_inbox(desk):
    contact, _, client = desk
    director = signed_in_client(make_user(role="director", organisation=contact.owner))
    enquiry = make_enquiry(contact=contact, due_on=timezone.localdate() - datetime.timedelta(days=1))
    for one in (director, client):
        page = said(one.get("/workspace/"))
        assert "Missed: write to them now" in page
        assert "nhsuk-tag--red" in page
    assert "passed its day without a word" in said(client.get("/workspace/enquiries/"))
    assert "open and missed now" in said(director.get("/workspace/enquiries/figures/"))
    assert enquiry.subject in said(client.get("/workspace/enquiries/?show=missed"))


def test_the_card_says_what_waits(desk):
    contact, _, client = desk
    make_enquiry(contact=contact, due_on=timezone.localdate())
    page = said(client.get("/workspace/saying/"))
    assert "1 enquiry waits for an answer" in page
    assert "1 enquiry that nobody holds" in page


def test_the_contact_point_is_started_approved_and_shared():
    owner = make_organisation()
    priya, tom = (make_user(role=role, organisation=owner) for role in ("director", "communications_officer"))
    client, other = signed_in_client(priya), signed_in_client(tom)
    assert "There is none yet" in said(client.get("/workspace/contact-point/"))
    client.post("/workspace/contact-point/edit/", {"owner": owner.pk, "name": "Ask us", "line": "01632 960170"})
    assert "You wrote this" in said(client.get("/workspace/contact-point/"))
    other.post("/workspace/contact-point/approve/")
    contact = ContactPoint.objects.get()
    assert (contact.line, contact.approved_at is not None) == ("01632 960170", True)
    partner = make_organisation(name="The council")
    client.post("/workspace/contact-point/partners/", {"organisation": partner.pk, "way": "contributes"})
    assert "The council" in said(client.get("/workspace/contact-point/"))
    stranger = signed_in_client(make_user(role="director"))
    assert "There is one already" in said(stranger.get("/workspace/contact-point/"))
    client.post(f"/workspace/contact-point/partners/{contact.partners.get().pk}/leave-out/")
    assert contact.partners.count() == 0


def test_a_script_in_a_question_stays_words(desk):
    contact, _, client = desk
    enquiry = make_enquiry(contact=contact, subject="<script>alert(1)</script>", words="<img src=x onerror=alert(1)>")
    make_faq(contact=contact, agreed=True, question="<script>alert(2)</script>", answer="<b>No</b>", slug="x")
    for address in (f"/workspace/enquiries/{enquiry.pk}/", "/workspace/enquiries/", BASE, f"{BASE}copy/"):
        page = said(client.get(address))
        assert "<script>alert" not in page
        assert "<img src=x" not in page
