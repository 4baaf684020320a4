"""Holds need two people; proofs say what went and hold nothing of it."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from antiphon.core.actors import Machine
from antiphon.core.problems import Refused
from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.network.tests.factories import make_user
from antiphon.trust import actions, queries
from antiphon.trust.models import EntryCode
from antiphon.trust.tests.factories import make_entry_code, make_hold, make_proof

pytestmark = pytest.mark.django_db


def test_a_hold_stops_the_clock_at_once_and_lapses_unless_a_second_person_agrees() -> None:
    engagement = make_open_engagement()
    alice = make_user(role="guardian", organisation=engagement.owner)
    hold = actions.place_hold(engagement, reason="A court has asked for it.", by=engagement.lead)
    assert queries.held() == {engagement.pk}
    assert hold.stands
    with time_machine.travel(timezone.now() + datetime.timedelta(days=15)):
        assert queries.held() == set()
        assert not hold.stands
    with pytest.raises(Refused, match="another person"):
        actions.confirm_hold(hold, by=engagement.lead)
    actions.confirm_hold(hold, by=alice)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=4000)):
        assert queries.held() == {engagement.pk}


def test_whoever_placed_a_hold_cannot_lift_it() -> None:
    hold = make_hold()
    alice = make_user(role="guardian", organisation=hold.engagement.owner)
    with pytest.raises(Refused, match="another person"):
        actions.lift_hold(hold, because="It is over.", by=hold.placed_by)
    with pytest.raises(Refused, match="Say why"):
        actions.lift_hold(hold, because=" ", by=alice)
    actions.lift_hold(hold, because="The inquiry has ended.", by=alice)
    assert queries.held() == set()
    with pytest.raises(PermissionDenied):
        actions.place_hold(hold.engagement, reason="x", by=make_user(role="reader", organisation=hold.engagement.owner))


def test_codes_whose_time_is_up_are_deleted_and_the_proof_says_how_many() -> None:
    code = make_entry_code()
    engagement = code.engagement
    make_proof(engagement=engagement)
    actions.let_go_of_entries(engagement, rule="Two years after it was closed.", by=Machine("tidy up"))
    assert not EntryCode.objects.exists()
    assert [(proof.kind, proof.number) for proof in queries.proofs_of(engagement)] == [("entry_codes", 1), ("words", 12)]
