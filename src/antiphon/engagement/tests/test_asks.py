"""What was asked before, the calendar across partners, and who is asked too often."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from antiphon.core.problems import Refused
from antiphon.engagement import actions, asks
from antiphon.engagement.fatigue import Ask, tired
from antiphon.engagement.models import GoOn, Ground, Session
from antiphon.engagement.tests.factories import make_engagement, make_ground, make_open_engagement
from antiphon.library.tests.factories import make_insight, make_passage
from antiphon.network.tests.factories import make_margin, make_organisation, make_user

DAY = datetime.date(2026, 3, 1)


def ask(key: int, day: int, groups=("carers",), places=()) -> Ask:
    opens = DAY + datetime.timedelta(days=day)
    return Ask(key, f"Ask {key}", "A partner", opens, opens + datetime.timedelta(days=20), tuple(groups), tuple(places))


class TestTired:
    def test_a_fourth_ask_in_ninety_days_is_one_too_many(self):
        others = [ask(2, -30), ask(3, -10), ask(4, 20)]
        (found,) = tired(ask(1, 0), others, most=3)
        assert (found.group, found.place, found.times, [one.key for one in found.others]) == ("carers", "", 4, [2, 3, 4])
        assert tired(ask(1, 0), others[:2], most=3) == []

    def test_they_must_lie_within_one_stretch_of_ninety_days(self):
        assert tired(ask(1, 0), [ask(2, -80), ask(3, -79), ask(4, 60)], most=3) == []
        assert tired(ask(1, 0), [ask(2, -90), ask(3, -10), ask(4, -5)], most=3) == []
        assert tired(ask(1, 0), [ask(2, -89), ask(3, -10), ask(4, -5)], most=3)

    def test_by_group_and_place(self):
        others = [ask(2, 1, places=["Millbeck"]), ask(3, 2, places=["Quayside"]), ask(4, 3), ask(5, 4, groups=["older"])]
        found = tired(ask(1, 0, places=["millbeck", "Thornley"]), others, most=2)
        assert [(one.place, [other.key for other in one.others]) for one in found] == [("millbeck", [2, 4])]
        assert tired(ask(1, 0, groups=[]), others, most=0) == []


@pytest.mark.django_db
class TestAlreadyAsked:
    def test_by_topic_among_published_asks_of_all_and_own_drafts(self):
        mine = make_engagement(title="A new number", topics=["111", "digital access"])
        published = make_open_engagement(title="111 First: calling before you come", topics=["111"])
        hidden = make_engagement(title="111 again", topics=["111"])
        own = make_engagement(title="111 for carers", owner=mine.owner)
        make_open_engagement(title="Parking")
        insight = make_insight(title="Getting online", topics=["digital access"])
        found = asks.already_asked(mine.lead, asks.topics_of(mine), but=mine.pk)
        assert [(one.topic, set(one.engagements), one.insights) for one in found] == [
            ("111", {published, own}, []), ("digital access", set(), [insight])
        ]
        assert hidden not in found[0].engagements

    def test_by_the_words_of_a_title_and_of_questions(self):
        alice = make_user(role="engagement_lead")
        one = make_open_engagement(title="Evening appointments at the eye clinic")
        assert [found.engagements for found in asks.already_asked(alice, ["Evenings for the eye clinic"])] == [[one]]
        assert asks.already_asked(alice, ["Dentists in Thornley"]) == []
        assert asks.already_asked(alice, ["", " "]) == []

    def test_the_same_people_within_a_year(self):
        mine = make_engagement(groups=["carers"])
        one = make_open_engagement(groups=["carers", "older"])
        day = timezone.localdate() - datetime.timedelta(days=400)
        make_open_engagement(groups=["carers"], opens_on=day, closes_on=day)
        make_open_engagement(groups=["older"])
        assert list(asks.asked_the_same_people(mine.lead, mine)) == [one]


@pytest.mark.django_db
class TestCalendar:
    def test_published_ones_of_all_and_drafts_of_own(self):
        draft = make_engagement(groups=["carers"], places=["Millbeck"])
        published, hidden = make_open_engagement(groups=["older"]), make_engagement()
        days = {"first": timezone.localdate() - datetime.timedelta(days=30), "last": timezone.localdate()}
        assert set(asks.calendar(draft.lead, **days)) == {draft, published}
        assert set(asks.calendar(draft.lead, **days, group="carers")) == {draft}
        assert set(asks.calendar(draft.lead, **days, place="Quayside")) == {published}
        assert set(asks.calendar(draft.lead, **days, organisation=published.owner_id)) == {published}
        assert hidden.owner not in asks.who_asks(draft.lead)


@pytest.mark.django_db
class TestGoOn:
    def tired_draft(self):
        for _ in range(3):
            make_open_engagement(groups=["carers"])
        return make_engagement(groups=["carers"])

    def test_publishing_waits_for_a_reason_and_the_reason_is_kept(self):
        draft = self.tired_draft()
        signer = make_user(role="director", organisation=draft.owner)
        with pytest.raises(Refused, match="People are asked often"):
            actions.publish(draft, by=signer)
        said = actions.go_on(draft, reason="The law says that carers must be asked now.", by=draft.lead)
        assert (said.pairs, len(said.others)) == ([["carers", ""]], 3)
        assert asks.unexplained(draft) == []
        assert actions.publish(draft, by=signer).published_at

    def test_a_new_warning_wants_a_new_reason(self):
        draft = self.tired_draft()
        actions.go_on(draft, reason="The law says so, this spring.", by=draft.lead)
        for _ in range(3):
            make_open_engagement(groups=["older"])
        actions.say_about(draft, topics=[], groups=["carers", "older"], places=[], by=draft.lead)
        draft.refresh_from_db()
        assert [one.group for one in asks.unexplained(draft)] == ["older"]

    def test_it_is_refused_without_need_or_reason(self):
        with pytest.raises(Refused, match="needs no reason"):
            actions.go_on((one := make_engagement()), reason="Because we want to.", by=one.lead)
        with pytest.raises(Refused, match="in a sentence"):
            actions.go_on((one := self.tired_draft()), reason="x", by=one.lead)
        assert not GoOn.objects.exists()

    def test_bob_and_charlie_cannot(self):
        draft = self.tired_draft()
        with pytest.raises(PermissionDenied):
            actions.go_on(draft, reason="Long enough a reason.", by=make_user(role="reader", organisation=draft.owner))
        with pytest.raises(Http404):
            actions.go_on(draft, reason="Long enough a reason.", by=make_user(role="director"))


@pytest.mark.django_db
class TestAbout:
    def test_topics_groups_and_places_are_kept_tidy(self):
        draft = make_engagement()
        actions.say_about(draft, topics=["111; Phones"], groups=["carers"], places=[" Mill  beck "], by=draft.lead)
        draft.refresh_from_db()
        assert (draft.topics, draft.groups, draft.places) == (["111", "phones"], ["carers"], ["Mill beck"])
        with pytest.raises(Refused, match="not a group"):
            actions.say_about(draft, topics=[], groups=["martians"], places=[], by=draft.lead)

    def test_ground_by_owner_or_by_hand(self):
        board = make_organisation(code="QE1", register="ODS")
        make_margin(code="QE1", register="ODS")
        make_margin(code="VALE")
        draft = make_engagement(owner=board)
        assert asks.ground_of(draft) == (["QE1"], False)
        actions.set_ground(draft, codes=["VALE"], by=draft.lead)
        assert asks.ground_of(draft) == (["VALE"], True)
        with pytest.raises(Refused, match="no population figures"):
            actions.set_ground(draft, codes=["NOWHERE"], by=draft.lead)
        actions.set_ground(draft, codes=[], by=draft.lead)
        assert not Ground.objects.exists()
        assert make_ground(engagement=draft).codes == ["VALE"]


@pytest.mark.django_db
def test_a_pulse_misses_nothing_and_a_second_person_publishes_it():
    alice = make_user(role="engagement_lead")
    owner = alice.memberships.get().organisation
    pulse = actions.start_pulse(owner=owner, template="barrier", by=alice)
    assert pulse.kind == "pulse"
    with pytest.raises(Refused):
        actions.publish(pulse, by=alice)
    assert actions.publish(pulse, by=make_user(role="director", organisation=owner)).published_at
    with pytest.raises(Refused, match="Choose one"):
        actions.start_pulse(owner=owner, template="nothing", by=alice)


@pytest.mark.django_db
def test_a_session_is_recorded_and_changed():
    draft = make_open_engagement()
    today = timezone.localdate()
    words = {"title": "Roundtable", "kind": "roundtable", "held_on": today, "where": "Library", "people": 9,
             "guide": "1. Welcome", "notes": "Warm."}  # fmt: skip
    session = actions.record_session(draft, by=draft.lead, **words)
    actions.record_session(draft, by=draft.lead, session=session, **{**words, "people": 11})
    assert Session.objects.get().people == 11
    for wrong in ({"title": " "}, {"kind": "party"}, {"held_on": today + datetime.timedelta(days=2)}, {"people": -1}):
        with pytest.raises(Refused):
            actions.record_session(draft, by=draft.lead, **{**words, **wrong})


@pytest.mark.django_db
def test_the_queries_of_already_asked_do_not_grow_with_what_there_is():
    alice = make_user(role="engagement_lead")

    def taken():
        with CaptureQueriesContext(connection) as queries:
            found = asks.already_asked(alice, ["111", "phones", "carers"])
            assert found[0].insights[0].organisation.name
        return len(queries)

    def one_more():
        make_insight(topics=["111"], title="111 keeps people waiting")
        make_open_engagement(topics=["111"])
        make_passage(kind="decision", open_to="public", title="Answer 111 sooner")

    one_more()
    few = taken()
    for _ in range(12):
        one_more()
    assert taken() <= few  # one less once its words are known
