"""What another system sends in: taken once, whole or not at all, and anything odd refused in words."""

import datetime
import json
import threading

import pytest
from django.db import connection
from django.utils import timezone

from antiphon.api.models import Taken
from antiphon.api.tests.conftest import Caller
from antiphon.core import trail
from antiphon.engagement.models import ChannelEntry
from antiphon.engagement.tests.factories import make_engagement, make_open_engagement, make_partner, make_question, switch_on
from antiphon.network.tests.factories import make_api_key
from antiphon.people.models import Person
from antiphon.voices.models import Answer, Response, Voice


@pytest.fixture
def question(engagement):
    return engagement.questions.get()


@pytest.fixture
def to(engagement):
    return f"/engagements/{engagement.slug}/responses"


def body(question, answer="Evenings are better for me.", **more):
    return {"answers": [{"question": question.pk, "answer": answer}], **more}


def test_a_response_is_taken_whole(ours, key, to, engagement, question):
    options = [{"key": "am", "text": "Morning"}, {"key": "pm", "text": "Evening"}]
    one = make_question(engagement=engagement, kind="one", options=options)
    sent = body(question, place="Ashmere AV3 1AB", email="beryl@example.org", name="Beryl Sandford")
    sent["answers"].append({"question": one.pk, "answer": "pm"})
    answer = ours.post(to, sent)
    assert answer.status_code == 201
    response = Response.objects.get(receipt=answer.json()["receipt"])
    assert (response.channel, response.place, response.said_on) == ("api", "Ashmere AV3", timezone.localdate())
    assert Voice.objects.get().status == "sealed"
    assert Answer.objects.get().option == "pm"
    assert Person.objects.get().wants_reply
    assert trail.of(response).first().actor == f"key:{key.account_id}"
    assert "Beryl" not in answer.content.decode()


def test_the_same_request_again_gets_the_same_answer(ours, to, question):
    first, again = ours.post(to, body(question)), ours.post(to, body(question))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again["Idempotent-Replay"] == "true"
    assert Response.objects.count() == 1


def test_the_same_name_for_another_request_is_a_conflict(ours, to, question):
    ours.post(to, body(question))
    answer = ours.post(to, body(question, answer="Mornings, on second thoughts."))
    assert answer.status_code == 409
    assert Response.objects.count() == 1


def test_a_name_is_the_key_s_own(ours, key, to, question):
    other = Caller(make_api_key(organisation=key.organisation))
    assert {ours.post(to, body(question)).status_code, other.post(to, body(question)).status_code} == {201}
    assert Response.objects.count() == 2


def test_a_request_that_was_refused_can_be_mended_under_its_name(ours, to, question):
    assert ours.post(to, body(question, answer="")).status_code == 422
    assert not Taken.objects.exists()
    assert ours.post(to, body(question)).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_the_same_request_ten_times_at_once_is_one_response():
    engagement = make_open_engagement()
    switch_on(engagement.owner, "api")
    caller, sent = make_api_key(organisation=engagement.owner), body(engagement.questions.get())
    found: list[tuple[int, str]] = []

    def send() -> None:
        try:
            answer = Caller(caller).post(f"/engagements/{engagement.slug}/responses", sent)
            found.append((answer.status_code, answer.json().get("receipt", answer.content)))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1, found
    assert found[0][0] == 201
    assert (len(found), Response.objects.count(), Taken.objects.count()) == (10, 1, 1)


@pytest.mark.parametrize("role", ["reader"])
def test_a_key_that_only_looks_sends_nothing(key, to, question, role):
    answer = Caller(make_api_key(organisation=key.organisation, role=role)).post(to, body(question))
    assert answer.status_code == 403
    assert not Response.objects.exists()


def test_a_partner_that_reads_and_a_stranger_send_nothing(stranger, engagement, to, question):
    reads = make_partner(engagement=engagement, way="reads").organisation
    assert Caller(make_api_key(organisation=reads)).post(to, body(question)).status_code == 403
    assert stranger.post(to, body(question)).status_code == 404
    assert not Response.objects.exists()


@pytest.mark.parametrize("day", [-11, 1])
def test_only_what_was_said_while_it_was_open_is_taken(ours, to, question, day):
    said_on = timezone.localdate() + datetime.timedelta(days=day)
    assert ours.post(to, body(question, said_on=said_on.isoformat())).status_code == 422


def test_a_draft_takes_nothing(ours, key):
    draft = make_engagement(owner=key.organisation)
    assert ours.post(f"/engagements/{draft.slug}/responses", body(draft.questions.get())).status_code == 422


@pytest.mark.parametrize("change", [
    {"answers": []}, {"answers": [{"question": 1}]}, {"answers": "all"}, {"surprise": 1}, {"said_on": "yesterday"},
    {"about": {"age": "old"}}, {"speaks_as": "group"}, {"speaks_for": 12}, {"may_quote": "yes"}, {"language": "en; drop"},
    {"email": "not an address"}, {"answers": [{"question": 2**62, "answer": "x"}]}, {"place": "x" * 101},
    {"answers": [{"question": 1, "answer": None}]},
])  # fmt: skip
def test_what_is_not_right_is_said_and_nothing_is_kept(ours, to, question, change):
    answer = ours.post(to, {**body(question), **change})
    assert answer.status_code == 422
    assert answer.json()["problems"], answer.content
    assert not Response.objects.exists()
    assert not Person.objects.exists()


def test_a_question_answered_twice_or_of_another_engagement_is_refused(ours, to, question):
    twice = body(question)
    twice["answers"] *= 2
    assert ours.post(to, twice).status_code == 422
    assert ours.post(to, body(make_question())).status_code == 422


def test_a_file_is_refused_in_words(ours, to, engagement, question):
    file = make_question(engagement=engagement, kind="file")
    answer = ours.post(to, body(file, answer=7))
    assert answer.status_code == 422
    assert "web form" in answer.json()["detail"]


@pytest.mark.parametrize("name", [None, "", "short", "x" * 101, "with space here", "é" * 10])
def test_the_name_of_the_request_is_needed_and_plain(ours, to, question, name):
    assert ours.post(to, body(question), name=name).status_code == 422


# --- Bodies that no system means ---------------------------------------------------------------------------------------
def nested(depth):
    return b'{"answers": ' + b"[" * depth + b"]" * depth + b"}"


@pytest.mark.parametrize(("sent", "status"), [
    (b"", 422), (b"{", 400), (b"[]", 422), (b"null", 422), (b'"text"', 422), (b"\xff\xfe", 400), (b'{"a": "\xc3\x28"}', 400),
    (b'{"answers": [{"question": 1, "answer": "\\u0000"}]}', 400), (b'{"answers": [{"question": 1, "answer": "\\ud800"}]}', 400),
    (b'{"answers": [{"question": 1e999, "answer": "x"}]}', 400), (b'{"answers": [{"question": NaN, "answer": "x"}]}', 400),
    (b'{"answers": [{"question": ' + b"9" * 5000 + b', "answer": "x"}]}', 400), (b'{"place": "a", "place": "b"}', 400),
    (b'{"answers": [{"question": 123456789012345678901, "answer": "x"}]}', 400), (nested(13), 400), (nested(100_000), 400),
    (b'{"\\u0000": 1}', 400), (b'{"answers": [{"question": 1, "answer": "' + b"x" * 300_000 + b'"}]}', 413),
], ids=lambda part: str(part)[:40])  # fmt: skip
def test_a_body_that_nobody_means_is_a_plain_refusal(ours, to, sent, status):
    answer = ours.post(to, sent)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["title"]
    assert not Response.objects.exists()


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""])
def test_only_json_is_read(ours, to, question, kind):
    assert ours.post(to, json.dumps(body(question)).encode(), content_type=kind).status_code == 415


def test_script_and_formulas_are_kept_as_words(ours, to, question):
    words = "<script>alert(1)</script> =HYPERLINK(\"x\") '; drop table voices_voice; --"
    assert ours.post(to, body(question, answer=words)).status_code == 201
    assert Voice.objects.get().sealed_words == words


def test_nothing_is_taken_while_the_channel_is_not_switched_on_in_the_register(key, ours, question, to):
    ChannelEntry.objects.filter(organisation=key.organisation, channel="api").delete()
    refused = ours.post(to, body(question))
    assert refused.status_code == 422
    assert "register of channels" in refused.content.decode()
    assert not Response.objects.exists()
