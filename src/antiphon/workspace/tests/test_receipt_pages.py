"""Somebody rings with a receipt code: what we hold, a copy, no more messages, everything erased."""

import json

import pytest
from django.utils import timezone

from antiphon.core import receipts
from antiphon.delivery.queries import reachable
from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.people.tests.factories import make_person
from antiphon.voices.models import Opening, Voice
from antiphon.voices.tests.factories import make_voice

pytestmark = pytest.mark.django_db
SECRET = "Nurse Winifred Oduya rang me at ten."
SAFE = "Nurse [name] rang me at ten."
TAILS = ("", "copy/", "stop/", "erase/")


@pytest.fixture
def voice():
    engagement = make_open_engagement(owner=make_organisation(name="Ashmere Board"))
    said = {"words": SECRET, "clean_words": SAFE, "status": "clean", "place": "Ashmere", "person": make_person()}
    return make_voice(engagement=engagement, **said)


@pytest.fixture
def guardian(voice, staff_client):
    return staff_client(make_user(role="guardian", organisation=voice.engagement.owner))


def at(voice, tail=""):
    return f"/workspace/engagements/{voice.engagement.slug}/voices/receipt/{tail}"


def sent(client, voice, tail="", **more):
    return client.post(at(voice, tail), {"code": voice.response.receipt, **more})


def test_receipt_is_404_to_a_stranger_and_403_to_roles_that_may_not(voice, staff_client):
    charlie = staff_client(make_user(role="guardian"))
    bob = staff_client(make_user(role="analyst", organisation=voice.engagement.owner))
    for tail in TAILS:
        assert sent(charlie, voice, tail, sure="yes", why="asked").status_code == 404
        assert sent(bob, voice, tail, sure="yes", why="asked").status_code == 403
    assert Voice.objects.get().status == "clean"
    assert reachable(voice.response.person).wants_reply


def test_receipt_shows_what_is_held_and_never_the_words_the_name_or_the_address(voice, guardian):
    answer = sent(guardian, voice)
    for words in ("Held, encrypted", "Web form", "Clean", "Wants to hear from us", voice.response.receipt):
        assert words in answer.text
    for secret in (SECRET, SAFE, "Winifred", "Ada", "ada@example.org", "Ashmere</dd>"):
        assert secret not in answer.text
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(("code", "words"), [
    ("", "Enter the receipt code"), ("hello", "is wrong"), (receipts.new(), "No response in this engagement has this code"),
], ids=["empty", "wrong", "unknown"])  # fmt: skip
@pytest.mark.parametrize("tail", TAILS)
def test_receipt_that_is_not_here_says_what_to_do(voice, guardian, tail, code, words):
    answer = guardian.post(at(voice, tail), {"code": code})
    assert words in answer.text
    assert "There is a problem" in answer.text


def test_receipt_of_another_engagement_is_not_told(voice, guardian):
    other = make_voice()
    for tail in TAILS:
        answer = guardian.post(at(voice, tail), {"code": other.response.receipt, "sure": "yes", "why": "asked"})
        assert "No response in this engagement has this code" in answer.text
    other.refresh_from_db()
    assert other.status == "sealed"


def test_copy_as_text_holds_everything_and_is_logged(voice, guardian):
    answer = sent(guardian, voice, "copy/", **{"as": "text"})
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    for words in (SECRET, SAFE, "Ada Example", "ada@example.org", "Ashmere", "for five years", voice.question.text):
        assert words in answer.text
    assert Opening.objects.count() == 1


def test_copy_as_data_can_be_read_by_a_computer(voice, guardian):
    held = json.loads(sent(guardian, voice, "copy/", **{"as": "json"}).content)
    assert held["Your name"] == "Ada Example"
    assert held["What you told us"][0]["Your words as they came"] == SECRET


def test_copy_is_not_for_one_who_may_not_open_sealed_words(voice, staff_client):
    director = staff_client(make_user(role="director", organisation=voice.engagement.owner))
    assert "An information guardian or the engagement lead can make it" in sent(director, voice).text
    assert sent(director, voice, "copy/").status_code == 403


def test_stop_messages(voice, guardian):
    answer = sent(guardian, voice, "stop/")
    assert "We will not write to this person" in answer.text
    assert not reachable(voice.response.person).wants_reply


def test_erase_asks_why_first_and_tells_what_goes(voice, guardian):
    answer = sent(guardian, voice, "erase/")
    assert "It cannot be undone" in answer.text
    assert "There is a problem" not in answer.text
    assert "Choose why it is erased" in sent(guardian, voice, "erase/", sure="yes").text
    assert "Choose" in sent(guardian, voice, "erase/", sure="yes", why="time").text
    assert Voice.objects.get().status == "clean"


def test_erase_when_sure_also_of_a_closed_engagement(voice, guardian):
    voice.engagement.closed_at = timezone.now()
    voice.engagement.save()
    answer = sent(guardian, voice, "erase/", sure="yes", why="asked")
    assert "The response is erased." in answer.text
    assert "the person asked us to" in answer.text
    assert (Voice.objects.get().status, Voice.objects.get().sealed_words) == ("erased", "")
    assert "Give the person a copy" not in sent(guardian, voice).text
    assert "nothing left to copy" in sent(guardian, voice, "copy/").text
    assert "They were erased" in guardian.get(f"/workspace/engagements/{voice.engagement.slug}/voices/{voice.pk}/").text
    assert "Erased" in guardian.get(f"/workspace/engagements/{voice.engagement.slug}/voices/").text
