"""Strange input is taken whole or refused in words: nothing is lost, doubled or run."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from antiphon.core.actors import Machine, Visitor
from antiphon.core.problems import Refused
from antiphon.engagement.answering import Asked, Kind, Option, faults
from antiphon.engagement.tests.factories import make_open_engagement, make_question
from antiphon.insight.results import results
from antiphon.insight.tests.panel import make_survey
from antiphon.people.models import Person
from antiphon.voices.actions import receive
from antiphon.voices.models import Answer, Response, Voice

SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}${7*7}'
ENCODINGS = ["na\u00efve caf\u00e9 \u2013 \u201cquotes\u201d", "\u65e5\u672c\u8a9e", "\u0627\u0644\u0639\u0631\u0628\u064a\u0629",
             "\U0001f3f3\ufe0f\u200d\U0001f308", "a\u202eb\u200bc", "\ufeffBOM", "e\u0301", "line\r\nline\rline"]  # fmt: skip


def send(engagement: Any, words: str, *, client: Client | None = None, **more: Any) -> Any:
    question = engagement.questions.first()
    data = {f"question_{question.pk}": words, "submission": str(uuid.uuid4()), "step": "1", "speaks_as": "self", **more}
    return (client or Client()).post(f"/engagements/{engagement.slug}/take-part/", data)


@pytest.mark.django_db
def test_fifty_kilobytes_are_refused_in_words_and_are_still_there():
    engagement = make_open_engagement()
    long = "The queue was long. " * 2500
    page = send(engagement, long)
    text = page.content.decode()
    assert page.status_code == 200
    assert "characters long and we can take" in text
    assert text.count("The queue was long.") >= 1900  # what fits in the box's own limit is still in it
    assert not Response.objects.exists()


@pytest.mark.django_db
def test_ten_thousand_options_are_refused_where_the_question_is_written():
    options = [Option(str(number), f"Answer {number}") for number in range(10_000)]
    asked = Asked(1, uuid.uuid4(), Kind.ONE, "Which?", options=options)
    assert any("Nobody can read more than" in text for text in faults(asked))


@pytest.mark.django_db
def test_ten_thousand_options_that_are_there_already_can_be_answered_and_counted():
    options = [{"key": str(number), "text": f"Answer {number}"} for number in range(10_000)]
    engagement = make_open_engagement(question=False)
    question = make_question(engagement=engagement, kind="one", options=options)
    receive(engagement, answers={question.pk: "9999"}, channel="web", said_on=timezone.localdate(), by=Visitor())
    found = results(engagement).questions[0].parts[0]
    assert len(found.bars) == 10_000
    with pytest.raises(Refused):
        receive(engagement, answers={question.pk: "10000"}, channel="web", said_on=timezone.localdate(), by=Visitor())


@pytest.mark.django_db
@pytest.mark.parametrize("words", ENCODINGS)
def test_words_in_any_script_come_back_as_they_were_said(words: str):
    engagement = make_open_engagement()
    assert send(engagement, words).status_code == 302
    assert Voice.objects.get().sealed_words == words.replace("\r\n", "\n").replace("\r", "\n").strip()


@pytest.mark.django_db
def test_bytes_that_are_no_utf8_and_a_nought_break_nothing():
    engagement = make_open_engagement()
    question = engagement.questions.first()
    body = f"question_{question.pk}=caf".encode() + b"%E9+%00+end&step=1&speaks_as=self&submission=" + str(uuid.uuid4()).encode()
    answer = Client().post(
        f"/engagements/{engagement.slug}/take-part/", body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 302
    assert Voice.objects.get().sealed_words.endswith("end")


@pytest.mark.django_db
def test_script_in_every_field_is_shown_as_text(staff_client: Any):
    questions = make_survey(title=SCRIPT[:100])
    engagement = questions["one"].engagement
    for question in questions.values():
        question.text = SCRIPT
        question.hint = SCRIPT
        question.options = [{**one, "text": SCRIPT} for one in question.options]
        question.rows = [{**one, "text": SCRIPT} for one in question.rows]
        question.save()
    for _ in range(12):
        receive(
            engagement, channel="web", said_on=timezone.localdate(), place=SCRIPT[:100], by=Machine("test"),
            answers={questions["one"].pk: "yes", questions["place"].pk: SCRIPT[:100], questions["text"].pk: SCRIPT},
        )  # fmt: skip
    client = staff_client(engagement.lead)
    here = f"/workspace/engagements/{engagement.slug}"
    for page in (Client().get(f"/engagements/{engagement.slug}/take-part/"), client.get(f"{here}/results/"),
                 client.get(f"{here}/results/cross-tab/?what={questions['one'].pk}:&by1=place")):  # fmt: skip
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
        assert "<img src=x" not in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_many_times_at_once_is_one_response_and_one_person():
    engagement = make_open_engagement()
    submission = str(uuid.uuid4())

    def press(_: int) -> int:
        try:
            answer = send(engagement, "Kind staff.", submission=submission, email="asha@example.org", name="Asha")
            return int(answer.status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(press, range(6)))
    assert set(statuses) == {302}
    assert Response.objects.count() == 1
    assert Person.objects.count() == 1
    assert Voice.objects.count() == 1


@pytest.mark.django_db
def test_taking_in_costs_the_same_for_two_questions_and_for_ten(django_assert_max_num_queries: Any):
    for number in (2, 10):
        engagement = make_open_engagement(question=False)
        options = [{"key": "a", "text": "A"}, {"key": "b", "text": "B"}]
        questions = [make_question(engagement=engagement, kind="one", options=options) for _ in range(number)]
        data = {f"question_{one.pk}": "a" for one in questions}
        with django_assert_max_num_queries(14):
            answer = Client().post(
                f"/engagements/{engagement.slug}/take-part/",
                {**data, "submission": str(uuid.uuid4()), "step": "1", "speaks_as": "self"},
            )
        assert answer.status_code == 302
        assert Answer.objects.filter(engagement=engagement).count() == number
