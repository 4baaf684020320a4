"""The shared inbox: a code and a day for everyone, a holding reply before the day is missed, no silent miss (row 61)."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from antiphon.answers.actions import enquiries, replies
from antiphon.answers.actions.enquiries import Asked
from antiphon.answers.models import Enquiry, Reply
from antiphon.answers.queries import enquiries as queries
from antiphon.answers.queries.figures import figures
from antiphon.answers.rules import State
from antiphon.answers.tasks import forget_due
from antiphon.answers.tests.factories import (
    make_contact_partner,
    make_contact_point,
    make_enquiry,
    make_faq,
    make_reply,
)
from antiphon.core.actors import Visitor
from antiphon.core.problems import Refused
from antiphon.delivery.models import Delivery, Recipient
from antiphon.network.tests.factories import make_user
from antiphon.people.actions import Contact
from antiphon.people.models import Person
from antiphon.signoff.models import Signature

pytestmark = pytest.mark.django_db
MONDAY = datetime.datetime(2026, 11, 2, 10, tzinfo=datetime.UTC)
ASKED = Asked("How long do people in Vale North wait?", "councillor", capacity="ward", ward="Vale North", answer_how="email",
              contact=Contact("Joan", "joan@example.org"))  # fmt: skip


def on(number: int) -> datetime.date:
    return MONDAY.date() + datetime.timedelta(days=number)


@pytest.fixture
def desk():
    contact = make_contact_point()
    return contact, make_user(role="communications_officer", name="Tom", organisation=contact.owner)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as moving:
        yield moving


def test_somebody_asks_and_gets_a_code_a_day_and_one_message(desk):
    enquiry = enquiries.receive(desk[0], asked=ASKED, by=Visitor())
    assert (enquiry.due_on, enquiry.answer_by, enquiry.ward) == (on(7), on(7), "Vale North")
    assert queries.by_receipt(enquiry.receipt.lower().replace("-", " ")) == enquiry
    message = Delivery.objects.get(occasion=f"enquiry-received:{enquiry.pk}")
    facts = message.recipients.get().facts
    assert facts["due_on"] == "9 November 2026"
    assert "Vale North" not in str(facts)  # nothing of what they asked leaves the row
    assert Person.objects.get(token=enquiry.person).name == "Joan"


def test_words_and_subject_are_sealed_in_the_table(desk):
    from django.db import connection

    enquiry = make_enquiry(words="My mother has dementia.")
    with connection.cursor() as cursor:
        cursor.execute("select words, subject from answers_enquiry where id = %s", [enquiry.pk])
        assert "dementia" not in str(cursor.fetchone())


def test_without_a_name_or_an_address_there_is_still_a_code(desk):
    enquiry = enquiries.receive(desk[0], asked=Asked("When?", "resident"), by=Visitor())
    assert enquiry.person is None
    assert Delivery.objects.count() == 0
    assert queries.journey(enquiry).by == on(14)


@pytest.mark.parametrize(("asked", "words"), [
    (Asked("  ", "resident"), "Write what you would like to know"), (Asked("When?", "mayor"), "who is asking"),
    (Asked("When?", "resident", answer_how="email"), "Give the e-mail address"),
    (Asked("When?", "resident", answer_how="telephone", contact=Contact("Ada", "")), "Give the number"),
    (Asked("When?", "resident", answer_how="email", contact=Contact("", "no")), "correct format"),
    (Asked("word " * 2001, "resident"), "Keep it under 10,000 letters"),
])  # fmt: skip
def test_what_is_missing_is_said_and_nothing_is_kept(desk, asked, words):
    with pytest.raises(Refused, match=words):
        enquiries.receive(desk[0], asked=asked, by=Visitor())
    assert Enquiry.objects.count() == Person.objects.count() == 0


def test_a_call_is_written_down_and_held_by_whoever_took_it(desk):
    contact, tom = desk
    asked = Asked("When?", "resident", answer_how="telephone", contact=Contact("Ada", "", "01632 960111"))
    enquiry = enquiries.record(contact, asked=asked, came_by="telephone", by=tom)
    assert enquiry.holder == tom
    who = enquiries.show_who(enquiry, by=tom)
    assert (who.name, who.telephone) == ("Ada", "01632 960111")
    assert Delivery.objects.count() == 0  # whoever rang was told their day on the telephone


def test_they_may_name_a_day_themselves(desk):
    contact, tom = desk
    asked = Asked("When?", "councillor")
    assert enquiries.record(contact, asked=asked, came_by="telephone", due_on=on(4), by=tom).answer_by == on(4)
    with pytest.raises(Refused, match="before the day on which they asked"):
        enquiries.record(contact, asked=asked, came_by="telephone", due_on=on(-1), by=tom)
    with pytest.raises(Refused, match="has not come yet"):
        enquiries.record(contact, asked=asked, came_by="telephone", received_on=on(1), by=tom)


# --- c11: a ward query, a holding reply, the reply --------------------------------------------------------------------
def test_a_holding_reply_names_what_and_when_and_the_later_reply_closes(desk, clock):
    contact, tom = desk
    enquiry = enquiries.receive(contact, asked=ASKED, by=Visitor())
    clock.move_to(MONDAY + datetime.timedelta(days=4))  # Friday: the figures are not ready
    assert [one.clock.state for one in queries.pressing(tom)] == [State.SOON]
    held = replies.draft(enquiry, kind="holding", words="We have asked the trust.", promised_on=on(14), by=tom,
                         promised_what="the waiting times for Vale North")  # fmt: skip
    replies.send(held, edition=1, by=tom)
    facts = Recipient.objects.get(delivery__occasion=f"enquiry-reply:{held.pk}").facts
    assert (facts["promised_what"], facts["promised_on"]) == ("the waiting times for Vale North", "16 November 2026")
    enquiry.refresh_from_db()
    assert (enquiry.answer_by, enquiry.due_on, enquiry.closed_at) == (on(14), on(7), None)
    clock.move_to(MONDAY + datetime.timedelta(days=11))
    last = replies.draft(enquiry, kind="last", words="Half of people wait under nine weeks.", by=tom)
    replies.send(last, edition=1, by=tom)
    enquiry.refresh_from_db()
    assert enquiry.closed_how == "replied"
    assert queries.clock_of(enquiry).silent is False
    counted = figures(tom).kept
    assert (counted.with_holding, counted.silent, counted.missed_now) == (1, 0, 0)


def test_a_day_that_passes_in_silence_is_red_for_the_director_and_stays_in_the_figures(desk, clock):
    contact, tom = desk
    director = make_user(role="director", organisation=contact.owner)
    reader = make_user(role="reader", organisation=contact.owner)
    enquiry = make_enquiry(contact=contact, due_on=on(3))
    clock.move_to(MONDAY + datetime.timedelta(days=4))
    assert [one.enquiry for one in queries.missed(director)] == [enquiry]
    assert queries.missed(reader) == []
    assert figures(director).kept.missed_now == 1
    replies.send(make_reply(enquiry=enquiry, written_by=tom), edition=1, by=tom)
    assert queries.missed(director) == []
    counted = figures(director).kept
    assert (counted.late, counted.silent, counted.on_time) == (1, 1, 0)


def test_the_day_moves_nearer_by_hand_and_away_by_a_holding_reply_alone(desk):
    contact, tom = desk
    enquiry = make_enquiry(contact=contact)
    enquiries.sort(enquiry, due_on=on(2), asker="councillor", capacity="scrutinises", by=tom)
    enquiry.refresh_from_db()
    assert (enquiry.answer_by, enquiry.due_on, enquiry.capacity) == (on(2), on(2), "scrutinises")
    with pytest.raises(Refused, match="send them a holding reply"):
        enquiries.sort(enquiry, due_on=on(9), by=tom)


@pytest.mark.parametrize(("what", "when", "words"), [
    ("", on(3), "Say what they will hear"), ("the times", None, "on which day"), ("the times", on(0), "after today"),
])  # fmt: skip
def test_a_holding_reply_that_promises_nothing_is_refused(desk, what, when, words):
    with pytest.raises(Refused, match=words):
        replies.draft(make_enquiry(), kind="holding", words="We are on it.", promised_what=what, promised_on=when, by=desk[1])


def test_a_promise_that_went_by_while_the_reply_waited_is_not_sent(desk, clock):
    contact, tom = desk
    held = replies.draft(make_enquiry(contact=contact), kind="holding", words="Soon.", promised_what="times", promised_on=on(1),
                         by=tom)  # fmt: skip
    clock.move_to(MONDAY + datetime.timedelta(days=2))
    with pytest.raises(Refused, match="after today"):
        replies.send(held, edition=1, by=tom)
    assert Reply.objects.get().sent_at is None


# --- Sending once, and with a second person where it is sensitive -----------------------------------------------------------
def test_a_reply_goes_once_however_often_it_is_pressed(desk):
    contact, tom = desk
    enquiry = make_enquiry(contact=contact, email="ada@example.org")
    reply = make_reply(enquiry=enquiry, written_by=tom)
    replies.send(reply, edition=1, by=tom)
    with pytest.raises(Refused, match="closed"):
        replies.send(reply, edition=1, by=tom)
    assert Delivery.objects.filter(occasion=f"enquiry-reply:{reply.pk}").count() == 1


def test_a_sensitive_reply_waits_for_a_second_person_and_each_word_counts(desk):
    contact, tom = desk
    beth = make_user(role="director", name="Beth", organisation=contact.owner)
    enquiry = make_enquiry(contact=contact, sensitive=True, email="ada@example.org")
    reply = replies.draft(enquiry, kind="last", words="Her operation was cancelled.", by=tom)
    with pytest.raises(Refused, match="second person"):
        replies.send(reply, edition=1, by=tom)
    with pytest.raises(Refused, match="wrote some of these words"):
        replies.approve(reply, by=tom)
    assert queries.to_approve(beth) == [reply]
    assert queries.to_approve(tom) == []
    replies.approve(reply, by=beth)
    assert queries.to_approve(beth) == []
    assert "operation" not in Signature.objects.get().words  # kept for twenty years: the mark, not the words
    reply = replies.draft(enquiry, kind="last", words="Her operation was put off.", edition=1, by=tom)
    with pytest.raises(Refused, match="second person"):
        replies.send(reply, edition=2, by=tom)
    replies.approve(reply, by=beth)
    replies.send(reply, edition=2, by=tom)
    assert queries.told(enquiry)[0].approved_by == "Beth"


def test_the_writer_does_not_take_the_second_person_away(desk):
    contact, tom = desk
    enquiry = make_enquiry(contact=contact, sensitive=True)
    make_reply(enquiry=enquiry, written_by=tom)
    with pytest.raises(Refused, match="another person must say"):
        enquiries.sort(enquiry, sensitive=False, by=tom)


def test_two_who_write_a_reply_at_once_lose_nothing(desk):
    contact, tom = desk
    beth = make_user(role="director", name="Beth", organisation=contact.owner)
    enquiry = make_enquiry(contact=contact)
    reply = replies.draft(enquiry, kind="last", words="Tom's words.", by=tom)
    with pytest.raises(Refused, match="Tom saved a reply while you were writing"):
        replies.draft(enquiry, kind="last", words="Beth's words.", by=beth)
    replies.draft(enquiry, kind="last", words="Both.", edition=1, by=beth)
    with pytest.raises(Refused, match="Beth changed the reply since you read it"):
        replies.send(reply, edition=1, by=tom)


def test_a_reply_leads_to_the_agreed_answers_in_it(desk):
    contact, tom = desk
    faq = make_faq(contact=contact, agreed=True)
    draft = make_faq(contact=contact)
    enquiry = make_enquiry(contact=contact, email="ada@example.org")
    used = [faq.versions.get().pk, draft.versions.get().pk]
    reply = replies.draft(enquiry, kind="last", words="Ring 111.", versions=used, by=tom)
    assert reply.versions == [faq.versions.get().pk]  # what is not agreed is not sent
    replies.send(reply, edition=1, by=tom)
    assert Recipient.objects.get().facts["links"] == [f"/common-questions/{faq.slug}/"]


def test_by_telephone_somebody_writes_down_that_it_is_done(desk):
    contact, tom = desk
    enquiry = make_enquiry(contact=contact, telephone="01632 960111")
    reply = replies.send(make_reply(enquiry=enquiry, written_by=tom), edition=1, by=tom)
    assert reply.sent_how == "telephone"
    assert Delivery.objects.count() == 0


# --- Who may ------------------------------------------------------------------------------------------------------------
def test_a_partner_answers_and_a_reader_a_stranger_and_one_who_reads_along_do_not(desk):
    contact, _ = desk
    enquiry = make_enquiry(contact=contact)
    works = make_contact_partner(contact=contact).organisation
    reads = make_contact_partner(contact=contact, way="reads").organisation
    partner = make_user(role="engagement_lead", organisation=works)
    assert queries.enquiry_for(partner, enquiry.pk) == enquiry
    assert list(queries.inbox(partner)) == [enquiry]
    for person, problem in (
        (make_user(role="director"), Http404), (make_user(role="reader", organisation=contact.owner), PermissionDenied),
        (make_user(role="director", organisation=reads), PermissionDenied), (None, Http404),
    ):  # fmt: skip
        with pytest.raises(problem):
            queries.enquiry_for(person, enquiry.pk)
        if person:
            assert list(queries.inbox(person)) == []
            with pytest.raises(problem):
                enquiries.take(enquiry, by=person)


def test_an_enquiry_is_passed_to_a_partner_and_the_day_stays(desk):
    contact, tom = desk
    works = make_contact_partner(contact=contact).organisation
    pat = make_user(role="engagement_lead", organisation=works)
    enquiry = make_enquiry(contact=contact, holder=tom)
    enquiries.hand_to(enquiry, organisation=works, holder=pat, by=tom)
    enquiry.refresh_from_db()
    assert (enquiry.organisation, enquiry.holder, enquiry.answer_by) == (works, pat, on(14))
    with pytest.raises(Refused, match="does not answer enquiries"):
        enquiries.hand_to(enquiry, organisation=contact.owner, holder=pat, by=tom)
    enquiries.hand_to(enquiry, organisation=works, by=tom)
    assert queries.unheld(pat) == 1
    enquiries.take(enquiry, by=pat)
    assert queries.unheld(pat) == 0


def test_closing_without_a_reply_says_why(desk):
    contact, tom = desk
    enquiry = make_enquiry(contact=contact)
    with pytest.raises(Refused, match="Say why"):
        enquiries.close(enquiry, why=" ", by=tom)
    enquiries.close(enquiry, why="You asked the same on Monday.", by=tom)
    enquiry.refresh_from_db()
    assert queries.journey(enquiry).closing_note == "You asked the same on Monday."
    with pytest.raises(Refused, match="closed"):
        replies.draft(enquiry, kind="last", words="More.", by=tom)


# --- Forgetting ---------------------------------------------------------------------------------------------------------
def test_who_asked_erases_everything_with_their_code_once_it_is_answered(desk):
    contact, tom = desk
    enquiry = make_enquiry(contact=contact, email="ada@example.org", name="Ada", words="My mother has dementia.")
    with pytest.raises(Refused, match="We have not answered yet"):
        enquiries.forget(enquiry, by=Visitor())
    person = enquiry.person
    replies.send(make_reply(enquiry=enquiry, written_by=tom), edition=1, by=tom)
    enquiries.forget(enquiry, by=Visitor())
    enquiry.refresh_from_db()
    assert (enquiry.words, enquiry.subject, enquiry.person, enquiry.replies.get().words) == ("", "", None, "")
    assert Person.objects.get(token=person).name == ""
    assert Recipient.objects.get().facts == {}
    enquiries.forget(enquiry, by=Visitor())  # twice is once
    assert figures(tom).total == 1


def test_two_years_after_it_was_closed_it_is_forgotten(desk, clock):
    contact, tom = desk
    enquiry = make_enquiry(contact=contact, name="Ada", telephone="01632 960111")
    replies.send(make_reply(enquiry=enquiry, written_by=tom), edition=1, by=tom)
    make_enquiry(contact=contact)
    clock.move_to(MONDAY + datetime.timedelta(days=729))
    assert forget_due() == 0
    clock.move_to(MONDAY + datetime.timedelta(days=731))
    assert forget_due(pretend=True) == 1
    assert forget_due() == 1
    enquiry.refresh_from_db()
    assert enquiry.forgotten_at


# --- Figures ------------------------------------------------------------------------------------------------------------
def test_small_numbers_of_the_inbox_are_hidden_and_cannot_be_worked_out(desk):
    contact, tom = desk
    for _ in range(14):
        make_enquiry(contact=contact, ward="Ashmere Town", asker="resident")
    for _ in range(12):
        make_enquiry(contact=contact, ward="Harrow Bridge", asker="resident")
    for _ in range(3):
        make_enquiry(contact=contact, ward="Vale North", asker="councillor")
    tables = {one.title: {name: str(shown) for name, shown in one.rows} for one in figures(tom).tables}
    assert tables["Ward"] == {"Ashmere Town": "14", "Harrow Bridge": "hidden to protect others", "Vale North": "fewer than 10"}
    assert "As what councillors asked" not in tables  # it would tell how many councillors there were
    assert figures(tom).total == 29
    analyst = make_user(role="analyst", organisation=contact.owner)
    assert figures(analyst).total == 29
    assert figures(make_user(role="reader", organisation=contact.owner)).total == 0
    assert timezone.localdate() == on(0)
