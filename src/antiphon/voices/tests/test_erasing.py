"""Erasing: words, place and person go for good; the row and what it counts for stay. And what is kept too long goes."""

import datetime
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.http import Http404
from django.utils import timezone

from antiphon.core import receipts, trail
from antiphon.core.actors import Machine, Visitor
from antiphon.core.problems import Refused
from antiphon.delivery.models import Delivery
from antiphon.delivery.queries import reachable
from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.people.actions import remember
from antiphon.people.tests.factories import make_person
from antiphon.voices import actions, queries
from antiphon.voices.models import Opening, Response, Voice
from antiphon.voices.tasks import erase_due
from antiphon.voices.tests.factories import make_response, make_voice

pytestmark = pytest.mark.django_db
SECRET = "My neighbour Ada Example shouted at the nurse."


def spoken(**more: Any) -> Voice:
    return make_voice(words=SECRET, place="Ashmere", person=make_person(), **{"status": "clean", **more})


def columns() -> str:
    """Return every word that the tables of voices, persons and messages hold, as the database stores it."""
    with connection.cursor() as cursor:
        found = []
        for table in ("voices_voice", "voices_response", "people_person", "delivery_recipient"):
            cursor.execute(f"select t::text from {table} t")
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


@pytest.mark.parametrize("status", ["sealed", "needs_eyes", "clean", "withheld"])
def test_erase_blanks_the_words_the_place_and_the_person_and_keeps_the_row(status: str) -> None:
    voice = spoken(status=status, may_quote=True)
    response, person = voice.response, voice.response.person
    response.score = 4
    response.save()
    actions.erase(response, why="asked", by=make_user(role="guardian", organisation=response.engagement.owner))
    voice.refresh_from_db()
    response.refresh_from_db()
    assert (voice.status, voice.sealed_words, voice.clean_words, voice.found, voice.doubts) == ("erased", "", "", [], [])
    assert (response.place, response.person, response.may_quote, response.erased_because) == ("", None, False, "asked")
    assert (response.channel, response.score, response.erased_at is not None) == ("web", 4, True)
    assert not reachable(person).email
    assert "Ashmere" not in columns()
    assert "Ada" not in columns()


def test_erase_twice_keeps_the_first_day_and_leaves_one_line() -> None:
    response = spoken().response
    first = actions.erase(response, why="asked", by=Machine("test")).erased_at
    again = actions.erase(response, why="time", by=Machine("test"))
    assert (again.erased_at, again.erased_because) == (first, "asked")
    assert [entry.verb for entry in trail.of(response)].count("erase") == 1


def test_erase_leaves_a_trail_that_says_who_and_why_and_no_words() -> None:
    response = spoken().response
    alice = make_user(role="director", organisation=response.engagement.owner)
    actions.erase(response, why="mistake", by=alice)
    last = trail.of(response).last()
    assert last is not None
    assert (last.actor, last.verb, last.detail["why"]) == (alice.actor, "erase", "mistake")
    assert SECRET not in str(last.detail)


def test_erase_of_a_closed_engagement() -> None:
    response = spoken().response
    Engagement.objects.filter(pk=response.engagement_id).update(closed_at=timezone.now())
    assert actions.erase(response, why="asked", by=make_user(role="engagement_lead", organisation=response.engagement.owner))
    assert Voice.objects.get().status == "erased"


@pytest.mark.parametrize("role", ["analyst", "communications_officer", "decision_maker", "administrator", "reader"])
def test_erase_by_a_role_that_may_not(role: str) -> None:
    response = spoken().response
    with pytest.raises(PermissionDenied):
        actions.erase(response, why="asked", by=make_user(role=role, organisation=response.engagement.owner))
    assert Voice.objects.get().clean_words == SECRET


def test_erase_by_a_stranger_is_not_found() -> None:
    response = spoken().response
    charlie = make_user(role="guardian", organisation=make_organisation(name="Elsewhere"))
    for verb in (lambda: actions.erase(response, why="asked", by=charlie), lambda: actions.stop_messages(response, by=charlie),
                 lambda: actions.copy_for_the_person(response, by=charlie)):  # fmt: skip
        with pytest.raises(Http404):
            verb()


def test_erase_for_no_known_reason_is_refused() -> None:
    with pytest.raises(Refused, match="Choose why"):
        actions.erase(spoken().response, why="", by=Visitor())


def test_erased_words_cannot_be_looked_at_opened_or_made_safe_again() -> None:
    voice = spoken()
    guardian = make_user(role="guardian", organisation=voice.engagement.owner)
    actions.erase(voice.response, why="asked", by=guardian)
    with pytest.raises(Refused, match="erased"):
        actions.look(voice, decision="clean", by=guardian)
    with pytest.raises(Refused, match="erased"):
        actions.open_sealed(voice, why="To see", by=guardian)
    with pytest.raises(Refused, match="nothing left"):
        actions.copy_for_the_person(voice.response, by=guardian)
    assert not queries.ready_to_make_safe().exists()
    assert not queries.ready_to_code().exists()
    assert not queries.needing_eyes(guardian).exists()
    assert not Opening.objects.exists()


def test_erase_by_receipt_by_whoever_holds_the_code() -> None:
    voice = spoken()
    assert actions.erase_by_receipt(voice.response.receipt.lower(), by=Visitor()) == voice.response
    assert actions.erase_by_receipt(receipts.new(), by=Visitor()) is None
    assert actions.erase_by_receipt("nonsense", by=Visitor()) is None
    assert Voice.objects.get().status == "erased"


def test_erase_when_the_same_form_is_sent_again_brings_nothing_back() -> None:
    engagement = make_open_engagement()
    form = {"answers": {engagement.questions.get().pk: SECRET}, "channel": "web", "said_on": timezone.localdate(),
            "submission": "7f6c1d80-0000-4000-8000-000000000001"}  # fmt: skip
    response = actions.receive(engagement, by=Visitor(), **form)
    actions.erase(response, why="asked", by=Visitor())
    assert actions.receive(engagement, by=Visitor(), **form) == response
    assert [voice.sealed_words for voice in Voice.objects.all()] == [""]


def test_stop_messages_reaches_everyone_at_that_address_in_this_engagement_alone() -> None:
    one, other = make_response(person=make_person()), make_response(person=make_person())
    same = make_response(engagement=one.engagement, person=make_person())
    actions.stop_by_receipt(one.receipt, by=Visitor())
    assert [reachable(response.person).wants_reply for response in (one, same, other)] == [False, False, True]
    assert actions.stop_by_receipt(receipts.new(), by=Visitor()) is None


def test_copy_holds_the_words_as_they_came_and_each_opening_is_logged() -> None:
    voice = spoken()
    with pytest.raises(PermissionDenied):
        actions.copy_for_the_person(voice.response, by=make_user(role="analyst", organisation=voice.engagement.owner))
    guardian = make_user(role="guardian", organisation=voice.engagement.owner)
    copy = actions.copy_for_the_person(voice.response, by=guardian)
    assert [(answer.words, answer.made_safe) for answer in copy.answers] == [(SECRET, SECRET)]
    assert copy.identity is not None
    assert copy.identity.email == "ada@example.org"
    assert "Ada" not in repr(copy)
    assert Opening.objects.get().opened_by == guardian


def test_copy_by_one_who_may_erase_and_not_open_sealed_words_is_not_allowed() -> None:
    voice = spoken()
    with pytest.raises(PermissionDenied):
        actions.copy_for_the_person(voice.response, by=make_user(role="director", organisation=voice.engagement.owner))
    assert not Opening.objects.exists()


# --- What is kept too long ----------------------------------------------------------------------------------------


def closed(on: str) -> Voice:
    voice = spoken()
    day = datetime.datetime.fromisoformat(f"{on}T12:00:00+00:00")
    Engagement.objects.filter(pk=voice.engagement_id).update(closed_at=day)
    return voice


def test_tidy_up_erases_persons_after_two_years_and_words_after_five() -> None:
    voice = closed("2026-07-01")
    response = voice.response

    def state(today: str) -> tuple[bool, str, tuple[int, int]]:
        with time_machine.travel(f"{today}T03:30:00+01:00", tick=False):
            done = erase_due()
        response.refresh_from_db()
        return response.person is not None, Voice.objects.get(pk=voice.pk).status, done

    assert state("2028-06-30") == (True, "clean", (0, 0))
    assert state("2028-07-01") == (False, "clean", (1, 0))
    assert state("2028-07-02") == (False, "clean", (0, 0))
    assert state("2031-06-30") == (False, "clean", (0, 0))
    assert state("2031-07-01") == (False, "erased", (0, 1))
    assert state("2031-07-02") == (False, "erased", (0, 0))
    assert response.erased_because == "time"
    assert "Ada" not in columns()
    assert {entry.actor for entry in trail.of(response) if entry.verb in ("erase", "forget person")} == {"machine:tidy up"}


def test_tidy_up_leaves_what_is_not_closed() -> None:
    voice = spoken()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=4000)):
        assert erase_due() == (0, 0)
    assert Voice.objects.get(pk=voice.pk).clean_words == SECRET


def test_tidy_up_works_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("antiphon.voices.tasks.AT_ONCE", 2)
    engagement = closed("2020-01-01").engagement
    for number in range(4):
        make_response(engagement=engagement, person=remember(name="A", email=f"{number}@example.org", wants_reply=True,
                                                             by=Visitor()))  # fmt: skip
    assert erase_due() == (5, 5)
    assert not Response.objects.filter(person__isnull=False).exists()


def test_tidy_up_command_says_what_is_due_and_does_it_only_when_asked() -> None:
    closed("2020-01-01")
    Delivery.objects.create(occasion="told:old", address_key="a" * 64, letter="decisions/told", status="accepted",
                            reference="r1", settled_at="2020-01-01T12:00:00Z")  # fmt: skip
    said = StringIO()
    call_command("tidy_up", "--dry-run", stdout=said)
    assert said.getvalue().splitlines() == [
        "Persons due to be erased: 1", "Responses whose words are due to be erased: 1",
        "Messages whose address key is due to be erased: 1", "Panel members who left two years ago due to be erased: 0",
        "Stories whose consent ran out two years ago due to be erased: 0",
    ]  # fmt: skip
    assert Voice.objects.get().clean_words == SECRET
    for count in (1, 0):
        said = StringIO()
        call_command("tidy_up", stdout=said)
        assert said.getvalue().splitlines() == [
            f"Persons erased: {count}", f"Responses erased: {count}", f"Messages whose address key is erased: {count}",
            "Panel members who left two years ago erased: 0", "Stories whose consent ran out two years ago erased: 0",
        ]  # fmt: skip
    assert Delivery.objects.get().address_key == "forgotten:r1"
