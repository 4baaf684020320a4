"""Behind the second wall: those who hand one cascade on share its numbers, and keep their people to themselves."""

import pytest

from antiphon.audiences.tests.factories import make_audience, make_contact
from antiphon.cascades import actions
from antiphon.cascades.models import Cascade, Hop
from antiphon.cascades.queries import reach
from antiphon.cascades.tests.factories import make_cascade, make_hop, make_lead
from antiphon.config.walls import PUBLIC, WORKSPACE, Scope, within
from antiphon.core.actors import Visitor
from antiphon.delivery.models import Delivery
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.packs.models import PackVersion

pytestmark = pytest.mark.django_db


def sent(cascade, name):
    """Return a hop that wrote to twelve people of its own."""
    hop = make_hop(cascade=cascade, keeper=make_organisation(name=name))
    actions.acknowledge(hop, part="lead", by=Visitor())
    listing = make_audience(organisation=hop.keeper, name=f"{name} readers")
    for number in range(12):
        make_contact(listing=listing, email=f"{name}.{number}@example.org")
    actions.publish(hop, audiences=[listing], by=make_user(role="communications_officer", organisation=hop.keeper))
    return hop


def test_reach_is_the_same_for_a_partner_who_hands_it_on_and_people_stay_their_own():
    cascade = make_cascade(running=True)
    first, _ = sent(cascade, "Trust"), sent(cascade, "Council")
    Delivery.objects.filter(occasion=cascade.occasion).update(status="accepted")
    with within(Scope(WORKSPACE, frozenset({first.keeper_id}))):
        assert str(reach.of(cascade).people) == "24"
        assert {send.organisation_id for send, _ in reach.sums_of(cascade)} == set(
            cascade.hops.values_list("keeper", flat=True))  # fmt: skip
        assert Delivery.objects.filter(occasion=cascade.occasion).count() == 12
    with within(Scope(WORKSPACE, frozenset({make_organisation().pk}))):
        assert reach.sums_of(cascade) == []
        assert not Cascade.objects.exists()


def test_the_sender_stops_what_others_were_about_to_send_and_a_partner_cannot():
    cascade = make_cascade(running=True)
    sent(cascade, "Trust")
    partner = sent(cascade, "Council").keeper_id
    from django.db import connection

    def stop(organisation):
        with within(Scope(WORKSPACE, frozenset({organisation}))), connection.cursor() as cursor:
            cursor.execute("select cascades_stop(%s)", [cascade.pk])
            return cursor.fetchone()[0]

    assert stop(partner) == 0
    assert stop(cascade.owner_id) == 24
    assert set(Delivery.objects.filter(occasion=cascade.occasion).values_list("status", flat=True)) == {"cancelled"}


def test_a_lead_s_link_opens_their_cascade_and_no_other():
    hop, other = make_hop(cascade=make_cascade(running=True)), make_hop(cascade=make_cascade(running=True))
    make_lead(hop=hop)
    with within(Scope(PUBLIC, hop=hop.pk)):
        assert list(Hop.objects.all()) == [hop]
        assert PackVersion.objects.filter(pk=hop.cascade.version_id).exists()
        assert not Cascade.objects.filter(pk=other.cascade_id).exists()
    with within(Scope(PUBLIC)):
        assert not Hop.objects.exists()
