"""A response and all that hangs from it are one statement: all of it or nothing, once for each form that is sent."""

import datetime
import threading
import uuid

import pytest
from django.db import connection

from antiphon.core.actors import Visitor
from antiphon.core.models import TrailEntry
from antiphon.engagement.tests.factories import make_open_engagement, make_question
from antiphon.voices import actions
from antiphon.voices.models import Answer, Response, Voice

TODAY = datetime.date(2026, 11, 1)


def send(engagement, submission, **more):
    first, second = engagement.questions.order_by("place")
    answers = {first.pk: "It was quick.", second.pk: "am"}
    return actions.receive(engagement, answers=answers, channel="web", said_on=TODAY, submission=submission, looks=True,
                           by=Visitor(), **more)  # fmt: skip


def make():
    engagement = make_open_engagement()
    make_question(engagement=engagement, kind="one", options=[{"key": "am", "text": "Morning"}, {"key": "pm", "text": "Evening"}])
    return engagement


def people():
    with connection.cursor() as cursor:
        cursor.execute("select token from people_person")
        return [token for (token,) in cursor.fetchall()]


@pytest.mark.django_db
def test_the_same_form_twice_leaves_one_of_everything_and_one_person():
    engagement, submission = make(), uuid.uuid4()
    first = send(engagement, submission, name="Dana Whitlow", email="dana@example.org")
    again = send(engagement, submission, name="Dana Whitlow", email="dana@example.org")
    assert again == first
    assert [model.objects.count() for model in (Response, Answer, Voice)] == [1, 1, 1]
    assert people() == [Response.objects.get().person]
    assert TrailEntry.objects.filter(verb="receive").count() == 1


@pytest.mark.django_db
def test_what_it_was_asked_with_is_what_the_tables_hold():
    engagement = make()
    response = send(engagement, uuid.uuid4(), place="LS6 2AB", speaks_as="group", speaks_for=40, network_key="k" * 64)
    kept = Response.objects.get()
    assert kept == response
    for field in Response._meta.concrete_fields:
        assert getattr(kept, field.attname) == getattr(response, field.attname), field.attname
    answer = Answer.objects.get()
    assert (answer.response, answer.engagement, answer.option) == (kept, engagement, "am")
    voice = Voice.objects.get()
    assert (voice.sealed_words, voice.status, voice.clean_words, voice.found) == ("It was quick.", "sealed", "", [])


@pytest.mark.django_db(transaction=True)
def test_the_same_form_at_the_same_moment_is_one_response():
    engagement, submission = make(), uuid.uuid4()
    begin, receipts = threading.Barrier(6), []

    def one() -> None:
        begin.wait()
        receipts.append(send(engagement, submission, email="dana@example.org").receipt)
        connection.close()

    everyone = [threading.Thread(target=one) for _ in range(6)]
    for thread in everyone:
        thread.start()
    for thread in everyone:
        thread.join()
    assert len(receipts) == 6
    assert len(set(receipts)) == 1
    assert [model.objects.count() for model in (Response, Answer, Voice)] == [1, 1, 1]
    assert len(people()) == 1
