"""Planning, places, rounds of letters. Alice writes, Bob may too, Charlie is from elsewhere."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from antiphon.core.actors import Machine, Visitor
from antiphon.core.problems import Refused
from antiphon.core.sealing import key_for
from antiphon.delivery.models import Delivery, Recipient
from antiphon.events.actions import places, planning, telling
from antiphon.events.models import Event, Place, Round
from antiphon.events.queries import events
from antiphon.events.queries import places as held
from antiphon.events.tasks import fill_waiting, forget_due, tell_waiting
from antiphon.events.tests.factories import DAY, HOUR, make_event, make_place, make_presenter
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.people.actions import Contact
from antiphon.people.models import Person

pytestmark = pytest.mark.django_db
VISITOR, CLOCK = Visitor(), Machine("clock")


@pytest.fixture
def here():
    return make_organisation(name="Ashmere Board")


@pytest.fixture
def alice(here):
    return make_user(role="communications_officer", organisation=here, name="Alice")


@pytest.fixture
def bob(here):
    return make_user(role="director", organisation=here, name="Bob")


@pytest.fixture
def charlie():
    return make_user(role="director", name="Charlie")


@pytest.fixture
def event(here, alice, bob):
    return make_event(public=True, organisation=here, written_by=alice, published_by=bob)


def times(days: int = 7) -> dict[str, datetime.datetime]:
    start = timezone.now() + days * DAY
    return {"starts_at": start, "ends_at": start + HOUR}


def letters(kind: str = "") -> int:
    return Delivery.objects.filter(occasion__contains=f":{kind}").count() if kind else Delivery.objects.count()


def test_an_event_is_planned_by_one_and_published_by_another(here, alice, bob, charlie):
    event = planning.plan(here, title=" Living  well ", summary="What helps.", joining="https://meet.example.org/x", by=alice,
                          **times())  # fmt: skip
    assert event.title == "Living well"
    words = events.words_of(event)
    with pytest.raises(Refused, match="another person"):
        planning.publish(event, words=words, by=alice)
    with pytest.raises(Http404):
        planning.publish(event, words=words, by=charlie)
    with pytest.raises(PermissionDenied):
        planning.publish(event, words=words, by=make_user(role="reader", organisation=here))
    with pytest.raises(Refused, match="have changed"):
        planning.publish(event, words="Others", by=bob)
    assert list(events.to_publish(bob)) == [event]
    assert list(events.to_publish(alice)) == []
    planning.publish(event, words=words, by=bob)
    assert list(events.public_events()) == [event]
    with pytest.raises(Refused, match="on the site already"):
        planning.publish(event, words=words, by=bob)


@pytest.mark.parametrize(("fields", "said"), [
    ({"summary": ""}, "one or two sentences"), ({"joining": "", "place": ""}, "how people join"),
])  # fmt: skip
def test_what_is_missing_is_said_before_an_event_is_published(here, alice, bob, fields, said):
    event = make_event(organisation=here, written_by=alice, **fields)
    with pytest.raises(Refused, match=said):
        planning.publish(event, words=events.words_of(event), by=bob)


def test_an_event_must_end_after_it_begins_and_a_draft_in_the_past_is_not_published(here, alice, bob):
    start = timezone.now() + DAY
    with pytest.raises(Refused, match="end after"):
        planning.plan(here, title="A", starts_at=start, ends_at=start, by=alice)
    with pytest.raises(Refused, match="12 hours"):
        planning.plan(here, title="A", starts_at=start, ends_at=start + 13 * HOUR, by=alice)
    with pytest.raises(Refused, match="1 place or more"):
        planning.plan(here, title="A", capacity=0, by=alice, **times())
    past = make_event(organisation=here, written_by=alice, over=True)
    with pytest.raises(Refused, match="in the past"):
        planning.publish(past, words=events.words_of(past), by=bob)


def test_words_on_the_site_stay_and_a_new_time_is_told_once_with_a_new_sequence(event, alice):
    place, waits = make_place(event=event), make_place(event=event, status="waiting")
    make_place(event=event, status="cancelled")
    with pytest.raises(Refused, match="Take the event off"):
        planning.change(event, title="Other words", by=alice)
    planning.change(event, by=alice, **times(9))
    event.refresh_from_db()
    assert event.sequence == 1
    assert tell_waiting() == 2
    assert tell_waiting() == 0
    assert {row.person for row in Recipient.objects.all()} == {place.person, waits.person}
    planning.change(event, capacity=40, by=alice)  # nothing that a calendar or anyone with a place must know
    event.refresh_from_db()
    assert event.sequence == 1
    assert Round.objects.count() == 1
    planning.take_off(event, by=alice)
    changed = planning.change(event, title="Other words", by=alice)
    assert changed.written_by == alice


def test_two_changes_one_after_another_are_one_letter(event, alice):
    make_place(event=event)
    planning.change(event, by=alice, **times(9))
    planning.change(event, by=alice, **times(10))
    assert tell_waiting() == 1
    planning.change(event, by=alice, **times(11))
    planning.cancel(event, because="The speaker is ill.", by=alice)
    assert tell_waiting() == 1
    assert letters("changed") == 1
    assert letters("cancelled") == 1
    with pytest.raises(Refused, match="cancelled"):
        planning.change(event, by=alice, **times(12))


def test_somebody_asks_says_yes_and_gives_up_and_hears_at_each_step(event):
    needs = {"needs": ["bsl", "nonsense"], "needs_words": "A quiet seat"}
    places.ask_for_place(event, name="Ada Example", email="ada@example.org", by=VISITOR, **needs)
    place = Place.objects.get()
    assert (place.status, place.needs, held.needs_of(place)[1]) == ("asked", ["bsl"], "A quiet seat")
    assert place.person_key == key_for("email", "ada@example.org")
    assert letters("confirm") == 1
    assert held.counts(event)["coming"] == 0  # not before they said yes
    assert held.place_by_link(held.path_of(place).split("/")[3]) == place
    assert held.place_by_link("1~nonsense") is None
    assert held.place_by_link(str(place.pk)) is None
    assert places.say_yes(place, by=VISITOR).status == "coming"
    assert places.say_yes(place, by=VISITOR).status == "coming"
    assert letters("place") == 1
    places.give_up(place, by=VISITOR)
    assert held.counts(event)["cancelled"] == 1


def test_asking_again_brings_the_link_once_a_day_and_those_who_share_an_address_each_get_a_place(event):
    for name in ("Grace Example", "grace example", "Walter Example", "Grace Example"):
        places.ask_for_place(event, name=name, email="Home@Example.org", by=VISITOR)
    assert Place.objects.count() == 2
    assert letters("confirm") == 3  # one each, and one more for her who asked again, whatever number of times
    for name in ("A", "B", "C", "D", "E"):
        places.ask_for_place(event, name=name, email="home@example.org", by=VISITOR)
    assert Place.objects.count() == 4


@pytest.mark.parametrize(("name", "email"), [("", "ada@example.org"), ("Ada", ""), ("Ada", "ada"), ("Ada", "ada@")])
def test_what_cannot_be_a_person_is_refused_and_leaves_nothing(event, name, email):
    with pytest.raises(Refused):
        places.ask_for_place(event, name=name, email=email, by=VISITOR)
    assert Place.objects.count() + Person.objects.count() == 0


def test_nobody_asks_for_a_place_at_an_event_that_is_not_open(here):
    off = make_event(public=True, cancelled_at=timezone.now(), cancelled_by=make_user(), cancelled_because="Ill.")
    for closed in (make_event(organisation=here), make_event(public=True, over=True), off):
        with pytest.raises(Refused, match="no more names"):
            places.ask_for_place(closed, name="Ada", email="ada@example.org", by=VISITOR)


def test_a_full_event_has_a_waiting_list_that_fills_in_turn(event, alice):
    planning.change(event, capacity=1, by=alice)
    event.refresh_from_db()
    first, second, third = (make_place(event=event, status="asked", answered_at=None) for _ in range(3))
    assert places.say_yes(first, by=VISITOR).status == "coming"
    assert places.say_yes(third, by=VISITOR).status == "waiting"
    assert places.say_yes(second, by=VISITOR).status == "waiting"
    assert (held.before(third), held.before(second)) == (0, 1)
    assert fill_waiting() == 0
    places.give_up(first, by=VISITOR)
    late = make_place(event=event, status="asked", answered_at=None)
    assert places.say_yes(late, by=VISITOR).status == "waiting"  # others wait already, so nobody jumps the queue
    assert fill_waiting() == 1
    third.refresh_from_db()
    assert third.status == "coming"
    assert letters("room") == 1
    planning.change(event, capacity=None, by=alice)
    assert fill_waiting() == 2


def test_places_that_nobody_confirmed_lapse_and_who_it_was_is_forgotten(event):
    place = make_place(event=event, status="asked", answered_at=None)
    Place.objects.update(made_at=timezone.now() - 3 * DAY)
    fill_waiting()
    place.refresh_from_db()
    assert (place.status, place.person_key) == ("lapsed", "")
    assert Person.objects.get().erased_at is not None


def test_a_colleague_writes_down_somebody_who_rang_and_is_asked_to_ring_them_when_something_changes(event, alice, charlie):
    with pytest.raises(Refused, match="telephone number"):
        places.add_place(event, contact=Contact("Grace Example"), by=alice)
    with pytest.raises(Http404):
        places.add_place(event, contact=Contact("Grace Example", telephone="01632 960111"), by=charlie)
    place = places.add_place(event, contact=Contact("Grace Example", telephone="01632 960111"), needs=["telephone"], by=alice)
    assert (place.status, place.to_ring) == ("coming", True)
    assert events.to_ring(alice).get().ringing == 1
    places.rang(place, by=alice)
    assert events.to_arrange(alice).get().needing == 1
    places.arranged(place, by=alice)
    assert not events.to_arrange(alice).exists()
    planning.change(event, by=alice, **times(9))
    tell_waiting()
    place.refresh_from_db()
    assert place.to_ring
    places.change_needs(place, needs=["bsl"], needs_words="", by=VISITOR)
    assert events.to_arrange(alice).get().needing == 1  # what is new must be arranged again


def test_forgetting_somebody_erases_them_and_frees_their_place(event):
    place = make_place(event=event, needs=["bsl"], needs_words="Quiet")
    places.forget(place, by=VISITOR)
    places.forget(place, by=VISITOR)
    place.refresh_from_db()
    assert (place.status, place.needs, place.needs_words, place.person_key) == ("cancelled", [], "", "")
    assert Person.objects.get().name == ""
    assert held.place_by_link(held.path_of(place).split("/")[3]) is None


def test_reminders_go_once_to_those_who_come_and_never_late(event, monkeypatch):
    place = make_place(event=event)
    make_place(event=event, status="waiting")
    starts = event.starts_at

    def at(moment: datetime.datetime) -> int:
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return tell_waiting()

    assert at(starts - 2 * DAY) == 0
    assert at(starts - 23 * HOUR) == 1
    assert at(starts - 22 * HOUR) == 0
    assert at(starts - HOUR / 2) == 1
    assert at(starts - HOUR / 4) == 0
    assert at(starts + HOUR / 4) == 0
    assert {row.person for row in Recipient.objects.all()} == {place.person}
    assert sorted(Round.objects.values_list("kind", flat=True)) == ["day", "hour"]


def test_a_reminder_that_was_begun_and_not_posted_in_time_goes_to_nobody(event, monkeypatch):
    make_place(event=event)
    starts = event.starts_at
    monkeypatch.setattr(timezone, "now", lambda: starts - 23 * HOUR)
    telling.remind(Event.objects.all(), by=CLOCK)
    monkeypatch.setattr(timezone, "now", lambda: starts + HOUR / 2)
    assert tell_waiting() == 0
    assert Round.objects.get().letters == 0


def test_two_who_share_an_address_get_one_reminder_with_both_links(event, monkeypatch):
    both = [make_place(event=event, name=name, email="home@example.org") for name in ("Grace Example", "Walter Example")]
    monkeypatch.setattr(timezone, "now", lambda: event.starts_at - 23 * HOUR)
    assert tell_waiting() == 1
    facts = [row.facts["paths"] for row in Recipient.objects.order_by("pk")]
    assert sorted(path for paths in facts for path in paths) == sorted(held.path_of(place) for place in both)


def test_what_follows_is_sent_once_and_after_the_event_alone(event, alice):
    with pytest.raises(Refused, match="once the event is over"):
        planning.send_what_follows(event, by=alice)
    past = make_event(public=True, over=True, organisation=event.organisation, written_by=alice)
    make_place(event=past)
    planning.add_material(past, kind="recording", title="Recording", url="https://video.example.org/1", by=alice)
    with pytest.raises(Refused, match="already"):
        planning.add_material(past, kind="recording", title="Again", url="https://video.example.org/1", by=alice)
    with pytest.raises(Refused, match="whole web address"):
        planning.add_material(past, kind="slides", title="Slides", url="javascript:alert(1)", by=alice)
    planning.send_what_follows(past, by=alice)
    assert tell_waiting() == 1
    assert Recipient.objects.get().facts["materials"] is False  # nobody has shown it on the site
    with pytest.raises(Refused, match="twice"):
        planning.send_what_follows(past, by=alice)


def test_nobody_who_wrote_any_of_it_publishes_an_event(alice, bob):
    event = make_event(organisation=alice.memberships.get().organisation, written_by=alice)
    planning.change(event, summary="Bob’s words.", by=bob)
    dora = make_user(role="engagement_lead", organisation=event.organisation, name="Dora")
    planning.present(event, organisation=event.organisation, what="Carer", by=dora)
    event.refresh_from_db()
    for writer in (alice, bob, dora):
        with pytest.raises(Refused, match="wrote some of these words"):
            planning.publish(event, words=events.words_of(event), by=writer)
        assert event not in events.to_publish(writer) or writer == dora
    assert "Carer, " in events.words_of(event)
    eve = make_user(role="director", organisation=event.organisation, name="Eve")
    planning.publish(event, words=events.words_of(event), by=eve)
    assert [(one.shown_by, one.added_by) for one in event.presenters.all()] == [(eve, dora)]


def test_what_is_added_later_is_on_the_site_once_another_person_has_read_it(event, alice, bob):
    planning.present(event, organisation=event.organisation, what="Carer", by=alice)
    slides = planning.add_material(event, kind="slides", title="Slides", url="https://example.org/s", by=alice)
    carer = event.presenters.get()
    assert (events.presenters_of(event, public=True), list(events.materials_of(event, public=True))) == ([], [])
    assert (list(events.to_show(alice)), list(events.to_show(bob))) == ([], [event])
    for part in (carer, slides):
        words = events.part_in_words(part)
        with pytest.raises(Refused, match="wrote some of these words"):
            planning.show(part, words=words, by=alice)
        with pytest.raises(Refused, match="changed since you opened"):
            planning.show(part, words="Others", by=bob)
        planning.show(part, words=words, by=bob)
        planning.show(part, words=words, by=alice)  # it stands there, so nothing happens
    assert [one for one, _ in events.presenters_of(event, public=True)] == [carer]
    assert list(events.materials_of(event, public=True)) == [slides]
    assert not events.to_show(bob)
    draft = make_presenter(event=make_event(organisation=event.organisation, written_by=alice))
    with pytest.raises(Refused, match="not on the site yet"):
        planning.show(draft, words=events.part_in_words(draft), by=bob)


def test_presenters_stand_with_their_organisation_and_a_name_that_is_kept_in_people(event, alice, bob):
    other = make_organisation(name="Vale Council")
    planning.present(event, organisation=other, what="Carer", name="Ruth Example", by=alice)
    planning.present(event, organisation=event.organisation, what="Director", user=bob, by=alice)
    one = make_presenter(event=event)
    assert [name for _, name in events.presenters_of(event)] == ["Ruth Example", "Bob", ""]
    planning.present_no_more(event.presenters.first(), by=alice)
    planning.present_no_more(one, by=alice)
    assert Person.objects.get().name == ""
    assert event.presenters.count() == 1


def test_how_to_join_stands_in_the_calendar_entry_of_somebody_with_a_place_alone(event):
    public = events.entry_of(event, path="/events/1/")
    own = events.entry_of(event, path="/events/place/x/", own=True)
    assert "meet.example.org" not in public.words
    assert "meet.example.org" in own.words
    assert public.uid == own.uid


def test_two_years_after_an_event_nobody_can_be_told_from_it(event):
    place = make_place(event=make_event(public=True, starts_at=timezone.now() - 800 * DAY), needs=["bsl"])
    kept = make_place(event=event)
    assert forget_due(pretend=True) == 1
    assert forget_due() == 1
    place.refresh_from_db()
    kept.refresh_from_db()
    assert (place.status, place.person_key) == ("coming", "")  # it still counts
    assert kept.person_key
