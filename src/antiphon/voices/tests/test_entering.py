"""Keying in sheets: numbers choose answers, nothing is lost, names stay apart, and the last sheet can be taken out again."""

import json
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from antiphon.core.problems import Refused
from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_choice, make_open_engagement, make_question, make_session
from antiphon.network.models import User
from antiphon.network.tests.factories import make_user
from antiphon.people import actions as people
from antiphon.voices import actions, entries
from antiphon.voices.models import Answer, Response, Sheet, Voice
from antiphon.voices.tests.factories import make_entry_batch, make_sheet

pytestmark = pytest.mark.django_db
TODAY = "1 11 2026"


@pytest.fixture
def engagement() -> Engagement:
    return make_open_engagement()


def clerk(engagement: Engagement, name: str = "Alice") -> User:
    return make_user(role="entry_clerk", organisation=engagement.owner, name=name)


def fields(engagement: Engagement, words: str = "The clinic is too far away.", **more: str) -> dict[str, str]:
    return {f"q{engagement.questions.get(kind='text').pk}": words, "said_on": TODAY, **more}


def key(engagement: Engagement, by: User, words: str = "The clinic is too far away.", **more: Any) -> Sheet:
    typed = fields(engagement, words, **more.pop("fields", {}))
    return actions.key_sheet(engagement, fields=typed, by=by, **more)


def test_a_sheet_becomes_a_sealed_response(engagement: Engagement):
    alice = clerk(engagement)
    sheet = key(engagement, alice, name="Rosa Example", email="rosa@example.org", fields={"score": "2", "place": "AV3 1AB"})
    response = sheet.response
    assert (response.channel, response.score, response.place, response.entered_by) == ("paper", 2, "AV3", alice)
    assert not response.may_quote
    voice = Voice.objects.get(response=response)
    assert (voice.status, voice.sealed_words) == ("sealed", "The clinic is too far away.")
    assert "Rosa" not in sheet.keyed
    guardian = make_user(role="guardian", organisation=engagement.owner)
    assert people.disclose(response.person, by=guardian).name == "Rosa Example"


def test_every_kind_of_question_is_typed(engagement: Engagement):
    options = [{"key": "bus", "text": "Bus"}, {"key": "car", "text": "Car"}, {"key": "other", "text": "Other", "words": True}]
    rows = [{"key": "day", "text": "By day"}, {"key": "night", "text": "At night"}]
    kinds = ("one", "many", "scale", "matrix", "ranking", "date", "place")
    made = {kind: make_question(engagement=engagement, kind=kind, text=f"A {kind}?", place=number,
                                options=options if kind in ("one", "many", "matrix", "ranking") else [],
                                rows=rows if kind == "matrix" else []) for number, kind in enumerate(kinds, start=2)}  # fmt: skip
    typed = {"one": "2", "many": "1 3: a tandem", "scale": "4", "ranking": "3 1", "date": "27/3/26", "place": "AV3 1AB"}
    answers = {f"q{made[kind].pk}": said for kind, said in typed.items()}
    answers |= {f"q{made['matrix'].pk}.day": "1", f"q{made['matrix'].pk}.night": "?"}
    response = key(engagement, clerk(engagement), fields=answers).response
    found = {(one.question.kind, one.row, one.option, one.number, one.text) for one in Answer.objects.filter(response=response)}
    assert found == {
        ("one", "", "car", None, ""), ("many", "", "bus", None, ""), ("many", "", "other", None, ""), ("scale", "", "", 4, ""),
        ("matrix", "day", "bus", None, ""), ("ranking", "", "other", 1, ""), ("ranking", "", "bus", 2, ""),
        ("date", "", "", None, "2026-03-27"), ("place", "", "", None, "AV3"),
    }  # fmt: skip
    assert Voice.objects.filter(response=response, question=made["many"]).get().sealed_words == "a tandem"
    assert json.loads(response.sheet.keyed)[f"q{made['matrix'].pk}.night"] == "[cannot read]"


@pytest.mark.parametrize("typed", ["4", "0", "bus", "1 2", "1:own words"])
def test_a_number_that_is_not_on_the_sheet_is_refused(engagement: Engagement, typed: str):
    choice = make_choice(engagement=engagement, options=[{"key": "bus", "text": "Bus"}, {"key": "car", "text": "Car"}])
    with pytest.raises(Refused):
        key(engagement, clerk(engagement), fields={f"q{choice.pk}": typed})
    assert not Response.objects.exists()


def test_a_sheet_that_is_sent_twice_is_one(engagement: Engagement):
    once, alice = uuid.uuid4(), clerk(engagement)
    assert key(engagement, alice, submission=once) == key(engagement, alice, submission=once)
    assert Response.objects.count() == 1


def test_a_batch_numbers_its_sheets_and_says_which_are_missing(engagement: Engagement):
    alice = clerk(engagement)
    batch = actions.open_batch(engagement, name="Library box", expected=6, share=0, by=alice)
    key(engagement, alice, batch=batch)
    assert key(engagement, alice, batch=batch, number=4).number == 4
    assert key(engagement, alice, batch=batch).number == 5
    with pytest.raises(Refused, match="Sheet 4 of “Library box” is in already"):
        key(engagement, alice, batch=batch, number=4)
    assert entries.missing_numbers(batch).in_words() == "Sheets 2 to 3 and 6 are missing"
    with pytest.raises(Refused, match="2 to 3 and 6 are missing"):
        actions.close_batch(batch, by=alice)
    closed = actions.close_batch(batch, note="Two were blank, one was lost in the post.", by=alice)
    assert closed.closed_at
    with pytest.raises(Refused, match="closed"):
        key(engagement, alice, batch=batch)


def test_the_last_sheet_can_be_taken_out_and_the_person_with_it(engagement: Engagement):
    alice, bob = clerk(engagement), clerk(engagement, "Bob")
    first = key(engagement, alice)
    token = key(engagement, alice, email="rosa@example.org", wants_reply=True).response.person
    key(engagement, bob)
    actions.undo_last_sheet(engagement, by=alice)
    assert Sheet.objects.filter(keyed_by=alice).get() == first
    assert Sheet.objects.filter(keyed_by=bob).count() == 1
    assert people.disclose(token, by=make_user(role="guardian", organisation=engagement.owner)).email == ""


def test_a_sheet_that_somebody_worked_on_stays(engagement: Engagement):
    alice = clerk(engagement)
    sheet = key(engagement, alice)
    Voice.objects.filter(response=sheet.response).update(looked_at_by=alice)
    with pytest.raises(Refused, match="begun to work"):
        actions.undo_last_sheet(engagement, by=alice)


def test_a_batch_is_undone_whole(engagement: Engagement):
    alice = clerk(engagement)
    batch = actions.open_batch(engagement, name="Wrong box", by=alice)
    key(engagement, alice, batch=batch)
    other = key(engagement, alice)
    actions.undo_batch(batch, by=alice)
    assert list(Response.objects.all()) == [other.response]
    with pytest.raises(Refused, match="already"):
        actions.undo_batch(batch, by=alice)


def test_a_clerk_sees_their_own_batches_and_a_lead_all(engagement: Engagement):
    alice, bob = clerk(engagement), clerk(engagement, "Bob")
    batch = actions.open_batch(engagement, name="Hers", by=alice)
    assert list(entries.batches_of(engagement, bob)) == []
    assert [one.name for one in entries.batches_of(engagement, alice)] == ["Hers"]
    lead = make_user(role="engagement_lead", organisation=engagement.owner)
    assert [one.name for one in entries.batches_of(engagement, lead)] == ["Hers"]
    with pytest.raises(PermissionDenied):
        actions.undo_batch(batch, by=bob)


def test_only_those_who_may_key_in_do(engagement: Engagement):
    with pytest.raises(PermissionDenied):
        key(engagement, make_user(role="reader", organisation=engagement.owner))
    with pytest.raises(Http404):
        key(engagement, make_user(role="entry_clerk"))
    with pytest.raises(PermissionDenied):  # a clerk keys in sheets one by one; files need another right
        actions.receive_many(engagement, everyone=[], by=clerk(engagement))


def test_a_remark_belongs_to_its_session(engagement: Engagement):
    session = make_session(engagement=engagement, kind="telephone")
    sheet = key(engagement, clerk(engagement), channel="telephone", session=session)
    assert sheet.response.session == session
    with pytest.raises(Refused, match="another engagement"):
        key(engagement, clerk(engagement), session=make_session())


def test_a_group_says_for_how_many_it_speaks(engagement: Engagement):
    alice = clerk(engagement)
    with pytest.raises(Refused, match="how many people"):
        key(engagement, alice, fields={"speaks_as": "group"})
    sheet = key(engagement, alice, fields={"speaks_as": "group", "speaks_for": "40", "wrote_down": "A worker of the group"})
    assert (sheet.response.speaks_for, sheet.response.wrote_down) == (40, "A worker of the group")
    found = entries.groups_in(engagement)
    assert (found.groups, found.people, found.in_words()) == (1, 40, "1 group of 40 people")


def test_what_was_keyed_goes_when_the_response_is_erased(engagement: Engagement):
    sheet = make_sheet(batch=make_entry_batch(engagement=engagement), keyed='{"q1": "secret"}')
    actions.erase(sheet.response, why="asked", by=make_user(role="guardian", organisation=engagement.owner))
    assert Sheet.objects.get(pk=sheet.pk).keyed == ""
