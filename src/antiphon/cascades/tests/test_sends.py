"""Sending to own people: nobody twice across organisations, objections kept, the window, the sweep, a stop that is at once."""

import datetime

import pytest
import time_machine
from django.http import Http404

from antiphon.audiences.tests.factories import make_audience, make_contact
from antiphon.cascades import actions
from antiphon.cascades.queries import reach
from antiphon.cascades.tests.factories import make_cascade, make_hop, make_reader, make_version
from antiphon.core.actors import Visitor
from antiphon.core.problems import Refused
from antiphon.core.sealing import key_for
from antiphon.delivery.models import Delivery, Elsewhere, Send
from antiphon.delivery.working import deliver
from antiphon.network.models import Organisation
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.packs.tests.factories import approve_as_is, make_pack_version, make_variant
from antiphon.people.actions import object_to

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def version_of(board: Organisation, **overrides):
    """Return a version with words for e-mail alone."""
    version = make_version(board, parts=False, **overrides)
    make_variant(version=version, text="Dear ((name)), the desk is open. Stop: ((leave))")
    return version


@pytest.fixture
def board():
    return make_organisation(name="Board")


@pytest.fixture
def cascade(board):
    return make_cascade(owner=board, version=version_of(board), running=True)


def acknowledged(cascade, name):
    hop = make_hop(cascade=cascade, keeper=make_organisation(name=name))
    actions.acknowledge(hop, part="lead", by=Visitor())
    hop.refresh_from_db()
    return hop


def people(organisation, *addresses, name="Readers", place="Ashmere"):
    listing = make_audience(organisation=organisation, name=name, place=place)
    for address in addresses:
        make_contact(listing=listing, email=address)
    return listing


def officer(organisation):
    return make_user(role="communications_officer", organisation=organisation)


def test_two_organisations_with_overlapping_people_reach_each_of_them_once(cascade):
    first, second = acknowledged(cascade, "Trust"), acknowledged(cascade, "Council")
    object_to([key_for("email", "no@example.org")], channel="email", purpose="any", how="staff", by=officer(first.keeper))
    lists = [
        people(first.keeper, "a@example.org", "b@example.org", "no@example.org", name="Trust readers"),
        people(second.keeper, "B@example.org", "c@example.org", "no@example.org", name="Council readers", place="Vale"),
    ]
    for hop, listing in ((first, lists[0]), (second, lists[1])):
        actions.publish(hop, audiences=[listing], by=officer(hop.keeper))
    rows = Delivery.objects.filter(occasion=cascade.occasion)
    assert rows.count() == len(set(rows.values_list("address_key", flat=True))) == 4
    assert rows.filter(status="suppressed").count() == 1
    assert Elsewhere.objects.count() == 2
    for _, total in reach.sums_of(cascade):
        assert total.holds
    assert sum(total.targeted for _, total in reach.sums_of(cascade)) == 6


def test_a_couple_who_share_an_address_share_one_message(cascade):
    hop = acknowledged(cascade, "Trust")
    actions.publish(hop, audiences=[people(hop.keeper, "both@example.org", "both@example.org")], by=officer(hop.keeper))
    assert Delivery.objects.filter(occasion=cascade.occasion).count() == 1


def test_an_organisation_sends_to_its_own_lists_and_to_no_others(cascade):
    hop = acknowledged(cascade, "Trust")
    with pytest.raises(Refused, match="own lists"):
        actions.publish(hop, audiences=[people(cascade.owner, "a@example.org")], by=officer(hop.keeper))


def test_looking_shows_the_exact_count_and_leaves_nothing_behind(cascade):
    hop = acknowledged(cascade, "Trust")
    listing = people(hop.keeper, "a@example.org", "b@example.org")
    looked = actions.look(hop, audiences=[listing], by=officer(hop.keeper))
    assert [(one.send.channel, one.preview.count) for one in looked] == [("email", 2)]
    assert len(looked[0].preview.samples) == 2
    assert {one.text.strip().endswith("Stop: (a link of their own)") for one in looked[0].preview.samples} == {True}
    assert not Send.objects.exists()
    assert not Delivery.objects.filter(occasion=cascade.occasion).exists()


def test_nothing_is_sent_before_the_embargo_ends(board, clock):
    cascade = make_cascade(owner=board, version=version_of(board, embargo_until=NOW + 5 * HOUR), running=True)
    hop = acknowledged(cascade, "Trust")
    listing = people(hop.keeper, "a@example.org")
    with pytest.raises(Refused, match="embargo"):
        actions.publish(hop, audiences=[listing], by=officer(hop.keeper))
    clock.move_to(NOW + 5 * HOUR)
    actions.publish(hop, audiences=[listing], by=officer(hop.keeper))
    assert Send.objects.get().status == "sending"


def test_at_night_people_get_only_what_is_urgent_and_night_is_by_their_own_clock(board, settings, clock, mailbox):
    settings.QUIET_HOURS = (datetime.time(20), datetime.time(8))
    clock.move_to(datetime.datetime(2026, 3, 2, 19, 30, tzinfo=datetime.UTC))
    sent = {}
    for priority in ("routine", "urgent"):
        hop = acknowledged(make_cascade(owner=board, version=version_of(board), running=True, priority=priority), priority)
        here, there = people(hop.keeper, "a@example.org", "both@example.org"), people(
            hop.keeper, "both@example.org", "z@example.org", name="Abroad")  # fmt: skip
        there.zone = "Europe/Warsaw"
        there.save()
        looked = actions.look(hop, audiences=[here, there], by=officer(hop.keeper))
        assert [(one.clock, one.preview.count) for one in looked] == [("", 2), ("Warsaw", 1)]
        sent[priority] = actions.publish(hop, audiences=[here, there], by=officer(hop.keeper))
    quiet = [(one.send.zone, one.send.quiet_from, one.send.quiet_to) for one in sent["routine"]]
    assert quiet == [("Europe/London", *settings.QUIET_HOURS), ("Europe/Warsaw", *settings.QUIET_HOURS)]
    assert [one.send.quiet_from for one in sent["urgent"]] == [None, None]
    deliver()
    still = Delivery.objects.filter(occasion=sent["routine"][0].cascade.occasion).values_list("send__zone", "status")
    assert sorted(still) == [("Europe/London", "accepted")] * 2 + [("Europe/Warsaw", "waiting")]  # half past eight in Warsaw
    assert not Delivery.objects.filter(occasion=sent["urgent"][0].cascade.occasion).exclude(status="accepted").exists()


def test_what_is_of_no_use_any_more_is_not_sent_and_stands_in_the_sum(board, clock, mailbox):
    cascade = make_cascade(owner=board, version=version_of(board), running=True, useful_until=NOW.date())
    hop = acknowledged(cascade, "Trust")
    listing = people(hop.keeper, "a@example.org")
    outgoing = actions.publish(hop, audiences=[listing], by=officer(hop.keeper))[0]
    assert outgoing.send.closes_at == datetime.datetime(2026, 3, 3, tzinfo=datetime.UTC)
    clock.move_to(outgoing.send.closes_at + HOUR)
    deliver()
    assert [one.status for one in Delivery.objects.filter(send=outgoing.send)] == ["expired"]
    assert reach.sums_of(cascade)[0][1].holds
    with pytest.raises(Refused, match="of use until 2 March 2026"):
        actions.publish(hop, audiences=[listing], by=officer(hop.keeper))


def test_the_sender_sweeps_whom_nobody_reached_and_only_after_the_window(cascade, clock):
    hop = acknowledged(cascade, "Trust")
    actions.publish(hop, audiences=[people(hop.keeper, "a@example.org")], by=officer(hop.keeper))
    ours = people(cascade.owner, "a@example.org", "left@example.org")
    with pytest.raises(Refused, match="its own people"):
        actions.sweep(cascade, audiences=[ours], by=officer(cascade.owner))
    clock.move_to(cascade.publish_by)
    actions.sweep(cascade, audiences=[ours], by=officer(cascade.owner))
    rows = Delivery.objects.filter(occasion=cascade.occasion)
    assert rows.filter(organisation=cascade.owner).count() == 1
    assert rows.count() == 2


def test_the_sender_sees_exactly_who_a_sweep_would_reach_and_nothing_is_written(cascade):
    hop = acknowledged(cascade, "Trust")
    actions.publish(hop, audiences=[people(hop.keeper, "a@example.org")], by=officer(hop.keeper))
    ours = people(cascade.owner, "a@example.org", "left@example.org")
    looked = actions.look_at_sweep(cascade, audiences=[ours], by=officer(cascade.owner))
    assert [(one.preview.count, one.preview.left_out) for one in looked] == [(1, {"elsewhere": 1})]
    assert Send.objects.filter(organisation=cascade.owner).count() == 0
    with pytest.raises(Http404):
        actions.look_at_sweep(cascade, audiences=[ours], by=officer(hop.keeper))


def test_own_words_stand_in_what_is_sent_and_locked_words_are_untouched(board):
    version = make_version(board)
    cascade = make_cascade(owner=board, version=version, running=True)
    hop = acknowledged(cascade, "Trust")
    hop = actions.fill(hop, values={"desk_hours": "From 8am <b>"}, by=officer(hop.keeper))
    with pytest.raises(Refused, match="approve your own words"):
        actions.publish(hop, audiences=[people(hop.keeper, "a@example.org")], by=officer(hop.keeper))
    from antiphon.cascades.queries import words

    actions.approve_words(hop, seen=words.own_words(hop), by=make_user(role="director", organisation=hop.keeper))
    hop.refresh_from_db()
    listing = people(hop.keeper, "b@example.org", name="Others")
    actions.publish(hop, audiences=[listing], by=officer(hop.keeper))
    wording = Send.objects.get(channel="email").wordings.get(format="standard")
    assert wording.text == "Dear ((name)),\n\nThe new desk is open. From 8am <b>\n\nYou can stop these e-mails: ((leave))"
    assert "&lt;b&gt;" in wording.html


def test_a_recall_stops_what_waits_of_every_organisation_in_the_same_transaction(cascade):
    hops = [acknowledged(cascade, "Trust"), acknowledged(cascade, "Council")]
    for number, hop in enumerate(hops):
        actions.publish(hop, audiences=[people(hop.keeper, f"a{number}@example.org", f"b{number}@example.org")],
                        by=officer(hop.keeper))  # fmt: skip
    Delivery.objects.filter(pk=Delivery.objects.filter(occasion=cascade.occasion).first().pk).update(status="accepted")
    director = make_user(role="director", organisation=cascade.owner)
    make_reader(pack=cascade.version.pack, user=director)
    actions.recall(cascade, reason="Wrong.", instead="Wait.", by=director)
    rows = Delivery.objects.filter(occasion=cascade.occasion)
    assert sorted(rows.values_list("status", flat=True)) == ["accepted", "cancelled", "cancelled", "cancelled"]
    assert set(Send.objects.values_list("status", flat=True)) == {"cancelled"}
    assert all(total.holds for _, total in reach.sums_of(cascade))


def test_a_correction_goes_once_to_everyone_also_to_those_who_had_the_old_words(cascade, clock):
    hop = acknowledged(cascade, "Trust")
    listing = people(hop.keeper, "a@example.org", "b@example.org")
    actions.publish(hop, audiences=[listing], by=officer(hop.keeper))
    Delivery.objects.filter(occasion=cascade.occasion, pk=Delivery.objects.filter(occasion=cascade.occasion).first().pk).update(
        status="accepted"
    )
    new = make_pack_version(pack=cascade.version.pack, parts=False)
    make_variant(version=new, text="Dear ((name)), the desk opens in May. Stop: ((leave))")
    approve_as_is(new)
    sender = officer(cascade.owner)
    make_reader(pack=new.pack, user=sender)
    clock.move_to(NOW + HOUR)
    made = actions.correct(cascade, version=new, reason="The month was missing.", ack_by=NOW + 9 * HOUR,
                           publish_by=NOW + 10 * HOUR, by=sender)  # fmt: skip
    again = made.hops.get()
    assert (made.again, again.state) == (True, "offered")
    actions.acknowledge(again, part="lead", by=Visitor())
    again.refresh_from_db()
    actions.publish(again, audiences=[listing], by=officer(hop.keeper))
    assert Delivery.objects.filter(occasion=made.occasion).count() == 2
    old = Delivery.objects.filter(occasion=cascade.occasion)
    assert sorted(old.values_list("status", flat=True)) == ["accepted", "cancelled"]


def test_reach_is_counted_once_by_list_organisation_and_place_and_small_numbers_are_hidden(cascade):
    first, second = acknowledged(cascade, "Trust"), acknowledged(cascade, "Council")
    for hop, number in ((first, 14), (second, 3)):
        listing = people(hop.keeper, *[f"{hop.name}{one}@example.org" for one in range(number)], name=f"{hop.name} readers")
        actions.publish(hop, audiences=[listing], by=officer(hop.keeper))
    Delivery.objects.filter(occasion=cascade.occasion).update(status="accepted")
    found = reach.of(cascade)
    assert [(one.name, one.number.hidden) for one in found.by_organisation] == [("Trust", True), ("Council", True)]
    assert str(found.by_place[0].number) == "17"
    assert "Council readers,3" not in reach.as_csv(cascade)
