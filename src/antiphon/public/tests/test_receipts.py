"""Looking up a receipt: what became of it, never the words, and no guessing."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from antiphon.core import receipts
from antiphon.decisions.tests.factories import make_contributor, make_decided_engagement, make_heard_engagement
from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.public.receipts import MISSES
from antiphon.voices.tests.factories import make_response, make_voice

pytestmark = pytest.mark.django_db
SECRET = "My very own words about the ward"


@pytest.fixture(autouse=True)
def _no_misses():
    cache.clear()
    yield
    cache.clear()


def look_up(client, code):
    return client.post("/receipt/", {"code": code})


def test_receipt_just_received_says_what_comes_next(client):
    response = make_voice(engagement=make_open_engagement(), words=SECRET).response
    answer = look_up(client, response.receipt)
    for words in ("Received", "Made safe", "Your words are waiting", "We have not published what people told us yet",
                  "Nothing has been decided yet", "What happens next"):  # fmt: skip
        assert words in answer.text
    assert SECRET not in answer.text
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("status", ["sealed", "needs_eyes", "clean", "withheld"])
def test_receipt_never_shows_the_words(client, status):
    response = make_voice(engagement=make_heard_engagement(), words=SECRET, status=status).response
    assert SECRET not in look_up(client, response.receipt).text


def test_receipt_answered_shows_themes_decision_and_answer(client):
    engagement = make_decided_engagement()
    from antiphon.decisions import queries

    theme = queries.standing_themes(engagement)[0]
    response = make_contributor(engagement=engagement, theme=theme, name="Ada Example", email="ada@example.org")
    text = look_up(client, response.receipt).text
    for words in (theme.name, "Open until 8pm on two evenings.", "Most people asked for it", "In the decision:"):
        assert words in text
    assert "everything that people told us has an answer" in text
    assert "Ada Example" not in text
    assert "ada@example.org" not in text


def test_receipt_of_a_score_alone_has_a_journey(client):
    assert "You gave a score and no words" in look_up(client, make_response(score=1).receipt).text


def test_receipt_is_read_however_it_is_typed(client):
    code = make_response().receipt
    for typed in (code.lower(), code.replace("-", " "), f"  {code.replace('-', '')} "):
        assert "What became of what you said" in look_up(client, typed).text


def test_receipt_cannot_be_asked_for_in_the_address(client):
    code = make_response().receipt
    assert "What became of what you said" not in client.get("/receipt/", {"code": code}).text


@pytest.mark.parametrize(("code", "words"), [
    ("", "Enter your receipt code"),
    ("hello", "Check your code"),
    ("x" * 61, "A receipt code has 12 letters and numbers"),
    ("7K3M-9Q2P-\x00", "Null characters are not allowed"),
])  # fmt: skip
def test_receipt_that_cannot_be_one_says_what_to_do(client, code, words):
    answer = look_up(client, code)
    assert words in answer.text
    assert "There is a problem" in answer.text


def test_receipt_that_nobody_has_is_a_kind_error(client):
    answer = look_up(client, receipts.new())
    assert answer.status_code == 200
    assert "We have no response with this code" in answer.text


def test_receipt_guessing_is_stopped_even_for_a_right_code(client):
    right = make_response().receipt
    for _ in range(MISSES):
        assert look_up(client, receipts.new()).status_code == 200
    answer = look_up(client, right)
    assert answer.status_code == 429
    assert "Wait ten minutes" in answer.text
    assert "What became of what you said" not in answer.text


def test_receipt_guessing_at_one_place_does_not_stop_another(client):
    right = make_response().receipt
    for _ in range(MISSES):
        look_up(client, receipts.new())
    assert client.post("/receipt/", {"code": right}, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_receipt_slips_of_the_finger_are_not_counted(client):
    right = make_response().receipt
    for _ in range(MISSES + 1):
        look_up(client, "AAAA-AAAA-AAAB")
    assert look_up(client, right).status_code == 200


def test_receipt_believes_a_proxy_only_where_one_is_trusted(client, settings):
    right = make_response().receipt
    for number in range(MISSES):
        client.post("/receipt/", {"code": receipts.new()}, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
    assert look_up(client, right).status_code == 429
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert client.post("/receipt/", {"code": right}, HTTP_X_FORWARDED_FOR="198.51.100.99").status_code == 200


def test_receipt_costs_the_same_for_many_themes(client, django_assert_max_num_queries):
    from antiphon.decisions import queries
    from antiphon.insight.tests.factories import make_gathering

    counts = []
    for themes in (2, 9):
        engagement = make_decided_engagement(themes=themes)
        response = make_voice(engagement=engagement, status="clean").response
        for theme in queries.standing_themes(engagement):
            make_gathering(theme=theme, voice=response.voices.get())
        with django_assert_max_num_queries(30) as seen:
            look_up(client, response.receipt)
        counts.append(len(seen))
    assert counts[0] == counts[1]


# --- Erasing, and stopping messages, with the code alone ------------------------------------------------------------


def told(**more):
    engagement = make_decided_engagement()
    from antiphon.decisions import queries

    return make_contributor(engagement=engagement, theme=queries.standing_themes(engagement)[0], **more)


def test_erase_asks_first_and_changes_nothing(client):
    response = told(name="Ada Example", email="ada@example.org")
    answer = client.post("/receipt/erase/", {"code": response.receipt})
    assert answer.status_code == 200
    for words in ("Erase your words now?", "What goes", "What stays", "It cannot be undone"):
        assert words in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    response.refresh_from_db()
    assert response.erased_at is None


def test_erase_when_sure_does_it_at_once_and_the_receipt_says_so(client):
    response = told(name="Ada Example", email="ada@example.org")
    answer = client.post("/receipt/erase/", {"code": response.receipt.lower(), "sure": "yes"})
    assert "Your words are erased." in answer.text
    response.refresh_from_db()
    voice = response.voices.get()
    assert (voice.status, voice.sealed_words, voice.clean_words, response.person) == ("erased", "", "", None)
    later = look_up(client, response.receipt).text
    assert "You asked us to erase your words on" in later
    assert "We did." in later
    for gone in ("Ask us to erase this", "Stop messages about this", "It is part of this theme"):
        assert gone not in later


def test_erase_takes_the_quote_from_the_public_page_at_once(client):
    from antiphon.insight.models import Gathering
    from antiphon.network.tests.factories import make_user

    response = told()
    response.may_quote = True
    response.save()
    voice = response.voices.get()
    Gathering.objects.filter(voice=voice).update(
        quoted=True, quoted_by=response.engagement.lead, quote_approved_at=timezone.now(), quote_approved_by=make_user()
    )
    page = f"/engagements/{response.engagement.slug}/"
    assert voice.clean_words in client.get(page).text
    client.post("/receipt/erase/", {"code": response.receipt, "sure": "yes"})
    assert voice.clean_words not in client.get(page).text


def test_erase_twice_says_the_same(client):
    response = told()
    for _ in range(2):
        assert "We did." in client.post("/receipt/erase/", {"code": response.receipt, "sure": "yes"}).text


def test_erase_leaves_a_trail_of_a_visitor(client):
    from antiphon.core import trail

    response = told()
    client.post("/receipt/erase/", {"code": response.receipt, "sure": "yes"})
    assert [(entry.actor, entry.verb) for entry in trail.of(response)][-1] == ("visitor", "erase")


def test_stop_messages_ends_them_and_is_no_longer_offered(client):
    from antiphon.delivery.queries import reachable

    response = told(name="Ada Example", email="ada@example.org")
    assert "Stop messages about this" in look_up(client, response.receipt).text
    answer = client.post("/receipt/stop/", {"code": response.receipt})
    assert "We will not write to you about this." in answer.text
    assert "Stop messages about this" not in answer.text
    assert "ada@example.org" not in answer.text
    assert (reachable(response.person).email, reachable(response.person).wants_reply) == (True, False)


@pytest.mark.parametrize("address", ["/receipt/erase/", "/receipt/stop/"])
def test_erase_and_stop_by_address_alone_lead_to_the_form(client, address):
    response = told()
    answer = client.get(address, {"code": response.receipt, "sure": "yes"})
    assert (answer.status_code, answer.url) == (302, "/receipt/")
    response.refresh_from_db()
    assert response.erased_at is None


@pytest.mark.parametrize("address", ["/receipt/erase/", "/receipt/stop/"])
def test_erase_and_stop_count_as_tries_like_a_look_up(client, address):
    right = told().receipt
    assert "We have no response with this code" in client.post(address, {"code": receipts.new(), "sure": "yes"}).text
    assert "Check your code" in client.post(address, {"code": "hello", "sure": "yes"}).text
    for _ in range(MISSES):
        client.post(address, {"code": receipts.new(), "sure": "yes"})
    assert client.post(address, {"code": right, "sure": "yes"}).status_code == 429
    assert look_up(client, right).status_code == 429


def test_erase_and_stop_need_the_form_of_our_own_page():
    from django.test import Client

    response = told()
    for address in ("/receipt/erase/", "/receipt/stop/"):
        assert Client(enforce_csrf_checks=True).post(address, {"code": response.receipt, "sure": "yes"}).status_code == 403


@pytest.mark.parametrize(("why", "words"), [
    ("time", "We keep words for five years after the work is finished. We erased yours on"),
    ("mistake", "because they should not have come to us"),
])  # fmt: skip
def test_receipt_says_why_we_erased_what_nobody_asked_us_to(client, why, words):
    from antiphon.core.actors import Machine
    from antiphon.voices.actions import erase

    response = told()
    erase(response, why=why, by=Machine("test"))
    assert words in look_up(client, response.receipt).text
