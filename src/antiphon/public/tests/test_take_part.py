"""Taking part: with no account and no script; nothing is lost, and nothing is taken twice."""

import datetime
import re

import pytest
import time_machine

from antiphon.core.receipts import read
from antiphon.engagement.tests.factories import make_closing_engagement, make_open_engagement, make_question
from antiphon.public.forms import LONGEST
from antiphon.voices.rules import place_to_keep
from antiphon.voices.tests import factories as voices

pytestmark = pytest.mark.django_db
Response = voices.Response


@pytest.fixture
def engagement():
    return make_open_engagement()


def address(engagement, page="take-part"):
    return f"/engagements/{engagement.slug}/{page}/"


def box(engagement):
    return f"question_{engagement.questions.first().pk}"


def token(client, engagement):
    return re.search(r'name="submission" value="([0-9a-f-]{36})"', client.get(address(engagement)).text)[1]


def send(client, engagement, words="The bus stops at six.", **fields):
    return client.post(address(engagement), {box(engagement): words, "submission": token(client, engagement), **fields})


def test_take_part_works(client, engagement):
    text = client.get(address(engagement)).text
    assert engagement.questions.first().text in text
    assert "You do not need an account" in text
    assert Response.objects.count() == 0


def test_take_part_gives_a_receipt_code_that_no_address_holds(client, engagement):
    answer = send(client, engagement)
    response = Response.objects.get()
    assert answer.status_code == 302
    assert answer.headers["Location"] == address(engagement, "thanks")
    cookie = answer.cookies["receipt"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (address(engagement, "thanks"), True, "Lax")
    thanks = client.get(answer.headers["Location"])
    assert response.receipt in thanks.text
    assert "no-store" in thanks.headers["Cache-Control"]
    assert read(response.receipt) == response.receipt
    assert "sessionid" not in client.cookies


def test_take_part_keeps_what_was_said_sealed(client, engagement):
    send(client, engagement, "The bus stops at six.", score="2", place="Millbeck", may_quote="on")
    response = Response.objects.get()
    assert (response.channel, response.score, response.place, response.may_quote) == ("web", 2, "Millbeck", True)
    voice = response.voices.get()
    assert (voice.status, voice.sealed_words, voice.clean_words) == ("sealed", "The bus stops at six.", "")
    assert response.person is None


def test_take_part_keeps_an_address_apart_when_it_is_given(client, engagement):
    send(client, engagement, email="ada@example.org", name="Ada")
    assert Response.objects.get().person is not None


def test_take_part_twice_with_one_form_is_one_response(client, engagement):
    sent = {box(engagement): "Once", "submission": token(client, engagement)}
    first, second = client.post(address(engagement), sent), client.post(address(engagement), sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert Response.objects.count() == 1
    assert first.cookies["receipt"].value.split(":")[0] == second.cookies["receipt"].value.split(":")[0]


def test_take_part_with_a_form_token_that_is_broken_is_taken_all_the_same(client, engagement):
    assert client.post(address(engagement), {box(engagement): "Words", "submission": "nonsense"}).status_code == 302
    assert client.post(address(engagement), {box(engagement): "Words"}).status_code == 302
    assert Response.objects.count() == 2


def test_take_part_with_several_questions_takes_those_that_were_answered(client, engagement):
    second = make_question(engagement=engagement, text="And what else?")
    make_question(engagement=engagement, text="Anything more?")
    send(client, engagement, "", **{f"question_{second.pk}": "Evenings"})
    assert [voice.question_id for voice in Response.objects.get().voices.all()] == [second.pk]


def test_take_part_with_a_score_alone_is_taken(client, engagement):
    assert send(client, engagement, "", score="1").status_code == 302
    assert Response.objects.get().voices.count() == 0


def test_take_part_with_nothing_says_what_to_do(client, engagement):
    text = send(client, engagement, "  ").text
    assert "There is a problem" in text
    assert f'href="#id_{box(engagement)}"' in text
    assert "Error: Take part" in text
    assert Response.objects.count() == 0


def test_take_part_with_a_bad_address_keeps_what_was_typed(client, engagement):
    text = send(client, engagement, "Long and careful words", email="ada@", place="Millbeck").text
    assert "Enter an e-mail address in the right format" in text
    assert "Long and careful words" in text
    assert 'value="Millbeck"' in text
    assert Response.objects.count() == 0


def test_take_part_with_a_name_alone_asks_for_an_address_or_neither(client, engagement):
    assert "leave your name out" in send(client, engagement, name="Ada").text
    assert Response.objects.count() == 0


@pytest.mark.parametrize(("length", "taken"), [(LONGEST, True), (LONGEST + 1, False)])
def test_take_part_takes_long_words_up_to_the_limit(client, engagement, length, taken):
    answer = send(client, engagement, "x" * length)
    assert Response.objects.exists() is taken
    if not taken:
        assert "20,001 characters long and we can take 20,000" in answer.text
        assert "x" * 500 in answer.text


def test_take_part_with_the_trap_filled_is_not_taken_and_loses_nothing(client, engagement):
    answer = send(client, engagement, "Words of a real person", website="https://spam.example.org")
    assert Response.objects.count() == 0
    assert "send your answers again" in answer.text
    assert "Words of a real person" in answer.text
    assert "spam.example.org" not in answer.text


def test_take_part_with_a_wrong_score_is_refused(client, engagement):
    assert "Choose one of the answers" in send(client, engagement, score="9").text


@pytest.mark.parametrize("change", [{"score": "1\x00"}, {"place": "x" * 101}, {"name": "x" * 151, "email": "a@example.org"}])
def test_take_part_with_odd_input_is_an_error_and_not_a_breakdown(client, engagement, change):
    assert send(client, engagement, **change).status_code == 200
    assert Response.objects.count() == 0


def test_take_part_after_the_last_day_says_so_and_takes_nothing(client):
    engagement = make_closing_engagement()
    assert "This has ended" in client.get(address(engagement)).text
    assert "This has ended" in client.post(address(engagement), {box(engagement): "Late"}).text
    assert Response.objects.count() == 0


def test_take_part_is_open_on_the_last_day_and_not_on_the_next(client, engagement):
    at_noon = datetime.datetime.combine(engagement.closes_on, datetime.time(12), tzinfo=datetime.UTC)
    with time_machine.travel(at_noon, tick=False):
        assert "Send what I have written" in client.get(address(engagement)).text
    with time_machine.travel(at_noon + datetime.timedelta(days=1), tick=False):
        assert "This has ended" in client.get(address(engagement)).text


def test_take_part_wants_the_form_token_of_this_site(engagement):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post(address(engagement), {box(engagement): "Words"})
    assert answer.status_code == 403
    assert Response.objects.count() == 0


@pytest.mark.parametrize(("typed", "kept"), [("ab1 2cd", "AB1"), ("Flat 3, SW1A2AA", "Flat 3, SW1A"), ("Millbeck", "Millbeck")])
def test_place_keeps_the_first_half_of_a_postcode_only(typed, kept):
    assert place_to_keep(typed) == kept


def test_thanks_without_a_receipt_goes_back_to_the_engagement(client, engagement):
    assert client.get(address(engagement, "thanks")).headers["Location"] == f"/engagements/{engagement.slug}/"


def test_thanks_with_a_receipt_that_was_tampered_with_shows_nothing(client, engagement):
    client.cookies["receipt"] = "7K3M-9Q2P-XA4T:forged:signature"
    assert client.get(address(engagement, "thanks")).status_code == 302


def test_paper_has_the_questions_and_where_to_send_it(client, engagement):
    text = client.get(address(engagement, "paper")).text
    for words in (engagement.questions.first().text, "Very poor", "Where to send it", "Freepost Your Say"):
        assert words in text


def test_paper_is_not_there_once_it_has_ended(client):
    assert client.get(address(make_closing_engagement(), "paper")).status_code == 404
