"""Packs by role, sent once, opened or not, questions with a clock, attendance (register rows 61 and 62, step c10)."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from antiphon.briefings import actions, queries, rules
from antiphon.briefings.models import Copy
from antiphon.briefings.tests.factories import OPTIONS, make_briefing, make_copy, make_meeting, make_question
from antiphon.core.actors import Visitor
from antiphon.core.problems import Refused
from antiphon.decisions.queries import decision_of
from antiphon.decisions.tests.factories import make_decided_engagement
from antiphon.delivery.models import Delivery
from antiphon.network.models import Area
from antiphon.network.tests.factories import make_area, make_organisation, make_user
from antiphon.signoff.queries import signatures
from antiphon.stakeholders.tests.factories import make_councillor, make_seat, make_stakeholder
from antiphon.voices.tests.factories import make_response

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def briefing():
    return make_briefing()


@pytest.fixture
def bob(briefing):
    return make_user(role="director", organisation=briefing.organisation)


def send(briefing, bob):
    return actions.send(briefing, words=queries.words_of(briefing), by=bob)


def test_each_role_has_its_own_parts_and_length():
    assert {"options", "ask"} <= set(rules.AUDIENCES["decides"].parts)
    assert "ask" not in rules.AUDIENCES["scrutinises"].parts
    assert rules.AUDIENCES["ward"].most < rules.AUDIENCES["scrutinises"].most < rules.AUDIENCES["decides"].most
    assert rules.options_in(OPTIONS) == 2
    assert rules.options_in("Option 1: Do it\nIt is good.") == 0


def test_a_pack_that_is_empty_too_long_or_without_options_does_not_go(briefing, bob):
    by = briefing.written_by
    make_councillor(organisation=briefing.organisation)
    seen = queries.parts_of(briefing)
    actions.write(briefing, parts={"ward": "word " * 500, "options": "Option 1: x\nRisk: y", "contact": ""}, seen=seen, by=by)
    with pytest.raises(Refused) as found:
        send(briefing, bob)
    assert [reason.split(" has ")[0] for reason in found.value.reasons] == [
        "“Where to ask”", "The pack for ward councillors", "Whoever decides or scrutinises gets real options. Name at least two, "
        "each with its risk.",
    ]  # fmt: skip
    assert not Copy.objects.exists()


def test_another_person_sends_it_once_in_the_exact_words_and_nobody_without_a_role(briefing, bob):
    both = make_councillor(organisation=briefing.organisation)
    make_councillor(organisation=briefing.organisation, roles=[], name="Not Asked")
    make_councillor(organisation=briefing.organisation, roles=["decides"])
    make_stakeholder(organisation=briefing.organisation)  # a champion
    make_councillor()  # of another organisation
    readers = queries.readers_of(briefing, TODAY())
    assert [one.listed.stakeholder for one in readers.get] == [both]
    assert [one.name for one in readers.unknown] == ["Not Asked"]
    with pytest.raises(Refused, match="another person"):
        send(briefing, briefing.written_by)
    with pytest.raises(Refused, match="changed since"):
        actions.send(briefing, words="x", by=bob)
    assert send(briefing, bob) == 1
    copy = Copy.objects.get()
    assert copy.audiences == ["scrutinises", "ward"]
    assert Delivery.objects.count() == 1
    assert signatures(briefing, purpose="send").get().signed_by == bob
    with pytest.raises(Refused, match="twice"):
        send(briefing, bob)
    with pytest.raises(Refused, match="stay as they are"):
        actions.write(briefing, parts={"summary": "x"}, seen={}, by=bob)


def test_nobody_to_send_it_to_is_said(briefing, bob):
    with pytest.raises(Refused, match="Nobody on the register"):
        send(briefing, bob)


def test_whoever_changed_a_word_is_a_writer(briefing, bob):
    make_councillor(organisation=briefing.organisation)
    actions.write(briefing, parts={"summary": "New words."}, seen=queries.parts_of(briefing), by=bob)
    with pytest.raises(Refused, match="another person"):
        send(briefing, bob)


def test_two_who_write_at_once_lose_nothing(briefing, bob):
    seen = queries.parts_of(briefing)
    actions.write(briefing, parts={"summary": "Bob's words."}, seen=seen, by=bob)
    with pytest.raises(Refused, match="Somebody else changed this while you wrote: What this is about"):
        actions.write(briefing, parts={"summary": "Alice's words.", "ward": "x"}, seen=seen, by=briefing.written_by)
    assert queries.parts_of(briefing)["summary"] == "Bob's words."
    assert queries.parts_of(briefing)["ward"] != "x"


def test_opened_means_that_they_pressed_open_and_the_first_time_is_kept(briefing):
    copy = make_copy(briefing=briefing)
    make_copy(briefing=briefing)
    with time_machine.travel("2026-03-02T09:00Z", tick=False):
        actions.open_copy(copy, by=Visitor())
    actions.open_copy(copy, by=Visitor())
    assert Copy.objects.get(pk=copy.pk).opened_at.date() == datetime.date(2026, 3, 2)
    found = {one.audience.key: (one.got, one.opened) for one in queries.opened_by_pack(briefing.copies.all())}
    assert found == {"scrutinises": (2, 1), "ward": (2, 1)}


def test_who_does_not_want_mail_is_on_a_list_for_a_person(briefing, bob):
    make_councillor(organisation=briefing.organisation, way="telephone", telephone="01632 960104")
    send(briefing, bob)
    assert not Delivery.objects.exists()
    waiting = queries.to_hand_over(bob).get()
    actions.hand_over(waiting, by=bob)
    assert not queries.to_hand_over(bob).exists()


def test_a_question_has_a_clock_a_holding_reply_and_an_answer_each_sent_once(briefing, bob):
    copy = make_copy(briefing=briefing)
    with time_machine.travel("2026-03-02T09:00Z", tick=False):  # a Monday
        question = actions.ask(copy, words=" Who was asked? ", by=Visitor())
        assert actions.ask(copy, words="Who was asked?", by=Visitor()) == question
        assert question.due_on == datetime.date(2026, 3, 9)
        with pytest.raises(Refused, match="still to come"):
            actions.hold(question, words="Figures", due_on=datetime.date(2026, 3, 2), by=bob)
        actions.hold(question, words="The figures of your ward.", due_on=datetime.date(2026, 3, 20), by=bob)
        assert queries.open_questions(bob).get().due_on == datetime.date(2026, 3, 20)
        actions.reply(question, words="Forty people.", by=bob)
        with pytest.raises(Refused, match="has its answer"):
            actions.reply(question, words="Again.", by=bob)
    assert not queries.open_questions(bob).exists()
    assert sorted(Delivery.objects.values_list("letter", flat=True)) == ["briefings/holding", "briefings/reply"]
    assert rules.status_of_question(datetime.date(2026, 3, 1), datetime.date(2026, 3, 2), replied=False) == "late"


@pytest.mark.parametrize("words", ["", "  ", "x" * 2001])
def test_a_question_that_is_none_is_refused(words):
    with pytest.raises(Refused):
        actions.ask(make_copy(), words=words, by=Visitor())


def test_attendance_is_by_seat_and_the_pack_says_who_opened_it(briefing, bob):
    here = briefing.organisation
    chair = make_seat(stakeholder=make_stakeholder(organisation=here, kind="lay", name="Alan Chair"), role="chair")
    lay = make_seat(stakeholder=make_stakeholder(organisation=here, kind="lay", name="Lena Lay"))
    make_seat()  # another organisation's
    copy = make_copy(briefing=briefing, stakeholder=chair.stakeholder, audiences=["chair"])
    actions.open_copy(copy, by=Visitor())
    meeting = actions.meet(briefing, board="Quality committee", held_on=datetime.date(2026, 3, 5), by=bob)
    assert actions.attend(meeting, came={chair.pk: "yes", lay.pk: "apologies", 0: "yes"}, by=bob) == 2
    places = queries.places_at(meeting)
    assert [(one.name, one.came, bool(one.copy and one.copy.opened_at)) for one in places] == [
        ("Alan Chair", "yes", True), ("Lena Lay", "apologies", False)
    ]
    later = make_meeting(briefing=briefing, held_on=TODAY() + datetime.timedelta(days=3))
    with pytest.raises(Refused, match="has not been"):
        actions.attend(later, came={}, by=bob)


def test_first_words_come_from_the_decision_and_ward_figures_hide_small_numbers():
    engagement = make_decided_engagement(themes=2)
    for place, count in (("Harrow Bridge", 14), ("Vale North", 3), ("Vale South", 9), ("Ashmere Town", 20)):
        for _ in range(count):
            make_response(engagement=engagement, place=place)
    make_area(kind=Area.Kind.WARD, name="Harrow Bridge", residents=8120)
    alice = make_user(role="engagement_lead", organisation=engagement.owner)
    briefing = actions.draft(
        engagement.owner, title="111 First", audiences=["ward", "scrutinises"], decision=decision_of(engagement), by=alice
    )
    words = queries.parts_of(briefing)
    assert {"options", "heard"} <= set(words)
    assert rules.options_in(words["options"]) >= 2
    figures = queries.figures_of(briefing, ["Harrow Bridge", "Vale North", ""])
    assert figures["Harrow Bridge"][:2] == [["People who live in the ward", "8,120"], ["Responses from the ward", "14"]]
    assert figures["Vale North"][0] == ["Responses from the ward", "hidden, so that nobody can be recognised"]
    with pytest.raises(Refused, match="your own organisation"):
        actions.change(briefing, title="x", audiences=["ward"], decision=decision_of(make_decided_engagement()), by=alice)


def test_a_stranger_gets_nothing_and_who_may_look_sends_nothing(briefing):
    with pytest.raises(Http404):
        queries.briefing_for(make_user(role="director", organisation=make_organisation()), briefing.pk)
    looks = make_user(role="decision_maker", organisation=briefing.organisation)
    assert queries.briefing_for(looks, briefing.pk) == briefing
    with pytest.raises(PermissionDenied):
        send(briefing, looks)
    question = make_question(copy=make_copy(briefing=briefing))
    with pytest.raises(PermissionDenied):
        actions.reply(question, words="x", by=looks)
    assert list(queries.open_questions(looks)) == []


def test_a_briefing_that_waits_while_the_embargo_ends_is_on_the_list(briefing, bob):
    briefing.embargo_until = timezone.now() + datetime.timedelta(hours=20)
    briefing.save()
    assert queries.embargo_soon(bob, timezone.now() + datetime.timedelta(days=2)).get() == briefing
    assert queries.to_approve(bob) == [briefing]
    assert queries.to_approve(briefing.written_by) == []


def test_links_open_one_copy_alone(briefing):
    copy, other = make_copy(briefing=briefing), make_copy(briefing=briefing)
    link = queries.path_of(copy).split("/")[2]
    assert queries.copy_by_link(link) == copy
    assert queries.number_in(link) == copy.stakeholder_id
    forged = f"{other.pk}-{copy.stakeholder_id}~{link.split('~')[1]}"
    assert queries.copy_by_link(forged) is None
    assert queries.number_in("nonsense") is None
