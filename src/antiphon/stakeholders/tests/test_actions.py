"""The register, and champions: the week's cap, the way they chose, and leaving at once (register row 60)."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from antiphon.core.actors import Machine, Visitor
from antiphon.core.problems import Refused
from antiphon.delivery.models import Delivery
from antiphon.delivery.tasks import deliver
from antiphon.network.models import Organisation, User
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.people.actions import Contact
from antiphon.people.models import Person
from antiphon.signoff.queries import signatures
from antiphon.stakeholders import actions, queries
from antiphon.stakeholders.models import Copy, Stakeholder
from antiphon.stakeholders.tasks import forget_due, release_waiting
from antiphon.stakeholders.tests.factories import make_copy, make_councillor, make_message, make_seat, make_stakeholder

pytestmark = pytest.mark.django_db
JOAN = Contact("Joan Example", "joan@example.org", "01632 960101")


@pytest.fixture
def here() -> Organisation:
    return make_organisation()


@pytest.fixture
def alice(here: Organisation) -> User:
    return make_user(role="communications_officer", organisation=here)


@pytest.fixture
def bob(here: Organisation) -> User:
    return make_user(role="director", organisation=here)


def councillor(here, alice, **fields):
    asked = {"body": make_organisation(kind="council"), "ward": "Harrow Bridge", "roles": ["ward"], **fields}
    return actions.add(here, kind="councillor", contact=JOAN, by=alice, **asked)


def test_a_councillor_is_kept_with_council_ward_and_roles_and_no_party(here, alice):
    one = councillor(here, alice, roles=["scrutinises", "ward"])
    assert not {field.name for field in Stakeholder._meta.fields} & {"party", "politics", "group"}
    assert queries.with_names([one], today=timezone.localdate())[0].name == "Joan Example"
    assert "Joan" not in str(Stakeholder.objects.values().get())
    with pytest.raises(Refused, match="already"):
        councillor(here, alice)


@pytest.mark.parametrize(("fields", "why"), [
    ({"roles": ["ward"], "ward": ""}, "which ward"), ({"roles": ["rules"]}, "not something"), ({"body": None}, "which council"),
    ({"way": "post"}, "no postal address"), ({"cap": 9}, "1 to 7"),
])  # fmt: skip
def test_what_cannot_be_kept_is_refused_in_words(here, alice, fields, why):
    with pytest.raises(Refused, match=why):
        councillor(here, alice, **fields)
    assert not Person.objects.exists()


def test_a_stranger_does_not_learn_that_the_register_is_there_and_a_reader_may_not(here):
    one = make_councillor(organisation=here)
    with pytest.raises(Http404):
        queries.stakeholder_for(make_user(role="director", organisation=make_organisation()), one.pk)
    with pytest.raises(PermissionDenied):
        queries.stakeholder_for(make_user(role="reader", organisation=here), one.pk)


def test_seats_have_a_board_a_role_and_an_end(here, alice):
    one = make_stakeholder(organisation=here, kind="lay")
    seat = actions.seat(one, body=here, board=" Quality  committee ", role="chair", starts_on=datetime.date(2026, 1, 1), by=alice)
    assert str(seat) == "Chair, Quality committee"
    with pytest.raises(Refused, match="already"):
        actions.seat(one, body=here, board="Quality committee", role="chair", starts_on=datetime.date(2026, 2, 1), by=alice)
    with pytest.raises(Refused, match="after it begins"):
        actions.end_seat(seat, on=datetime.date(2025, 1, 1), by=alice)
    actions.end_seat(seat, on=datetime.date(2026, 6, 1), by=alice)
    assert queries.with_names([one], today=datetime.date(2026, 7, 1))[0].roles == []


def test_what_was_done_with_a_champion_is_written_down(here, alice):
    one = make_stakeholder(organisation=here)
    actions.note(one, kind="training", words="Plain words", done_on=timezone.localdate(), by=alice)
    actions.note(one, kind="activity", words="Spoke at the barbers", done_on=timezone.localdate(), reached=30, by=alice)
    assert [line.kind for line in queries.lines_of(one)] == ["activity", "training"]
    with pytest.raises(Refused, match="has not come"):
        actions.note(one, kind="support", words="x", done_on=timezone.localdate() + datetime.timedelta(days=1), by=alice)


def test_a_message_is_sent_by_another_person_in_the_exact_words_once_to_each(here, alice, bob):
    for _ in range(3):
        make_stakeholder(organisation=here)
    message = actions.write_message(here, title="Ring first", words="Ring 111 first.", by=alice)
    with pytest.raises(Refused, match="another person"):
        actions.send_message(message, words=message.words, by=alice)
    dora = make_user(role="director", organisation=here, name="Dora")
    actions.change_message(message, title="Ring first", words="Ring 111 first, day or night.", by=dora)
    message.refresh_from_db()
    for writer in (alice, dora):
        with pytest.raises(Refused, match="another person"):
            actions.send_message(message, words=message.words, by=writer)
        assert message not in queries.to_approve(writer)
    with pytest.raises(Refused, match="changed since"):
        actions.send_message(message, words="Other words", by=bob)
    actions.send_message(message, words=message.words, by=bob)
    assert signatures(message, purpose="send").get().signed_by == bob
    assert Delivery.objects.count() == 3
    with pytest.raises(Refused, match="gone already"):
        actions.send_message(message, words=message.words, by=bob)
    with pytest.raises(Refused, match="stay as they are"):
        actions.change_message(message, title="x", words="y", by=alice)


def test_two_champions_at_one_address_get_a_letter_each_with_their_own_link(here, bob):
    for name in ("Grace Example", "Ken Example"):
        make_stakeholder(organisation=here, name=name, email="home@example.org")
    actions.send_message(message := make_message(organisation=here), words=message.words, by=bob)
    paths = {recipient.facts["path"] for row in Delivery.objects.all() for recipient in row.recipients.all()}
    assert Delivery.objects.count() == len(paths) == 2


def test_the_week_is_capped_and_what_is_over_waits_for_room(here, bob):
    one = make_stakeholder(organisation=here, cap=1)
    with time_machine.travel("2026-03-02T09:00Z", tick=False) as clock:
        for _ in range(2):
            message = make_message(organisation=here)
            actions.send_message(message, words=message.words, by=bob)
        assert sorted(one.copies.values_list("status", flat=True)) == ["held", "posted"]
        clock.move_to("2026-03-08T09:00Z")
        assert release_waiting() == 0
        clock.move_to("2026-03-09T09:01Z")
        assert release_waiting() == 1
        assert release_waiting() == 0
    assert Delivery.objects.count() == 2


def test_a_week_off_holds_messages_and_a_telephone_is_a_list_for_a_person(here, alice, bob):
    resting = make_stakeholder(organisation=here, telephone="01632 960102")
    actions.rest(resting, by=Visitor())
    rings = make_stakeholder(organisation=here, telephone="01632 960103")
    actions.choose(rings, way="telephone", cap=3, by=Visitor())
    actions.send_message(message := make_message(organisation=here), words=message.words, by=bob)
    assert resting.copies.get().status == Copy.Status.HELD
    assert queries.by_hand(alice) == 1
    actions.done_by_hand(rings.copies.get(), by=alice)
    assert queries.by_hand(alice) == 0
    assert not Delivery.objects.exists()
    with pytest.raises(Refused, match="no postal address"):
        actions.choose(rings, way="post", cap=3, by=Visitor())


def test_leaving_stops_messages_at_once_also_one_that_waits_to_be_sent(here, bob, mailbox):
    one = make_stakeholder(organisation=here, cap=1)
    for _ in range(2):
        message = make_message(organisation=here)
        actions.send_message(message, words=message.words, by=bob)
    waiting = Delivery.objects.get()
    assert waiting.status == Delivery.Status.WAITING
    actions.leave(one, by=Visitor())
    deliver()
    waiting.refresh_from_db()
    assert waiting.status == Delivery.Status.SUPPRESSED
    assert sorted(one.copies.values_list("status", flat=True)) == ["dropped", "posted"]
    assert release_waiting() == 0
    actions.leave(one, by=Visitor())  # twice changes nothing
    with pytest.raises(Refused, match="no champions"):
        actions.send_message(other := make_message(organisation=here), words=other.words, by=bob)


def test_leaving_can_forget_and_time_forgets(here, alice):
    one, other = make_stakeholder(organisation=here), make_stakeholder(organisation=here)
    actions.leave(one, erase=True, by=Visitor())
    assert queries.champion_by_link(queries.path_of(one).split("/")[2]) is None
    assert Person.objects.get(token=one.person).name == ""
    with pytest.raises(Refused, match="still on the list"):
        actions.forget(other, by=alice)
    actions.leave(other, because="ended", by=alice)
    assert forget_due() == 0
    with time_machine.travel(timezone.now() + datetime.timedelta(days=3 * 365)):
        assert forget_due(pretend=True) == forget_due() == 1


def test_a_link_that_is_not_whole_opens_nothing():
    one = make_stakeholder()
    link = queries.path_of(one).split("/")[2]
    assert queries.champion_by_link(link) == one
    assert queries.champion_by_link(link[:-1] + ("a" if link[-1] != "a" else "b")) is None
    assert queries.champion_by_link("1") is None


def test_a_change_of_who_and_how(here, alice):
    one = councillor(here, alice)
    actions.change(one, contact=Contact("Joan Whit", "joan.w@example.org"), roles=["decides"], by=alice)
    listed = queries.with_names([Stakeholder.objects.get()], today=timezone.localdate())[0]
    assert (listed.name, listed.roles) == ("Joan Whit", ["Decides"])
    actions.leave(one, because="ended", by=alice)
    with pytest.raises(Refused, match="have left"):
        actions.change(one, contact=JOAN, by=alice)


def test_held_copies_of_those_who_left_stay_away(here):
    copy = make_copy()
    actions.leave(copy.stakeholder, by=Machine("test"))
    assert release_waiting() == 0
    assert make_seat().ends_on is None
