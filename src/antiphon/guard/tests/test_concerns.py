"""Concerns: words that disclose harm wait on a list with a clock, are read by few, and count nowhere until they are settled."""

import datetime
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.problems import Refused
from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.guard import actions, queries, rules, tasks
from antiphon.guard.models import Concern
from antiphon.guard.tests.factories import make_concern, make_harm, make_step
from antiphon.network.tests.factories import make_user
from antiphon.voices import actions as voices
from antiphon.voices import queries as heard
from antiphon.voices.models import Opening, Voice
from antiphon.voices.tasks import deidentify_waiting
from antiphon.voices.tests.factories import make_voice

pytestmark = pytest.mark.django_db
WORDS = "I could not ring you from home. My husband hits me and took my phone. The clinic is fine."


@pytest.fixture
def engagement() -> Any:
    return make_open_engagement()


@pytest.fixture
def lead(engagement: Any) -> Any:
    return make_user(role="safeguarding_lead", organisation=engagement.owner, name="Sam Shield", email="sam@example.org")


def test_a_disclosure_goes_from_the_form_to_the_list_and_to_no_coder(engagement: Any) -> None:
    voice = make_voice(engagement=engagement, words=WORDS)
    deidentify_waiting()
    voice.refresh_from_db()
    assert (voice.status, "home" in voice.harm) == ("needs_eyes", True)
    assert tasks.watch_over() == 1
    assert tasks.watch_over() == 0
    concern = Concern.objects.get()
    assert concern.look_by - concern.made_at >= datetime.timedelta(hours=23, minutes=59)
    with pytest.raises(Refused, match="safeguarding list"):
        voices.look(voice, decision="clean", by=engagement.lead)
    assert voice not in heard.ready_to_code()
    voices.look(voice, decision="withheld", because="For now.", by=engagement.lead)  # keeping back is always possible


def test_a_plain_comment_and_a_complaint_open_no_concern(engagement: Any) -> None:
    make_voice(engagement=engagement, words="The bus stops at six.")
    make_voice(engagement=engagement, words="I am making a formal complaint about the car park.")
    deidentify_waiting()
    assert tasks.watch_over() == 0


def test_each_opening_is_logged_and_the_first_stops_the_first_clock(lead: Any, engagement: Any) -> None:
    concern = make_concern(engagement=engagement)
    assert "hits me" in actions.look_at_concern(concern, why="On the list", by=lead)
    actions.look_at_concern(concern, why="Again, to ring the team", by=lead)
    concern.refresh_from_db()
    assert concern.looked_by == lead
    assert Opening.objects.filter(voice=concern.voice, opened_by=lead).count() == 2
    assert [line.verb for line in trail.of(concern)] == ["look at concern", "look at concern"]


def test_settling_wants_a_look_and_what_was_done_and_keeps_the_words_back_for_good(lead: Any, engagement: Any) -> None:
    concern = make_concern(engagement=engagement, voice=make_harm(engagement=engagement))
    with pytest.raises(Refused, match="Open the words first"):
        actions.settle_concern(concern, outcome="passed_on", by=lead)
    actions.look_at_concern(concern, why="On the list", by=lead)
    with pytest.raises(Refused, match="what was done"):
        actions.settle_concern(concern, outcome="passed_on", by=lead)
    actions.note_step(concern, what="Rang the duty social worker at 10:20.", by=lead)
    actions.settle_concern(concern, outcome="passed_on", by=lead)
    voice = Voice.objects.get()
    assert (voice.status, voice.clean_words, voice.harm_settled_at is not None) == ("withheld", "", True)
    assert list(heard.ready_to_code()) == []
    with pytest.raises(Refused, match="already"):
        actions.settle_concern(concern, outcome="known", by=lead)


def test_what_was_no_disclosure_waits_for_ordinary_eyes(lead: Any, engagement: Any) -> None:
    concern = make_concern(engagement=engagement)
    actions.look_at_concern(concern, why="On the list", by=lead)
    actions.settle_concern(concern, outcome="no_concern", by=lead)
    voice = Voice.objects.get()
    assert voice.status == "needs_eyes"
    voices.look(voice, decision="clean", by=engagement.lead)
    assert list(heard.ready_to_code()) == [voice]


def test_a_reader_raises_a_concern_about_words_that_no_rule_saw(lead: Any, engagement: Any) -> None:
    voice = make_voice(engagement=engagement, status="clean", words="She flinches when he comes near.")
    reader = make_user(role="analyst", organisation=engagement.owner)
    concern = actions.raise_concern(voice, kind="abuse", by=reader)
    voice.refresh_from_db()
    assert (voice.status, voice.clean_words, concern.raised_by) == ("needs_eyes", "", reader)
    assert list(heard.ready_to_code()) == []
    with pytest.raises(Refused, match="already"):
        actions.raise_concern(voice, kind="abuse", by=reader)
    actions.look_at_concern(concern, why="On the list", by=lead)
    actions.settle_concern(concern, outcome="no_concern", by=lead)
    again = actions.raise_concern(voice, kind="home", by=reader)
    assert (again.pk, again.settled_at) == (concern.pk, None)


def test_only_those_who_handle_concerns_open_them(lead: Any, engagement: Any) -> None:
    concern = make_concern(engagement=engagement)
    for role in ("reader", "analyst", "engagement_lead", "director", "administrator"):
        with pytest.raises(PermissionDenied):
            actions.look_at_concern(concern, why="Curious", by=make_user(role=role, organisation=engagement.owner))
    with pytest.raises(Http404):
        actions.look_at_concern(concern, why="Curious", by=make_user(role="safeguarding_lead"))
    plain = make_voice(engagement=engagement)
    with pytest.raises(PermissionDenied):  # the role opens disclosures alone
        voices.open_sealed(plain, why="Curious", by=lead)


def test_the_lead_is_told_once_and_directors_when_it_is_late_and_no_letter_holds_a_word(
    lead: Any, engagement: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    director = make_user(role="director", organisation=engagement.owner, email="dora@example.org")
    sent: list[tuple[str, str, str]] = []
    monkeypatch.setattr(tasks, "send_mail", lambda subject, text, by, to: sent.append((to[0], subject, text)))
    make_concern(engagement=engagement)
    make_concern(engagement=engagement)
    tasks.tell_waiting()
    tasks.tell_waiting()
    assert [to for to, _, _ in sent] == [lead.email]
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=25)):
        tasks.tell_waiting()
        tasks.tell_waiting()
        assert [engagement for engagement, _, _ in queries.concerns_late(director)] == [engagement]
    assert sorted(to for to, _, _ in sent[1:]) == sorted([lead.email, director.email])
    assert not any("hits" in text for _, _, text in sent)
    assert "24 hours" in sent[-1][2]
    assert mail.outbox == []


def test_when_the_mail_server_is_away_it_is_tried_again(lead: Any, engagement: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*arguments: Any) -> None:
        raise OSError

    monkeypatch.setattr(tasks, "send_mail", away)
    concern = make_concern(engagement=engagement)
    assert tasks.tell_waiting() == 0
    concern.refresh_from_db()
    assert concern.told_at is None


def test_a_named_lead_comes_before_the_others_and_nobody_is_no_error(engagement: Any, lead: Any) -> None:
    assert queries.handlers(engagement) == [lead]
    named = make_user(role="safeguarding_lead", organisation=engagement.owner)
    engagement.safeguarding_lead = named
    assert queries.handlers(engagement) == [named]
    assert queries.handlers(make_open_engagement()) == []


def test_the_clock_runs_in_hours_first_and_then_in_working_days_whatever_the_clock_does() -> None:
    friday = datetime.datetime(2026, 4, 2, 18, tzinfo=datetime.UTC)  # Thursday before Good Friday
    assert rules.look_by(friday) == friday + datetime.timedelta(hours=24)
    assert rules.settle_by(friday.date()) == datetime.date(2026, 4, 13)  # over Easter: two bank holidays
    concern = make_concern()
    with time_machine.travel(timezone.now() - datetime.timedelta(days=400)):  # set back: nothing is late, nothing lost
        assert queries.lateness(concern) == ""
    with time_machine.travel(timezone.now() + datetime.timedelta(days=40)):
        assert queries.lateness(concern) == "Nobody has looked at it in 24 hours"
        concern.looked_at = timezone.now()
        assert queries.lateness(concern) == "Not settled in five working days"


def test_a_person_may_erase_their_words_while_a_concern_is_open_and_the_concern_stays(lead: Any, engagement: Any) -> None:
    concern = make_concern(engagement=engagement)
    make_step(concern=concern)
    voices.erase_by_receipt(concern.voice.response.receipt, by=engagement.lead)
    assert Voice.objects.get().harm == []
    actions.settle_concern(Concern.objects.get(), outcome="cannot_reach", by=lead)
    assert Concern.objects.get().settled_by == lead
