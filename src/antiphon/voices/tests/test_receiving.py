"""One response model for every kind of answer: what is ticked is counted, what is said is sealed, who said it is apart."""

import uuid
from typing import Any

import pytest
from django.utils import timezone

from antiphon.core.actors import Machine, Visitor
from antiphon.core.problems import Refused
from antiphon.engagement.tests.factories import make_choice, make_open_engagement, make_question
from antiphon.voices import actions
from antiphon.voices.models import About, Answer, Response, Voice
from antiphon.voices.tests.factories import make_upload

pytestmark = pytest.mark.django_db


def receive(engagement: Any, answers: dict[int, Any], by: Any = Visitor(), **more: Any) -> Response:  # noqa: B008
    return actions.receive(engagement, answers=answers, channel="web", said_on=timezone.localdate(), by=by, **more)


def test_ticks_are_counted_and_words_beside_them_are_sealed():
    engagement = make_open_engagement()
    choice = make_choice(engagement=engagement, kind="many")
    response = receive(engagement, {choice.pk: ["bus", {"key": "other", "words": "On a tandem"}]})
    assert list(Answer.objects.filter(response=response).values_list("option", flat=True)) == ["bus", "other"]
    assert Voice.objects.get(response=response).sealed_words == "On a tandem"


def test_what_people_say_of_themselves_is_kept_apart():
    engagement = make_open_engagement(about_set="2026-1")
    response = receive(engagement, {engagement.questions.get().pk: "Fine."}, about={"age": "35_44", "sex": ""})
    about = About.objects.get(response=response)
    assert (about.set_version, about.said) == ("2026-1", {"age": "35_44"})


@pytest.mark.parametrize("about", [{"age": "very old"}, {"shoe_size": "9"}, {"age": ["35_44", "15_24"]}])
def test_what_was_not_asked_about_the_person_is_refused(about: dict[str, Any]):
    engagement = make_open_engagement(about_set="2026-1")
    with pytest.raises(Refused):
        receive(engagement, {engagement.questions.get().pk: "Fine."}, about=about)
    assert not Response.objects.exists()


def test_a_group_is_one_response_with_its_number_beside():
    engagement = make_open_engagement()
    key = engagement.questions.get().pk
    with pytest.raises(Refused, match="how many people"):
        receive(engagement, {key: "We need a ramp."}, speaks_as="group")
    response = receive(engagement, {key: "We need a ramp."}, speaks_as="group", speaks_for=40)
    assert (Response.objects.count(), response.speaks_for) == (1, 40)


def test_a_question_that_must_be_answered_must_be_on_the_form_and_not_on_paper():
    engagement = make_open_engagement()
    make_choice(engagement=engagement, required=True)
    key = engagement.questions.order_by("place").first().pk
    with pytest.raises(Refused, match="Answer this question"):
        receive(engagement, {key: "Fine."})
    assert receive(engagement, {key: "Fine."}, by=Machine("paper")).pk


def test_erasing_leaves_the_ticks_and_takes_all_that_tells_who_it_was():
    engagement = make_open_engagement(about_set="2026-1")
    choice, place = make_choice(engagement=engagement), make_question(engagement=engagement, kind="place", place=9)
    response = receive(engagement, {choice.pk: "bus", place.pk: "AV3"}, about={"age": "35_44"})
    upload = make_upload(response=response)
    actions.erase(response, why="asked", by=Visitor())
    upload.refresh_from_db()
    assert list(Answer.objects.filter(response=response).values_list("option", "text")) == [("bus", ""), ("", "")]
    assert not About.objects.filter(response=response).exists()
    assert (upload.content, upload.name) == (None, "")


def test_many_come_in_together_or_not_at_all():
    engagement = make_open_engagement()
    key, today = engagement.questions.get().pk, timezone.localdate()
    good = actions.Said(answers={key: "Fine."}, channel="paper", said_on=today, submission=uuid.uuid4(), name="Ann Made-Up")
    nothing, other = actions.Said({}, "paper", today), actions.Said({key: "Well."}, "file", today)
    with pytest.raises(Refused, match="Response 2"):
        actions.receive_many(engagement, everyone=[good, nothing], by=Machine("t"))
    assert not Response.objects.exists()
    first, second = actions.receive_many(engagement, everyone=[good, other], by=Machine("t"))
    assert (first.person is not None, second.person) == (True, None)
    assert Voice.objects.count() == 2
