"""The walk of a cascade: offered, acknowledged or late, handed on, filled in, corrected, taken back, answered."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from antiphon.cascades import actions
from antiphon.cascades.models import Cascade, Hop, Notice, Path, Reply
from antiphon.cascades.queries import cascades, hops, links, words
from antiphon.cascades.tasks import walk_waiting
from antiphon.cascades.tests.factories import make_hop, make_led_network, make_reader, make_route, make_version
from antiphon.core.actors import Visitor
from antiphon.core.problems import Refused
from antiphon.delivery.models import Delivery
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.packs.actions import share
from antiphon.packs.tests.factories import approve_as_is, make_pack_version

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
VISITOR = Visitor()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def board():
    return make_organisation(name="Ashmere Board")


@pytest.fixture
def alice(board):
    return make_user(role="communications_officer", organisation=board, name="Alice")


def planned(board, alice, *, networks=3, version=None, **overrides):
    """Plan a cascade along routes to networks of the board."""
    version = version or make_version(board)
    make_reader(pack=version.pack, user=alice)
    routes = [make_route(above=board, network=make_led_network(board, name=f"Network {number}")) for number in range(networks)]
    now = timezone.now()
    dates = {"opens_at": now, "ack_by": now + 10 * HOUR, "publish_by": now + 20 * HOUR}
    return actions.draft(board, version=version, routes=[*routes, *overrides.pop("routes", [])], by=alice,
                         **{**dates, "title": "", "question": "What do people ask you?", **overrides})  # fmt: skip


def started(board, alice, **overrides):
    cascade = actions.start(planned(board, alice, **overrides), by=alice)
    walk_waiting()
    return cascade


def letters():
    return list(Delivery.objects.filter(occasion__startswith="cascades:").order_by("pk").values_list("letter", flat=True))


def test_nothing_goes_before_the_start_and_each_lead_has_one_letter_after(board, alice):
    cascade = planned(board, alice)
    assert walk_waiting() == 0
    assert letters() == []
    actions.start(cascade, by=alice)
    walk_waiting()
    walk_waiting()
    assert letters() == ["cascades/offer"] * 3
    assert set(cascade.hops.values_list("state", flat=True)) == {"offered"}
    with pytest.raises(Refused, match="Nobody gets it twice"):
        actions.start(cascade, by=alice)


def test_only_the_sender_runs_it_and_a_stranger_does_not_know_of_it(board, alice):
    cascade = planned(board, alice)
    with pytest.raises(PermissionDenied):
        actions.start(cascade, by=make_user(role="reader", organisation=board))
    with pytest.raises(Http404):
        actions.start(cascade, by=make_user(role="director", organisation=make_organisation()))


def test_a_version_that_nobody_approved_or_that_was_recalled_is_not_passed_on(board, alice):
    draft = make_pack_version(pack=make_version(board).pack)
    make_reader(pack=draft.pack, user=alice)
    with pytest.raises(Refused, match="not approved"):
        planned(board, alice, version=draft)


def test_it_opens_at_its_time(board, alice, clock):
    cascade = started(board, alice, opens_at=NOW + HOUR)
    assert set(cascade.hops.values_list("state", flat=True)) == {"planned"}
    clock.move_to(NOW + HOUR)
    assert walk_waiting() == 3


def test_row_35_fourteen_acknowledge_and_one_falls_to_its_deputy_and_nobody_is_written_to_twice(board, alice, clock):
    cascade = started(board, alice, networks=15)
    first, *others = cascade.hops.order_by("pk")
    for hop in others:
        lead = hop.leads.get(part="lead")
        actions.acknowledge(links.lead_by_link(links.path_of(lead).split("/")[2]).hop, part="lead", by=VISITOR)
    for hours in (5, 9, 10):
        clock.move_to(NOW + hours * HOUR)
        walk_waiting()
        walk_waiting()
    first.refresh_from_db()
    assert first.turn == "deputy"
    assert list(first.notices.values_list("kind", "part")) == [
        ("offer", "lead"), ("half", "lead"), ("ninety", "lead"), ("deputy", "deputy")
    ]  # fmt: skip
    actions.acknowledge(first, part="deputy", by=VISITOR)
    assert cascade.hops.filter(state="acknowledged").count() == 15
    assert cascade.hops.filter(acknowledged_as="deputy").count() == 1
    clock.move_to(NOW + 15 * HOUR)
    assert walk_waiting() == 0
    assert sorted(letters()) == ["cascades/deputy", *["cascades/offer"] * 15, *["cascades/reminder"] * 2]


def test_when_the_deputy_is_silent_too_it_is_the_senders(board, alice, clock):
    cascade = started(board, alice, networks=1)
    for hours in (10, 13):
        clock.move_to(NOW + hours * HOUR)
        walk_waiting()
    hop = cascade.hops.get()
    assert hop.turn == "sender"
    assert hops.back_at_sender(alice) == [hop]
    actions.acknowledge(hop, by=alice)
    hop.refresh_from_db()
    assert hop.acknowledged_as == "sender"


def test_a_lead_without_an_email_address_is_rung(board, alice):
    from antiphon.audiences.tests.factories import make_lead as make_network_lead
    from antiphon.audiences.tests.factories import make_network

    network = make_network(organisation=board)
    make_network_lead(network=network, email="")
    cascade = started(board, alice, networks=0, routes=[make_route(above=board, network=network)])
    notice = Notice.objects.get(hop__cascade=cascade)
    assert notice.by_hand
    assert list(hops.notices_to_ring(cascade)) == [notice]
    actions.rung(notice, by=alice)
    assert not hops.notices_to_ring(cascade).exists()


def test_a_second_path_adds_where_it_came_from_and_no_second_letter(board, alice):
    trust, shared = make_organisation(name="Trust"), make_led_network(make_organisation(), name="Shared network")
    to_trust = make_route(above=board, organisation=trust)
    to_shared = make_route(above=board, network=shared)
    make_route(above=trust, network=shared)
    below = make_route(above=trust, network=make_led_network(trust, name="Own network"))
    cascade = started(board, alice, networks=0, routes=[to_trust, to_shared])
    hop = cascade.hops.get(kind="organisation")
    lead = hop.leads.get().user
    with pytest.raises(Refused, match="Say first that you have it"):
        actions.hand_on(hop, by=lead)
    actions.acknowledge(hop, by=lead)
    assert actions.hand_on(hop, by=lead) == 1
    assert actions.hand_on(hop, by=lead) == 0
    walk_waiting()
    twice = cascade.hops.get(network=shared)
    assert sorted(str(path.via or "") for path in twice.paths.all()) == ["", "Trust"]
    assert cascade.hops.get(network=below.network).state == "offered"
    assert letters().count("cascades/offer") == 3


def test_routes_never_make_a_circle(board, alice):
    trust = make_organisation()
    make_route(above=board, organisation=trust)
    theirs, lead = make_user(role="director", organisation=trust), alice
    with pytest.raises(Refused, match="circle"):
        actions.add_route(trust, organisation=board, lead=lead, by=theirs)


def test_an_urgent_one_goes_on_below_though_nobody_has_answered(board, alice):
    trust = make_organisation()
    make_route(above=trust, network=make_led_network(trust))
    cascade = started(board, alice, networks=0, priority="urgent", routes=[make_route(above=board, organisation=trust)])
    assert cascade.hops.filter(state="offered").count() == 2


def test_the_embargo_holds_for_handing_on_and_for_whoever_is_not_on_the_list(board, alice, clock):
    version = make_version(board, embargo_until=NOW + 8 * HOUR)
    cascade = started(board, alice, version=version)
    hop = cascade.hops.first()
    actions.acknowledge(hop, part="lead", by=VISITOR)
    with pytest.raises(Refused, match="keep it to yourself"):
        actions.pass_on(hop, by=VISITOR)
    with pytest.raises(Refused, match="keep it to yourself"):
        actions.report(hop, by=VISITOR)
    other = make_user(role="director", organisation=board)
    with pytest.raises(Http404):
        cascades.cascade_for(other, cascade.pk)
    assert not cascades.cascades_of(other).exists()
    clock.move_to(NOW + 8 * HOUR)
    actions.pass_on(hop, by=VISITOR)
    assert cascades.cascade_for(other, cascade.pk) == cascade


def test_a_decline_needs_a_reason_and_a_mind_may_be_changed(board, alice):
    hop = started(board, alice).hops.first()
    with pytest.raises(Refused):
        actions.decline(hop, reason=" ", by=VISITOR)
    actions.decline(hop, reason="We meet in May.", by=VISITOR)
    hop.refresh_from_db()
    assert (hop.state, hop.reason) == ("declined", "We meet in May.")
    actions.acknowledge(hop, part="lead", by=VISITOR)
    hop.refresh_from_db()
    assert (hop.state, hop.reason) == ("acknowledged", "")


def test_a_group_that_two_leads_name_gets_one_link(board, alice):
    cascade = started(board, alice)
    first, second, _ = cascade.hops.order_by("pk")
    for hop, address in ((first, "barber@example.org"), (second, " Barber@Example.org")):
        actions.acknowledge(hop, part="lead", by=VISITOR)
        actions.forward(hop, group="Barbers", name="Del", email=address, by=VISITOR)
    walk_waiting()
    group = cascade.hops.get(kind="group")
    assert group.state == "offered"
    assert Path.objects.filter(hop=group).count() == 2
    assert letters().count("cascades/offer") == 4


def test_own_words_fit_their_places_are_approved_by_another_and_touch_nothing_else(board, alice):
    trust = make_organisation(name="Trust")
    cascade = started(board, alice, networks=0, routes=[make_route(above=board, organisation=trust)])
    hop = cascade.hops.get()
    lead, second = hop.leads.get().user, make_user(role="director", organisation=trust)
    actions.acknowledge(hop, by=lead)
    with pytest.raises(Refused, match="may have 60"):
        actions.fill(hop, values={"desk_hours": "x" * 61}, by=lead)
    with pytest.raises(Refused, match="no place"):
        actions.fill(hop, values={"subject": "Our own"}, by=lead)
    with pytest.raises(PermissionDenied):
        actions.fill(hop, values={"desk_hours": "From 8am"}, by=make_user(role="reader", organisation=trust))
    hop = actions.fill(hop, values={"desk_hours": "From 8am"}, by=lead)
    with pytest.raises(Refused, match="approve your own words first"):
        actions.pass_on(hop, by=lead)
    seen = words.own_words(hop)
    with pytest.raises(Refused, match="another person"):
        actions.approve_words(hop, seen=seen, by=make_own(lead, trust))
    actions.approve_words(hop, seen=seen, by=second)
    text = next(one for one in words.shown(cascade, hop) if one.variant.channel == "web")
    assert "".join(run.text for run in text.runs) == "The new desk is open. From 8am"
    assert [run.text for run in text.runs if run.key] == ["From 8am"]


def make_own(lead, trust):
    """Return the writer with the right to approve, so that only the second pair of eyes stands in the way."""
    from antiphon.network.access import forget_roles
    from antiphon.network.models import Membership

    Membership.objects.create(user=lead, organisation=trust, role="director", starts_on=datetime.date(2020, 1, 1))
    forget_roles(lead)
    return lead


def test_row_36_a_recall_reaches_every_acknowledger_and_whoever_has_the_link(board, alice):
    cascade = started(board, alice)
    first, second, third = cascade.hops.order_by("pk")
    actions.acknowledge(first, part="lead", by=VISITOR)
    actions.acknowledge(second, part="deputy", by=VISITOR)
    director = make_user(role="director", organisation=board)
    make_reader(pack=cascade.version.pack, user=director)
    with pytest.raises(Refused):
        actions.recall(cascade, reason="", instead="", by=director)
    actions.recall(cascade, reason="The number was wrong.", instead="Ring the desk.", by=director)
    assert letters().count("cascades/recall") == 3
    third.refresh_from_db()
    assert third.state == "withdrawn"
    with pytest.raises(Refused, match="taken back"):
        actions.acknowledge(third, part="lead", by=VISITOR)
    actions.hear(first, by=VISITOR)
    first.refresh_from_db()
    assert first.heard_at == NOW
    cascade.refresh_from_db()
    assert (cascade.status, cascade.version.recalled_at) == ("recalled", NOW)
    assert walk_waiting() == 0


def test_a_recall_of_the_pack_alone_is_taken_up(board, alice):
    from antiphon.packs import actions as packs

    cascade = started(board, alice)
    director = make_user(role="director", organisation=board)
    make_reader(pack=cascade.version.pack, user=director)
    packs.recall(cascade.version, reason="Wrong.", instead="Wait.", by=director)
    walk_waiting()
    cascade.refresh_from_db()
    assert (cascade.status, cascade.reason) == ("recalled", "Wrong.")
    assert letters().count("cascades/recall") == 3


@pytest.mark.parametrize(("changes", "states"), [({}, {"acknowledged", "offered"}), ({"lines": "Other lines."}, {"offered"})])
def test_a_correction_asks_again_only_where_locked_words_changed(board, alice, changes, states):
    cascade = started(board, alice)
    actions.acknowledge(cascade.hops.first(), part="lead", by=VISITOR)
    new = approve_as_is(make_pack_version(pack=cascade.version.pack, headline="A better headline", **changes))
    dates = {"ack_by": NOW + 10 * HOUR, "publish_by": NOW + 20 * HOUR}
    made = actions.correct(cascade, version=new, reason="A word was wrong.", by=alice, **dates)
    assert (made.kind, made.corrects, made.again) == ("update", cascade, bool(changes))
    assert set(made.hops.values_list("state", flat=True)) == states
    assert letters().count("cascades/update") == 3
    cascade.refresh_from_db()
    assert cascade.status == "replaced"
    with pytest.raises(Refused):
        actions.correct(cascade, version=new, reason="Again.", by=alice, **dates)
    lead = cascade.hops.first().leads.get(part="lead")
    assert links.newer_path(lead).startswith("/cascade/")


def test_row_40_answers_become_items_of_the_cascade_with_an_owner_and_an_outcome(board, alice):
    cascade = started(board, alice)
    hop = cascade.hops.first()
    one = actions.reply(hop, words="People ask who opens the desk.", by=VISITOR)
    assert actions.reply(hop, words="People ask who opens the desk.", by=VISITOR) == one
    assert list(Reply.objects.filter(cascade=cascade)) == [one]
    with pytest.raises(Refused):
        actions.settle_reply(one, status="done", outcome="", by=alice)
    with pytest.raises(Refused):
        actions.take_reply(one, owner=make_user(role="director", organisation=make_organisation()), by=alice)
    actions.take_reply(one, owner=alice, by=alice)
    settled = actions.settle_reply(one, status="done", outcome="The porter does. It is in the next version.", by=alice)
    assert (settled.owner, settled.status) == (alice, "done")


def test_what_leads_say_they_reached_is_kept_apart(board, alice):
    hop = started(board, alice).hops.first()
    with pytest.raises(Refused):
        actions.declare(hop, channel="poster", number=100, source="estimate", by=VISITOR)
    actions.acknowledge(hop, part="lead", by=VISITOR)
    hop = actions.report(hop, by=VISITOR)
    made = actions.declare(hop, channel="poster", number=100, source="estimate", by=VISITOR)
    assert made.hop.state == "reported"
    with pytest.raises(Refused):
        actions.declare(hop, channel="poster", number=0, source="estimate", by=VISITOR)


def test_an_ended_cascade_only_reads(board, alice, clock):
    cascade = started(board, alice)
    actions.close(cascade, by=alice)
    with pytest.raises(Refused, match="ended"):
        actions.acknowledge(cascade.hops.first(), part="lead", by=VISITOR)
    clock.move_to(NOW + 12 * HOUR)
    assert walk_waiting() == 0


def test_a_link_is_whole_or_nothing(board, alice):
    lead = started(board, alice).hops.first().leads.get(part="lead")
    link = links.path_of(lead).split("/")[2]
    assert links.lead_by_link(link) == lead
    assert links.lead_by_link(link[:-1]) is None
    assert links.number_in("1-2~nonsense") is None


def test_partners_see_the_cascade_that_they_hand_on_and_strangers_do_not(board, alice):
    trust = make_organisation()
    cascade = started(board, alice, networks=0, routes=[make_route(above=board, organisation=trust)])
    theirs = make_user(role="director", organisation=trust)
    assert cascades.cascade_for(theirs, cascade.pk) == cascade
    assert hops.hop_for(theirs, cascade.hops.get().pk).keeper == trust
    with pytest.raises(Http404):
        cascades.own_cascade_for(make_user(role="director", organisation=make_organisation()), cascade.pk)
    other = make_hop(cascade=cascade)
    share(cascade.version.pack, organisations=[other.keeper], by=VISITOR)
    with pytest.raises(Http404):
        hops.hop_for(theirs, other.pk)
    assert Hop.objects.count() == 2
    assert Cascade.objects.visible_to(theirs).count() == 1


def test_row_39_champions_have_plain_words_within_their_week_and_say_too_much_in_one_step(board, alice, clock):
    from antiphon.stakeholders import actions as stakeholders
    from antiphon.stakeholders.tests.factories import make_stakeholder

    eager, tired = make_stakeholder(organisation=board, cap=2), make_stakeholder(organisation=board, cap=1)
    stakeholders.rest(make_stakeholder(organisation=board), by=VISITOR)  # they said “too much” behind their own link
    first = started(board, alice, networks=1, to_champions=True)
    walk_waiting()
    second = started(board, alice, networks=0, to_champions=True, routes=[make_route(above=board)])
    for cascade in (first, second):
        cascade.refresh_from_db()
    assert cascades.champions_of(first) == [("Waits: they have had enough this week", 1), ("Handed to the mail", 2)]
    assert cascades.champions_of(second) == [("Waits: they have had enough this week", 2), ("Handed to the mail", 1)]
    copies = second.champions.copies
    assert copies.get(stakeholder=eager).status == "posted"
    assert copies.get(stakeholder=tired).status == "held"
    assert "- One desk for everyone." in second.champions.words
    director = make_user(role="director", organisation=board)
    make_reader(pack=second.version.pack, user=director)
    actions.recall(second, reason="Wrong.", instead="Wait.", by=director)
    assert set(copies.values_list("status", flat=True)) == {"posted", "dropped"}


def test_champions_wait_for_the_embargo(board, alice, clock):
    from antiphon.stakeholders.tests.factories import make_stakeholder

    make_stakeholder(organisation=board)
    cascade = started(board, alice, version=make_version(board, embargo_until=NOW + HOUR), to_champions=True)
    cascade.refresh_from_db()
    assert cascade.champions is None
    clock.move_to(NOW + HOUR)
    walk_waiting()
    cascade.refresh_from_db()
    assert cascade.champions is not None


def test_who_led_a_group_is_forgotten_two_years_after_and_a_networks_lead_stays(board, alice, clock):
    from antiphon.cascades.tasks import forget_due

    cascade = started(board, alice, networks=1)
    hop = cascade.hops.get()
    actions.acknowledge(hop, part="lead", by=VISITOR)
    group = actions.forward(hop, group="Barbers", name="Del", email="barber@example.org", by=VISITOR)
    walk_waiting()
    assert forget_due() == 0
    clock.move_to(NOW + datetime.timedelta(days=2 * 365 + 3))
    assert forget_due() == 1
    assert forget_due() == 0
    group.refresh_from_db()
    assert (group.address_key, group.leads.count(), hop.leads.count()) == ("", 0, 2)


def test_a_network_whose_lead_acknowledged_is_one_that_we_were_in_touch_with(board, alice):
    cascade = started(board, alice, networks=2)
    quiet, loud = cascade.hops.order_by("name")
    actions.acknowledge(loud, by=VISITOR, part="lead")
    walk_waiting()
    walk_waiting()
    assert [(one.how, one.on, one.words) for one in loud.network.touches.all()] == [("cascade", NOW.date(), cascade.title)]
    loud.network.refresh_from_db()
    assert loud.network.last_contact == NOW.date()
    assert not quiet.network.touches.exists()
